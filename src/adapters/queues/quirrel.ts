import { defineQueue } from './shape.js';

/** Quirrel 1: a service calls the program's own routes. Facts: its `dist/esm/src/client/{index,enhanced-json}.js` and the `.d.ts` of its framework entries. */
export const quirrel = defineQueue({
  id: 'quirrel',
  title: 'Quirrel',
  packages: { quirrel: '>=1 <2' },
  enqueue: [
    {
      owner: 'QuirrelClient',
      member: 'enqueue',
      task: 'receiver',
      payload: '#0',
      options: '#1',
      bulkMember: 'enqueueMany',
    },
    {
      owner: 'QuirrelClient',
      member: 'enqueueMany',
      task: 'receiver',
      payload: '#0[].payload',
      options: '#0[].options',
      bulk: true,
    },
  ],
  queues: [],
  workers: [
    { kind: 'call', member: 'Queue', queueName: '#0', body: '#1', payload: 'param0', defaults: '#2' },
    { kind: 'call', member: 'CronJob', queueName: '#0', body: '#2', payload: 'param0', defaults: '#3' },
  ],
  scheduleOptions: ['repeat'],
  codec: 'superjson',
  retry: {
    // The waits before each retry; without the list a failed job is not run again.
    attempts: 'retry',
    backoff: 'retry',
    counts: 'retries',
    default: 0,
    unit: 'ms',
    formula: 'managed',
    defaultDelay: 0,
    recipe: { retry: "['10s', '30s', '2min', '10min']" },
  },
  results: { place: 'infrastructure', retention: [], default: 'delete', readers: [], cleaners: [] },
  dedup: [{ path: 'id', lasts: 'pending', isId: true }],
  waits: [{ member: 'QuirrelClient.getById', polled: true }],
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    delay: true,
    schedule: true,
    priority: false,
    durable: true,
    backend: 'the Quirrel service',
  },
});
