import { bullInvalid } from './invalid/bull.js';
import { bullEmitters } from './emitters/bull.js';
import { defineQueue } from './shape.js';

/** Bull 4. Facts: its `index.d.ts` and `lib/{job,queue,backoffs}.js`. */
export const bull = defineQueue({
  id: 'bull',
  title: 'Bull',
  packages: { bull: '>=3 <5' },
  enqueue: [
    // `lib/job.js`: a string first argument is the task's name, anything else is the payload.
    {
      owner: 'Queue',
      member: 'add',
      when: 'arg0:string',
      name: '#0',
      payload: '#1',
      options: '#2',
      bulkMember: 'addBulk',
    },
    {
      owner: 'Queue',
      member: 'add',
      when: 'arg0:other',
      payload: '#0',
      options: '#1',
      bulkMember: 'addBulk',
    },
    {
      owner: 'Queue',
      member: 'addBulk',
      name: '#0[].name',
      payload: '#0[].data',
      options: '#0[].opts',
      bulk: true,
    },
  ],
  queues: [{ construct: 'Bull', name: '#0', defaults: ['#1.defaultJobOptions', '#2.defaultJobOptions'] }],
  workers: [
    {
      kind: 'call',
      owner: 'Queue',
      member: 'process',
      queueName: 'receiver',
      taskName: '#0',
      body: '#last',
      payload: 'param0.data',
    },
  ],
  jobTypes: ['Job'],
  jobPayload: 'data',
  jobName: 'name',
  // `lib/queue.js`: `handlers[job.name] || handlers['*']`; without either the task fails.
  naming: { unnamed: '__default__', others: '*' },
  scheduleOptions: ['repeat'],
  codec: 'json',
  retry: {
    attempts: 'attempts',
    counts: 'runs',
    default: 1,
    backoff: 'backoff',
    type: 'backoff.type',
    delay: 'backoff.delay',
    unit: 'ms',
    formula: 'd*(2^n-1)',
    numberIsFixed: true,
    defaultDelay: 0,
    recipe: { attempts: '5', backoff: "{ type: 'exponential', delay: 10_000 }" },
  },
  results: {
    retention: ['removeOnComplete', 'removeOnFail'],
    default: 'forever',
    readers: ['Job.finished', 'Job.returnvalue', 'Queue.getCompleted', 'Queue.getJobs'],
    cleaners: ['Queue.clean', 'Queue.obliterate', 'Job.remove'],
    recipe: { removeOnComplete: 'true', removeOnFail: '{ age: 7 * 24 * 3600 }' },
  },
  waits: [
    { member: 'Job.finished' },
    { member: 'Job.getState', polled: true },
    { member: 'Job.isCompleted', polled: true },
    { member: 'Job.isFailed', polled: true },
    { member: 'Queue.getJob', polled: true },
  ],
  dedup: [
    { path: 'jobId', lasts: 'exists', isId: true },
    {
      path: 'debounce.id',
      versions: '>=4.16.0',
      lasts: 'pending',
      window: 'debounce.ttl',
      windowUnit: 'ms',
      delay: 'delay',
    },
  ],
  invalid: bullInvalid,
  emitters: bullEmitters,
  capabilities: {
    transaction: 'none',
    deadLetter: 'set',
    timeout: 'timeout',
    timeoutUnit: 'ms',
    delay: true,
    schedule: true,
    priority: true,
    durable: true,
    backend: 'Redis',
  },
});
