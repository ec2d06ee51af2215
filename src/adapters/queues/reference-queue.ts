import { defineQueue } from './shape.js';

/**
 * The bundled reference queue (`eslint-plugin-task-queue/queue`). Its defaults already retry with a growing delay and keep
 * no result, so it needs no retry or result facts; its wire is strict JSON (`docs/guides/reference-queue.md`).
 */
export const referenceQueue = defineQueue({
  id: 'reference-queue',
  title: 'the reference queue',
  packages: { 'eslint-plugin-task-queue': '*' },
  enqueue: [
    { owner: 'TaskQueue', member: 'enqueue', task: '#0', payload: '#1', options: '#2' },
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
    },
  ],
  codec: 'strict-json',
});
