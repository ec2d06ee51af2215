import { defineQueue } from './shape.js';

/**
 * Workflow SDK. Facts: `@workflow/core/dist/runtime/{start.d.ts,step-handler.js}`, `@workflow/core/dist/serialization.js`,
 * `@workflow/errors/dist/index.d.ts`. A step is repeated 3 times unless its function's own `maxRetries` says otherwise.
 */
export const workflowSdk = defineQueue({
  id: 'workflow-sdk',
  title: 'Workflow SDK',
  packages: { '@workflow/core': '>=4 <5', '@workflow/errors': '>=4 <5', workflow: '>=4 <5' },
  kind: 'workflow',
  unit: 'workflow',
  enqueue: [{ member: 'start', queueName: '#0', payload: '#1[]', options: '#2' }],
  queues: [],
  workers: [
    { kind: 'directive', directive: 'use workflow', payload: 'param*' },
    { kind: 'directive', directive: 'use step', payload: 'param*' },
  ],
  codec: 'devalue',
  retry: {
    place: 'definition',
    counts: 'retries',
    default: 3,
    unit: 'ms',
    formula: 'd',
    delayErrors: ['RetryableError'],
    defaultDelay: 1000,
    alternative:
      'Throw a `RetryableError` with `retryAfter` in the step, and set `maxRetries` of its function.',
  },
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    delay: false,
    schedule: false,
    priority: false,
    durable: true,
    backend: 'a Workflow world',
  },
});
