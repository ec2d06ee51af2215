import { expect, test } from 'vitest';
import { analysisOf, factLines } from './facts.js';

const queue = `
import { Queue } from 'bullmq';
export const queue = new Queue('mail', { connection: {}, defaultJobOptions: { attempts: 3 } });
`;

test('functions, arrows, methods and object members are followed, across files and through each other', () => {
  const analysis = analysisOf({
    'queue.ts': queue,
    'wrappers.ts': `
import type { JobsOptions } from 'bullmq';
import { queue } from './queue.js';
export function enqueue(name: string, data: unknown, options?: JobsOptions) { return queue.add(name, data, { attempts: 5, ...options }); }
export const later = (data: object) => enqueue('later', data, { delay: 60_000 });
export class Mails {
  push<T>(name: string, data: T) { return queue.add(name, { meta: 1, data }); }
  pushAll(items: readonly unknown[]) { return queue.addBulk(items.map((data) => ({ name: 'bulk', data }))); }
}
export const mails = { send({ user, at }: { user: unknown; at: Date }) { return queue.add('send', { user, at }); } };
`,
    'calls.ts': `
import { enqueue, later, Mails, mails } from './wrappers.js';
const user = { id: 1, email: 'a' };
export const a = () => enqueue('a', user);
export const b = () => enqueue('b', { user }, { attempts: 1 });
export const c = () => later({ at: new Date() });
export const d = () => new Mails().push('d', user);
export const e = () => new Mails().pushAll([user, new Date()]);
export const f = () => mails.send({ user, at: new Date() });
`,
  });
  const lines = factLines(analysis, ['attempts']).filter((line) => line.startsWith('calls'));
  expect(lines).toMatchInlineSnapshot(`
    [
      "calls.ts:4 enqueue enqueue -> add, queue mail, task a, attempts 5 by wrapper, payload : { id: number; email: string; }",
      "calls.ts:5 enqueue enqueue -> add, queue mail, task b, attempts 1 by wrapper, payload : { user: { id: number; email: string; }; }",
      "calls.ts:6 enqueue later -> enqueue -> add, queue mail, task later, attempts 5 by wrapper, payload : { at: Date; }",
      "calls.ts:7 enqueue Mails.push -> add, queue mail, task d, attempts 3 by queue, payload data: { id: number; email: string; }",
      "calls.ts:8 enqueue Mails.pushAll -> addBulk, queue mail, task bulk, attempts 3 by queue, payload : { id: number; email: string; } | : Date",
      "calls.ts:9 enqueue send -> add, queue mail, task send, attempts 3 by queue, payload user: { id: number; email: string; } | at: Date",
    ]
  `);
});

test('a function that only takes an id from its parameter is no wrapper', () => {
  const analysis = analysisOf({
    'queue.ts': queue,
    'service.ts': `
import { queue } from './queue.js';
export async function register(user: { id: number; email: string }) {
  await queue.add('welcome', { id: user.id, email: user.email });
}
export const main = () => register({ id: 1, email: 'a' });
`,
  });
  expect(factLines(analysis).filter((line) => line.startsWith('service'))).toMatchInlineSnapshot(`
    [
      "service.ts:4 enqueue add, queue mail, task welcome, payload : { id: number; email: string; }",
    ]
  `);
});

test('what a wrapper writes over, deletes or sends only on one of its ways is not taken from the caller', () => {
  const analysis = analysisOf({
    'queue.ts': queue,
    'wrappers.ts': `
import { queue } from './queue.js';
interface Data { id: string; at?: Date; user?: { id: string } }
export const over = (data: Data) => queue.add('over', { ...data, at: data.at?.toISOString(), user: data.user?.id });
export function gone(data: Data) { delete data.user; return queue.add('gone', data); }
export function keyed(data: Record<string, unknown>) { for (const key of Object.keys(data)) data[key] = String(data[key]); return queue.add('keyed', data); }
export function ways(data: Data, full: boolean) { return full ? queue.add('ways', data) : queue.add('ways', { id: data.id }); }
`,
    'calls.ts': `
import { gone, keyed, over, ways } from './wrappers.js';
const data = { id: '1', at: new Date(), user: { id: '2' } };
export const all = () => [over(data), gone(data), keyed(data), ways(data, false)];
`,
  });
  const sites = [...analysis.all()].flatMap(({ enqueues }) => enqueues);
  const parts = sites
    .filter((site) => site.file.fileName.endsWith('calls.ts'))
    .flatMap((site) => site.payloads.map((part) => [site.taskName, [...(part.without ?? [])]]));
  expect(parts).toEqual([
    [{ is: 'yes', value: 'over' }, ['at', 'user']],
    [{ is: 'yes', value: 'gone' }, ['user']],
  ]);
});

test('interface members and overriding methods lead to their implementation', () => {
  const analysis = analysisOf({
    'queue.ts': queue,
    'jobs.ts': `
import { queue } from './queue.js';
export interface Jobs { push(name: string, data: unknown): Promise<unknown>; }
export abstract class Base { abstract later(data: unknown): Promise<unknown>; }
export class BullJobs extends Base implements Jobs {
  push(name: string, data: unknown) { return queue.add(name, data); }
  later(data: unknown) { return queue.add('later', data, { delay: 1000 }); }
}
`,
    'calls.ts': `
import type { Base, Jobs } from './jobs.js';
export const a = (jobs: Jobs) => jobs.push('a', { id: 1 });
export const b = (base: Base) => base.later({ id: 2 });
`,
  });
  expect(factLines(analysis).filter((line) => line.startsWith('calls'))).toMatchInlineSnapshot(`
    [
      "calls.ts:3 enqueue BullJobs.push -> add, queue mail, task a, payload : { id: number; }",
      "calls.ts:4 enqueue BullJobs.later -> add, queue mail, task later, payload : { id: number; }",
    ]
  `);
});

test('settings name a wrapper that inference cannot see', () => {
  const files = {
    'queue.ts': queue,
    'calls.ts': `
declare class Jobs { push(name: string, data: object, options?: object): Promise<void>; }
export const a = (jobs: Jobs) => jobs.push('a', { id: 1 }, { attempts: 2 });
`,
  };
  const calls = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => line.startsWith('calls'));
  expect(calls(factLines(analysisOf(files)))).toEqual([]);
  const wrappers = [{ name: 'Jobs.push', library: 'bullmq', task: 0, payload: 1, options: 2 }];
  expect(calls(factLines(analysisOf(files, { wrappers }), ['attempts']))).toMatchInlineSnapshot(`
    [
      "calls.ts:3 enqueue push, queue (out of sight), task a, attempts 2 by call, payload : { id: number; }",
    ]
  `);
});

test('recursive wrappers end', () => {
  const analysis = analysisOf({
    'queue.ts': queue,
    'main.ts': `
import { queue } from './queue.js';
export async function push(data: unknown, tries = 0): Promise<void> {
  if (tries > 3) return pop(data);
  await queue.add('x', data);
  return push(data, tries + 1);
}
export async function pop(data: unknown): Promise<void> { return push(data); }
`,
  });
  expect(factLines(analysis).length).toBeLessThan(12);
});
