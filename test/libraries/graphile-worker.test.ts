import { describe, expect, test } from 'vitest';
import { analysisOf, factLines } from '../analysis/sites/facts.js';

function lines(files: Readonly<Record<string, string>>): readonly string[] {
  return factLines(analysisOf(files), ['maxAttempts']);
}

describe('graphile-worker: facts', () => {
  test('jobs by helpers, runner, utilities, lists and schedules', () => {
    expect(
      lines({
        'main.ts': `import { addJobAdhoc, makeWorkerUtils, parseCronItems, quickAddJob, run, type JobHelpers } from 'graphile-worker';
const utils = await makeWorkerUtils({ connectionString: 'postgres://localhost' });
export const a = () => utils.addJob('mail', { to: 'a' }, { maxAttempts: 3 });
export const b = (helpers: JobHelpers) => helpers.addJob('mail', { to: 'b' });
export const c = () => utils.addJobs([{ identifier: 'mail', payload: { to: 'c' } }, { identifier: 'sms', payload: { to: 'd' }, maxAttempts: 1 }]);
export const e = () => quickAddJob({ connectionString: '' }, 'mail', { to: 'e' });
export const f = () => addJobAdhoc({ connectionString: '' }, 'mail', { to: 'f' }, { maxAttempts: 2 });
export const cron = parseCronItems([{ task: 'report', match: '0 3 * * *', payload: { day: 1 } }]);
const runner = await run({ taskList: { mail: async (payload) => { await fetch(String(payload)); }, sms } });
export const g = () => runner.addJob('mail', { to: 'g' });
async function sms(payload: unknown) { await fetch(String(payload)); }
`,
      }),
    ).toEqual([
      'main.ts:10 enqueue addJob, queue mail, task none, maxAttempts unset, payload : { to: string; }',
      'main.ts:3 enqueue addJob, queue mail, task none, maxAttempts 3 by call, payload : { to: string; }',
      'main.ts:4 enqueue addJob, queue mail, task none, maxAttempts unset, payload : { to: string; }',
      'main.ts:5 enqueue addJobs, queue mail, task none, maxAttempts unset, payload : { to: string; }',
      'main.ts:5 enqueue addJobs, queue sms, task none, maxAttempts 1 by call, payload : { to: string; }',
      'main.ts:6 enqueue quickAddJob, queue mail, task none, maxAttempts unset, payload : { to: string; }',
      'main.ts:7 enqueue addJobAdhoc, queue mail, task none, maxAttempts 2 by call, payload : { to: string; }',
      'main.ts:8 enqueue parseCronItems, queue report, task none, maxAttempts unset, payload : { day: number; }',
      'main.ts:9 worker queue mail, task none, body main.ts:9',
      'main.ts:9 worker queue sms, task none, body main.ts:11',
    ]);
  });

  test('0.16, by alias', () => {
    expect(
      lines({
        'main.ts': `import { makeWorkerUtils, run, type TaskList } from 'graphile-worker016';
const utils = await makeWorkerUtils({});
export const a = () => utils.addJob('mail', { to: 'a' });
const taskList: TaskList = { mail: async (payload) => { await fetch(String(payload)); } };
await run({ taskList });
`,
      }),
    ).toEqual([
      'main.ts:3 enqueue addJob, queue mail, task none, maxAttempts unset, payload : { to: string; }',
      'main.ts:4 worker queue mail, task none, body main.ts:4',
    ]);
  });

  test('a typed default export is the task of its file; another function has no name', () => {
    expect(
      lines({
        'send_email.ts': `import type { Task } from 'graphile-worker';
const task: Task = async (payload) => { await fetch(String(payload)); };
export default task;
`,
        'old.ts': `import type { Task } from 'graphile-worker';
declare const module: { exports: unknown };
const task: Task = async (payload, { addJob, addJobs: many }) => {
  await addJob('send_email', { to: String(payload) });
  await many([{ identifier: 'not_seen', payload: {} }]);
};
module.exports = task;
`,
        'other.ts': `import type { Task } from 'graphile-worker';
export const other: Task = async (payload) => { await fetch(String(payload)); };
`,
        'plain.ts': `export default async function plain(payload: unknown) { await fetch(String(payload)); }`,
      }),
    ).toEqual([
      'old.ts:3 worker queue old, task none, body old.ts:3',
      'old.ts:4 enqueue addJob, queue send_email, task none, maxAttempts unset, payload : { to: string; }',
      'other.ts:2 worker queue (dynamic value), task none, body other.ts:2',
      'send_email.ts:2 worker queue send_email, task none, body send_email.ts:2',
    ]);
  });

  test('the files of a folder that the program runs', () => {
    const files = {
      'tasks/mail.ts': `export default async (payload: unknown) => { await fetch(String(payload)); };`,
      'helpers/mail.ts': `export default async (payload: unknown) => { await fetch(String(payload)); };`,
    };
    expect(
      lines({
        ...files,
        'main.ts': `import { run } from 'graphile-worker';
await run({ taskDirectory: \`\${import.meta.dirname}/tasks\` });
`,
      }),
    ).toEqual(['mail.ts:1 worker queue mail, task none, body mail.ts:1']);
    expect(
      lines({
        ...files,
        'main.ts': `import 'graphile-worker';
declare function run(options: { taskDirectory: string }): void;
run({ taskDirectory: 'tasks' });
`,
      }),
    ).toEqual([]);
  });
});
