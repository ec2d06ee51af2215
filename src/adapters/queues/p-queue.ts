import { defineQueue } from './shape.js';

/** p-queue: functions that wait their turn in this process. Facts: its `dist/index.d.ts`; nothing outlives the process. */
export const pQueue = defineQueue({
  id: 'p-queue',
  title: 'p-queue',
  kind: 'in-process',
  packages: { 'p-queue': '>=7' },
  enqueue: [
    { owner: 'PQueue', member: 'add', payload: '#0', options: '#1' },
    { owner: 'PQueue', member: 'addAll', payload: '#0[]', options: '#1', bulk: true },
  ],
  queues: [],
  workers: [],
  codec: 'memory',
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    timeout: 'timeout',
    timeoutUnit: 'ms',
    delay: false,
    schedule: false,
    priority: true,
    durable: false,
    backend: 'the process',
  },
});
