import { describe, expect, test } from 'vitest';
import entityPayload from '../../src/rules/no-entity-payload.js';
import fatTask from '../../src/rules/no-fat-task.js';
import floating from '../../src/rules/no-floating-enqueue.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { testRule } from '../rules/kit.js';

const head = `
import PQueue from 'p-queue';
const queue = new PQueue({ concurrency: 2 });
`;

describe('p-queue: facts', () => {
  test('functions that wait their turn', () => {
    const files = {
      'main.ts': `${head}export const a = () => queue.add(() => fetch('https://example.com'));
export const b = () => queue.addAll([() => 1, () => 2]);`,
    };
    expect(factLines(analysisOf(files))).toMatchInlineSnapshot(`
      [
        "main.ts:4 enqueue add, queue (out of sight), task none, payload : () => Promise<Response>",
        "main.ts:5 enqueue addAll, queue (out of sight), task none, payload : () => number",
        "main.ts:5 enqueue addAll, queue (out of sight), task none, payload : () => number",
      ]
    `);
  });
});

const uses = `${head}
export function run(user: { at: Date; save(): void }) {
  void queue.add(() => { user.save(); });
  queue.add(async () => { await fetch('https://example.com'); });
}
`;

// Nothing travels: a function waits for its turn in the same process.
testRule(floating, { silent: { 'a limiter is no task queue': uses } });
testRule(unserializable, { silent: { 'values stay in the process': uses } });
testRule(entityPayload, { silent: { 'values stay in the process': uses } });
testRule(fatTask, { silent: { 'a function is no task body': uses } });
