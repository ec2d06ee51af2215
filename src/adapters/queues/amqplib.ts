import { amqplibEmitters } from './emitters/amqplib.js';
import { defineQueue, type EnqueueLocator } from './shape.js';

/** A channel with confirms declares the same calls once more. */
function sends(owner: string): readonly EnqueueLocator[] {
  return [
    { owner, member: 'sendToQueue', queueName: '#0', payload: '#1|text', options: '#2' },
    // A routing key names no queue: which queues it reaches is decided by bindings.
    { owner, member: 'publish', payload: '#2|text', options: '#3' },
  ];
}

/**
 * amqplib 0.10 to 2 (RabbitMQ). Facts: its `index.d.ts` and `lib/api_args.js`; the payload is what the program makes a text
 * of. Retries are topology (dead-letter exchanges with a TTL), so nothing here says whether there are any.
 */
export const amqplib = defineQueue({
  id: 'amqplib',
  title: 'amqplib',
  packages: { amqplib: '>=0.10 <3' },
  enqueue: [...sends('Channel'), ...sends('ConfirmChannel')],
  queues: [],
  workers: [
    {
      kind: 'call',
      owner: 'Channel',
      member: 'consume',
      queueName: '#0',
      body: '#1',
      payload: 'param0.content|text',
      options: '#2',
    },
  ],
  codec: 'json',
  retry: {
    place: 'infrastructure',
    counts: 'retries',
    default: 0,
    unit: 'ms',
    formula: 'managed',
    defaultDelay: 0,
    alternative:
      'Dead-letter failed messages to a queue with a message TTL of at least 10 s that leads back.',
  },
  emitters: amqplibEmitters,
  capabilities: {
    transaction: 'none',
    deadLetter: 'infrastructure',
    delay: false,
    schedule: false,
    priority: true,
    durable: true,
    backend: 'RabbitMQ',
  },
});
