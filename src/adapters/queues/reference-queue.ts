import { defineQueue } from './shape.js';

/**
 * The bundled reference queue (`eslint-plugin-task-queue/queue`). Its defaults already retry with a growing delay and keep
 * no result; its wire is strict JSON (`docs/guides/reference-queue.md`). Facts: `src/queue/{task,retry}.ts`.
 */
export const referenceQueue = defineQueue({
  id: 'reference-queue',
  title: 'the reference queue',
  packages: { 'eslint-plugin-task-queue': '*' },
  enqueue: [
    {
      owner: 'TaskQueue',
      member: 'enqueue',
      task: '#0',
      payload: '#1',
      options: '#2',
      bulkMember: 'enqueueMany',
    },
    { owner: 'TaskQueue', member: 'enqueueMany', task: '#0', payload: '#1[]', options: '#2', bulk: true },
  ],
  queues: [],
  workers: [
    {
      kind: 'call',
      member: 'defineTask',
      queueName: '#0.queue',
      defaultQueue: 'default',
      taskName: '#0.name',
      body: '#0.run',
      payload: 'param0',
      defaults: '#0',
    },
  ],
  codec: 'strict-json',
  retry: {
    place: 'definition',
    attempts: 'retry.maxAttempts',
    counts: 'runs',
    default: 5,
    delay: 'retry.firstDelayMs',
    factor: 'retry.factor',
    unit: 'ms',
    formula: 'd*f^(n-1)',
    defaultDelay: 10_000,
    defaultGrows: true,
    growingDelay: 10_000,
    recipe: { retry: '{ maxAttempts: 5, firstDelayMs: 10_000 }' },
  },
  capabilities: {
    transaction: 'none',
    deadLetter: 'set',
    timeout: 'timeoutMs',
    timeoutUnit: 'ms',
    delay: true,
    schedule: true,
    priority: true,
    durable: false,
    backend: 'memory, for now',
  },
});
