import { sqsConsumerEmitters } from './emitters/sqs-consumer.js';
import { defineQueue } from './shape.js';

/** One message, and a batch, as the SDK takes them. */
const message = { queueName: '#0.QueueUrl', payload: '#0.MessageBody|text', options: '#0' } as const;
const batch = {
  queueName: '#0.QueueUrl',
  payload: '#0.Entries[].MessageBody|text',
  options: '#0.Entries[]',
  bulk: true,
} as const;

/**
 * Amazon SQS through AWS SDK 3, sqs-producer and sqs-consumer, and its Lambda events. Facts:
 * `@aws-sdk/client-sqs/dist-types/{SQS,commands/SendMessage*Command,models/models_0}.d.ts`, `@types/aws-lambda/trigger/sqs.d.ts`,
 * `sqs-consumer/dist/esm/{types,consumer}.d.ts`, `sqs-producer/dist/{producer,types}.d.ts` (2.2).
 * A message comes back after the queue's visibility timeout until its redrive policy moves it away.
 */
export const awsSqs = defineQueue({
  id: 'aws-sqs',
  title: 'Amazon SQS',
  packages: { '@aws-sdk/client-sqs': '>=3', 'aws-lambda': '*', 'sqs-consumer': '>=5', 'sqs-producer': '>=2' },
  kind: 'service',
  enqueue: [
    { member: 'SendMessageCommand', sentBy: 'send', ...message },
    { member: 'SendMessageBatchCommand', sentBy: 'send', ...batch },
    { owner: 'SQS', member: 'sendMessage', bulkMember: 'sendMessageBatch', ...message },
    { owner: 'SQS', member: 'sendMessageBatch', ...batch },
    { owner: 'Producer', member: 'send', when: 'arg0:object', payload: '#0.body|text', options: '#0' },
    {
      owner: 'Producer',
      member: 'send',
      when: 'arg0:array',
      payload: '#0[].body|text',
      options: '#0[]',
      bulk: true,
    },
  ],
  queues: [],
  workers: [
    { kind: 'typed', type: 'SQSHandler', payload: 'param0.Records[].body|text' },
    { kind: 'typed', parameter: 'SQSEvent', payload: 'param0.Records[].body|text' },
    {
      kind: 'call',
      owner: 'Consumer',
      member: 'create',
      queueName: '#0.queueUrl',
      body: '#0.handleMessage',
      payload: 'param0.Body|text',
      options: '#0',
    },
    {
      kind: 'call',
      owner: 'Consumer',
      member: 'create',
      queueName: '#0.queueUrl',
      body: '#0.handleMessageBatch',
      payload: 'param0[].Body|text',
      options: '#0',
    },
  ],
  codec: 'json',
  retry: {
    place: 'infrastructure',
    counts: 'runs',
    default: 'infinite',
    unit: 's',
    formula: 'd',
    defaultDelay: 30,
    alternative:
      'SQS repeats a message after the visibility timeout of its queue; raise it for each receive with `ChangeMessageVisibility` and give the queue a redrive policy.',
  },
  dedup: [{ path: 'MessageDeduplicationId', lasts: 'window' }],
  emitters: sqsConsumerEmitters,
  capabilities: {
    transaction: 'none',
    deadLetter: 'infrastructure',
    delay: true,
    schedule: false,
    priority: false,
    durable: true,
    maxPayload: 1024 * 1024,
    backend: 'Amazon SQS',
  },
});
