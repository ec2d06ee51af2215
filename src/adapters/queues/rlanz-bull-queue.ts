import { bullmq } from './bullmq.js';
import { defineQueue } from './shape.js';

/** AdonisJS jobs on BullMQ. Facts: its `build/src/{job,queue,define_config}.{d.ts,js}` (version 3) and BullMQ's own. */
export const rlanzBullQueue = defineQueue({
  id: 'rlanz-bull-queue',
  title: '@rlanz/bull-queue',
  unit: 'task',
  packages: { '@rlanz/bull-queue': '>=3 <4' },
  enqueue: [{ owner: 'QueueManager', member: 'dispatch', task: '#0', payload: '#1', options: '#2' }],
  queues: [
    { call: { member: 'defineConfig' }, name: '', scope: 'global', defaults: '#0.jobs' },
    { call: { member: 'defineConfig' }, name: '', scope: 'global', defaults: '#0.queue.defaultJobOptions' },
  ],
  workers: [{ kind: 'subclass', base: 'Job', method: 'handle', payload: 'param0' }],
  codec: bullmq.codec,
  ...(bullmq.retry && { retry: bullmq.retry }),
  dedup: [{ path: 'jobId', lasts: 'exists', isId: true }],
  scheduleOptions: ['repeat'],
  capabilities: {
    transaction: 'none',
    deadLetter: 'set',
    delay: true,
    schedule: true,
    priority: true,
    durable: true,
    backend: 'Redis',
  },
});
