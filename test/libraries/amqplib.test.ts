import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import requireRetry from '../../src/rules/require-retry.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { testRule } from '../rules/kit.js';

const head = `
import { connect, type Channel } from 'amqplib';
declare const channel: Channel;
`;

describe('amqplib: facts', () => {
  test('what a text was made of, and queues by name', () => {
    const files = {
      'main.ts': `${head}
export const a = (id: number) => channel.sendToQueue('mail', Buffer.from(JSON.stringify({ id })), { persistent: true });
export async function b(order: { id: number }) {
  const confirms = await (await connect('amqp://')).createConfirmChannel();
  const text = JSON.stringify(order);
  confirms.publish('orders', 'created', Buffer.from(text));
}
export const c = (content: Buffer) => channel.sendToQueue('mail', content);
void channel.consume('mail', (message) => { console.log(message?.content.toString()); });
`,
    };
    expect(factLines(analysisOf(files))).toMatchInlineSnapshot(`
      [
        "main.ts:11 enqueue sendToQueue, queue mail, task none, payload ",
        "main.ts:12 worker queue mail, task none, body main.ts:12",
        "main.ts:5 enqueue sendToQueue, queue mail, task none, payload : { id: number; }",
        "main.ts:9 enqueue publish, queue (out of sight), task none, payload : { id: number; }",
      ]
    `);
  });
});

const lookAlike = `
class Channel { sendToQueue(queue: string, content: Buffer): boolean { return queue === String(content); } }
export const a = () => new Channel().sendToQueue('mail', Buffer.from(JSON.stringify({ at: new Date(), n: 1n })));
`;

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'plain data': `${head}export const a = (id: number) => channel.sendToQueue('mail', Buffer.from(JSON.stringify({ id })));`,
    'a text made elsewhere': `${head}export const a = (text: string) => channel.sendToQueue('mail', Buffer.from(text));`,
    'a replacer may do anything': `${head}
export const a = (at: Date) => channel.sendToQueue('mail', Buffer.from(JSON.stringify({ at }, (_key, value: unknown) => String(value))));`,
    'bytes are what AMQP carries': `${head}export const a = (file: Buffer) => channel.sendToQueue('files', file);`,
  },
  reports: {
    'inside the text': `${head}
export const a = (at: Date) => channel.sendToQueue('mail', Buffer.from(JSON.stringify({ at })));
                                                                                        ~~ [changes]
`,
    'a text under a name': `${head}
export function a(ids: Set<number>) {
  const text = JSON.stringify({ ids });
                                ~~~ [loses]
  channel.publish('orders', 'created', Buffer.from(text));
}
`,
  },
});

testRule(requireRetry, {
  silent: {
    'retries are topology': `${head}
void channel.consume('mail', async () => { await fetch('https://example.com'); });
export const a = () => channel.sendToQueue('mail', Buffer.from('{}'));`,
  },
});

testRule(floating, {
  silent: {
    'sendToQueue returns whether to go on, no promise': `${head}export function a() { channel.sendToQueue('mail', Buffer.from('{}')); }`,
  },
});
