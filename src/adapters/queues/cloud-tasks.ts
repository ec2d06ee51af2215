import { defineQueue } from './shape.js';

/**
 * Google Cloud Tasks. Facts: `@google-cloud/tasks/build/esm/src/v2/cloud_tasks_client.d.ts`,
 * `build/protos/google/cloud/tasks/v2/{task,target,queue}.proto`. Its worker is an HTTP route that nothing ties to it, and a
 * queue's retries belong to the queue (`retryConfig`).
 */
export const cloudTasks = defineQueue({
  id: 'cloud-tasks',
  title: 'Cloud Tasks',
  packages: { '@google-cloud/tasks': '>=2' },
  kind: 'service',
  enqueue: [
    {
      owner: 'CloudTasksClient',
      member: 'createTask',
      guard: { at: '#0.task.appEngineHttpRequest' },
      queueName: '#0.parent',
      payload: '#0.task.appEngineHttpRequest.body|text',
      options: '#0.task',
    },
    {
      owner: 'CloudTasksClient',
      member: 'createTask',
      queueName: '#0.parent',
      payload: '#0.task.httpRequest.body|text',
      options: '#0.task',
    },
  ],
  queues: [],
  workers: [],
  codec: 'json',
  retry: {
    place: 'infrastructure',
    counts: 'runs',
    default: 'infinite',
    unit: 's',
    formula: 'managed',
    defaultDelay: 0,
    alternative: 'Cloud Tasks retries as the `retryConfig` of its queue says.',
  },
  dedup: [{ path: 'name', lasts: 'exists', isId: true }],
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    timeout: 'dispatchDeadline.seconds',
    timeoutUnit: 's',
    delay: true,
    schedule: false,
    priority: false,
    durable: true,
    maxPayload: 100 * 1024,
    backend: 'Google Cloud Tasks',
  },
});
