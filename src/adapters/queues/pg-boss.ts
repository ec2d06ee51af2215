import { pgBossEmitters } from './emitters/pg-boss.js';
import { pgBossInvalid } from './invalid/pg-boss.js';
import type { Capabilities, DedupFacts, ResultFacts, RetryFacts } from './policies.js';
import { defineQueue, type EnqueueLocator, type QueueLocator, type WorkerLocator } from './shape.js';

/** `send`, with its name and options beside the payload or in one object. */
const sends: readonly EnqueueLocator[] = [
  {
    owner: 'PgBoss',
    member: 'send',
    when: 'arg0:string',
    queueName: '#0',
    payload: '#1',
    options: '#2',
    bulkMember: 'insert',
  },
  {
    owner: 'PgBoss',
    member: 'send',
    when: 'arg0:object',
    queueName: '#0.name',
    payload: '#0.data',
    options: '#0.options',
    bulkMember: 'insert',
  },
  ...['sendAfter', 'sendThrottled', 'sendDebounced'].map((member) => ({
    owner: 'PgBoss',
    member,
    queueName: '#0',
    payload: '#1',
    options: '#2',
  })),
  { owner: 'PgBoss', member: 'publish', payload: '#1', options: '#2', queueDefaults: false },
  {
    owner: 'PgBoss',
    member: 'schedule',
    queueName: '#0',
    schedule: '#1',
    payload: '#2',
    options: '#3',
    scheduled: true,
  },
];

const insertOfQueue: EnqueueLocator = {
  owner: 'PgBoss',
  member: 'insert',
  queueName: '#0',
  payload: '#1[].data',
  options: '#1[]',
  bulk: true,
};

const insertOfAny: EnqueueLocator = {
  owner: 'PgBoss',
  member: 'insert',
  queueName: '#0[].name',
  payload: '#0[].data',
  options: '#0[]',
  bulk: true,
};

/** Since 10 every queue must be created; `updateQueue` sets the same options later. */
const createdQueues: readonly QueueLocator[] = [
  { call: { owner: 'PgBoss', member: 'createQueue' }, name: '#0', defaults: '#1' },
  { call: { owner: 'PgBoss', member: 'updateQueue' }, name: '#0', defaults: '#1' },
];

/** Retry defaults of the whole program, up to 10. */
const instance: QueueLocator = { construct: 'PgBoss', name: '', defaults: '#0', scope: 'global' };

/** Since 10 a worker is given a list of jobs, of one unless `batchSize` says more. */
const listWorker: WorkerLocator = {
  kind: 'call',
  owner: 'PgBoss',
  member: 'work',
  queueName: '#0',
  body: '#last',
  payload: 'param0[].data',
  options: '#1',
};

/** `plans.js`: `d * (2^n / 2 + 2^n / 2 * random())`, n from 1: never less than `d * 2^(n - 1)`; seconds. */
const retry: RetryFacts = {
  attempts: 'retryLimit',
  counts: 'retries',
  default: 2,
  type: 'retryBackoff',
  growing: [true],
  fixed: [false],
  delay: 'retryDelay',
  unit: 's',
  formula: 'd*2^n/2',
  defaultDelay: 0,
  growingDelay: 1,
  recipe: { retryLimit: '5', retryDelay: '10', retryBackoff: 'true' },
};

/** Since 11 delays have an upper limit. */
const limited: RetryFacts = { ...retry, max: 'retryDelayMax' };

/** Since 11: finished tasks go after seven days unless `deleteAfterSeconds` says otherwise. */
const results: ResultFacts = {
  retention: ['deleteAfterSeconds'],
  default: 'limited',
  readers: ['JobWithMetadata.output'],
  cleaners: ['PgBoss.deleteJob', 'PgBoss.deleteStoredJobs', 'PgBoss.deleteAllJobs'],
};

/** Up to 10: finished tasks are archived after 12 hours and deleted after seven days, for the whole program. */
const archived: ResultFacts = {
  retention: ['deleteAfterSeconds'],
  place: 'queue',
  default: 'limited',
  readers: ['JobWithMetadata.output'],
  cleaners: ['PgBoss.clearStorage'],
};

/** Since 10 a key alone keeps nothing back: it needs a time. */
const dedup: readonly DedupFacts[] = [
  { path: 'id', lasts: 'exists', isId: true },
  {
    path: 'singletonKey',
    lasts: 'window',
    window: 'singletonSeconds',
    windowUnit: 's',
    delay: 'startAfter',
  },
];

const capabilities: Capabilities = {
  transaction: 'option',
  transactionAt: 'db',
  deadLetter: 'none',
  timeout: 'expireInSeconds',
  timeoutUnit: 's',
  delay: true,
  schedule: true,
  priority: true,
  durable: true,
  backend: 'PostgreSQL',
};

/** Since 10 a queue may name another one for what failed for good. */
const deadLetters: Capabilities = { ...capabilities, deadLetter: 'queue', deadLetterAt: 'deadLetter' };

/**
 * pg-boss 9 to 12, four different libraries under one name. Facts: `types.d.ts` and `src/{attorney,manager,plans}.js` of 9.0,
 * 10.4 and 11.1, `dist/{types,index}.d.ts` and `dist/{attorney,manager,plans}.js` of 12.5, 12.8 and 12.35.
 */
export const pgBoss = defineQueue({
  id: 'pg-boss',
  title: 'pg-boss',
  packages: { 'pg-boss': '>=9 <13' },
  enqueue: [
    ...sends,
    insertOfQueue,
    {
      owner: 'PgBoss',
      member: 'flow',
      versions: '>=12',
      queueName: '#0[].name',
      payload: '#0[].data',
      options: '#0[].options',
      bulk: true,
    },
    ...['update', 'upsert'].flatMap((member): EnqueueLocator[] => [
      {
        owner: 'PgBoss',
        member,
        versions: '>=12',
        when: 'arg0:string',
        queueName: '#0',
        payload: '#1',
        options: '#2',
      },
      {
        owner: 'PgBoss',
        member,
        versions: '>=12',
        when: 'arg0:object',
        queueName: '#0.name',
        payload: '#0.data',
        options: '#0.options',
      },
    ]),
  ],
  queues: createdQueues,
  workers: [listWorker],
  jobTypes: ['Job', 'JobWithMetadata'],
  jobPayload: 'data',
  codec: 'jsonb',
  retry: limited,
  results,
  dedup,
  waits: [
    { member: 'PgBoss.getJobById', polled: true },
    { member: 'PgBoss.findJobs', versions: '>=12', polled: true },
  ],
  emitters: pgBossEmitters,
  invalid: pgBossInvalid,
  capabilities: { ...deadLetters, concurrency: 'localConcurrency' },
  editions: [
    { versions: '>=12.6 <13' },
    {
      // `retry_delay + (2^n / 2 + …)`: the delay itself does not grow, what is added to it does.
      versions: '>=11 <12.6',
      retry: { ...limited, formula: 'd+2^(n-1)', growingDelay: 0 },
      capabilities: deadLetters,
    },
    {
      versions: '>=10 <11',
      enqueue: [...sends, insertOfAny],
      // The types ask for the name once more.
      queues: [...createdQueues.map((queue) => ({ ...queue, beside: { name: '#0' } })), instance],
      retry,
      results: archived,
      capabilities: deadLetters,
    },
    {
      versions: '>=9 <10',
      enqueue: [
        ...sends,
        { owner: 'PgBoss', member: 'sendOnce', queueName: '#0', payload: '#1', options: '#2' },
        { owner: 'PgBoss', member: 'sendSingleton', queueName: '#0', payload: '#1', options: '#2' },
        // `plans.js`, `insertJobs`: what an item leaves out is 0, whatever the instance says.
        { ...insertOfAny, queueDefaults: false },
      ],
      queues: [instance],
      workers: [{ ...listWorker, payload: 'param0.data' }],
      retry: { ...retry, default: 0, withDelay: 1 },
      results: {
        ...archived,
        readers: ['JobWithMetadata.output', 'PgBoss.onComplete', 'PgBoss.fetchCompleted'],
      },
      dedup: [
        { path: 'id', lasts: 'exists', isId: true },
        { path: 'singletonKey', lasts: 'pending' },
      ],
      capabilities: { ...capabilities, concurrency: 'teamConcurrency' },
    },
  ],
});
