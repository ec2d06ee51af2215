import { beeQueueEmitters } from './emitters/bee-queue.js';
import { beeQueueInvalid } from './invalid/bee-queue.js';
import { defineQueue } from './shape.js';

/** Bee-Queue 1 and 2, whose types are the same. Facts: its `index.d.ts`, `lib/{job,queue,backoff,defaults}.js` and `lib/lua/addJob.lua`. */
export const beeQueue = defineQueue({
  id: 'bee-queue',
  title: 'Bee-Queue',
  packages: { 'bee-queue': '>=1 <3' },
  enqueue: [
    {
      owner: 'BeeQueue',
      member: 'createJob',
      payload: '#0',
      chain: {
        terminal: 'save',
        setters: {
          id: 'setId#0',
          retries: 'retries#0',
          'backoff.type': 'backoff#0',
          'backoff.delay': 'backoff#1',
          delayUntil: 'delayUntil#0',
          timeout: 'timeout#0',
        },
      },
      queueDefaults: false,
    },
    {
      owner: 'BeeQueue',
      member: 'saveAll',
      payload: '#0[].data',
      options: '#0[].options',
      bulk: true,
      queueDefaults: false,
    },
  ],
  // Retention belongs to the queue alone, retries to the task alone.
  queues: [{ construct: 'BeeQueue', name: '#0', defaults: '#1' }],
  workers: [
    {
      kind: 'call',
      owner: 'BeeQueue',
      member: 'process',
      queueName: 'receiver',
      body: '#last',
      payload: 'param0.data',
    },
  ],
  jobTypes: ['Job'],
  jobPayload: 'data',
  codec: 'json',
  retry: {
    attempts: 'retries',
    counts: 'retries',
    default: 0,
    backoff: 'backoff',
    type: 'backoff.type',
    fixed: ['fixed', 'immediate'],
    delay: 'backoff.delay',
    unit: 'ms',
    formula: 'd*2^(n-1)',
    defaultDelay: 0,
    // `defaults.js`, `activateDelayedJobs: false`: a delayed retry never runs unless a queue object of this name looks for it.
    alternative:
      "Call `.retries(4).backoff('exponential', 10_000)` before `.save()`, and set `activateDelayedJobs: true` where the worker constructs the queue: without it a delayed retry never runs.",
  },
  results: {
    place: 'queue',
    retention: ['removeOnSuccess', 'removeOnFailure'],
    default: 'forever',
    readers: ['BeeQueue.getJob', 'BeeQueue.getJobs'],
    cleaners: ['BeeQueue.removeJob', 'BeeQueue.destroy', 'Job.remove'],
    recipe: { removeOnSuccess: 'true' },
  },
  // `addJob.lua`: a task whose id is known is not added, and `save` resolves with `id: null`.
  dedup: [{ path: 'id', lasts: 'exists', isId: true }],
  waits: [{ member: 'BeeQueue.getJob', polled: true }],
  emitters: beeQueueEmitters,
  invalid: beeQueueInvalid,
  capabilities: {
    transaction: 'none',
    deadLetter: 'set',
    timeout: 'timeout',
    timeoutUnit: 'ms',
    delay: true,
    schedule: false,
    priority: false,
    durable: true,
    backend: 'Redis',
  },
});
