import { defineQueue } from './shape.js';

/** Only an invocation of type `Event` is queued; any other waits for the function. */
const invocation = {
  guard: { at: '#0.InvocationType', equals: 'Event' },
  queueName: '#0.FunctionName',
  payload: '#0.Payload|text',
  options: '#0',
} as const;

/**
 * Asynchronous invocations of AWS Lambda. Facts: `@aws-sdk/client-lambda/dist-types/{Lambda,commands/InvokeCommand,models/models_0}.d.ts`.
 * Its functions are not told apart from those that serve requests, so it has no workers.
 */
export const awsLambda = defineQueue({
  id: 'aws-lambda',
  title: 'AWS Lambda',
  packages: { '@aws-sdk/client-lambda': '>=3' },
  kind: 'service',
  unit: 'function',
  enqueue: [
    { member: 'InvokeCommand', sentBy: 'send', ...invocation },
    { owner: 'Lambda', member: 'invoke', ...invocation },
  ],
  queues: [],
  workers: [],
  codec: 'json',
  retry: {
    place: 'infrastructure',
    counts: 'retries',
    default: 2,
    unit: 's',
    formula: 'managed',
    defaultDelay: 0,
    alternative:
      'Lambda repeats an event at most twice (`MaximumRetryAttempts` of the function); put a queue before it for more.',
  },
  capabilities: {
    transaction: 'none',
    deadLetter: 'infrastructure',
    delay: false,
    schedule: false,
    priority: false,
    durable: true,
    maxPayload: 1024 * 1024,
    backend: 'AWS Lambda',
  },
});
