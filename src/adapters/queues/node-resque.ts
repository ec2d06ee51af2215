import { nodeResqueEmitters } from './emitters/node-resque.js';
import { defineQueue, type CallWorker } from './shape.js';

/** A job's name picks its function, whichever of the worker's queues it came through. */
const tasks: Omit<CallWorker, 'member'> = {
  kind: 'construct',
  queueName: 'key',
  body: '#1.*.perform',
  payload: 'param*',
  options: '#0',
  defaults: '#1.*',
};

/** node-resque 9. Facts: its `dist/core/{queue,worker,multiWorker,pluginRunner,scheduler}.{d.ts,js}`, `dist/plugins/Retry.js`, `dist/types/job.d.ts`. */
export const nodeResque = defineQueue({
  id: 'node-resque',
  title: 'node-resque',
  unit: 'task',
  packages: { 'node-resque': '>=9 <10' },
  enqueue: [
    { owner: 'Queue', member: 'enqueue', queueName: '#1', payload: '#2[]' },
    { owner: 'Queue', member: 'enqueueAt', queueName: '#2', payload: '#3[]' },
    { owner: 'Queue', member: 'enqueueIn', queueName: '#2', payload: '#3[]' },
  ],
  queues: [],
  workers: [
    { ...tasks, member: 'Worker' },
    { ...tasks, member: 'MultiWorker' },
  ],
  codec: 'json',
  retry: {
    place: 'definition',
    // Any plugin may retry: only a job without one is known to run once.
    attempts: 'plugins',
    backoff: 'pluginOptions',
    counts: 'runs',
    default: 1,
    unit: 'ms',
    formula: 'managed',
    defaultDelay: 0,
    // `scheduler.js`: only a running Scheduler moves what waits for its time to its queue.
    alternative:
      "Give the job `plugins: ['Retry']` and `pluginOptions: { Retry: { retryLimit: 5, backoffStrategy: [10_000, 20_000, 40_000, 80_000] } }`, and run a `Scheduler`: without one a delayed retry never starts.",
  },
  results: {
    place: 'infrastructure',
    retention: [],
    default: 'delete',
    failedDefault: 'forever',
    readers: [],
    cleaners: [],
  },
  emitters: nodeResqueEmitters,
  capabilities: {
    transaction: 'none',
    deadLetter: 'set',
    delay: true,
    schedule: false,
    priority: false,
    durable: true,
    backend: 'Redis',
  },
});
