import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import entityPayload from '../../src/rules/no-entity-payload.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import unusedResult from '../../src/rules/no-unused-result.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

describe('adonisjs-queue: facts', () => {
  test('a class with static options, dispatched by a builder that is a promise', () => {
    const files = {
      'main.ts': `import { Mail, Report } from './jobs.js';
export const a = async () => Mail.dispatch({ to: 'a' });
export const b = async () => { await Mail.dispatch({ to: 'b' }).toQueue('urgent').in('5m'); };
export const c = async () => { await Report.dispatchMany([{ id: 1 }, { id: 2 }]); };
export const d = async () => { await Report.schedule({ id: 3 }).cron('0 * * * *'); };
export const e = () => Mail.dispatch({ to: 'e' });
export async function f() {
  const job = Mail.dispatch({ to: 'f' });
  job.toQueue('slow');
  await job.run();
}
`,
      'jobs.ts': `import { Job } from '@adonisjs/queue';
import { Job as Own } from '@boringnode/queue';
export class Mail extends Job<{ to: string }> {
  static options = { queue: 'mail', maxRetries: 3 };
  async execute() { await fetch(this.payload.to); }
}
abstract class Base<T> extends Own<T> { static options = { retry: { maxRetries: 2 } }; }
export class Report extends Base<{ id: number }> {
  async execute() { await fetch(String(this.payload.id)); }
}
`,
    };
    expect(factLines(analysisOf(files), ['retry.maxRetries', 'queue'])).toEqual([
      'jobs.ts:3 queue Mail, retry.maxRetries 3 by queue, queue mail by queue',
      'jobs.ts:3 worker queue Mail, task none, body jobs.ts:5',
      'jobs.ts:8 queue Report, retry.maxRetries 2 by queue, queue unset',
      'jobs.ts:8 worker queue Report, task none, body jobs.ts:9',
      'main.ts:2 enqueue dispatch, queue Mail, task none, retry.maxRetries 3 by queue, queue mail by queue, payload : { to: string; }',
      'main.ts:3 enqueue dispatch, queue Mail, task none, retry.maxRetries 3 by queue, queue urgent by call, payload : { to: string; }',
      'main.ts:4 enqueue dispatchMany, queue Report, task none, retry.maxRetries 2 by queue, queue unset, payload : { id: number; }',
      'main.ts:4 enqueue dispatchMany, queue Report, task none, retry.maxRetries 2 by queue, queue unset, payload : { id: number; }',
      'main.ts:5 enqueue schedule, queue Report, task none, retry.maxRetries 2 by queue, queue unset, payload : { id: number; }',
      'main.ts:6 enqueue dispatch, queue Mail, task none, retry.maxRetries 3 by queue, queue (out of sight), payload : { to: string; }',
      'main.ts:8 enqueue dispatch, queue Mail, task none, retry.maxRetries 3 by queue, queue slow by call, payload : { to: string; }',
    ]);
  });

  test('the configuration sets retries for all, or for some', () => {
    const files = {
      'main.ts': `import { Job, QueueManager } from '@boringnode/queue';
import { defineConfig } from '@adonisjs/queue';
export class Mail extends Job<{ to: string }> { async execute() { await fetch(this.payload.to); } }
export const a = async () => Mail.dispatch({ to: 'a' });
export default defineConfig({ default: 'x', adapters: {}, retry: { maxRetries: 4 } });
export const start = () => QueueManager.init({ default: 'x', adapters: {}, queues: { mail: { retry: { maxRetries: 5 } } } });
`,
    };
    expect(factLines(analysisOf(files), ['retry.maxRetries'])).toEqual([
      'main.ts:3 queue Mail, retry.maxRetries unset',
      'main.ts:3 worker queue Mail, task none, body main.ts:3',
      'main.ts:4 enqueue dispatch, queue Mail, task none, retry.maxRetries 4 by global, payload : { to: string; }',
      'main.ts:5 queue none, retry.maxRetries 4 by global',
      'main.ts:5 queue none, retry.maxRetries unset',
      'main.ts:6 queue none, retry.maxRetries set by global',
      'main.ts:6 queue none, retry.maxRetries unset',
    ]);
  });
});

const lookAlike = `
class Job<T> {
  constructor(readonly payload: T) {}
  static dispatch(payload: unknown): Promise<void> { return Promise.resolve(console.log(payload)); }
}
class Mail extends Job<{ to: string }> { async execute() { await fetch(this.payload.to); } }
export function send() { Mail.dispatch({ big: 1n }); }
`;

const head = `
import { Job } from '@adonisjs/queue';
class Mail extends Job<any> { async execute() { await fetch(String(this.payload)); } }
`;

testRule(floating, {
  silent: {
    'a look-alike': lookAlike,
    'awaited, returned, run': `${head}
export async function a() { await Mail.dispatch({ to: 'a' }).in('5m'); }
export const b = () => Mail.dispatch({ to: 'a' }).toQueue('x');
export async function c() { const job = Mail.dispatch({ to: 'a' }); job.priority(1); await job; }
export async function d() { await Promise.all([1, 2].map((id) => Mail.dispatch({ id }))); }
`,
  },
  reports: {
    'a builder that nobody awaits dispatches nothing': `${head}
export function a() {
  Mail.dispatch({ to: 'a' });
  ~~~~~~~~~~~~~ [dropped]
  Mail.dispatch({ to: 'a' }).toQueue('urgent').in('5m');
  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
  Mail.dispatchMany([{ to: 'a' }]);
  ~~~~~~~~~~~~~~~~~ [dropped]
}
`,
  },
});

testRule(requireRetry, {
  silent: {
    'a look-alike': lookAlike,
    'retries in static options, in either form': `
import { Job } from '@adonisjs/queue';
class Mail extends Job<any> { static options = { maxRetries: 3 }; async execute() { await fetch('https://example.com'); } }
class Other extends Job<any> { static options = { maxRetries: 3, retry: { backoff: undefined } }; async execute() { await fetch('https://example.com'); } }
export const a = async () => [await Mail.dispatch({}), await Other.dispatch({})];`,
    'options from elsewhere': `
import { Job } from '@adonisjs/queue';
import type { JobOptions } from '@boringnode/queue/types';
declare const options: JobOptions;
class Mail extends Job<any> { static options = options; async execute() { await fetch('https://example.com'); } }
export const a = async () => Mail.dispatch({});`,
    'the configuration retries': `${head}
import { defineConfig } from '@adonisjs/queue';
export default defineConfig({ default: 'x', adapters: {}, retry: { maxRetries: 3 } });
export const a = async () => Mail.dispatch({});`,
    'some queues retry': `${head}
import { QueueManager } from '@boringnode/queue';
export const start = () => QueueManager.init({ default: 'x', adapters: {}, queues: { default: { retry: { maxRetries: 3 } } } });
export const a = async () => Mail.dispatch({});`,
    'a dynamic class': `
import { Job } from '@adonisjs/queue';
class Mail extends Job<any> { async execute() { await fetch('https://example.com'); } }
export const a = async (Task: typeof Mail) => Task.dispatch({});`,
  },
  reports: {
    'a job that runs once': `
import { Job } from '@adonisjs/queue';
class Mail extends Job<any> { async execute() { await fetch(String(this.payload)); } }
      ~~~~ [queue]
export const a = () => Mail.dispatch({ to: 'a' });
`,
  },
});

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'plain data': `${head}export const a = async () => Mail.dispatch({ to: 'a', n: [1, null] });`,
  },
  reports: {
    'a BigInt': `${head}
export const a = async () => Mail.dispatch({ id: 1n });
                                                 ~~ [throws]
`,
  },
});

testRule(entityPayload, {
  silent: {
    'an id': `${head}export const a = async (user: { id: number }) => Mail.dispatch({ userId: user.id });`,
  },
  reports: {
    'a TypeORM row': `${head}
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() export class User { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
export const a = async (user: User) => Mail.dispatch({ user });
                                                       ~~~~ [entity]
`,
  },
});

const statements = Array.from({ length: 30 }, (_, n) => `  console.log(${String(n)});`).join('\n');

testRule(fatTask, {
  silent: { 'a thin task': head },
  reports: {
    'a fat task': `
import { Job } from '@boringnode/queue';
export class Mail extends Job<{ to: string }> {
  async execute() {
        ~~~~~~~ [statements]
  console.log(this.payload.to);
${statements}
  }
}
`,
  },
});

describe('rules that say nothing of it', () => {
  test('unusedResult: finished jobs are removed', () => {
    checkCase(unusedResult, { code: `${head}export const a = async () => Mail.dispatch({});` }, true);
  });
});
