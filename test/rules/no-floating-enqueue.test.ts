import rule from '../../src/rules/no-floating-enqueue.js';
import { testRule } from './kit.js';

const head = `
import { Queue } from 'bullmq';
const queue = new Queue<{ id: number }>('mail', { connection: {} });
`;

testRule(rule, {
  silent: {
    'awaited, returned, collected, kept': `${head}
export async function a() {
  await queue.add('send', { id: 1 });
  const kept = queue.add('send', { id: 2 });
  await Promise.all([queue.add('send', { id: 3 }), kept]);
  await Promise.allSettled([4, 5].map((id) => queue.add('send', { id })));
  const pending: Promise<unknown>[] = [];
  pending.push(queue.add('send', { id: 6 }));
  return queue.add('send', { id: 7 });
}
export const b = () => queue.add('send', { id: 8 });
`,
    'void is a decision': `${head}
export function a() { void queue.add('send', { id: 1 }); }
`,
    'a catch that logs is a decision': `${head}
export function a() {
  queue.add('send', { id: 1 }).catch((error: unknown) => { console.error(error); });
  queue.add('send', { id: 2 }).then(() => {}, console.error);
}
`,
    'an empty catch that says why': `${head}
export function a() {
  queue.add('warm-cache', { id: 1 }).catch(() => { /* losing a warm-up is fine */ });
}
`,
    'a user class with an add method': `
class Box { add(name: string): Promise<void> { return Promise.resolve(console.log(name)); } }
const box = new Box();
export function a() { box.add('x'); new Set<string>().add('x'); }
`,
    'for…of with await': `${head}
export async function a(ids: number[]) { for (const id of ids) await queue.add('send', { id }); }
`,
    'forEach of the user, not of an array': `${head}
const stream = { forEach: (run: (id: number) => Promise<void>) => run(1) };
export const a = () => stream.forEach(async (id) => { await queue.add('send', { id }); });
`,
    'the wrapper handles it and returns nothing': `${head}
export function enqueue(id: number): void { queue.add('send', { id }).catch(console.error); }
export function a() { enqueue(1); }
`,
    'a wrapper whose promise stands for more than the enqueue': `${head}
export async function register(id: number): Promise<void> {
  void queue.add('send', { id });
  await Promise.resolve();
}
export function a() { register(1); }
`,
    'waitUntil takes the promise': `${head}
declare const context: { waitUntil(promise: Promise<unknown>): void };
export function a() { context.waitUntil(queue.add('send', { id: 1 })); }
`,
  },
  reports: {
    'BullMQ: a statement in an async function': {
      code: `${head}
export async function a() {
  queue.add('send', { id: 1 });
  ~~~~~~~~~~~~~~~~ [dropped]
}
`,
      suggestion: `${head}
export async function a() {
  await queue.add('send', { id: 1 });
}
`,
      message:
        'Nobody awaits this enqueue of `send`: if the broker is unreachable the task is lost and the rejection is unhandled. Await or return it, or write `void` with a `.catch` if losing it is fine.',
    },
    'behind a condition, and with then alone': `${head}
export function a(ready: boolean) {
  ready && queue.add('send', { id: 1 });
           ~~~~~~~~~~~~~~~~ [dropped]
  queue.add('send', { id: 2 }).then(() => { console.log('sent'); });
  ~~~~~~~~~~~~~~~~ [dropped]
}
`,
    'an empty catch': `${head}
export function a() {
  queue.add('send', { id: 1 }).catch(() => {});
  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [empty-catch]
}
`,
    'forEach with an async callback, and with an expression': `${head}
export function a(ids: number[]) {
  ids.forEach(async (id) => { await queue.add('send', { id }); });
  ~~~~~~~~~~~ [forEach]
  ids.forEach((id) => queue.add('send', { id }));
  ~~~~~~~~~~~ [forEach]
}
`,
    'through a wrapper in another file, with its chain': {
      code: {
        'main.ts': `
import { Mails } from './mails.js';
const mails = new Mails();
export function a() {
  mails.push('send', { id: 1 });
  ~~~~~~~~~~~~~~~~~ [dropped]
}
`,
        'mails.ts': `${head}
export class Mails {
  async push(name: string, data: { id: number }): Promise<void> { await queue.add(name, data); }
}
`,
      },
      message:
        'Nobody awaits this enqueue of `send` (Mails.push -> add): if the broker is unreachable the task is lost and the rejection is unhandled. Await or return it, or write `void` with a `.catch` if losing it is fine.',
    },
    'dropped inside a wrapper that returns nothing': {
      'main.ts': `
import { push } from './mails.js';
export function a() { push(1); }
`,
      'mails.ts': `${head}
export function push(id: number): void {
  queue.add('send', { id });
  ~~~~~~~~~~~~~~~~ [dropped]
}
`,
    },
    'Bull, addBulk and a subclass': `
import Bull from 'bull';
import { Queue } from 'bullmq';
const bull = new Bull<{ id: number }>('mail', 'redis://localhost');
class Mails extends Queue<{ id: number }> { constructor() { super('mail', { connection: {} }); } }
export function a() {
  bull.add({ id: 1 });
  ~~~~~~~~ [dropped]
  bull.addBulk([{ data: { id: 1 } }, { data: { id: 2 } }]);
  ~~~~~~~~~~~~ [dropped]
  new Mails().add('send', { id: 3 });
  ~~~~~~~~~~~~~~~~~~~~~~ [dropped]
}
`,
    'Nest: the queue is injected': `
import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
@Injectable()
export class Mails {
  constructor(@InjectQueue('mail') private readonly queue: Queue) {}
  send(id: number) {
    this.queue.add('send', { id });
    ~~~~~~~~~~~~~~~~~~~~~ [dropped]
  }
}
`,
  },
});
