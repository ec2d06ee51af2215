import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

const real = `import { cronJobs, type FunctionReference, type Scheduler } from 'convex/server';
type Ref = FunctionReference<'mutation', 'internal', { sent: unknown }>;
`;

test('convex: scheduled functions and crons', () => {
  const files = {
    'main.ts': `${real}
export async function main(scheduler: Scheduler, ref: Ref) {
  await scheduler.runAfter(0, ref, { sent: 1 });
  await scheduler.runAt(Date.now(), ref, { sent: 2 });
  const crons = cronJobs();
  crons.interval('x', { minutes: 1 }, ref, { sent: 3 });
}
`,
  };
  expect(factLines(analysisOf(files))).toEqual([
    'main.ts:5 enqueue runAfter, queue (out of sight), task none, payload : { sent: number; }',
    'main.ts:6 enqueue runAt, queue (out of sight), task none, payload : { sent: number; }',
    'main.ts:8 enqueue interval, queue (out of sight), task none, payload : { sent: number; }',
  ]);
});

const lookAlike = `
interface Scheduler { runAfter(delay: number, ref: string, args: { sent: unknown }): Promise<void> }
type Ref = string;
`;

describe('convex: rules', () => {
  testRule(floating, {
    silent: {
      'a scheduler of one’s own': `${lookAlike}\nexport const main = (scheduler: Scheduler, ref: Ref) => { scheduler.runAfter(0, ref, { sent: 1 }); };`,
      'awaited, and crons, which return nothing': `${real}
cronJobs().interval('x', { minutes: 1 }, {} as Ref, { sent: 3 });
export const main = async (scheduler: Scheduler, ref: Ref) => { await scheduler.runAfter(0, ref, { sent: 1 }); };`,
    },
    reports: {
      dropped: `${real}
export function main(scheduler: Scheduler, ref: Ref) {
  scheduler.runAfter(0, ref, { sent: 1 });
  ~~~~~~~~~~~~~~~~~~ [dropped]
}
`,
    },
  });

  testRule(unserializable, {
    silent: {
      'a scheduler of one’s own': `${lookAlike}\nexport const main = (scheduler: Scheduler, ref: Ref) => scheduler.runAfter(0, ref, { sent: new Date() });`,
      'big numbers and buffers are values': `${real}
export const main = (scheduler: Scheduler, ref: Ref) => scheduler.runAfter(0, ref, { sent: { n: 1n, bytes: new ArrayBuffer(8) } });`,
    },
    reports: {
      'a date and a set are refused': `${real}
export async function main(scheduler: Scheduler, ref: Ref) {
  await scheduler.runAfter(0, ref, { sent: new Date() });
                                           ~~~~~~~~~~ [throws]
  await scheduler.runAfter(0, ref, { sent: new Set(['a']) });
                                           ~~~~~~~~~~~~~~ [throws]
}
`,
    },
  });

  test('no option retries', () => {
    const code = `${real}
export const main = (scheduler: Scheduler, ref: Ref) => scheduler.runAfter(0, ref, { sent: 1 });`;
    checkCase(requireRetry, { code }, true);
  });
});
