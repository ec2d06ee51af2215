import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import entityPayload from '../../src/rules/no-entity-payload.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import unusedResult from '../../src/rules/no-unused-result.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

describe('quirrel: facts', () => {
  test('a route is queue and worker in one', () => {
    const files = {
      'main.ts': `import { CronJob, Queue } from 'quirrel/next';
import { Queue as Route } from 'quirrel/next-app';
const mail = Queue<{ to: string }>('api/mail', async (job) => { await fetch(job.to); }, { retry: ['10s', '1min'] });
export default mail;
export const sums = Route<{ n: number }>('api/sums', async (job) => { await fetch(String(job.n)); });
export const nightly = CronJob('api/nightly', '0 3 * * *', async () => { await fetch('https://example.com'); });
export const a = () => mail.enqueue({ to: 'a' });
export const b = () => mail.enqueueMany([{ payload: { to: 'b' }, options: { retry: [1] } }]);
export const c = () => sums.enqueue({ n: 1 }, { repeat: { every: '1min' } });
export const d = (queue: typeof mail) => queue.enqueue({ to: 'd' });
`,
    };
    expect(factLines(analysisOf(files), ['retry'])).toEqual([
      'main.ts:10 enqueue enqueue, queue (out of sight), task (out of sight), retry (out of sight), payload : { to: string; }',
      'main.ts:3 queue api/mail, retry set by queue',
      'main.ts:3 worker queue api/mail, task none, body main.ts:3',
      'main.ts:5 queue api/sums, retry unset',
      'main.ts:5 worker queue api/sums, task none, body main.ts:5',
      'main.ts:6 queue api/nightly, retry unset',
      'main.ts:6 worker queue api/nightly, task none, body main.ts:6',
      'main.ts:7 enqueue enqueue, queue api/mail, task none, retry set by queue, payload : { to: string; }',
      'main.ts:8 enqueue enqueueMany, queue api/mail, task none, retry set by call, payload : { to: string; }',
      'main.ts:9 enqueue enqueue, queue api/sums, task none, retry unset, payload : { n: number; }',
    ]);
  });

  test('a route file exports its queue by default', () => {
    const files = {
      'mail.ts': `import { Queue } from 'quirrel/next';
export default Queue<{ to: string }>('api/mail', async (job) => { await fetch(job.to); });
`,
      'main.ts': `import mail from './mail.js';
export const a = () => mail.enqueue({ to: 'a' });
`,
    };
    expect(factLines(analysisOf(files), ['retry'])).toEqual([
      'mail.ts:2 queue api/mail, retry unset',
      'mail.ts:2 worker queue api/mail, task none, body mail.ts:2',
      'main.ts:2 enqueue enqueue, queue api/mail, task none, retry unset, payload : { to: string; }',
    ]);
  });
});

const lookAlike = `
interface Queue<T> { enqueue(payload: T): Promise<void>; }
function Queue<T>(route: string, run: (job: T) => Promise<void>): Queue<T> {
  console.log(route, run);
  return { enqueue: (payload) => Promise.resolve(console.log(payload)) };
}
const mail = Queue<{ run: () => number }>('api/mail', async () => { await fetch('https://example.com'); });
export function send() { mail.enqueue({ run: () => 1 }); }
`;

const head = `
import { Queue } from 'quirrel/next';
const mail = Queue<any>('api/mail', async (job) => { await fetch(String(job)); }, { retry: ['10s', '1min'] });
export default mail;
`;

testRule(floating, {
  silent: {
    'a look-alike': lookAlike,
    awaited: `${head}export const a = async () => { await mail.enqueue({}); };`,
  },
  reports: {
    'nobody awaits': `${head}
export function a() {
  mail.enqueue({});
  ~~~~~~~~~~~~ [dropped]
}
`,
  },
});

testRule(requireRetry, {
  silent: {
    'a look-alike': lookAlike,
    'the queue retries': `${head}export const a = () => mail.enqueue({});`,
    'the enqueue retries': `
import { Queue } from 'quirrel/next';
const mail = Queue<any>('api/mail', async (job) => { await fetch(String(job)); });
export const a = () => mail.enqueue({}, { retry: ['10s'] });`,
    'what repeats cannot be retried': `
import { Queue } from 'quirrel/next';
const mail = Queue<any>('api/mail', async (job) => { await fetch(String(job)); });
export const a = () => mail.enqueue({}, { repeat: { every: '1min' } });`,
    'options from elsewhere': `
import { Queue, type EnqueueJobOptions } from 'quirrel/next';
const mail = Queue<any>('api/mail', async (job) => { await fetch(String(job)); });
export const a = (options: EnqueueJobOptions) => mail.enqueue({}, options);`,
  },
  reports: {
    'a job that runs once': `
import { Queue } from 'quirrel/next';
const mail = Queue<any>('api/mail', async (job) => { await fetch(String(job)); });
             ~~~~~~~~~~~~~~~~~~~~~ [queue]
export const a = () => mail.enqueue({});
`,
  },
});

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'what superjson carries': `${head}export const a = () => mail.enqueue({ at: new Date(), big: 1n, tags: new Set([1]) });`,
  },
  reports: {
    'a function is lost': `${head}
export const a = () => mail.enqueue({ run: () => 1 });
                                           ~~~~~~~ [loses]
`,
  },
});

testRule(entityPayload, {
  silent: { 'an id': `${head}export const a = (user: { id: number }) => mail.enqueue({ userId: user.id });` },
  reports: {
    'a TypeORM row': `${head}
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() export class User { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
export const a = (user: User) => mail.enqueue({ user });
                                                ~~~~ [entity]
`,
  },
});

const statements = Array.from({ length: 30 }, (_, n) => `  console.log(${String(n)});`).join('\n');

testRule(fatTask, {
  silent: { 'a thin task': head },
  reports: {
    'a fat task': `
import { Queue } from 'quirrel/express';
export const mail = Queue<string>('api/mail', async (to) => {
                                              ~~~~~~~~~~~~~ [statements]
  console.log(to);
${statements}
});
`,
  },
});

describe('rules that say nothing of it', () => {
  test('unusedResult: no results', () => {
    checkCase(unusedResult, { code: `${head}export const a = () => mail.enqueue({});` }, true);
  });
});
