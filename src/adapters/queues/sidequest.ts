import { defineQueue, type EnqueueLocator } from './shape.js';

const chain: NonNullable<EnqueueLocator['chain']> = {
  root: 'build',
  setters: {
    queue: 'queue#0',
    timeout: 'timeout#0',
    uniqueness: 'unique#0',
    maxAttempts: 'maxAttempts#0',
    availableAt: 'availableAt#0',
    retryDelay: 'retryDelay#0',
    backoffStrategy: 'backoffStrategy#0',
  },
};

/**
 * Sidequest 1. Facts: `@sidequest/engine`'s `dist/job/{job-builder,constants}.js` and `dist/engine.js`, `@sidequest/core`'s
 * `dist/job/job.d.ts` and `dist/transitions/retry-transition.js`, `@sidequest/backend`'s `dist/sql-backend.js`.
 */
export const sidequest = defineQueue({
  id: 'sidequest',
  title: 'Sidequest',
  unit: 'task',
  packages: { sidequest: '>=1 <2', '@sidequest/engine': '>=1 <2', '@sidequest/core': '>=1 <2' },
  enqueue: [
    { owner: 'JobBuilder', member: 'enqueue', task: 'origin#0', payload: '#*', chain },
    {
      owner: 'JobBuilder',
      member: 'schedule',
      task: 'origin#0',
      payload: '#1+',
      chain,
      scheduled: true,
      schedule: '#0',
    },
  ],
  queues: ['start', 'configure'].flatMap((member) => [
    { call: { owner: 'Sidequest', member }, name: '', defaults: '#0.jobDefaults', scope: 'global' as const },
    {
      call: { owner: 'Sidequest', member },
      name: '',
      defaults: '#0.backend',
      under: 'backend',
      scope: 'global' as const,
    },
  ]),
  workers: [{ kind: 'subclass', base: 'Job', method: 'run', payload: 'param*' }],
  // Where the backend is not seen: only what neither JSON nor BSON carries is known.
  codec: 'json-or-bson',
  codecOption: {
    path: 'backend.driver',
    values: {
      '@sidequest/postgres-backend': 'json',
      '@sidequest/mysql-backend': 'json',
      '@sidequest/sqlite-backend': 'json',
      '@sidequest/mongo-backend': 'bson',
    },
  },
  retry: {
    attempts: 'maxAttempts',
    counts: 'runs',
    default: 5,
    type: 'backoffStrategy',
    delay: 'retryDelay',
    unit: 'ms',
    formula: 'd*2^(n-1)',
    // `retry-transition.js`: times 0.5 to 1.5, an hour at most.
    least: 0.5,
    defaultMax: 3_600_000,
    defaultDelay: 1000,
    growingDelay: 1000,
    defaultGrows: true,
    recipe: { maxAttempts: '5', retryDelay: '20_000', backoffStrategy: "'exponential'" },
  },
  // `engine.js`: finished jobs are removed after 30 days.
  results: {
    place: 'infrastructure',
    retention: [],
    default: 'limited',
    readers: ['JobOperations.get', 'JobOperations.list'],
    cleaners: [],
  },
  dedup: [{ path: 'uniqueness', lasts: 'pending' }],
  waits: [{ member: 'JobOperations.get', polled: true }],
  capabilities: {
    transaction: 'none',
    deadLetter: 'set',
    timeout: 'timeout',
    timeoutUnit: 'ms',
    delay: true,
    schedule: true,
    priority: false,
    durable: true,
    backend: 'PostgreSQL, MySQL, SQLite or MongoDB',
  },
});
