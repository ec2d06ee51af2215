import { defineQueue } from './shape.js';

/**
 * celery-node 0.5. Facts: its `dist/app/{client,task,worker,result,conf}.{d.ts,js}` and `dist/backends/redis.js`. A producer gets no promise:
 * `client.js` drops the one that publishes.
 */
export const celeryNode = defineQueue({
  id: 'celery-node',
  title: 'celery-node',
  unit: 'task',
  packages: { 'celery-node': '>=0.5' },
  enqueue: [
    {
      owner: 'Task',
      member: 'delay',
      queueName: 'origin#0',
      payload: '#*',
      chain: { root: 'createTask', setters: {} },
    },
    // Positional arguments in a list, then named ones in an object.
    {
      owner: 'Task',
      member: 'applyAsync',
      queueName: 'origin#0',
      payload: '#0+',
      chain: { root: 'createTask', setters: {} },
    },
    { owner: 'Client', member: 'sendTask', queueName: '#0', payload: '#1+' },
  ],
  queues: [],
  workers: [
    { kind: 'call', owner: 'Worker', member: 'register', queueName: '#0', body: '#1', payload: 'param*' },
  ],
  codec: 'json',
  retry: {
    place: 'none',
    counts: 'retries',
    default: 0,
    unit: 'ms',
    formula: 'd',
    defaultDelay: 0,
    alternative:
      'celery-node takes a task off the broker before it runs it and never retries: retry inside the task, or let a Python worker run it.',
  },
  results: {
    place: 'infrastructure',
    retention: [],
    default: 'limited',
    readers: ['AsyncResult.get', 'AsyncResult.result'],
    cleaners: [],
  },
  waits: [
    { member: 'AsyncResult.get', timeout: '#0' },
    { member: 'AsyncResult.result', polled: true },
    { member: 'AsyncResult.status', polled: true },
  ],
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    delay: false,
    schedule: false,
    priority: false,
    // Taken off the broker before it runs: a crash loses it.
    durable: false,
    backend: 'Redis or RabbitMQ',
  },
});
