import { expect, test } from 'vitest';
import { analysisOf, factLines } from './facts.js';

function calls(files: Readonly<Record<string, string>>, options: readonly string[] = []): readonly string[] {
  return factLines(analysisOf(files), options).filter((line) => line.startsWith('calls'));
}

test('options that a task class gives through a getter, read at the class that is constructed', () => {
  const found = calls(
    {
      'task.ts': `
import { Queue, type JobsOptions } from 'bullmq';
const queue = new Queue('tasks', { connection: {} });
export abstract class Task<T extends object> {
  schedule(props: T, options?: JobsOptions) {
    return queue.add(this.constructor.name, { props }, { ...options, ...this.options });
  }
  get options(): JobsOptions { return { attempts: 5, priority: 1 }; }
}
export class Slow extends Task<{ id: number }> {
  override get options(): JobsOptions { return { ...super.options, attempts: 2 }; }
}
export class Plain extends Task<{ id: number }> {}
`,
      'calls.ts': `
import { Plain, Slow, type Task } from './task.js';
export const a = () => new Plain().schedule({ id: 1 });
export const b = () => new Slow().schedule({ id: 1 });
export const c = (task: Task<{ id: number }>) => task.schedule({ id: 1 });
`,
    },
    ['attempts', 'priority'],
  );
  expect(found).toMatchInlineSnapshot(`
    [
      "calls.ts:3 enqueue Task.schedule -> add, queue tasks, task (dynamic value), attempts 5 by wrapper, priority 1 by wrapper, payload props: { id: number; }",
      "calls.ts:4 enqueue Task.schedule -> add, queue tasks, task (dynamic value), attempts 2 by wrapper, priority 1 by wrapper, payload props: { id: number; }",
      "calls.ts:5 enqueue Task.schedule -> add, queue tasks, task (dynamic value), attempts (dynamic value), priority (dynamic value), payload props: { id: number; }",
    ]
  `);
});

test('queues that are kept under their name, and options that depend on what was passed', () => {
  const found = calls(
    {
      'client.ts': `
import { Queue } from 'bullmq';
const queues = new Map<string, Queue>();
function getQueue(name: string): Queue {
  if (queues.has(name)) return queues.get(name)!;
  const queue = new Queue(name, { connection: {}, defaultJobOptions: { attempts: 3 } });
  queues.set(name, queue);
  return queue;
}
const records: Record<string, Queue> = {};
function recorded(name: string): Queue {
  return (records[name] ??= records[name] = new Queue(name, { connection: {} }));
}
export function trigger(job: string, payload: unknown, name: string, options?: { attempts?: number; delay?: number }) {
  return getQueue(name).add(job, payload, {
    delay: options?.delay,
    ...(options?.attempts != null && { attempts: options.attempts }),
  });
}
export function record(payload: unknown, name: string) { return recorded(name).add('record', payload); }
`,
      'calls.ts': `
import { record, trigger } from './client.js';
export const a = () => trigger('a', { id: 1 }, 'mail');
export const b = () => trigger('b', { id: 1 }, 'files', { attempts: 1 });
export const c = (name: string) => trigger('c', { id: 1 }, name, {});
export const d = (attempts?: number) => trigger('d', { id: 1 }, 'mail', attempts ? { attempts } : undefined);
export const e = () => record({ id: 1 }, 'log');
`,
    },
    ['attempts', 'delay'],
  );
  expect(found).toMatchInlineSnapshot(`
    [
      "calls.ts:3 enqueue trigger -> add, queue mail, task a, attempts 3 by queue, delay unset, payload : { id: number; }",
      "calls.ts:4 enqueue trigger -> add, queue files, task b, attempts 1 by wrapper, delay unset, payload : { id: number; }",
      "calls.ts:5 enqueue trigger -> add, queue (dynamic value), task c, attempts 3 by queue, delay unset, payload : { id: number; }",
      "calls.ts:6 enqueue trigger -> add, queue mail, task d, attempts (dynamic value), delay (dynamic value), payload : { id: number; }",
      "calls.ts:7 enqueue record -> add, queue log, task record, attempts unset, delay unset, payload : { id: number; }",
    ]
  `);
});

test('one of two queues that are made alike: the name is open, the options are not', () => {
  const found = calls(
    {
      'calls.ts': `
import { Queue } from 'bullmq';
function create(region: string, kind: string) {
  const queue = new Queue(region + kind, { connection: {}, defaultJobOptions: { attempts: 4 } });
  return { queue };
}
class Mails {
  private static fast = new Map<string, Queue>();
  private static slow = new Map<string, Queue>();
  static open(region: string) {
    const { queue: fast } = create(region, 'fast');
    this.fast.set(region, fast);
    const { queue: slow } = create(region, 'slow');
    this.slow.set(region, slow);
  }
  static send(region: string, urgent: boolean) {
    const queue = urgent ? this.fast.get(region) : this.slow.get(region);
    return queue?.add('mail', { urgent });
  }
}
export const main = () => { Mails.open('eu'); return Mails.send('eu', true); };
`,
    },
    ['attempts'],
  );
  expect(found).toMatchInlineSnapshot(`
    [
      "calls.ts:18 enqueue add, queue (dynamic value), task mail, attempts 4 by queue, payload ",
      "calls.ts:21 enqueue Mails.send -> add, queue (dynamic value), task mail, attempts 4 by queue, payload urgent: true",
      "calls.ts:4 queue (dynamic value), attempts 4 by queue",
    ]
  `);
});

test('a map that is filled out of sight, or with queues made in different ways, stays open', () => {
  const found = calls(
    {
      'calls.ts': `
import { Queue } from 'bullmq';
const given = new Map<string, Queue>([['mail', new Queue('mail', { connection: {} })]]);
const mixed = new Map<string, Queue>();
mixed.set('a', new Queue('a', { connection: {}, defaultJobOptions: { attempts: 2 } }));
mixed.set('b', new Queue('b', { connection: {} }));
export const a = () => given.get('mail')!.add('a', {});
export const b = (name: string) => mixed.get(name)!.add('b', {});
`,
    },
    ['attempts'],
  );
  expect(found).toMatchInlineSnapshot(`
    [
      "calls.ts:3 queue mail, attempts unset",
      "calls.ts:5 queue a, attempts 2 by queue",
      "calls.ts:6 queue b, attempts unset",
      "calls.ts:7 enqueue add, queue (out of sight), task a, attempts (out of sight), payload : {}",
      "calls.ts:8 enqueue add, queue (dynamic value), task b, attempts (out of sight), payload : {}",
    ]
  `);
});

test('a wrapper that calls itself, and one that two interfaces stand before', () => {
  const found = calls({
    'wrapper.ts': `
import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
export interface Mailer { send(user: unknown): Promise<unknown>; }
export abstract class Base implements Mailer { abstract send(user: unknown): Promise<unknown>; }
export class QueueMailer extends Base {
  async send(user: unknown): Promise<unknown> { return queue.add('send', { user }); }
}
export function again(data: unknown, times: number): Promise<unknown> {
  return times > 0 ? again(data, times - 1) : queue.add('again', data);
}
`,
    'calls.ts': `
import { again, QueueMailer, type Base } from './wrapper.js';
export const a = () => again({ id: 1 }, 3);
export const b = (mailer: Base) => mailer.send({ id: 2 });
export const c = () => new QueueMailer().send({ id: 3 });
`,
  });
  expect(found).toMatchInlineSnapshot(`
    [
      "calls.ts:3 enqueue again -> add, queue mail, task again, payload : { id: number; }",
      "calls.ts:4 enqueue QueueMailer.send -> add, queue mail, task send, payload user: { id: number; }",
      "calls.ts:5 enqueue QueueMailer.send -> add, queue mail, task send, payload user: { id: number; }",
    ]
  `);
});

test('a list that a wrapper hands on: each item stands where its caller wrote it', () => {
  const found = calls(
    {
      'wrapper.ts': `
import { Queue, type JobsOptions } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
export class Mails {
  pushAll(jobs: { name: string; data: any; opts?: JobsOptions }[]) { return queue.addBulk(jobs); }
}
`,
      'calls.ts': `
import { Mails } from './wrapper.js';
const mails = new Mails();
const options = { attempts: 4 };
export const a = (ids: number[]) => mails.pushAll(ids.map((id) => ({ name: 'a', data: { id }, opts: { ...options, jobId: String(id) } })));
export const b = () => mails.pushAll([{ name: 'b', data: { at: new Date() } }]);
export const c = (jobs: { name: string; data: { id: number } }[]) => mails.pushAll(jobs);
`,
    },
    ['attempts'],
  );
  expect(found).toMatchInlineSnapshot(`
    [
      "calls.ts:5 enqueue Mails.pushAll -> addBulk, queue mail, task a, attempts 4 by call, payload : { id: number; }",
      "calls.ts:6 enqueue Mails.pushAll -> addBulk, queue mail, task b, attempts unset, payload : { at: Date; }",
      "calls.ts:7 enqueue Mails.pushAll -> addBulk, queue mail, task (dynamic value), attempts (dynamic value), payload : { id: number; }",
    ]
  `);
});
