import { defineQueue, type EnqueueLocator, type QueueLocator } from './shape.js';

/** A builder that is a promise itself: nothing is dispatched until it is awaited or run. */
const dispatched: NonNullable<EnqueueLocator['chain']> = {
  setters: { queue: 'toQueue#0', delay: 'in#0', priority: 'priority#0', group: 'group#0', dedup: 'dedup#0' },
};

/** Retries of every job, and those of single queues, which say that some job has its own. */
function configured(call: NonNullable<QueueLocator['call']>): readonly QueueLocator[] {
  return [
    { call, name: '', scope: 'global', defaults: '#0.retry', under: 'retry' },
    { call, name: '', scope: 'global', defaults: '#0.queues', under: 'retry.maxRetries' },
  ];
}

/**
 * AdonisJS's queue, `@boringnode/queue` 0.6, which `@adonisjs/queue` exports again. Facts: its `build/job-*.d.ts`,
 * `build/index.js` (back-off) and `build/chunk-*.js` (merge of options, removal of finished jobs, `JSON.stringify` of the drivers).
 */
export const adonisjsQueue = defineQueue({
  id: 'adonisjs-queue',
  title: '@adonisjs/queue',
  unit: 'task',
  packages: { '@boringnode/queue': '>=0.5', '@adonisjs/queue': '>=0.5' },
  enqueue: [
    {
      owner: 'Job',
      member: 'dispatch',
      task: 'receiver',
      payload: '#0',
      chain: dispatched,
      bulkMember: 'dispatchMany',
    },
    {
      owner: 'Job',
      member: 'dispatchMany',
      task: 'receiver',
      payload: '#0[]',
      bulk: true,
      chain: dispatched,
    },
    {
      owner: 'Job',
      member: 'schedule',
      task: 'receiver',
      payload: '#0',
      chain: { setters: { every: 'every#0', cron: 'cron#0' } },
      scheduled: true,
    },
  ],
  queues: [
    ...configured({ owner: 'QueueManagerSingleton', member: 'init' }),
    ...configured({ member: 'defineConfig' }),
  ],
  workers: [
    {
      kind: 'subclass',
      base: 'Job',
      method: 'execute',
      payload: 'this.payload',
      defaults: 'options',
      short: 'retry',
    },
  ],
  codec: 'json',
  retry: {
    place: 'definition',
    // `maxRetries` beside `retry` means the same.
    attempts: 'retry.maxRetries',
    counts: 'retries',
    default: 0,
    backoff: 'retry.backoff',
    unit: 'ms',
    formula: 'd',
    defaultDelay: 0,
    alternative:
      "Set `retry: { maxRetries: 5, backoff: exponentialBackoff({ baseDelay: '15s', maxDelay: '10m' }) }` in the job's static `options`.",
  },
  // Finished jobs are removed at once, failed ones too.
  results: {
    place: 'definition',
    retention: ['removeOnComplete', 'removeOnFail'],
    default: 'delete',
    readers: [],
    cleaners: [],
  },
  dedup: [{ path: 'dedup.id', lasts: 'exists', window: 'dedup.ttl', windowUnit: 'ms' }],
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    timeout: 'timeout',
    timeoutUnit: 'ms',
    delay: true,
    schedule: true,
    priority: true,
    durable: true,
    backend: 'Redis, PostgreSQL, MySQL or SQLite',
  },
});
