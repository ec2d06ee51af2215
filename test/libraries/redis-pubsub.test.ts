import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { testRule } from '../rules/kit.js';

const head = `
import { Redis } from 'ioredis';
const redis = new Redis();
`;

describe('Redis pub/sub: facts', () => {
  test('messages of ioredis; a cache is no channel', () => {
    const files = {
      'main.ts': `${head}export const a = () => redis.publish('changed', JSON.stringify({ id: 1 }));
export const b = () => redis.set('key', JSON.stringify({ id: 1 }));
export const c = () => redis.lpush('list', 'x');`,
    };
    expect(factLines(analysisOf(files))).toMatchInlineSnapshot(`
      [
        "main.ts:4 enqueue publish, queue changed, task none, payload : { id: number; }",
      ]
    `);
  });

  test('messages of node-redis', () => {
    const files = {
      'main.ts': `import { createClient } from 'redis';
const client = createClient();
export const a = () => client.publish('changed', JSON.stringify({ id: 1 }));
export const b = () => client.set('key', 'x');`,
    };
    expect(factLines(analysisOf(files))).toMatchInlineSnapshot(`
      [
        "main.ts:3 enqueue publish, queue changed, task none, payload : { id: number; }",
      ]
    `);
  });
});

const uses = `${head}
export function run(at: Date) {
  redis.publish('changed', JSON.stringify({ at }));
}
`;

// A message for whoever listens is no task: nothing keeps it or retries it.
testRule(unserializable, { silent: { 'a message': uses } });
testRule(floating, { silent: { 'a message': uses } });
