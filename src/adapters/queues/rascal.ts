import { rascalEmitters } from './emitters/rascal.js';
import { defineQueue } from './shape.js';

/**
 * rascal (RabbitMQ by configuration). Facts: `lib/amqp/Publication.js`: a Buffer goes as it is, a text as text, anything else
 * as JSON. Publications, queues and recovery are JSON configuration, so names and retries stay unknown.
 */
export const rascal = defineQueue({
  id: 'rascal',
  title: 'rascal',
  packages: { rascal: '>=10 <22' },
  enqueue: [
    { owner: 'BrokerAsPromised', member: 'publish', payload: '#1', options: '#2' },
    { owner: 'Broker', member: 'publish', payload: '#1', options: '#2' },
  ],
  queues: [],
  workers: [],
  codec: 'json-or-bytes',
  retry: {
    place: 'infrastructure',
    counts: 'retries',
    default: 0,
    unit: 'ms',
    formula: 'managed',
    defaultDelay: 0,
    alternative:
      "Call `ackOrNack(error, [{ strategy: 'republish', defer: 10_000, attempts: 5 }, { strategy: 'nack' }])`.",
  },
  emitters: rascalEmitters,
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
