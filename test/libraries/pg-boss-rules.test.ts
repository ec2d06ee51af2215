import fatTask from '../../src/rules/no-fat-task.js';
import entityPayload from '../../src/rules/no-entity-payload.js';
import floating from '../../src/rules/no-floating-enqueue.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import unusedResult from '../../src/rules/no-unused-result.js';
import requireBackoff from '../../src/rules/require-backoff.js';
import requireRetry from '../../src/rules/require-retry.js';
import { testRule } from '../rules/kit.js';

const lookAlike = `
import 'pg-boss';
class PgBoss {
  send(name: string, data: object, options?: object): Promise<string> { console.log(data, options); return Promise.resolve(name); }
  work(name: string, run: () => Promise<void>): void { console.log(name); void run(); }
}
const boss = new PgBoss();
export function send() { boss.send('mail', { at: new Date(), big: 1n }, { retryLimit: 2 }); }
boss.work('mail', async () => { await fetch('https://example.com'); });
`;

const twelve = `
import { PgBoss } from 'pg-boss';
const boss = new PgBoss('postgres://localhost');
await boss.work<{ to: string }>('mail', async ([job]) => { await fetch(job?.data.to ?? ''); });
`;

const nine = `
import PgBoss from 'pg-boss9';
const boss = new PgBoss('postgres://localhost');
await boss.work<{ to: string }>('mail', async (job) => { await fetch(job.data.to); });
`;

testRule(requireRetry, {
  silent: {
    'a look-alike': lookAlike,
    '12 retries twice by default': `${twelve}
await boss.createQueue('mail');
export const a = () => boss.send('mail', { to: 'a' });`,
    '9: the instance sets retries': `
import PgBoss from 'pg-boss9';
const boss = new PgBoss({ connectionString: 'postgres://localhost', retryLimit: 2 });
export const a = () => boss.send('mail', { to: 'a' });
await boss.work<{ to: string }>('mail', async (job) => { await fetch(job.data.to); });`,
    '9: a delay alone means one retry': `${nine}
export const a = () => boss.send('mail', { to: 'a' }, { retryDelay: 60 });
export const b = () => boss.send('mail', { to: 'a' }, { retryBackoff: true });`,
    '9: no retries is a decision': `${nine}export const a = () => boss.send('mail', { to: 'a' }, { retryLimit: 0 });`,
    '9: the instance is out of sight': `
import PgBoss from 'pg-boss9';
declare const boss: PgBoss;
export const a = () => boss.send('mail', { to: 'a' }, {});
await boss.work<{ to: string }>('mail', async (job) => { await fetch(job.data.to); });`,
    '9: a name that is not known': `${nine}
export const a = (name: string) => boss.send(name, { to: 'a' });`,
    '9: options from elsewhere': `${nine}
export const a = (options: PgBoss.SendOptions) => boss.send('mail', { to: 'a' }, options);`,
    '9: a schedule comes again': `${nine}await boss.schedule('mail', '0 3 * * *', { to: 'a' });`,
  },
  reports: {
    '9 runs a task once': {
      code: `${nine}
export const a = () => boss.send('mail', { to: 'a' });
                       ~~~~~~~~~~~~~~~~ [enqueue]
`,
      message:
        'This task of `mail` runs once: pg-boss does not retry unless told, so one network error or restart loses it. Set `retryLimit` and a growing back-off.',
      suggestion: `${nine}
export const a = () => boss.send('mail', { to: 'a' }, { retryLimit: 5, retryDelay: 10, retryBackoff: true });
`,
    },
    '9: a request, an insert': `${nine}
export const a = () => boss.send({ name: 'mail', data: { to: 'a' } });
                       ~~~~~~~~~ [enqueue]
export const b = () => boss.insert([{ name: 'mail', data: { to: 'b' } }]);
                                      ~~~~~~~~~~~~ [enqueue]
`,
  },
});

testRule(requireBackoff, {
  silent: {
    'a look-alike': lookAlike,
    'growing seconds': `${twelve}
await boss.createQueue('mail', { retryLimit: 5, retryDelay: 10, retryBackoff: true });
export const a = () => boss.send('mail', { to: 'a' });`,
    'what is not milliseconds': `${twelve}
await boss.createQueue('mail');
export const a = () => boss.send('mail', { to: 'a' }, { retryLimit: 2, retryDelay: 30 });`,
    'a library default': `${twelve}
await boss.createQueue('mail');
export const a = () => boss.send('mail', { to: 'a' });`,
    'the queue is created elsewhere': {
      code: `${twelve}export const a = () => boss.send('mail', { to: 'a' }, { retryLimit: 5 });`,
      options: { libraryDefaults: true },
    },
    'delays from elsewhere': `${twelve}
declare const seconds: number;
await boss.createQueue('mail', { retryLimit: 5, retryDelay: seconds });
export const a = () => boss.send('mail', { to: 'a' });`,
  },
  reports: {
    'retries at once': {
      code: `${twelve}
await boss.createQueue('mail', { retryLimit: 3 });
                                 ~~~~~~~~~~~~~ [immediate]
export const a = () => boss.send('mail', { to: 'a' });
`,
      message:
        'All 4 runs of a task of `mail` happen within moments, so an outage of a few seconds fails it for good. Set a growing `retryDelay` of at least 10 s.',
      suggestion: `${twelve}
await boss.createQueue('mail', { retryLimit: 3, retryDelay: 10, retryBackoff: true });
export const a = () => boss.send('mail', { to: 'a' });
`,
    },
    'a back-off alone begins at one second': `${twelve}
await boss.createQueue('mail');
export const a = () => boss.send('mail', { to: 'a' }, { retryLimit: 4, retryBackoff: true });
                                                                       ~~~~~~~~~~~~~~~~~~ [window]
`,
    '11: the delay is added, not multiplied': `
import PgBoss from 'pg-boss11';
const boss = new PgBoss('postgres://localhost');
await boss.createQueue('mail');
export const a = () => boss.send('mail', { to: 'a' }, { retryLimit: 3, retryDelay: 5, retryBackoff: true });
                                                                       ~~~~~~~~~~~~~ [window]
`,
    'strict: two retries at once by default, once for the queue': {
      code: `${twelve}
await boss.createQueue('mail');
      ~~~~~~~~~~~~~~~~~~~~~~~ [immediate]
export const a = () => boss.send('mail', { to: 'a' });
export const b = () => boss.send('mail', { to: 'b' });
`,
      options: { libraryDefaults: true, minFirstDelay: 10_000, growing: true },
      suggestion: `${twelve}
await boss.createQueue('mail', { retryLimit: 5, retryDelay: 10, retryBackoff: true });
export const a = () => boss.send('mail', { to: 'a' });
export const b = () => boss.send('mail', { to: 'b' });
`,
    },
    'strict, 10: the types ask for the name beside the options': {
      code: `
import PgBoss from 'pg-boss10';
const boss = new PgBoss('postgres://localhost');
await boss.createQueue('mail');
      ~~~~~~~~~~~~~~~~~~~~~~~ [immediate]
export const a = () => boss.send('mail', { to: 'a' });
`,
      options: { libraryDefaults: true },
      suggestion: `
import PgBoss from 'pg-boss10';
const boss = new PgBoss('postgres://localhost');
await boss.createQueue('mail', { name: 'mail', retryLimit: 5, retryDelay: 10, retryBackoff: true });
export const a = () => boss.send('mail', { to: 'a' });
`,
    },
  },
});

testRule(floating, {
  silent: {
    'a look-alike': lookAlike,
    'awaited, returned, a decision': `${twelve}
export async function a() { await boss.send('mail', { to: 'a' }); }
export const b = () => boss.send('mail', { to: 'a' });
export function c() { void boss.send('mail', { to: 'a' }); boss.send('mail', { to: 'a' }).catch(console.error); }`,
  },
  reports: {
    dropped: `${twelve}
export function a() {
  boss.send('mail', { to: 'a' });
  ~~~~~~~~~~~~~~~~ [dropped]
  boss.insert('mail', [{ data: { to: 'a' } }]);
  ~~~~~~~~~~~~~~~~~~ [dropped]
}
`,
  },
});

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'plain data': `${twelve}export const a = (at: Date) => boss.send('mail', { to: 'a', at: at.toISOString() });`,
    'options are no payload': `${twelve}export const a = (at: Date) => boss.send('mail', { to: 'a' }, { startAfter: at });`,
  },
  reports: {
    'a BigInt, in every way to send': `${twelve}
export const a = () => boss.send('mail', { id: 1n });
                                               ~~ [throws]
export const b = () => boss.send({ name: 'mail', data: { id: 1n } });
                                                             ~~ [throws]
export const c = () => boss.insert('mail', [{ data: { id: 1n } }]);
                                                          ~~ [throws]
`,
  },
});

testRule(entityPayload, {
  silent: {
    'an id': `${twelve}export const a = (user: { id: number }) => boss.send('mail', { userId: user.id });`,
  },
  reports: {
    'a TypeORM row': `${twelve}
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() export class User { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
export const a = (user: User) => boss.send('mail', { user });
                                                     ~~~~ [entity]
`,
  },
});

const list = `
export async function a() { await boss.send('mail', { to: 'a' }); }
async function report(to: string) { const rows = await fetch(to); return { rows: [{ a: 1, b: 'x' }], ok: rows.ok }; }
`;

testRule(unusedResult, {
  silent: {
    'a look-alike': lookAlike,
    'finished tasks go after a week by default': `${twelve}
await boss.createQueue('mail');
export const a = () => boss.send('mail', { to: 'a' });`,
    'a result that is read': `
import { PgBoss } from 'pg-boss';
const boss = new PgBoss('postgres://localhost');
${list}
await boss.createQueue('mail');
await boss.work<{ to: string }>('mail', async ([job]) => report(job?.data.to ?? ''));
export async function status(id: string) { return (await boss.getJobById('mail', id))?.output; }`,
  },
  reports: {
    'a list of rows that nobody reads': {
      code: `
import { PgBoss } from 'pg-boss';
interface Row { id: number; name: string }
declare function load(): Promise<Row[]>;
const boss = new PgBoss('postgres://localhost');
await boss.createQueue('sync');
export const sync = () => boss.send('sync', {});
await boss.work('sync', async () => load());
                                    ~~~~~~ [large]
`,
      message:
        'Task `sync` returns an array of Row that nothing reads: each run stores it in PostgreSQL beside the task. Return nothing, or an id.',
    },
  },
});

const statements = Array.from({ length: 30 }, (_, n) => `  console.log(${String(n)});`).join('\n');

testRule(fatTask, {
  silent: { 'a look-alike': lookAlike, 'a thin task': twelve },
  reports: {
    'a fat task': `
import { PgBoss } from 'pg-boss';
declare const boss: PgBoss;
await boss.work('mail', async ([job]) => {
                        ~~~~~~~~~~~~~~~~ [statements]
  console.log(job?.id);
${statements}
});
`,
  },
});
