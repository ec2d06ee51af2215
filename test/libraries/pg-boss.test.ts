import { describe, expect, test } from 'vitest';
import { analysisOf, factLines } from '../analysis/sites/facts.js';

const OPTIONS = ['retryLimit', 'retryDelay', 'retryBackoff'];

function lines(files: Readonly<Record<string, string>>): readonly string[] {
  return factLines(analysisOf(files), OPTIONS);
}

describe('pg-boss 12: facts', () => {
  test('every way to send, with the options of the queue that is created', () => {
    expect(
      lines({
        'main.ts': `import { PgBoss } from 'pg-boss';
const boss = new PgBoss('postgres://localhost');
await boss.createQueue('mail', { retryLimit: 4, retryDelay: 20 });
await boss.updateQueue('mail', { retryBackoff: true });
export const a = () => boss.send('mail', { to: 'a' });
export const b = () => boss.send({ name: 'mail', data: { to: 'b' }, options: { retryLimit: 1 } });
export const c = () => boss.sendAfter('mail', { to: 'c' }, { retryDelay: 5 }, 60);
export const d = (key: string) => boss.sendThrottled('mail', { to: 'd' }, null, 60, key);
export const e = () => boss.insert('mail', [{ data: { to: 'e' }, retryLimit: 2 }, { data: { to: 'f' } }]);
export const g = () => boss.schedule('mail', '0 3 * * *', { to: 'g' });
export const h = () => boss.publish('signed-up', { id: 1 });
export const i = () => boss.flow([{ ref: 'x', name: 'mail', data: { to: 'i' }, options: { retryDelay: 1 } }]);
export const j = () => boss.upsert('mail', { to: 'j' }, { id: 'x' });
`,
      }),
    ).toEqual([
      'main.ts:10 enqueue schedule, queue mail, task none, retryLimit 4 by queue, retryDelay 20 by queue, retryBackoff true by queue, payload : { to: string; }',
      'main.ts:11 enqueue publish, queue (out of sight), task none, retryLimit unset, retryDelay unset, retryBackoff unset, payload : { id: number; }',
      'main.ts:12 enqueue flow, queue mail, task none, retryLimit 4 by queue, retryDelay 1 by call, retryBackoff true by queue, payload : { to: string; }',
      'main.ts:13 enqueue upsert, queue mail, task none, retryLimit 4 by queue, retryDelay 20 by queue, retryBackoff true by queue, payload : { to: string; }',
      'main.ts:3 queue mail, retryLimit 4 by queue, retryDelay 20 by queue, retryBackoff unset',
      'main.ts:4 queue mail, retryLimit unset, retryDelay unset, retryBackoff true by queue',
      'main.ts:5 enqueue send, queue mail, task none, retryLimit 4 by queue, retryDelay 20 by queue, retryBackoff true by queue, payload : { to: string; }',
      'main.ts:6 enqueue send, queue mail, task none, retryLimit 1 by call, retryDelay 20 by queue, retryBackoff true by queue, payload : { to: string; }',
      'main.ts:7 enqueue sendAfter, queue mail, task none, retryLimit 4 by queue, retryDelay 5 by call, retryBackoff true by queue, payload : { to: string; }',
      'main.ts:8 enqueue sendThrottled, queue mail, task none, retryLimit 4 by queue, retryDelay 20 by queue, retryBackoff true by queue, payload : { to: string; }',
      'main.ts:9 enqueue insert, queue mail, task none, retryLimit 2 by call, retryDelay 20 by queue, retryBackoff true by queue, payload : { to: string; }',
      'main.ts:9 enqueue insert, queue mail, task none, retryLimit 4 by queue, retryDelay 20 by queue, retryBackoff true by queue, payload : { to: string; }',
    ]);
  });

  test('a worker is given a list; names and options out of sight are unknown', () => {
    expect(
      lines({
        'main.ts': `import { PgBoss } from 'pg-boss';
declare const boss: PgBoss;
declare const other: string;
await boss.work<{ to: string }>('mail', async ([job]) => { await fetch(job?.data.to ?? ''); });
await boss.work<{ to: string }>('mail', { batchSize: 10 }, async (jobs) => { for (const job of jobs) await fetch(job.data.to); });
export const a = () => boss.send('mail', { to: 'a' });
export const b = () => boss.send(other, { to: 'a' }, { retryLimit: 1 });
`,
      }),
    ).toEqual([
      'main.ts:4 worker queue mail, task none, body main.ts:4',
      'main.ts:5 worker queue mail, task none, body main.ts:5',
      'main.ts:6 enqueue send, queue mail, task none, retryLimit (out of sight), retryDelay (out of sight), retryBackoff (out of sight), payload : { to: string; }',
      'main.ts:7 enqueue send, queue (dynamic value), task none, retryLimit 1 by call, retryDelay (out of sight), retryBackoff (out of sight), payload : { to: string; }',
    ]);
  });

  test('a wrapper around send', () => {
    expect(
      lines({
        'main.ts': `import { PgBoss } from 'pg-boss';
const boss = new PgBoss('postgres://localhost');
await boss.createQueue('mail');
class Jobs {
  async push(queue: string, data: object) { return boss.send(queue, data, { retryLimit: 3 }); }
}
export const a = () => new Jobs().push('mail', { to: 'a' });
`,
      }),
    ).toEqual([
      'main.ts:3 queue mail, retryLimit unset, retryDelay unset, retryBackoff unset',
      'main.ts:5 enqueue send, queue (dynamic value), task none, retryLimit 3 by call, retryDelay (out of sight), retryBackoff (out of sight), payload ',
      'main.ts:7 enqueue Jobs.push -> send, queue mail, task none, retryLimit 3 by wrapper, retryDelay unset, retryBackoff unset, payload : { to: string; }',
    ]);
  });
});

describe('pg-boss 9 to 11: facts', () => {
  test('9: defaults of the instance; a worker is given one job', () => {
    expect(
      lines({
        'main.ts': `import PgBoss from 'pg-boss9';
const boss = new PgBoss({ connectionString: 'postgres://localhost', retryLimit: 3 });
export const a = () => boss.send('mail', { to: 'a' }, { retryDelay: 5 });
export const b = () => boss.insert([{ name: 'mail', data: { to: 'b' } }]);
export const c = () => boss.sendSingleton('mail', { to: 'c' }, {});
await boss.work<{ to: string }>('mail', async (job) => { await fetch(job.data.to); });
`,
      }),
    ).toEqual([
      'main.ts:2 queue none, retryLimit 3 by global, retryDelay unset, retryBackoff unset',
      'main.ts:3 enqueue send, queue mail, task none, retryLimit 3 by global, retryDelay 5 by call, retryBackoff unset, payload : { to: string; }',
      'main.ts:4 enqueue insert, queue mail, task none, retryLimit unset, retryDelay unset, retryBackoff unset, payload : { to: string; }',
      'main.ts:5 enqueue sendSingleton, queue mail, task none, retryLimit 3 by global, retryDelay unset, retryBackoff unset, payload : { to: string; }',
      'main.ts:6 worker queue mail, task none, body main.ts:6',
    ]);
  });

  test('9: an instance out of sight has unknown defaults', () => {
    expect(
      lines({
        'main.ts': `import PgBoss from 'pg-boss9';
declare const boss: PgBoss;
export const a = () => boss.send('mail', { to: 'a' }, {});
`,
      }),
    ).toEqual([
      'main.ts:3 enqueue send, queue mail, task none, retryLimit (out of sight), retryDelay (out of sight), retryBackoff (out of sight), payload : { to: string; }',
    ]);
  });

  test('10: the queue before the instance; insert names the queue of each job', () => {
    expect(
      lines({
        'main.ts': `import PgBoss from 'pg-boss10';
const boss = new PgBoss({ connectionString: 'postgres://localhost', retryLimit: 3, retryDelay: 60 });
await boss.createQueue('mail', { name: 'mail', retryLimit: 4 });
export const a = () => boss.insert([{ name: 'mail', data: { to: 'a' } }, { name: 'other', data: { to: 'b' } }]);
`,
      }),
    ).toEqual([
      'main.ts:2 queue none, retryLimit 3 by global, retryDelay 60 by global, retryBackoff unset',
      'main.ts:3 queue mail, retryLimit 4 by queue, retryDelay unset, retryBackoff unset',
      'main.ts:4 enqueue insert, queue mail, task none, retryLimit 4 by queue, retryDelay 60 by global, retryBackoff unset, payload : { to: string; }',
      'main.ts:4 enqueue insert, queue other, task none, retryLimit (out of sight), retryDelay (out of sight), retryBackoff (out of sight), payload : { to: string; }',
    ]);
  });

  test('11: insert names the queue first', () => {
    expect(
      lines({
        'main.ts': `import PgBoss from 'pg-boss11';
const boss = new PgBoss('postgres://localhost');
await boss.createQueue('mail', { retryLimit: 4 });
export const a = () => boss.insert('mail', [{ name: 'mail', data: { to: 'a' } }]);
`,
      }),
    ).toEqual([
      'main.ts:3 queue mail, retryLimit 4 by queue, retryDelay unset, retryBackoff unset',
      'main.ts:4 enqueue insert, queue mail, task none, retryLimit 4 by queue, retryDelay unset, retryBackoff unset, payload : { to: string; }',
    ]);
  });

  test('a class of the same name is another', () => {
    expect(
      lines({
        'main.ts': `import 'pg-boss';
class PgBoss { async send(name: string, data: object) { return [name, data]; } }
export const a = () => new PgBoss().send('mail', { to: 'a' });
`,
      }),
    ).toEqual([]);
  });
});
