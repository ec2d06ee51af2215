import { describe, expect, test } from 'vitest';
import fatTask from '../../src/rules/no-fat-task.js';
import entityPayload from '../../src/rules/no-entity-payload.js';
import floating from '../../src/rules/no-floating-enqueue.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import unusedResult from '../../src/rules/no-unused-result.js';
import requireBackoff from '../../src/rules/require-backoff.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { testRule } from '../rules/kit.js';

describe('bee-queue: facts', () => {
  const lines = (files: Readonly<Record<string, string>>): readonly string[] =>
    factLines(analysisOf(files), ['retries', 'backoff.delay']);

  test('a builder, chained or held, in versions 1 and 2', () => {
    expect(
      lines({
        'main.ts': `import BeeQueue from 'bee-queue';
import OldQueue from 'bee-queue1';
const mail = new BeeQueue<{ to: string }>('mail', { removeOnSuccess: true });
const old = new OldQueue('old');
export const a = () => mail.createJob({ to: 'a' }).retries(3).backoff('fixed', 5000).save();
export async function b() {
  const job = old.createJob({ n: 1 });
  job.retries(2).timeout(10);
  await job.save();
  return job;
}
mail.process(5, async (job) => { await fetch(job.data.to); });
old.process(work);
async function work(job: OldQueue.Job<{ n: number }>) { await fetch(String(job.data.n)); }
`,
      }),
    ).toEqual([
      'main.ts:12 worker queue mail, task none, body main.ts:12',
      'main.ts:13 worker queue old, task none, body main.ts:14',
      'main.ts:3 queue mail, retries unset, backoff.delay unset',
      'main.ts:4 queue old, retries unset, backoff.delay unset',
      'main.ts:5 enqueue createJob, queue mail, task none, retries 3 by call, backoff.delay 5000 by call, payload : { to: string; }',
      'main.ts:9 enqueue createJob, queue old, task none, retries 2 by call, backoff.delay unset, payload : { n: number; }',
    ]);
  });

  test('a builder that leaves the function is open', () => {
    expect(
      lines({
        'main.ts': `import BeeQueue from 'bee-queue';
const mail = new BeeQueue<{ to: string }>('mail');
export const make = (to: string) => mail.createJob({ to });
export const all = (jobs: BeeQueue.Job<{ to: string }>[]) => mail.saveAll(jobs);
export const wrapped = (to: string, n: number) => mail.createJob({ to }).retries(n).save();
export const call = () => wrapped('a', 4);
`,
      }),
    ).toEqual([
      'main.ts:2 queue mail, retries unset, backoff.delay unset',
      'main.ts:3 enqueue createJob, queue mail, task none, retries (out of sight), backoff.delay (out of sight), payload : { to: string; }',
      'main.ts:4 enqueue saveAll, queue mail, task none, retries (dynamic value), backoff.delay (dynamic value), payload : { to: string; }',
      'main.ts:5 enqueue createJob, queue mail, task none, retries set by call, backoff.delay unset, payload ',
      'main.ts:6 enqueue wrapped -> createJob, queue mail, task none, retries 4 by wrapper, backoff.delay unset, payload to: "a"',
    ]);
  });

  test('a queue that a file exports by default, or a class holds', () => {
    const files = {
      'queue.ts': `import BeeQueue from 'bee-queue';
export default new BeeQueue<{ to: string }>('mail');
`,
      'main.ts': `import BeeQueue from 'bee-queue';
import mail from './queue.js';
class Mails {
  private readonly queue = new BeeQueue<{ to: string }>('mails');
  constructor() { this.queue.process(this.run.bind(this)); }
  async run(job: BeeQueue.Job<{ to: string }>) { await fetch(job.data.to); }
  send(to: string) { return this.queue.createJob({ to }).retries(3).save(); }
}
export const mails = new Mails();
export const a = () => mails.send('a');
export const b = () => mail.createJob({ to: 'b' }).save();
`,
    };
    expect(lines(files)).toEqual([
      'main.ts:10 enqueue Mails.send -> createJob, queue mails, task none, retries 3 by wrapper, backoff.delay unset, payload to: "a"',
      'main.ts:11 enqueue createJob, queue mail, task none, retries unset, backoff.delay unset, payload : { to: string; }',
      'main.ts:4 queue mails, retries unset, backoff.delay unset',
      'main.ts:5 worker queue mails, task none, body main.ts:6',
      'main.ts:7 enqueue createJob, queue mails, task none, retries 3 by call, backoff.delay unset, payload ',
      'queue.ts:2 queue mail, retries unset, backoff.delay unset',
    ]);
  });
});

const lookAlike = `
class Job { retries(n: number): this { console.log(n); return this; } save(): Promise<void> { return Promise.resolve(); } }
class BeeQueue {
  constructor(readonly name: string) {}
  createJob(data: unknown): Job { console.log(data); return new Job(); }
  process(run: () => Promise<void>): void { void run(); }
}
const queue = new BeeQueue('mail');
export function send() { queue.createJob({ at: new Date(), big: 1n }).save(); }
queue.process(async () => { await fetch('https://example.com'); });
`;

const head = `
import BeeQueue from 'bee-queue';
const queue = new BeeQueue('mail');
queue.process(async () => { await fetch('https://example.com'); });
`;

testRule(floating, {
  silent: {
    'a look-alike': lookAlike,
    'awaited, returned, handed to a callback': `${head}
export async function a() { await queue.createJob({ to: 'a' }).save(); }
export const b = () => queue.createJob({ to: 'a' }).retries(1).save();
export function c() { queue.createJob({ to: 'a' }).save((error) => { if (error) throw error; }); }
export async function d() { const job = queue.createJob({ to: 'a' }); job.retries(1); await job.save(); }
`,
  },
  reports: {
    'a builder whose save nobody awaits': `${head}
export function a() {
  queue.createJob({ to: 'a' }).retries(2).save();
  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
}
export function b() {
  const job = queue.createJob({ to: 'a' });
  job.save();
  ~~~~~~~~ [dropped]
}
export function c(jobs: BeeQueue.Job<unknown>[]) {
  queue.saveAll(jobs);
  ~~~~~~~~~~~~~ [dropped]
}
`,
  },
});

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'plain data': `${head}export const a = () => queue.createJob({ to: 'a', n: 1, at: new Date().toISOString() }).save();`,
  },
  reports: {
    'a BigInt': `${head}
export const a = () => queue.createJob({ id: 1n }).save();
                                             ~~ [throws]
`,
  },
});

testRule(entityPayload, {
  silent: {
    'an id': `${head}export const a = (user: { id: number }) => queue.createJob({ userId: user.id }).save();`,
  },
  reports: {
    'a TypeORM row': `${head}
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() export class User { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
export const a = (user: User) => queue.createJob({ user }).save();
                                                   ~~~~ [entity]
`,
  },
});

testRule(requireRetry, {
  silent: {
    'a look-alike': lookAlike,
    'retries are set': `${head}export const a = () => queue.createJob({ to: 'a' }).retries(3).save();`,
    'retries are set on a constant': `${head}
export async function a(urgent: boolean) {
  const job = queue.createJob({ to: 'a' });
  if (urgent) job.retries(5);
  await job.save();
}`,
    'the builder goes elsewhere first': `${head}
declare function tune(job: BeeQueue.Job<{ to: string }>): void;
export async function a() {
  const job = queue.createJob({ to: 'a' });
  tune(job);
  await job.save();
}`,
    'a list of jobs is out of sight': `${head}export const a = (jobs: BeeQueue.Job<unknown>[]) => queue.saveAll(jobs);`,
    'no retries is a decision': `${head}export const a = () => queue.createJob({ to: 'a' }).retries(0).save();`,
    'the worker is out of sight': `
import BeeQueue from 'bee-queue';
const queue = new BeeQueue('mail');
export const a = () => queue.createJob({ to: 'a' }).save();`,
  },
  reports: {
    'a task that runs once': `${head}
export const a = () => queue.createJob({ to: 'a' }).save();
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [enqueue]
`,
  },
});

testRule(requireBackoff, {
  silent: {
    'a long fixed delay, as most pollers have': `${head}
export const a = () => queue.createJob({ to: 'a' }).retries(9).backoff('fixed', 60_000).save();
export const b = (wait: number) => queue.createJob({ to: 'a' }).retries(9).backoff('fixed', wait).save();
export const c = () => queue.createJob({ to: 'a' }).retries(4).backoff('exponential', 10_000).save();`,
  },
  reports: {
    'retries at once': `${head}
export const a = () => queue.createJob({ to: 'a' }).retries(3).save();
                                                            ~ [unsettable]
export const b = () => queue.createJob({ to: 'a' }).retries(3).backoff('exponential', 1000).save();
                                                                       ~~~~~~~~~~~~~ [unsettable]
`,
  },
});

testRule(unusedResult, {
  silent: {
    'the queue removes what succeeded': `
import BeeQueue from 'bee-queue';
const queue = new BeeQueue('mail', { removeOnSuccess: true });
queue.process(async () => { await fetch('https://example.com'); });
export const a = () => queue.createJob({ to: 'a' }).retries(3).save();`,
    'settings from elsewhere': `
import BeeQueue from 'bee-queue';
declare const settings: BeeQueue.QueueSettings;
const queue = new BeeQueue('mail', settings);
queue.process(async () => { await fetch('https://example.com'); });
export const a = () => queue.createJob({ to: 'a' }).save();`,
    'a task that is kept under its id is not added twice': `${head}
export const a = (id: string) => queue.createJob({ to: 'a' }).setId(id).save();`,
    'jobs are read': `${head}
export const a = () => queue.createJob({ to: 'a' }).save();
export const read = (id: string) => queue.getJob(id);`,
  },
  reports: {
    'jobs that stay': `
import BeeQueue from 'bee-queue';
const queue = new BeeQueue('mail');
              ~~~~~~~~~~~~~~~~~~~ [queue]
queue.process(async () => { await fetch('https://example.com'); });
export const a = () => queue.createJob({ to: 'a' }).retries(3).save();
`,
  },
});

const statements = Array.from({ length: 30 }, (_, n) => `  console.log(${String(n)});`).join('\n');

testRule(fatTask, {
  silent: { 'a thin task': head },
  reports: {
    'a fat task': `
import BeeQueue from 'bee-queue';
const queue = new BeeQueue('mail');
queue.process(async (job) => {
              ~~~~~~~~~~~~~~ [statements]
  console.log(job.id);
${statements}
});
`,
  },
});
