import { defineQueue } from './shape.js';

/**
 * Vercel Queues. Facts: `@vercel/queue/dist/index.{d.ts,js}` and README.md, “Service Limits & Constraints” (0.6). A client's own transport may carry more than JSON. A message is repeated until it expires, at a pace that the
 * consumer's `retry` function sets.
 */
export const vercelQueue = defineQueue({
  id: 'vercel-queue',
  title: 'Vercel Queues',
  packages: { '@vercel/queue': '>=0.1' },
  kind: 'service',
  unit: 'topic',
  enqueue: [
    ...['QueueClient', 'PollingQueueClient'].flatMap((owner) => [
      { owner, member: 'send', name: '#0', payload: '#1', options: '#2' },
      {
        owner,
        member: 'experimental_sendBatch',
        name: '#0',
        payload: '#1[].payload',
        options: '#1[]',
        bulk: true,
      },
    ]),
    // The exported functions, whose client is the library's own.
    { member: 'send', queueName: '#0', payload: '#1', options: '#2', queueDefaults: false },
    {
      member: 'experimental_sendBatch',
      queueName: '#0',
      payload: '#1[].payload',
      options: '#1[]',
      bulk: true,
      queueDefaults: false,
    },
  ],
  queues: [
    { construct: 'QueueClient', name: '', defaults: '#0' },
    { construct: 'PollingQueueClient', name: '', defaults: '#0' },
  ],
  workers: [
    { kind: 'call', member: 'handleCallback', body: '#0', payload: 'param0', options: '#1' },
    { kind: 'call', member: 'handleNodeCallback', body: '#0', payload: 'param0', options: '#1' },
    {
      kind: 'call',
      owner: 'PollingQueueClient',
      member: 'receive',
      queueName: '#0',
      body: '#2',
      payload: 'param0',
      options: '#3',
    },
    {
      kind: 'call',
      member: 'registerDevConsumer',
      queueName: '#0.topic',
      body: '#0.handler',
      payload: 'param0',
      options: '#0',
    },
  ],
  codec: 'json',
  codecOption: { path: 'transport', values: {} },
  retry: {
    place: 'infrastructure',
    counts: 'runs',
    default: 'infinite',
    unit: 's',
    formula: 'd',
    defaultDelay: 300,
    alternative: 'Give the consumer a `retry` function that returns `{ afterSeconds }`.',
  },
  dedup: [{ path: 'idempotencyKey', lasts: 'window', window: 'retentionSeconds', windowUnit: 's' }],
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    delay: true,
    schedule: false,
    priority: false,
    durable: true,
    maxPayload: 100_000_000,
    backend: 'Vercel',
  },
});
