import { describe, expect, test } from 'vitest';
import fatTask from '../../src/rules/no-fat-task.js';
import entityPayload from '../../src/rules/no-entity-payload.js';
import floating from '../../src/rules/no-floating-enqueue.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import unusedResult from '../../src/rules/no-unused-result.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { testRule } from '../rules/kit.js';

describe('agenda: facts', () => {
  const lines = (files: Readonly<Record<string, string>>): readonly string[] =>
    factLines(analysisOf(files), ['backoff', 'removeOnComplete']);

  test('version 6: definitions, decorators, every way to enqueue', () => {
    expect(
      lines({
        'main.ts': `import { Agenda, Define, JobsController, type AgendaBackend, type Job } from 'agenda';
declare const backend: AgendaBackend;
const agenda = new Agenda({ backend, removeOnComplete: true });
agenda.define('mail', async (job: Job<{ to: string }>) => { await fetch(job.attrs.data.to); }, { backoff: () => 1000 });
agenda.define('sum', async () => {}, { removeOnComplete: false });
@JobsController()
export class Mails {
  @Define({ name: 'welcome' })
  async welcome(job: Job<{ to: string }>) { await fetch(job.attrs.data.to); }
}
export const a = () => agenda.now('mail', { to: 'a' });
export const b = () => agenda.schedule('in 5 minutes', 'sum', { n: 1 });
export const c = () => agenda.every('5 minutes', 'welcome');
export const d = () => agenda.create('mail', { to: 'b' }).unique({ 'data.to': 'b' }).save();
export const e = () => agenda.nowDebounced('mail', { to: 'c' }, { 'data.to': 'c' }, 1000);
`,
      }),
    ).toEqual([
      'main.ts:11 enqueue now, queue mail, task none, backoff set by queue, removeOnComplete true by global, payload : { to: string; }',
      'main.ts:12 enqueue schedule, queue sum, task none, backoff unset, removeOnComplete false by queue, payload : { n: number; }',
      'main.ts:13 enqueue every, queue welcome, task none, backoff (out of sight), removeOnComplete (out of sight), payload ',
      'main.ts:14 enqueue create, queue mail, task none, backoff set by queue, removeOnComplete true by global, payload : { to: string; }',
      'main.ts:15 enqueue nowDebounced, queue mail, task none, backoff set by queue, removeOnComplete true by global, payload : { to: string; }',
      'main.ts:3 queue none, backoff unset, removeOnComplete true by global',
      'main.ts:4 queue mail, backoff set by queue, removeOnComplete unset',
      'main.ts:4 worker queue mail, task none, body main.ts:4',
      'main.ts:5 queue sum, backoff unset, removeOnComplete false by queue',
      'main.ts:5 worker queue sum, task none, body main.ts:5',
      'main.ts:8 worker queue welcome, task none, body main.ts:8',
    ]);
  });

  test('versions 4 and 5: options before the function', () => {
    expect(
      lines({
        'main.ts': `import { Agenda } from 'agenda5';
import { Agenda as Old } from 'agenda4';
import type { Job } from 'agenda5';
declare const agenda: Agenda;
declare const old: Old;
agenda.define('mail', { concurrency: 2 }, work);
async function work(job: Job<{ to: string }>) { await fetch(String(job.attrs.data?.to)); }
old.define('sum', async (job) => { await fetch(String(job.attrs.data?.n)); });
export async function a() {
  const job = agenda.create('mail', { to: 'a' }) as Job<{ to: string }>;
  job.unique({ to: 'a' });
  job.schedule(new Date());
  await job.save();
}
export const b = () => old.now('sum', { n: 1 });
export const c = (name: string) => agenda.now(name, { n: 1 });
`,
      }),
    ).toEqual([
      'main.ts:13 enqueue create, queue mail, task none, backoff unset, removeOnComplete unset, payload : { to: string; }',
      'main.ts:15 enqueue now, queue sum, task none, backoff unset, removeOnComplete unset, payload : { n: number; }',
      'main.ts:16 enqueue now, queue (dynamic value), task none, backoff unset, removeOnComplete unset, payload : { n: number; }',
      'main.ts:6 worker queue mail, task none, body main.ts:7',
      'main.ts:8 worker queue sum, task none, body main.ts:8',
    ]);
  });
});

const lookAlike = `
class Agenda {
  now(name: string, data: unknown): Promise<void> { return Promise.resolve(console.log(name, data)); }
  define(name: string, run: () => Promise<void>): void { console.log(name, run); }
}
const agenda = new Agenda();
agenda.define('mail', async () => { await fetch('https://example.com'); });
export function send() { agenda.now('mail', { big: 1n }); }
`;

const six = `
import { Agenda, backoffStrategies, type AgendaBackend } from 'agenda';
declare const backend: AgendaBackend;
const agenda = new Agenda({ backend, removeOnComplete: true });
export { backoffStrategies };
`;

const five = `
import { Agenda } from 'agenda5';
declare const agenda: Agenda;
agenda.define('mail', async () => { await fetch('https://example.com'); });
`;

testRule(floating, {
  silent: {
    'a look-alike': lookAlike,
    'awaited and returned': `${five}
export async function a() { await agenda.now('mail', {}); await agenda.create('mail', {}).unique({}).save(); }
export const b = () => agenda.every('5 minutes', 'mail');
export function c() { const job = agenda.create('mail', {}); return job; }
`,
  },
  reports: {
    'version 5': `${five}
export function a() {
  agenda.now('mail', {});
  ~~~~~~~~~~~~~~~~~ [dropped]
  const job = agenda.create('mail', {});
  job.unique({});
  job.save();
  ~~~~~~~~ [dropped]
}
`,
    'version 6': `${six}
export function a() {
  agenda.schedule('in 1 minute', 'mail', {});
  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
}
`,
  },
});

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'what BSON carries': `${six}export const a = () => agenda.now('mail', { at: new Date() });`,
  },
  reports: {
    'a BigInt comes back as a number, at best': `${six}
export const c = () => agenda.now('mail', { big: 1n });
                                                 ~~ [changes]
`,
    'a Set vanishes, and a BigInt throws before version 6': `${five}
export const a = () => agenda.now('mail', { tags: new Set(['a']) });
                                                  ~~~~~~~~~~~~~~ [loses]
export const b = () => agenda.now('mail', { big: 1n });
                                                 ~~ [throws]
`,
  },
});

testRule(entityPayload, {
  silent: {
    'an id': `${five}export const a = (user: { id: number }) => agenda.now('mail', { userId: user.id });`,
  },
  reports: {
    'a TypeORM row': `${five}
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() export class User { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
export const a = (user: User) => agenda.now('mail', { user });
                                                      ~~~~ [entity]
`,
  },
});

const run = `async () => { await fetch('https://example.com'); }`;

testRule(requireRetry, {
  silent: {
    'a look-alike': lookAlike,
    'before version 6 the program retries itself, on fail': `${five}
agenda.on('fail:mail', async (_error, job) => { job.attrs.nextRunAt = new Date(Date.now() + 60_000); await job.save(); });
export const a = () => agenda.now('mail', {});`,
    'and strict hears it, whatever names the task': {
      code: `${five}
const NAME = 'mail';
agenda.define(NAME, ${run});
agenda.on('fail:' + NAME, async (_error, job) => { job.attrs.nextRunAt = new Date(Date.now() + 60_000); await job.save(); });
export const a = () => agenda.now(NAME, {});`,
      options: { withoutOption: true },
    },
    'a back-off is defined': `${six}
agenda.define('mail', ${run}, { backoff: backoffStrategies.standard() });
export const a = () => agenda.now('mail', {});`,
    'options from elsewhere': `${six}
import type { Agenda as Type } from 'agenda';
declare const options: Parameters<Type['define']>[2];
agenda.define('mail', ${run}, options);
export const a = () => agenda.now('mail', {});`,
    'a dynamic name': `${six}
agenda.define('mail', ${run});
export const a = (name: string) => agenda.now(name, {});`,
    'a schedule runs it again': `${six}
agenda.define('mail', ${run});
export const a = () => agenda.every('5 minutes', 'mail');
export const b = () => agenda.create('mail', {}).repeatEvery('1 hour').save();`,
    'a decorated method takes no back-off': `${six}
import { Define, JobsController } from 'agenda';
@JobsController() export class Mails { @Define() async mail() { await fetch('https://example.com'); } }
export const a = () => agenda.now('mail', {});`,
  },
  reports: {
    'a definition without a back-off': {
      code: `${six}
agenda.define('mail', ${run});
~~~~~~~~~~~~~~~~~~~~ [queue]
export const a = () => agenda.now('mail', {});
export const b = () => agenda.create('mail', {}).save();
`,
    },
  },
});

testRule(unusedResult, {
  silent: {
    'the agenda removes finished jobs': `${six}
agenda.define('mail', ${run}, { backoff: () => 10_000 });
export const a = () => agenda.now('mail', {});`,
    'before version 6 nothing can be set': `${five}export const a = () => agenda.now('mail', {});`,
  },
  reports: {
    'jobs that stay': `
import { Agenda, type AgendaBackend } from 'agenda';
declare const backend: AgendaBackend;
const agenda = new Agenda({ backend });
agenda.define('mail', ${run}, { backoff: () => 10_000 });
~~~~~~~~~~~~~~~~~~~~ [queue]
export const a = () => agenda.now('mail', {});
`,
  },
});

const statements = Array.from({ length: 30 }, (_, n) => `  console.log(${String(n)});`).join('\n');

testRule(fatTask, {
  silent: { 'a thin task': five },
  reports: {
    'a fat task': `
import { Agenda } from 'agenda4';
declare const agenda: Agenda;
agenda.define('mail', { concurrency: 1 }, async () => {
                                          ~~~~~~~~~~~ [statements]
${statements}
});
`,
  },
});
