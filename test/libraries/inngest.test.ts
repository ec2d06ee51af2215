import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireBackoff from '../../src/rules/require-backoff.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

describe('inngest: facts', () => {
  test('version 4: events and lists of events, steps, functions of several events', () => {
    const files = {
      'main.ts': `import { Inngest } from 'inngest';
const inngest = new Inngest({ id: 'app' });
export const welcome = inngest.createFunction(
  { id: 'welcome', retries: 2, triggers: [{ event: 'user/created' }, { event: 'user/imported' }] },
  async ({ step }) => {
    await step.sendEvent('next', { name: 'user/welcomed', data: { id: 1 } });
    await step.sendEvent('more', [{ name: 'user/welcomed', data: { id: 2 } }]);
    await step.invoke('other', { function: other, data: { at: 1 } });
  },
);
export const other = inngest.createFunction({ id: 'other', triggers: { event: 'other' } }, async () => {});
export async function main(name: string, ids: string[]) {
  await inngest.send({ name: 'user/created', data: { id: 'a' } });
  await inngest.send([{ name: 'user/created', data: { id: 'b' } }]);
  await inngest.send(ids.map((id) => ({ name: 'user/created', data: { id } })));
  await inngest.send({ name, data: { id: 'c' } });
}
`,
    };
    expect(factLines(analysisOf(files))).toEqual([
      'main.ts:11 worker queue other, task none, body main.ts:11',
      'main.ts:13 enqueue send, queue user/created, task none, payload : { id: string; }',
      'main.ts:14 enqueue send, queue user/created, task none, payload : { id: string; }',
      'main.ts:15 enqueue send, queue user/created, task none, payload : { id: string; }',
      'main.ts:16 enqueue send, queue (dynamic value), task none, payload : { id: string; }',
      'main.ts:3 worker queue user/created, task none, body main.ts:5',
      'main.ts:3 worker queue user/imported, task none, body main.ts:5',
      'main.ts:6 enqueue sendEvent, queue user/welcomed, task none, payload : { id: number; }',
      'main.ts:7 enqueue sendEvent, queue user/welcomed, task none, payload : { id: number; }',
      'main.ts:8 enqueue invoke, queue other, task none, payload : { at: number; }',
    ]);
  });

  test('version 3: the trigger is an argument of its own; a schedule beside an event', () => {
    const files = {
      'main.ts': `import { EventSchemas, Inngest } from 'inngest3';
type Events = { 'user/created': { data: { id: string } }; other: { data: { at: number } } };
const inngest = new Inngest({ id: 'app', schemas: new EventSchemas().fromRecord<Events>() });
export const welcome = inngest.createFunction({ id: 'welcome' }, { event: 'user/created' }, async ({ step }) => {
  await step.sendEvent('next', { name: 'other', data: { at: 1 } });
});
export const other = inngest.createFunction({ id: 'other' }, [{ event: 'other' }, { cron: '* * * * *' }], async () => {});
export const main = () => inngest.send({ name: 'user/created', data: { id: 'a' } });
`,
    };
    expect(factLines(analysisOf(files))).toEqual([
      'main.ts:4 worker queue user/created, task none, body main.ts:4',
      'main.ts:5 enqueue sendEvent, queue other, task none, payload : { at: number; }',
      'main.ts:7 worker queue other, task none, body main.ts:7',
      'main.ts:8 enqueue send, queue user/created, task none, payload : { id: string; }',
    ]);
  });
});

const lookAlike = `
class Inngest {
  createFunction(options: { id: string }, run: () => Promise<void>) { return { options, run }; }
  send(event: { name: string; data: unknown }): Promise<void> { return Promise.resolve(console.log(event)); }
}
const inngest = new Inngest();
`;
const client = `import { Inngest } from 'inngest';
const inngest = new Inngest({ id: 'app' });
`;

describe('inngest: rules', () => {
  testRule(floating, {
    silent: {
      'a client of one’s own': `${lookAlike}\ninngest.send({ name: 'a', data: {} });`,
      'awaited, caught, collected, returned': `${client}
export async function main() {
  await inngest.send({ name: 'a', data: {} });
  inngest.send({ name: 'a', data: {} }).catch(console.error);
  await Promise.all([inngest.send({ name: 'a', data: {} })]);
  return inngest.send({ name: 'a', data: {} });
}`,
    },
    reports: {
      dropped: `${client}
export async function main() {
  inngest.send({ name: 'a', data: {} });
  ~~~~~~~~~~~~ [dropped]
}
export const fn = inngest.createFunction({ id: 'f', triggers: { event: 'a' } }, async ({ step }) => {
  step.sendEvent('next', { name: 'b', data: {} });
  ~~~~~~~~~~~~~~~~~~~~~ [dropped]
});
`,
    },
  });

  testRule(unserializable, {
    silent: {
      'plain data, and names that cannot be told': `${client}
export const main = (name: string, data: Record<string, string>) => inngest.send({ name, data });`,
      'a client of one’s own': `${lookAlike}\nexport const main = () => inngest.send({ name: 'a', data: { at: new Date(), n: 1n } });`,
      'events built elsewhere': `${client}
declare function event(id: string): { name: string; data: { id: string } };
export const main = () => inngest.send(event('a'));`,
    },
    reports: {
      'nothing throws: a big number is dropped without a word': `${client}
export const main = () => inngest.send({ name: 'a', data: { n: 1n, at: new Date() } });
                                                               ~~ [loses]
                                                                       ~~~~~~~~~~ [changes]
`,
    },
  });

  testRule(fatTask, {
    silent: {
      'a client of one’s own': `${lookAlike}
export const fn = inngest.createFunction({ id: 'f' }, async () => {
${'  console.log(1);\n'.repeat(25)}});`,
    },
    reports: {
      'a function of several events is reported once': `${client}
export const fn = inngest.createFunction({ id: 'f', triggers: [{ event: 'a' }, { event: 'b' }] }, async ({ event }) => {
                                                                                                  ~~~~~~~~~~~~~~~~~~~~ [statements]
  console.log(event.data);
${'  console.log(1);\n'.repeat(24)}});
`,
    },
  });

  test('the service retries, at its own pace', () => {
    const managed = {
      code: `${client}
export const fn = inngest.createFunction({ id: 'f', retries: 1, triggers: { event: 'a' } }, async () => { await fetch('https://a.example'); });
export const main = () => inngest.send({ name: 'a', data: {} });`,
    };
    checkCase(requireRetry, managed, true);
    checkCase(requireBackoff, managed, true);
  });
});
