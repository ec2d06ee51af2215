import { faktoryEmitters } from './emitters/faktory-worker.js';
import { defineQueue } from './shape.js';

/** faktory-worker 4. Facts: its `lib/{faktory,client,job,worker}.{d.ts,js}`: `Job.defaults` asks for 25 retries, whose delays the server sets. */
export const faktory = defineQueue({
  id: 'faktory',
  title: 'Faktory',
  unit: 'task',
  packages: { 'faktory-worker': '>=4 <5' },
  enqueue: [
    {
      owner: 'Client',
      member: 'job',
      queueName: '#0',
      payload: '#1+',
      chain: {
        terminal: 'push',
        setters: {
          queue: '=queue',
          retry: '=retry',
          at: '=at',
          priority: '=priority',
          reserve_for: '=reserveFor',
          custom: '=custom',
        },
      },
    },
    { owner: 'Client', member: 'push', queueName: '#0.jobtype', payload: '#0.args[]', options: '#0' },
    {
      owner: 'Client',
      member: 'pushBulk',
      queueName: '#0[].jobtype',
      payload: '#0[].args',
      options: '#0[]',
      bulk: true,
    },
  ],
  queues: [],
  workers: [
    {
      kind: 'call',
      owner: 'FaktoryControl',
      member: 'register',
      queueName: '#0',
      body: '#1',
      payload: 'param*',
    },
  ],
  codec: 'json',
  retry: {
    attempts: 'retry',
    counts: 'retries',
    default: 25,
    unit: 's',
    formula: 'managed',
    defaultDelay: 0,
    alternative: 'The Faktory server sets the delays; `retry` says how many retries there are.',
  },
  results: { place: 'infrastructure', retention: [], default: 'delete', readers: [], cleaners: [] },
  emitters: faktoryEmitters,
  capabilities: {
    transaction: 'none',
    deadLetter: 'set',
    timeout: 'reserve_for',
    timeoutUnit: 's',
    delay: true,
    schedule: false,
    priority: true,
    durable: true,
    backend: 'the Faktory server',
  },
});
