import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { testRule } from '../rules/kit.js';

const head = `
import { promise } from 'fastq';
const queue = promise(async (task: { at: Date; n: bigint }) => { await Promise.resolve(task.at); }, 1);
`;

describe('fastq: facts', () => {
  test('values that wait for one function', () => {
    const files = {
      'main.ts': `${head}export const a = () => queue.push({ at: new Date(), n: 1n });
export const b = () => queue.unshift({ at: new Date(), n: 1n });`,
    };
    expect(factLines(analysisOf(files))).toMatchInlineSnapshot(`
      [
        "main.ts:4 enqueue push, queue (out of sight), task none, payload : { at: Date; n: bigint; }",
        "main.ts:5 enqueue unshift, queue (out of sight), task none, payload : { at: Date; n: bigint; }",
      ]
    `);
  });
});

const uses = `${head}
export function run() {
  queue.push({ at: new Date(), n: 1n });
}
`;

// Nothing travels: the function gets the very value.
testRule(unserializable, { silent: { 'values stay in the process': uses } });
testRule(floating, { silent: { 'a limiter is no task queue': uses } });
