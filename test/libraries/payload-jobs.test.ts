import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

test('payload-jobs: tasks and workflows by slug, their entries in the configuration', () => {
  const files = {
    'main.ts': `import type { Payload, TaskConfig, TaskHandler, WorkflowConfig } from 'payload';
export const mail: TaskConfig<'mail'> = { slug: 'mail', retries: 2, handler: async ({ input }) => { await fetch(String(input)); return { output: {} }; } };
export const flow = { slug: 'flow', handler: async ({ job }) => { await fetch(String(job.id)); } } as WorkflowConfig;
export const other: TaskHandler<'other'> = async () => ({ output: {} });
export async function main(payload: Payload, task: string) {
  await payload.jobs.queue({ task: 'mail', input: { id: 1 } });
  await payload.jobs.queue({ workflow: 'flow', input: { id: 2 } });
  await payload.jobs.queue({ task, input: { id: 3 } });
}
`,
  };
  expect(factLines(analysisOf(files))).toEqual([
    'main.ts:2 worker queue mail, task none, body main.ts:2',
    'main.ts:3 worker queue flow, task none, body main.ts:3',
    'main.ts:4 worker queue other, task none, body main.ts:4',
    'main.ts:6 enqueue queue, queue mail, task none, payload : { id: number; }',
    'main.ts:7 enqueue queue, queue flow, task none, payload : { id: number; }',
    'main.ts:8 enqueue queue, queue (dynamic value), task none, payload : { id: number; }',
  ]);
});

const lookAlike = `
interface Payload { jobs: { queue(args: { task: string; input: unknown }): Promise<void> } }
interface TaskConfig { slug: string; handler: () => Promise<{ output: object }> }
`;
const real = `import type { Payload, TaskConfig } from 'payload';\n`;

describe('payload-jobs: rules', () => {
  testRule(floating, {
    silent: {
      'an interface of one’s own': `${lookAlike}\nexport const main = (payload: Payload) => { payload.jobs.queue({ task: 'mail', input: {} }); };`,
      awaited: `${real}\nexport const main = async (payload: Payload) => { await payload.jobs.queue({ task: 'mail', input: {} }); };`,
    },
    reports: {
      dropped: `${real}
export function main(payload: Payload) {
  payload.jobs.queue({ task: 'mail', input: {} });
  ~~~~~~~~~~~~~~~~~~ [dropped]
}
`,
    },
  });

  testRule(unserializable, {
    silent: {
      'an interface of one’s own': `${lookAlike}\nexport const main = (payload: Payload) => payload.jobs.queue({ task: 'mail', input: { m: new Set(['a']) } });`,
      'a date, which one of the databases keeps': `${real}
export const main = (payload: Payload) => payload.jobs.queue({ task: 'mail', input: { at: new Date() } });`,
    },
    reports: {
      'a set, which none of them keeps': `${real}
export const main = (payload: Payload) => payload.jobs.queue({ task: 'mail', input: { m: new Set(['a']) } });
                                                                                         ~~~~~~~~~~~~~~ [loses]
`,
    },
  });

  testRule(fatTask, {
    silent: {
      'an entry of one’s own type': `${lookAlike}
export const mail: TaskConfig = { slug: 'mail', handler: async () => {
${'  console.log(1);\n'.repeat(25)}  return { output: {} };
} };`,
    },
    reports: {
      'a handler that does the work itself': `${real}
export const mail: TaskConfig<'mail'> = { slug: 'mail', handler: async ({ input }) => {
                                                                 ~~~~~~~~~~~~~~~~~~~~ [statements]
  console.log(input);
${'  console.log(1);\n'.repeat(24)}  return { output: {} };
} };
`,
    },
  });

  test('retries stand in the configuration, as a number or an object', () => {
    const code = `${real}
export const mail: TaskConfig<'mail'> = { slug: 'mail', retries: 2, handler: async ({ input }) => { await fetch(String(input)); return { output: {} }; } };
export const main = (payload: Payload) => payload.jobs.queue({ task: 'mail', input: { id: 1 } });`;
    checkCase(requireRetry, { code }, true);
  });
});
