import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { testRule } from '../rules/kit.js';

test('hatchet: tasks with their options, lists of inputs, workflows of several tasks, events', () => {
  const files = {
    'main.ts': `import { HatchetClient } from '@hatchet-dev/typescript-sdk';
const hatchet = HatchetClient.init();
export const mail = hatchet.task({ name: 'mail', retries: 2, fn: async (input: { to: string }) => ({ to: input.to }) });
const flow = hatchet.workflow<{ to: string }>({ name: 'flow' });
flow.task({ name: 'step', fn: async (input) => ({ to: input.to }) });
export async function main(tos: string[]) {
  await mail.runNoWait({ to: 'a' });
  await mail.run({ to: 'b' });
  await mail.runNoWait(tos.map((to) => ({ to })));
  await flow.runNoWait({ to: 'c' });
  await mail.schedule(new Date(), { to: 'd' });
  await hatchet.events.push('user:created', { id: 1 });
}
`,
  };
  expect(factLines(analysisOf(files), ['retries'])).toEqual([
    'main.ts:10 enqueue runNoWait, queue (out of sight), task (out of sight), retries (out of sight), payload : { to: string; }',
    'main.ts:11 enqueue schedule, queue mail, task none, retries 2 by queue, payload : { to: string; }',
    'main.ts:12 enqueue push, queue user:created, task none, retries (out of sight), payload : { id: number; }',
    'main.ts:3 queue mail, retries 2 by queue',
    'main.ts:3 worker queue mail, task none, body main.ts:3',
    'main.ts:5 worker queue step, task none, body main.ts:5',
    'main.ts:7 enqueue runNoWait, queue mail, task none, retries 2 by queue, payload : { to: string; }',
    'main.ts:8 enqueue run, queue mail, task none, retries 2 by queue, payload : { to: string; }',
    'main.ts:9 enqueue runNoWait, queue mail, task none, retries 2 by queue, payload : { to: string; }',
  ]);
});

const lookAlike = `
class HatchetClient { task<T>(options: { name: string; fn: (input: T) => unknown }) { return { async runNoWait(input: T) { await Promise.resolve(options.fn(input)); } }; } }
const hatchet = new HatchetClient();
`;
const real = `import { HatchetClient } from '@hatchet-dev/typescript-sdk';
const hatchet = HatchetClient.init();
`;
const mail = `const mail = hatchet.task({ name: 'mail', fn: async (input: { to: string }) => { await fetch(input.to); return { ok: true }; } });\n`;

describe('hatchet: rules', () => {
  testRule(floating, {
    silent: {
      'a client of one’s own': `${lookAlike}${mail}\nmail.runNoWait({ to: 'a' });`,
      awaited: `${real}${mail}\nexport const main = async () => { await mail.runNoWait({ to: 'a' }); };`,
    },
    reports: {
      dropped: `${real}${mail}
export function main() {
  mail.runNoWait({ to: 'a' });
  ~~~~~~~~~~~~~~ [dropped]
}
`,
    },
  });

  testRule(unserializable, {
    silent: {
      'a client of one’s own': `${lookAlike}
const late = hatchet.task({ name: 'late', fn: (input: { at: Date }) => input.at });
export const main = () => late.runNoWait({ at: new Date() });`,
      'plain data': `${real}${mail}\nexport const main = (to: string) => mail.runNoWait({ to });`,
    },
    reports: {
      JSON: `${real}
export const main = () => hatchet.events.push('user:created', { n: 1n });
                                                                   ~~ [throws]
`,
    },
  });

  testRule(requireRetry, {
    silent: {
      'a client of one’s own': `${lookAlike}${mail}\nexport const main = () => mail.runNoWait({ to: 'a' });`,
      'retries of the definition': `${real}
const mail = hatchet.task({ name: 'mail', retries: 3, fn: async (input: { to: string }) => { await fetch(input.to); return { ok: true }; } });
export const main = () => mail.runNoWait({ to: 'a' });`,
      'a workflow of several tasks, which may have defaults': `${real}
const flow = hatchet.workflow<{ to: string }>({ name: 'flow', taskDefaults: { retries: 3 } });
flow.task({ name: 'step', fn: async (input) => { await fetch(input.to); return { ok: true }; } });
export const main = () => flow.runNoWait({ to: 'a' });`,
      'options that are spread': `${real}
declare const common: { retries?: number };
const mail = hatchet.task({ name: 'mail', ...common, fn: async (input: { to: string }) => { await fetch(input.to); return { ok: true }; } });
export const main = () => mail.runNoWait({ to: 'a' });`,
    },
    reports: {
      'runs once': `${real}
const mail = hatchet.task({ name: 'mail', fn: async (input: { to: string }) => { await fetch(input.to); return { ok: true }; } });
             ~~~~~~~~~~~~ [queue]
export const main = () => mail.runNoWait({ to: 'a' });
`,
    },
  });

  testRule(fatTask, {
    silent: {
      'a client of one’s own': `${lookAlike}
export const mail = hatchet.task({ name: 'mail', fn: () => {
${'  console.log(1);\n'.repeat(25)}} });`,
    },
    reports: {
      'work in the task': `${real}
export const mail = hatchet.task({ name: 'mail', fn: (input: { to: string }) => {
                                                     ~~~~~~~~~~~~~~~~~~~~~~~~~~ [statements]
  console.log(input.to);
${'  console.log(1);\n'.repeat(24)}  return { ok: true };
} });
`,
    },
  });
});
