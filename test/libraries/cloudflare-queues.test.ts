import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

const imports = `import type { ExportedHandler, MessageBatch, Queue } from '@cloudflare/workers-types';\n`;
const env = `interface Env { MAILS: Queue<{ at: Date }> }\n`;

describe('cloudflare-queues: facts', () => {
  const code = `${env}
export async function main(env: Env) {
  await env.MAILS.send({ at: new Date() });
  await env.MAILS.send({ at: new Date() }, { contentType: 'v8' });
  await env.MAILS.sendBatch([{ body: { at: new Date() }, contentType: 'json' }, { body: { at: new Date() }, contentType: 'v8' }]);
}
export default {
  async queue(batch) { for (const message of batch.messages) message.ack(); },
} satisfies ExportedHandler<Env, { at: Date }>;
export async function other(batch: MessageBatch<string>) { console.log(batch.queue); }
`;
  const expected = [
    'main.ts:11 worker queue other, task none, body main.ts:11',
    'main.ts:4 enqueue send, queue (out of sight), task none, contentType unset, payload : { at: Date; }',
    'main.ts:5 enqueue send, queue (out of sight), task none, contentType v8 by call, payload : { at: Date; }',
    'main.ts:6 enqueue sendBatch, queue (out of sight), task none, contentType json by call, payload : { at: Date; }',
    'main.ts:6 enqueue sendBatch, queue (out of sight), task none, contentType v8 by call, payload : { at: Date; }',
    'main.ts:9 worker queue queue, task none, body main.ts:9',
  ];

  test('imported types', () => {
    const files = { 'main.ts': imports.trimEnd() + code };
    expect(factLines(analysisOf(files), ['contentType'])).toEqual(expected);
  });

  test('global types, of which no file says where they come from', () => {
    const files = {
      'main.ts': code,
      'env.d.ts': '/// <reference types="@cloudflare/workers-types" />\n',
    };
    expect(factLines(analysisOf(files), ['contentType'])).toEqual(expected);
  });
});

const lookAlike = `
interface Queue<Body> { send(body: Body, options?: { contentType: string }): Promise<void> }
interface MessageBatch<Body> { messages: { body: Body }[] }
${env}`;
const real = imports + env;

describe('cloudflare-queues: rules', () => {
  testRule(floating, {
    silent: {
      'a queue of one’s own': `${lookAlike}\nexport const main = (env: Env) => { env.MAILS.send({ at: new Date() }); };`,
      'awaited, and given to the platform to wait for': `${real}
export async function main(env: Env, context: { waitUntil(promise: Promise<unknown>): void }) {
  await env.MAILS.send({ at: new Date() });
  context.waitUntil(env.MAILS.send({ at: new Date() }));
}`,
    },
    reports: {
      dropped: `${real}
export function main(env: Env) {
  env.MAILS.send({ at: new Date() });
  ~~~~~~~~~~~~~~ [dropped]
}
`,
    },
  });

  testRule(unserializable, {
    silent: {
      'a queue of one’s own': `${lookAlike}\nexport const main = (env: Env) => env.MAILS.send({ at: new Date() });`,
      'a content type that carries dates': `${real}
export async function main(env: Env) {
  await env.MAILS.send({ at: new Date() }, { contentType: 'v8' });
  await env.MAILS.sendBatch([{ body: { at: new Date() }, contentType: 'v8' }]);
}`,
      'a content type that cannot be told': `${real}
export const main = (env: Env, contentType: 'json' | 'v8') => env.MAILS.send({ at: new Date() }, { contentType });`,
    },
    reports: {
      'JSON, unless told otherwise': `${real}
export async function main(env: Env) {
  await env.MAILS.send({ at: new Date() });
                             ~~~~~~~~~~ [changes]
  await env.MAILS.sendBatch([{ body: { at: new Date() }, contentType: 'json' }, { body: { at: new Date() }, contentType: 'v8' }]);
                                           ~~~~~~~~~~ [changes]
}
`,
    },
  });

  testRule(fatTask, {
    silent: {
      'a batch of one’s own': `${lookAlike}
export async function queue(batch: MessageBatch<string>) {
  console.log(batch.messages);
${'  console.log(1);\n'.repeat(25)}}`,
    },
    reports: {
      'a handler that does the work itself': `${imports}
export async function consume(batch: MessageBatch<string>) {
                      ~~~~~~~ [statements]
  console.log(batch.queue);
${'  console.log(1);\n'.repeat(24)}}
`,
    },
  });

  test('the configuration of the consumer retries', () => {
    const code = `${real}
export async function consume(batch: MessageBatch<string>) { await fetch(batch.queue); }
export const main = (env: Env) => env.MAILS.send({ at: new Date() }, { contentType: 'v8' });`;
    checkCase(requireRetry, { code }, true);
  });
});
