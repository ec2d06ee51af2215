import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import entityPayload from '../../src/rules/no-entity-payload.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import unusedResult from '../../src/rules/no-unused-result.js';
import requireBackoff from '../../src/rules/require-backoff.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

describe('bunqueue: facts', () => {
  test('as BullMQ, and the all-in-one class', () => {
    const files = {
      'main.ts': `import { Bunqueue, FlowProducer, Queue, Worker } from 'bunqueue/client';
const mail = new Queue<{ to: string }>('mail', { defaultJobOptions: { attempts: 5 } });
export const a = () => mail.add('send', { to: 'a' }, { backoff: { type: 'fixed', delay: 5000 } });
export const b = () => mail.addBulk([{ name: 'send', data: { to: 'b' } }]);
export const c = () => mail.upsertJobScheduler('x', { every: 1000 }, { name: 'send', data: { to: 'c' } });
export const d = () => new FlowProducer().add({ name: 'f', queueName: 'mail', data: { to: 'd' } });
export const worker = new Worker<{ to: string }>('mail', async (job) => { await fetch(job.data.to); });
const one = new Bunqueue<{ n: number }>('sums', { processor: async (job) => { await fetch(String(job.data.n)); } });
export const e = () => one.add('sum', { n: 1 });
`,
    };
    expect(factLines(analysisOf(files), ['attempts', 'backoff.delay'])).toEqual([
      'main.ts:2 queue mail, attempts 5 by queue, backoff.delay unset',
      'main.ts:3 enqueue add, queue mail, task send, attempts 5 by queue, backoff.delay 5000 by call, payload : { to: string; }',
      'main.ts:4 enqueue addBulk, queue mail, task send, attempts 5 by queue, backoff.delay unset, payload : { to: string; }',
      'main.ts:5 enqueue upsertJobScheduler, queue mail, task send, attempts 5 by queue, backoff.delay unset, payload : { to: string; }',
      'main.ts:6 enqueue add, queue mail, task f, attempts unset, backoff.delay unset, payload : { to: string; }',
      'main.ts:7 worker queue mail, task none, body main.ts:7',
      'main.ts:8 queue sums, attempts unset, backoff.delay unset',
      'main.ts:8 worker queue sums, task none, body main.ts:8',
      'main.ts:9 enqueue add, queue sums, task sum, attempts unset, backoff.delay unset, payload : { n: number; }',
    ]);
  });
});

const lookAlike = `
class Queue { constructor(readonly name: string) {} add(name: string, data: unknown): Promise<void> { return Promise.resolve(console.log(name, data)); } }
class Worker { constructor(readonly name: string, readonly run: () => Promise<void>) {} }
const queue = new Queue('mail');
new Worker('mail', async () => { await fetch('https://example.com'); });
export function send() { queue.add('send', { run: () => 1 }); }
`;

const head = `
import { Queue, Worker } from 'bunqueue/client';
const queue = new Queue('mail');
export const worker = new Worker('mail', async (job) => { await fetch(String(job.data)); });
`;

testRule(floating, {
  silent: {
    'a look-alike': lookAlike,
    awaited: `${head}export const a = async () => { await queue.add('send', {}); };`,
  },
  reports: {
    'nobody awaits': `${head}
export function a() {
  queue.add('send', {});
  ~~~~~~~~~~~~~~~~ [dropped]
}
`,
  },
});

testRule(requireBackoff, {
  silent: {
    'the default of the library': `${head}export const a = () => queue.add('send', {});`,
    'long delays': `${head}export const a = () => queue.add('send', {}, { attempts: 3, backoff: { type: 'exponential', delay: 20_000 } });`,
    'a long number, which grows here': `${head}export const a = () => queue.add('send', {}, { attempts: 3, backoff: 20_000 });`,
    'a dynamic delay': `${head}export const a = (delay: number) => queue.add('send', {}, { attempts: 3, backoff: { type: 'fixed', delay } });`,
  },
  reports: {
    'all over within seconds': `${head}
export const a = () => queue.add('send', {}, { attempts: 3, backoff: { type: 'fixed', delay: 1000 } });
                                                            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [window]
`,
  },
});

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'what MessagePack carries': `${head}export const a = () => queue.add('send', { at: new Date(), big: 1n, raw: new Uint8Array(1) });`,
  },
  reports: {
    'a function is lost': `${head}
export const a = () => queue.add('send', { run: () => 1 });
                                                ~~~~~~~ [loses]
`,
  },
});

testRule(entityPayload, {
  silent: {
    'an id': `${head}export const a = (user: { id: number }) => queue.add('send', { userId: user.id });`,
  },
  reports: {
    'a TypeORM row': `${head}
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() export class User { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
export const a = (user: User) => queue.add('send', { user });
                                                     ~~~~ [entity]
`,
  },
});

const statements = Array.from({ length: 30 }, (_, n) => `  console.log(${String(n)});`).join('\n');

testRule(fatTask, {
  silent: { 'a thin task': head },
  reports: {
    'a fat task': `
import { Worker } from 'bunqueue/client';
export const worker = new Worker('mail', async (job) => {
                                         ~~~~~~~~~~~~~~ [statements]
  console.log(job.id);
${statements}
});
`,
  },
});

describe('rules that say nothing of it', () => {
  test('requireRetry: three runs by default', () => {
    checkCase(requireRetry, { code: `${head}export const a = () => queue.add('send', {});` }, true);
  });
  test('requireRetry: one is a decision', () => {
    checkCase(
      requireRetry,
      { code: `${head}export const a = () => queue.add('send', {}, { attempts: 1 });` },
      true,
    );
  });
  test('unusedResult: finished tasks are limited', () => {
    checkCase(unusedResult, { code: `${head}export const a = () => queue.add('send', {});` }, true);
  });
});
