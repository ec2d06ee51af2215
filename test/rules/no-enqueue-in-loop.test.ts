import rule from '../../src/rules/no-enqueue-in-loop.js';
import { testRule } from './kit.js';

const head = `
import { Queue } from 'bullmq';
interface User { id: number; email: string; active: boolean }
const mail = new Queue<{ id: number }>('mail', { connection: {} });
`;

testRule(rule, {
  silent: {
    'the bulk call, once or in slices': `${head}
export async function a(users: User[]) {
  await mail.addBulk(users.map(({ id }) => ({ name: 'send', data: { id } })));
  for (let at = 0; at < users.length; at += 100) {
    await mail.addBulk(users.slice(at, at + 100).map(({ id }) => ({ name: 'send', data: { id } })));
  }
}
`,
    'one enqueue outside of the loop': `${head}
export async function a(users: User[]) {
  let id = 0;
  for (const user of users) id += user.id;
  for (const job = await mail.add('send', { id }); id < 0; id++) console.log(job.id);
}
`,
    'a stream': `${head}
export async function a(rows: AsyncIterable<User>, pages: Promise<User>[], open: any[]) {
  for await (const { id } of rows) await mail.add('send', { id });
  for await (const { id } of pages) await mail.add('send', { id });
  for await (const { id } of open) await mail.add('send', { id });
}
`,
    'a cursor that is read until it is empty': `${head}
export async function a(next: () => Promise<User | undefined>) {
  for (let user = await next(); ; user = await next()) {
    if (!user) break;
    await mail.add('send', { id: user.id });
  }
  let user: User | undefined;
  while ((user = await next())) await mail.add('send', { id: user.id });
  do { await mail.add('send', { id: 0 }); } while (await next());
}
`,
    'errors are kept for each item': `${head}
export async function a(users: User[]) {
  for (const { id } of users) {
    try { await mail.add('send', { id }); } catch (error) { console.error(id, error); }
    await mail.add('send', { id }).catch(console.error);
    await mail.add('send', { id }).then(() => id, console.error);
  }
  await Promise.allSettled(users.map(({ id }) => mail.add('send', { id })));
  const pending: Promise<unknown>[] = [];
  for (const { id } of users) pending.push(mail.add('send', { id }));
  await Promise.allSettled(pending);
  await Promise.all(users.map(async ({ id }) => { try { await mail.add('send', { id }); } catch { console.error(id); } }));
}
`,
    'a few elements that are written down': `${head}
const KINDS = [1, 2, 3] as const;
const LIMITS = { soft: 1, hard: 2 };
enum Region { Eu = 1, Us = 2 }
export async function a(user: User, regions: Region[]) {
  for (const id of [user.id, 7]) await mail.add('send', { id });
  for (const id of KINDS) await mail.add('send', { id });
  for (const id of regions) await mail.add('send', { id });
  for (let id = 0; id < 3; id++) await mail.add('send', { id });
  await Promise.all([1, 2].map((id) => mail.add('send', { id })));
  console.log(LIMITS);
}
`,
    'another queue in each turn': `${head}
export async function a(users: User[], queues: Queue[], byName: Record<string, Queue>, of: (id: number) => Queue) {
  for (const queue of queues) await queue.add('send', { id: 1 });
  for (const user of users) {
    await byName[user.email]?.add('send', { id: user.id });
    await of(user.id).add('send', { id: user.id });
  }
}
`,
    'the search ends with the enqueue': `${head}
export async function a(users: User[]) {
  for (const user of users) {
    if (!user.active) continue;
    await mail.add('send', { id: user.id });
    break;
  }
  for (const user of users) if (user.active) return mail.add('send', { id: user.id });
  return undefined;
}
`,
    'a rare branch of a loop that does other work': `${head}
declare function save(user: User): Promise<boolean>;
export async function a(users: User[]) {
  for (const user of users) {
    const first = await save(user);
    if (first) await mail.add('welcome', { id: user.id });
  }
}
`,
    'elements that go through several steps at the same time': `${head}
declare function save(user: User): Promise<number>;
export const a = (users: User[]) =>
  Promise.all(users.map(async (user) => { await mail.add('welcome', { id: await save(user) }); await save(user); }));
`,
    'through a wrapper, whose bulk form is not known': `${head}
class Mails { async send(id: number) { await mail.add('send', { id }); } }
export async function a(users: User[], mails: Mails) {
  for (const { id } of users) await mails.send(id);
}
`,
    'each task needs the one before': `${head}
export async function a(users: User[]) {
  let parent: string | undefined;
  let job;
  for (const { id } of users) {
    job = await mail.add('send', { id }, parent === undefined ? {} : { parent: { id: parent, queue: 'mail' } });
    parent = job.id;
  }
}
`,
    'schedules have no bulk form': `${head}
export async function a(users: User[]) {
  for (const { id } of users) await mail.add('digest', { id }, { repeat: { pattern: '0 8 * * *' } });
}
`,
    'a bulk call that takes one set of options would lose the keys': `
import { createQueue, defineTask } from 'eslint-plugin-task-queue/queue';
const send = defineTask({ name: 'send', run: (data: { id: number }) => { console.log(data.id); } });
const queue = createQueue({ tasks: [send] });
export async function a(ids: number[]) {
  for (const id of ids) await queue.enqueue(send, { id }, { dedup: { key: String(id) } });
}
`,
    'other things with an add method, and callbacks of others': `${head}
class Bag { add(name: string, data: object): Promise<void> { return Promise.resolve(console.log(name, data)); } }
declare const pool: { map(list: User[], run: (user: User) => Promise<unknown>): Promise<void> };
export async function a(users: User[], bag: Bag) {
  for (const { id } of users) await bag.add('send', { id });
  await pool.map(users, ({ id }) => mail.add('send', { id }));
}
`,
    'a test': `${head}
import { test } from 'node:test';
test('many', async () => { for (const id of Array.from({ length: 50 }, (_, index) => index)) await mail.add('send', { id }); });
`,
  },
  reports: {
    'BullMQ: for…of, with a guard, a constant and a delay between': {
      code: `${head}
export async function a(users: User[]) {
  for (const user of users) {
    if (!user.active) continue;
    const data = { id: user.id };
    await mail.add('send', data, { jobId: user.email });
          ~~~~~~~~~~~~~~~ [loop]
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
`,
      message:
        'This loop enqueues one task of `mail` per turn: every one is a round trip to the broker, and a failure half-way leaves the rest of the list unqueued. Collect them and call `addBulk` once.',
    },
    'for, for…in and a loop that only enqueues what it filters': `${head}
export async function a(users: User[], byId: Record<string, User>) {
  for (let index = 0; index < users.length; index++) await mail.add('send', { id: users[index]?.id ?? 0 });
                                                           ~~~~~~~~~~~~~~~ [loop]
  for (const id in byId) await mail.add('send', { id: Number(id) });
                               ~~~~~~~~~~~~~~~ [loop]
  for (const user of users) if (user.active) await mail.add('send', { id: user.id });
                                                   ~~~~~~~~~~~~~~~ [loop]
}
`,
    'map in Promise.all, direct, kept, with an async callback': {
      code: `${head}
export async function a(users: User[]) {
  const jobs = await Promise.all(users.map(({ id }) => mail.add('send', { id })));
                                                       ~~~~~~~~~~~~~~~ [map]
  const pending = users.map(async ({ id }) => { await mail.add('send', { id }); });
                                                      ~~~~~~~~~~~~~~~ [map]
  await Promise.all(pending);
  return jobs;
}
`,
      message:
        'Each element of this list makes a task of `mail` by an enqueue of its own: a long list floods the broker with commands, and a failure leaves it partly enqueued. Call `addBulk` once with all of them.',
    },
    'for await over a plain array is no stream': `${head}
export async function a(users: User[]) {
  for await (const { id } of users) await mail.add('send', { id });
                                          ~~~~~~~~~~~~~~~ [loop]
}
`,
    'promises that are collected for Promise.all': `${head}
export async function a(users: User[]) {
  const pending: Promise<unknown>[] = [];
  for (const { id } of users) pending.push(mail.add('send', { id }));
                                           ~~~~~~~~~~~~~~~ [loop]
  await Promise.all(pending);
}
`,
    forEach: `${head}
export function a(users: User[]) {
  users.forEach((user) => { void mail.add('send', { id: user.id }); });
                                 ~~~~~~~~~~~~~~~ [map]
}
`,
    'one report for several enqueues of one queue in one loop': `${head}
export async function a(users: User[]) {
  for (const user of users) {
    await mail.add('send', { id: user.id });
          ~~~~~~~~~~~~~~~ [loop]
    for (const name of ['a', 'b']) await mail.add(name, { id: user.id });
  }
}
`,
    'Bull with both overloads, and Nest': {
      'main.ts': `
import Bull from 'bull';
const bull = new Bull<{ id: number }>('mail', 'redis://localhost');
export async function a(ids: Set<number>) {
  for (const id of ids) await bull.add({ id });
                              ~~~~~~~~ [loop]
  for (const id of ids) await bull.add('send', { id });
                              ~~~~~~~~~~~~~~~ [loop]
}
`,
      'nest.ts': `
import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
@Injectable()
export class Mails {
  constructor(@InjectQueue('mail') private readonly queue: Queue) {}
  async send(ids: number[]) {
    for (const id of ids) await this.queue.add('send', { id }, { jobId: String(id) });
                                ~~~~~~~~~~~~~~~~~~~~~ [loop]
  }
}
`,
    },
    'pg-boss': `
import { PgBoss } from 'pg-boss';
const boss = new PgBoss('postgres://localhost/app');
export async function a(ids: number[], queues: string[]) {
  for (const id of ids) await boss.send('mail', { id });
                              ~~~~~~~~~~~~~~~~ [loop]
  // One bulk call is for one queue.
  for (const queue of queues) await boss.send(queue, { id: 1 });
}
`,
    'the reference queue, with one set of options': `
import { createQueue, defineTask } from 'eslint-plugin-task-queue/queue';
const send = defineTask({ name: 'send', run: (data: { id: number }) => { console.log(data.id); } });
const queue = createQueue({ tasks: [send] });
export async function a(ids: number[]) {
  for (const id of ids) await queue.enqueue(send, { id }, { delayMs: 1000 });
                              ~~~~~~~~~~~~~ [loop]
}
`,
    'in a task, with rows read in each turn': `${head}
import { Worker } from 'bullmq';
declare function ownerOf(team: number): Promise<User>;
export const worker = new Worker<{ teams: number[] }>('fan-out', async (job) => {
  for (const team of job.data.teams) {
    const { id } = await ownerOf(team);
    await mail.add('send', { id });
          ~~~~~~~~~~~~~~~ [loop]
  }
}, { connection: {} });
`,
  },
});
