/** The same facts under every TypeScript that may have built the program: flags and kinds differ between them. */
import { createRequire } from 'node:module';
import { ts as bundled } from 'ts-morph';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { analysisOf, factLines } from './sites/facts.js';

const require = createRequire(import.meta.url);

const compilers: Readonly<Record<string, typeof ts>> = {
  '5.4': require('ts54') as typeof ts,
  '5.9': require('ts59') as typeof ts,
  'ts-morph': bundled as unknown as typeof ts,
};

const files = {
  'queue.ts': `
import { FlowProducer, Queue, Worker } from 'bullmq';
import Bull from 'bull';
enum Names { Mail = 'mail' }
const RETRY = { attempts: 2 + 1, backoff: { type: 'exponential', delay: 60 * 1000 } } as const;
export const mail = new Queue<{ to: string }>(Names.Mail, { connection: {}, defaultJobOptions: { ...RETRY } });
export const flow = new FlowProducer({ connection: {} });
export const old = new Bull<{ id: bigint; at?: Date }>('old', 'redis://localhost');
new Worker(Names.Mail, async (job) => { console.log(job.name); }, { connection: {} });
void old.process('send', async (job) => { console.log(job.data.id); });
export class Mails { push<T extends object>(name: \`mail-\${string}\`, data: T | null) { return mail.add(name, { to: 'x', ...data }); } }
`,
  'calls.ts': `
import { flow, mail, Mails, old } from './queue.js';
declare const anything: any;
export const a = () => mail.add('a', { to: 'a' }, { attempts: 1 });
export const b = () => new Mails().push('mail-b', { user: { id: 1 } });
export const c = () => old.add('send', { id: 1n });
export const d = () => flow.add({ name: 'd', queueName: 'mail', data: { x: [1, 2] }, children: [{ name: 'e', queueName: 'mail', data: anything }] });
export const f = (ids: readonly number[]) => mail.addBulk(ids.map((id) => ({ name: 'f', data: { to: String(id) } })));
`,
};

const expected = factLines(analysisOf(files), ['attempts', 'backoff.delay']);

test('TypeScript 6.0 finds them', () => {
  expect(ts.versionMajorMinor).toBe('6.0');
  expect(expected).toMatchInlineSnapshot(`
    [
      "calls.ts:4 enqueue add, queue mail, task a, attempts 1 by call, backoff.delay 60000 by queue, payload : { to: string; }",
      "calls.ts:5 enqueue Mails.push -> add, queue mail, task mail-b, attempts 3 by queue, backoff.delay 60000 by queue, payload : { user: { id: number; }; }",
      "calls.ts:6 enqueue add, queue old, task send, attempts unset, backoff.delay unset, payload : { id: bigint; }",
      "calls.ts:7 enqueue add, queue mail, task d, attempts unset, backoff.delay unset, payload : { x: number[]; }",
      "calls.ts:7 enqueue add, queue mail, task e, attempts unset, backoff.delay unset, payload : any",
      "calls.ts:8 enqueue addBulk, queue mail, task f, attempts 3 by queue, backoff.delay 60000 by queue, payload : { to: string; }",
      "queue.ts:10 worker queue old, task send, body queue.ts:10",
      "queue.ts:11 enqueue add, queue mail, task (dynamic value), attempts 3 by queue, backoff.delay 60000 by queue, payload to: "x"",
      "queue.ts:6 queue mail, attempts 3 by queue, backoff.delay 60000 by queue",
      "queue.ts:8 queue old, attempts unset, backoff.delay unset",
      "queue.ts:9 worker queue mail, task none, body queue.ts:9",
    ]
  `);
});

test.each(Object.entries(compilers))('TypeScript %s', (_name, compiler) => {
  const analysis = analysisOf(files, {}, compiler);
  expect(factLines(analysis, ['attempts', 'backoff.delay'])).toEqual(expected);
});
