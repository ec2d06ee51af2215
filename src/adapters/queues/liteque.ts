import { defineQueue } from './shape.js';

/** liteque 0.8, a queue in a SQLite file. Facts: its `dist/index.{d.ts,js}`. */
export const liteque = defineQueue({
  id: 'liteque',
  title: 'liteque',
  packages: { liteque: '>=0.8' },
  enqueue: [{ owner: 'SqliteQueue', member: 'enqueue', payload: '#0', options: '#1' }],
  queues: [{ construct: 'SqliteQueue', name: '#0', defaults: '#2.defaultJobArgs' }],
  workers: [
    {
      kind: 'construct',
      member: 'Runner',
      queueName: '#0',
      body: '#1.run',
      payload: 'param0.data',
      options: '#2',
    },
  ],
  jobTypes: ['DequeuedJob'],
  jobPayload: 'data',
  codec: 'json',
  retry: {
    attempts: 'numRetries',
    counts: 'retries',
    // The types ask for `defaultJobArgs.numRetries`.
    default: 0,
    unit: 'ms',
    formula: 'd',
    defaultDelay: 0,
    delayErrors: ['RetryAfterError'],
    alternative:
      'Catch what may pass by itself and throw `new RetryAfterError(delay)` with a delay that grows; it uses up no retry, so count the tries.',
  },
  results: {
    // `finalize`: what is done is deleted, and what failed unless the queue says `keepFailedJobs`.
    retention: [],
    default: 'delete',
    failedDefault: 'delete',
    readers: [],
    cleaners: ['SqliteQueue.cancelAllNonRunning'],
  },
  dedup: [{ path: 'idempotencyKey', lasts: 'pending' }],
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    timeout: 'timeoutSecs',
    timeoutUnit: 's',
    concurrency: 'concurrency',
    delay: true,
    schedule: false,
    priority: true,
    durable: true,
    backend: 'SQLite',
  },
});
