import { describe, expect, test } from 'vitest';
import requireRetry from '../../src/rules/require-retry.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { testRule } from '../rules/kit.js';

const head = `
import type { Consumer, Producer } from 'kafkajs';
declare const producer: Producer;
declare const consumer: Consumer;
`;

describe('kafkajs: facts', () => {
  test('messages of one topic and of several', () => {
    const files = {
      'main.ts': `${head}
export const a = (ids: number[]) => producer.send({ topic: 'mail', messages: ids.map((id) => ({ key: 'a', value: JSON.stringify({ id }) })) });
export const b = () => producer.send({ topic: 'mail', messages: [{ value: JSON.stringify({ x: 1 }) }, { value: 'text' }] });
export const c = () => producer.sendBatch({ topicMessages: [{ topic: 'log', messages: [{ value: JSON.stringify({ y: 1 }) }] }] });
void consumer.run({ eachMessage: async ({ message }) => { console.log(message.value?.toString()); await Promise.resolve(); } });
`,
    };
    expect(factLines(analysisOf(files))).toMatchInlineSnapshot(`
      [
        "main.ts:6 enqueue send, queue mail, task none, payload : { id: number; }",
        "main.ts:7 enqueue send, queue mail, task none, payload ",
        "main.ts:7 enqueue send, queue mail, task none, payload : { x: number; }",
        "main.ts:8 enqueue sendBatch, queue log, task none, payload : { y: number; }",
        "main.ts:9 worker queue (out of sight), task none, body main.ts:9",
      ]
    `);
  });
});

testRule(unserializable, {
  silent: {
    'a look-alike': `
class Producer { send(record: { topic: string; messages: { value: string }[] }) { return record; } }
export const a = (at: Date) => new Producer().send({ topic: 'mail', messages: [{ value: JSON.stringify({ at }) }] });`,
    'a text made elsewhere, and plain data': `${head}
export const a = (value: string) => producer.send({ topic: 'mail', messages: [{ value }] });
export const b = () => producer.send({ topic: 'mail', messages: [{ value: JSON.stringify({ id: 1 }) }] });`,
  },
  reports: {
    'inside the text': `${head}
export const a = (at: Date) => producer.send({ topic: 'mail', messages: [{ value: JSON.stringify({ at }) }] });
                                                                                                   ~~ [changes]
`,
  },
});

testRule(requireRetry, {
  silent: {
    'a log has no retries of one message': `${head}
void consumer.run({ eachMessage: async () => { await fetch('https://example.com'); } });
export const a = () => producer.send({ topic: 'mail', messages: [{ value: '{}' }] });`,
  },
});
