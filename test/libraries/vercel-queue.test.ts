import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

test('vercel-queue: functions, clients and batches', () => {
  const files = {
    'main.ts': `import { BufferTransport, QueueClient, experimental_sendBatch, handleCallback, send } from '@vercel/queue';
const plain = new QueueClient({});
const binary = new QueueClient({ transport: new BufferTransport() });
export async function main(topic: string, given: QueueClient) {
  await send('mails', { id: 1 }, { idempotencyKey: 'k' });
  await send(topic, { id: 2 });
  await experimental_sendBatch('mails', [{ payload: { id: 3 } }]);
  await plain.send('mails', { id: 4 });
  await binary.send('files', Buffer.from(''));
  await given.send('mails', { id: 5 });
}
export const POST = handleCallback(async (message: { id: number }) => { console.log(message.id); });
`,
  };
  expect(factLines(analysisOf(files), ['idempotencyKey', 'transport'])).toEqual([
    'main.ts:10 enqueue send, queue (out of sight), task mails, idempotencyKey (out of sight), transport (out of sight), payload : { id: number; }',
    'main.ts:12 worker queue (out of sight), task none, body main.ts:12',
    'main.ts:2 queue none, idempotencyKey unset, transport unset',
    'main.ts:3 queue none, idempotencyKey unset, transport set by queue',
    'main.ts:5 enqueue send, queue mails, task none, idempotencyKey k by call, transport unset, payload : { id: number; }',
    'main.ts:6 enqueue send, queue (dynamic value), task none, idempotencyKey unset, transport unset, payload : { id: number; }',
    'main.ts:7 enqueue experimental_sendBatch, queue mails, task none, idempotencyKey unset, transport unset, payload : { id: number; }',
    'main.ts:8 enqueue send, queue none, task mails, idempotencyKey unset, transport unset, payload : { id: number; }',
    'main.ts:9 enqueue send, queue none, task files, idempotencyKey unset, transport set by queue, payload : Buffer<ArrayBuffer>',
  ]);
});

const lookAlike = `
async function send(topic: string, payload: unknown): Promise<void> { await Promise.resolve(console.log(topic, payload)); }
function handleCallback(handler: (message: unknown) => void) { return handler; }
`;

describe('vercel-queue: rules', () => {
  testRule(floating, {
    silent: {
      'a function of one’s own': `${lookAlike}\nsend('mails', {});`,
      awaited: `import { send } from '@vercel/queue';\nexport const main = async () => { await send('mails', {}); };`,
    },
    reports: {
      dropped: `import { send } from '@vercel/queue';
export function main() {
  send('mails', {});
  ~~~~~~~~~~~~ [dropped]
}
`,
    },
  });

  testRule(unserializable, {
    silent: {
      'a function of one’s own': `${lookAlike}\nexport const main = () => send('mails', { at: new Date() });`,
      'a transport of the client’s own, or one that cannot be seen': `import { BufferTransport, QueueClient } from '@vercel/queue';
const binary = new QueueClient({ transport: new BufferTransport() });
export async function main(given: QueueClient) {
  await binary.send('files', Buffer.from(''));
  await given.send('files', Buffer.from(''));
}`,
    },
    reports: {
      'JSON, unless the client says otherwise': `import { QueueClient, send } from '@vercel/queue';
const plain = new QueueClient({});
export async function main() {
  await send('mails', { at: new Date() });
                            ~~~~~~~~~~ [changes]
  await plain.send('mails', { n: 1n });
                                 ~~ [throws]
}
`,
    },
  });

  testRule(fatTask, {
    silent: {
      'a function of one’s own': `${lookAlike}
export const POST = handleCallback(() => {
${'  console.log(1);\n'.repeat(25)}});`,
    },
    reports: {
      'a handler that does the work itself': `import { handleCallback } from '@vercel/queue';
export const POST = handleCallback((message: { id: number }) => {
                                   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [statements]
  console.log(message.id);
${'  console.log(1);\n'.repeat(24)}});
`,
    },
  });

  test('a message is repeated until it expires', () => {
    const code = `import { handleCallback, send } from '@vercel/queue';
export const POST = handleCallback(async (message: { id: string }) => { await fetch(message.id); });
export const main = () => send('mails', { id: 'a' });`;
    checkCase(requireRetry, { code }, true);
  });
});
