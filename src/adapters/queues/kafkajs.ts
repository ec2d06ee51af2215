import { defineQueue } from './shape.js';

/**
 * KafkaJS 2: a log, not a task queue. Facts: `types/index.d.ts` (owners are type aliases) and `src/retry/defaults.js`. A
 * handler that fails restarts its consumer from the last committed offset; there is no delay and no dead-letter topic of its own.
 */
export const kafkajs = defineQueue({
  id: 'kafkajs',
  title: 'KafkaJS',
  kind: 'stream',
  unit: 'topic',
  packages: { kafkajs: '>=2 <3' },
  enqueue: [
    {
      owner: 'Sender',
      member: 'send',
      queueName: '#0.topic',
      payload: '#0.messages[].value|text',
      bulk: true,
    },
    {
      owner: 'Sender',
      member: 'sendBatch',
      queueName: '#0.topicMessages[].topic',
      payload: '#0.topicMessages[].messages[].value|text',
      bulk: true,
    },
  ],
  queues: [],
  workers: [
    {
      kind: 'call',
      owner: 'Consumer',
      member: 'run',
      // Topics are named by another call on it (`subscribe`).
      queueName: 'receiver',
      body: '#0.eachMessage',
      payload: 'param0.message.value|text',
      options: '#0',
    },
  ],
  codec: 'json',
  retry: {
    place: 'infrastructure',
    counts: 'retries',
    default: 5,
    unit: 'ms',
    formula: 'managed',
    defaultDelay: 300,
    alternative: 'Send what failed to a retry topic; a partition has no delay for one message.',
  },
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    concurrency: 'partitionsConsumedConcurrently',
    delay: false,
    schedule: false,
    priority: false,
    durable: true,
    backend: 'Apache Kafka',
  },
});
