import { defineQueue } from './shape.js';

/**
 * Cloudflare Queues. Facts: `@cloudflare/workers-types/index.d.ts` (`Queue`, `MessageBatch`, `ExportedHandler`). Its types are
 * global, from that package or from the file that `wrangler types` writes. Retries, delays and dead letters stand in the
 * wrangler configuration. Without a content type a message is JSON.
 */
export const cloudflareQueues = defineQueue({
  id: 'cloudflare-queues',
  title: 'Cloudflare Queues',
  packages: { '@cloudflare/workers-types': '>=4' },
  kind: 'service',
  ambient: {
    files: ['worker-configuration.d.ts'],
    names: ['Queue', 'MessageBatch', 'ExportedHandler'],
  },
  enqueue: [
    {
      owner: 'Queue',
      member: 'send',
      payload: '#0',
      options: '#1',
      queueDefaults: false,
      bulkMember: 'sendBatch',
    },
    {
      owner: 'Queue',
      member: 'sendBatch',
      payload: '#0[].body',
      options: '#0[]',
      bulk: true,
      queueDefaults: false,
    },
  ],
  queues: [],
  workers: [
    { kind: 'typed', type: 'ExportedHandler', property: 'queue', payload: 'param0.messages[].body' },
    { kind: 'typed', parameter: 'MessageBatch', payload: 'param0.messages[].body' },
  ],
  codec: 'json',
  // `text` and `bytes` take nothing else, so what is sent arrives.
  codecOption: {
    path: 'contentType',
    values: { json: 'json', v8: 'structured-clone', text: 'memory', bytes: 'memory' },
  },
  retry: {
    place: 'infrastructure',
    counts: 'retries',
    default: 3,
    unit: 's',
    formula: 'd',
    defaultDelay: 0,
    alternative:
      'Set `max_retries` and `retry_delay` of the consumer in the wrangler configuration, or call `message.retry({ delaySeconds })`.',
  },
  capabilities: {
    transaction: 'none',
    deadLetter: 'infrastructure',
    delay: true,
    schedule: false,
    priority: false,
    durable: true,
    maxPayload: 128_000,
    backend: 'Cloudflare',
  },
});
