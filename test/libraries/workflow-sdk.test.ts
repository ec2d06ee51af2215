import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

test('workflow-sdk: directives, and starts by function', () => {
  const files = {
    'workflows.ts': `export async function welcome(userId: string, at: Date) { 'use workflow'; await mail(userId, at); }
async function mail(userId: string, at: Date) { 'use step'; await fetch(userId + String(at)); }
export async function plain() { console.log('use step'); }
`,
    'main.ts': `import { start } from '@workflow/core/runtime';
import { welcome } from './workflows.js';
export async function main(other: typeof welcome) {
  await start(welcome, ['u', new Date()]);
  await start(other, ['u', new Date()]);
}
`,
  };
  expect(factLines(analysisOf(files))).toEqual([
    'main.ts:4 enqueue start, queue welcome, task none, payload : "u" | : Date',
    'main.ts:5 enqueue start, queue (dynamic value), task none, payload : "u" | : Date',
    'workflows.ts:1 worker queue welcome, task none, body workflows.ts:1',
    'workflows.ts:2 worker queue mail, task none, body workflows.ts:2',
  ]);
});

const lookAlike = `
async function start(run: (...args: never[]) => unknown, args: readonly unknown[]): Promise<void> { await Promise.resolve(console.log(run, args)); }
`;
const real = `import { start } from '@workflow/core/runtime';\n`;
const welcome = `async function welcome(user: unknown) { 'use workflow'; await Promise.resolve(console.log(user)); }\n`;

describe('workflow-sdk: rules', () => {
  testRule(floating, {
    silent: {
      'a function of one’s own': `${lookAlike}${welcome}\nstart(welcome, [1]);`,
      awaited: `${real}${welcome}\nexport const main = async () => { await start(welcome, [1]); };`,
    },
    reports: {
      dropped: `${real}${welcome}
export function main() {
  start(welcome, [1]);
  ~~~~~ [dropped]
}
`,
    },
  });

  testRule(unserializable, {
    silent: {
      'a function of one’s own': `${lookAlike}${welcome}\nexport const main = () => start(welcome, [() => {}]);`,
      'dates, sets and big numbers arrive': `${real}${welcome}
export const main = () => start(welcome, [{ at: new Date(), n: 1n, seen: new Set(['a']) }]);`,
      'a workflow’s own type is not what is sent': `${real}${welcome}
export const main = (user: unknown) => start(welcome, [user]);`,
    },
    reports: {
      'a function and a class instance throw': `${real}${welcome}
class User { constructor(readonly id: string) {} rename() { return this.id; } }
export const main = () => start(welcome, [{ user: new User('a'), done: () => {} }]);
                                                  ~~~~~~~~~~~~~ [throws]
                                                                       ~~~~~~~~ [throws]
`,
    },
  });

  testRule(fatTask, {
    silent: {
      'a function without the directive': `${real}
export async function mail() {
  console.log('use step');
${'  console.log(1);\n'.repeat(25)}}`,
    },
    reports: {
      'a step that does the work itself': `${real}
export async function mail(userId: string) {
                      ~~~~ [statements]
  'use step';
  console.log(userId);
${'  console.log(1);\n'.repeat(24)}}
`,
    },
  });

  test('steps are retried by default', () => {
    const code = `${real}
async function mail(url: string) { 'use step'; await fetch(url); }
async function welcome(url: string) { 'use workflow'; await mail(url); }
export const main = () => start(welcome, ['https://a.example']);`;
    checkCase(requireRetry, { code }, true);
  });
});
