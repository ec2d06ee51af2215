import { defineQueue } from './shape.js';

/** Forms in which an event, or a list of events, is sent. */
const event = { queueName: '#0.name', payload: '#0.data', options: '#0' } as const;
const events = { queueName: '#0[].name', payload: '#0[].data', options: '#0[]', bulk: true } as const;

/**
 * Inngest 3 and 4. Facts: `components/{Inngest,InngestFunction,InngestStepTools}.d.ts`, `helpers/strings.js`.
 * An event may take 256 KiB, 3 MiB where the plan has more (inngest.com/docs/usage-limits/inngest); no plan takes more.
 * Functions take events by name, so the event stands for the queue. How long a retry waits is the service's decision.
 */
export const inngest = defineQueue({
  id: 'inngest',
  title: 'Inngest',
  packages: { inngest: '>=3 <5' },
  kind: 'workflow',
  unit: 'event',
  enqueue: [
    { owner: 'Inngest', member: 'send', when: 'arg0:object', ...event },
    { owner: 'Inngest', member: 'send', when: 'arg0:array', ...events },
    // The step tools are an object literal without a name.
    {
      member: 'sendEvent',
      when: 'arg1:object',
      queueName: '#1.name',
      payload: '#1.data',
      options: '#1',
    },
    {
      member: 'sendEvent',
      when: 'arg1:array',
      queueName: '#1[].name',
      payload: '#1[].data',
      options: '#1[]',
      bulk: true,
    },
    { member: 'invoke', task: '#1.function', payload: '#1.data', waits: true },
  ],
  queues: [],
  workers: [
    {
      kind: 'call',
      owner: 'Inngest',
      member: 'createFunction',
      versions: '>=4',
      queueName: '#0.triggers[].event',
      body: '#1',
      payload: 'param0.event.data',
      options: '#0',
    },
    {
      kind: 'call',
      owner: 'Inngest',
      member: 'createFunction',
      versions: '<4',
      queueName: '#1[].event',
      body: '#2',
      payload: 'param0.event.data',
      options: '#0',
    },
  ],
  codec: 'json-safe',
  retry: {
    place: 'definition',
    counts: 'retries',
    default: 3,
    unit: 'ms',
    formula: 'managed',
    delayErrors: ['RetryAfterError'],
    defaultDelay: 0,
    alternative: 'Inngest decides when to retry; throw a `RetryAfterError` to wait for a certain time.',
  },
  waits: [{ member: 'invoke', timeout: '#1.timeout', suspends: true }],
  dedup: [{ path: 'id', lasts: 'window' }],
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    concurrency: 'concurrency',
    delay: true,
    schedule: true,
    priority: true,
    durable: true,
    maxPayload: 3 * 1024 * 1024,
    backend: 'Inngest',
  },
});
