import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireBackoff from '../../src/rules/require-backoff.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

describe('aws-sqs: facts', () => {
  test('commands, batches, texts, handlers and consumers', () => {
    const files = {
      'main.ts': `import { SQS, SQSClient, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSHandler } from 'aws-lambda';
import { Consumer } from 'sqs-consumer';
const client = new SQSClient({});
const sqs = new SQS({});
export async function main(url: string, ids: string[], text: string) {
  await client.send(new SendMessageCommand({ QueueUrl: 'mails', MessageBody: JSON.stringify({ id: 1 }) }));
  const command = new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify({ id: 2 }), MessageDeduplicationId: 'd' });
  await client.send(command);
  await client.send(new SendMessageBatchCommand({ QueueUrl: 'q', Entries: ids.map((id) => ({ Id: id, MessageBody: JSON.stringify({ id }) })) }));
  await sqs.sendMessage({ QueueUrl: 'q', MessageBody: text });
}
export const handler: SQSHandler = async (event) => { for (const record of event.Records) console.log(record.body); };
export async function other(event: SQSEvent) { console.log(event); }
Consumer.create({ queueUrl: 'q', handleMessage: async (message) => message });
Consumer.create({ queueUrl: 'q', handleMessageBatch: async (messages) => messages });
`,
    };
    expect(factLines(analysisOf(files), ['MessageDeduplicationId'])).toEqual([
      'main.ts:10 enqueue SendMessageBatchCommand, queue q, task none, MessageDeduplicationId unset, payload : { id: string; }',
      'main.ts:11 enqueue sendMessage, queue q, task none, MessageDeduplicationId unset, payload ',
      'main.ts:13 worker queue handler, task none, body main.ts:13',
      'main.ts:14 worker queue other, task none, body main.ts:14',
      'main.ts:15 worker queue q, task none, body main.ts:15',
      'main.ts:16 worker queue q, task none, body main.ts:16',
      'main.ts:7 enqueue SendMessageCommand, queue mails, task none, MessageDeduplicationId unset, payload : { id: number; }',
      'main.ts:9 enqueue SendMessageCommand, queue (dynamic value), task none, MessageDeduplicationId d by call, payload : { id: number; }',
    ]);
  });

  test('a wrapper that makes the text: its callers say what is in it', () => {
    const files = {
      'main.ts': `import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
export class Sender {
  readonly #client = new SQSClient({});
  async push<T>(QueueUrl: string, body: T) {
    await this.#client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
  }
}
export const main = (sender: Sender) => sender.push('mails', { at: new Date() });
`,
    };
    expect(factLines(analysisOf(files))).toEqual([
      'main.ts:5 enqueue SendMessageCommand, queue (dynamic value), task none, payload ',
      'main.ts:8 enqueue Sender.push -> SendMessageCommand, queue mails, task none, payload : { at: Date; }',
    ]);
  });

  test('a wrapper that takes the text: what its callers made it of, through further wrappers', () => {
    const files = {
      'main.ts': `import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
const client = new SQSClient({});
export async function push(QueueUrl: string, MessageBody: string) {
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}
export async function later(QueueUrl: string, text: string) { await push(QueueUrl, text); }
export const job = async (id: number) => { await push('jobs', JSON.stringify({ id })); };
export const main = async (text: string) => {
  await push('mails', JSON.stringify({ at: new Date() }));
  await later('mails', JSON.stringify({ late: new Date() }));
  await push('mails', text);
  await job(3);
};
`,
    };
    expect(factLines(analysisOf(files))).toEqual([
      'main.ts:10 enqueue later -> push -> SendMessageCommand, queue mails, task none, payload : { late: Date; }',
      'main.ts:11 enqueue push -> SendMessageCommand, queue mails, task none, payload ',
      'main.ts:12 enqueue job -> push -> SendMessageCommand, queue jobs, task none, payload id: 3',
      'main.ts:4 enqueue SendMessageCommand, queue (dynamic value), task none, payload ',
      'main.ts:6 enqueue push -> SendMessageCommand, queue (dynamic value), task none, payload ',
      'main.ts:7 enqueue push -> SendMessageCommand, queue jobs, task none, payload ',
      'main.ts:9 enqueue push -> SendMessageCommand, queue mails, task none, payload : { at: Date; }',
    ]);
  });
});

const lookAlike = `
class SendMessageCommand { constructor(readonly input: { QueueUrl: string; MessageBody: string }) {} }
class SQSClient { send(command: SendMessageCommand): Promise<void> { return Promise.resolve(console.log(command.input)); } }
type SQSHandler = (event: { Records: { body: string }[] }) => Promise<void>;
const client = new SQSClient();
`;
const real = `import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
const client = new SQSClient({});
const QueueUrl = 'https://sqs.example/mails';
`;

describe('aws-sqs: rules', () => {
  testRule(floating, {
    silent: {
      'a client of one’s own': `${lookAlike}\nclient.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: '' }));`,
      'awaited, caught, and a command that is not sent': `${real}
export async function main() {
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
  client.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' })).catch(console.error);
  new SendMessageCommand({ QueueUrl, MessageBody: '{}' });
}`,
      'another service of the same kind of client': `import { LambdaClient, GetFunctionCommand } from '@aws-sdk/client-lambda';
${real}
new LambdaClient({}).send(new GetFunctionCommand({ FunctionName: 'f' }));`,
    },
    reports: {
      dropped: `${real}
export function main() {
  client.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
  ~~~~~~~~~~~ [dropped]
}
`,
    },
  });

  testRule(unserializable, {
    silent: {
      'a client of one’s own': `${lookAlike}
export const main = () => client.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: JSON.stringify({ at: new Date() }) }));`,
      'a text that is made elsewhere, or by a replacer': `${real}
declare function text(value: unknown): string;
export const a = () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: text({ at: new Date() }) }));
export const b = () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ at: new Date() }, (_, value: unknown) => value) }));`,
    },
    reports: {
      'what the text was made of': `${real}
export const main = () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ at: new Date() }) }));
                                                                                                           ~~~~~~~~~~ [changes]
`,
    },
  });

  testRule(fatTask, {
    silent: {
      'a handler type of one’s own': `${lookAlike}
export const handler: SQSHandler = async () => {
${'  console.log(1);\n'.repeat(25)}};`,
    },
    reports: {
      'a handler that does the work itself': `import type { SQSHandler } from 'aws-lambda';
export const handler: SQSHandler = async (event) => {
                                   ~~~~~~~~~~~~~~~~ [statements]
  console.log(event.Records);
${'  console.log(1);\n'.repeat(24)}};
`,
    },
  });

  test('the queue retries, as its redrive policy says', () => {
    const managed = {
      code: `${real}
import { Consumer } from 'sqs-consumer';
Consumer.create({ queueUrl: QueueUrl, handleMessage: async (message) => { await fetch('https://a.example'); return message; } });
export const main = () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));`,
    };
    checkCase(requireRetry, managed, true);
    checkCase(requireBackoff, managed, true);
  });
});
