import rule from '../../src/rules/no-payload-drift.js';
import { testRule } from './kit.js';

/** Producer and worker in files of their own, around what differs. */
function files(send: string, work: string): Record<string, string> {
  return {
    'main.ts': `
import { Queue } from 'bullmq';
const mail = new Queue('mail', { connection: {} });
${send}
`,
    'worker.ts': `
import { Worker, type Job } from 'bullmq';
async function welcome(data: Mail) { use(data.to); }
declare function use(...values: unknown[]): void;
export interface Mail { to: string; user: { id: number; name?: string }; tags: string[]; kind: 'a' | 'b' }
export { welcome, use, type Job };
${work}
`,
  };
}

const worker = `new Worker('mail', async (job: Job<Mail>) => { use(job.data); }, { connection: {} });`;
const good = `{ to: 'a', user: { id: 1 }, tags: [], kind: 'a' }`;

testRule(rule, {
  silent: {
    'what is declared is sent': files(`export const x = () => mail.add('x', ${good});`, worker),
    'more than is declared, and less of what may be absent': files(
      `export const x = (name: string | undefined) => mail.add('x', { ...${good}, user: { id: 1, name }, more: new Date() });`,
      worker,
    ),
    'null, undefined and any': files(
      `export const x = (a: any, id: number | null) => mail.add('x', { to: a, user: { id }, tags: a.b, kind: a.c });`,
      worker,
    ),
    'some member of a union fits': files(
      `export const x = (to: string | number, kind: 'b' | 'c') => mail.add('x', { ...${good}, to, kind });`,
      worker,
    ),
    'type parameters': files(
      `export const x = <T extends { id: number }>(data: T, to: T['id']) => Promise.all([mail.add('x', data), mail.add('x', { ...${good}, to })]);`,
      worker,
    ),
    'an object that may hold more': files(
      `export const x = (more: Record<string, unknown>, some: Partial<{ to: string }>, or?: { to: string; user: { id: number }; tags: string[]; kind: 'a' }) =>
  Promise.all([mail.add('x', more), mail.add('x', { ...more }), mail.add('x', { ...or })]);`,
      worker,
    ),
    "a Date for a text is what arrives; for a Date it is another rule's business": files(
      `export const x = (at: Date) => mail.add('x', { at, until: at, seen: new Map([['a', 1]]) });`,
      `new Worker('mail', async (job: Job<{ at: string; until: Date; seen: Map<string, number> }>) => { use(job.data); }, { connection: {} });`,
    ),
    'a task of another name': {
      'main.ts': `
import { Queue, Worker } from 'bullmq';
declare function use(...values: unknown[]): void;
const mail = new Queue('mail', { connection: {} });
export const x = () => [mail.add('text', { body: 'a' }), mail.add('count', { body: 1 }), mail.add('clean', {})];
new Worker('mail', async (job) => {
  switch (job.name) {
    case 'text': use((job.data as { body: string }).body); break;
    case 'count': { const data: { body: number } = job.data; use(data.body); break; }
    case 'clean': use('nothing of the payload');
  }
}, { connection: {} });
`,
    },
    'one type for all tasks, of which this one reads nothing': files(
      `export const x = () => [mail.add('clean', {}), mail.add('welcome', ${good})];`,
      `new Worker('mail', async (job: Job<Mail>) => {
  if (job.name === 'clean') return use('all');
  await welcome(job.data);
}, { connection: {} });`,
    ),
    'the name is computed, and tasks are chosen by name': files(
      `export const x = (name: string) => mail.add(name, { to: 1 });`,
      `new Worker('mail', async (job) => { if (job.name === 'a') await welcome(job.data); }, { connection: {} });`,
    ),
    'an untyped worker beside a typed one': files(
      `export const x = () => mail.add('x', { to: 1 });`,
      `${worker}\nnew Worker('mail', async (job) => { use(job.data.anything); }, { connection: {} });`,
    ),
    'workers disagree, and one takes it': files(
      `export const x = () => mail.add('x', { to: 1 });`,
      `${worker}\nnew Worker('mail', async (job: Job<{ to: number }>) => { use(job.data); }, { connection: {} });`,
    ),
    'data that came in untyped': files(
      `export const x = async (response: Response) => { const data = (await response.json()) as { to: number }; await mail.add('x', data); };`,
      worker,
    ),
    'changed before it is sent': files(
      `export const x = () => { const data: Record<'to' | 'kind', unknown> & { user?: unknown; tags?: unknown } = { to: 1, kind: 2 }; data.to = 'a'; return mail.add('x', data); };`,
      worker,
    ),
    'a wrapper adds the rest': files(
      `const push = (user: { id: number }, rest: object) => mail.add('x', { to: 'a', tags: [], kind: 'a', ...rest, user });
export const x = () => push({ id: 1 }, {});`,
      worker,
    ),
    'a branded text and an enum': files(
      `enum Kind { A = 'a' }
type Id = string & { readonly __brand: 'Id' };
export const x = (to: Id) => mail.add('x', { ...${good}, to, kind: Kind.A });`,
      worker,
    ),
  },
  reports: {
    'a text for a number': {
      code: files(
        `export const x = (id: string) => mail.add('x', { ...${good}, user: { id } });
                                                                                                               ~~ [kind]`,
        worker,
      ),
      message:
        '`data.user.id`: string is sent, number is declared by the worker (test/virtual/worker.ts:7). The worker gets what is sent, whatever its type says; send or declare the other.',
    },
    'a required property is not sent': {
      code: files(
        `export const x = () => mail.add('x', { to: 'a', user: { id: 1 }, kind: 'a' });
                                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [missing]`,
        worker,
      ),
      message:
        '`data.tags`: nothing is sent, string[] is declared by the worker (test/virtual/worker.ts:7), which reads `undefined`. Send it, or declare it optional.',
    },
    'a text that is not declared': {
      code: files(
        `export const x = () => mail.add('x', { to: 'a', user: { id: 1 }, tags: [], kind: 'c' });
                                                                                 ~~~ [literal]`,
        worker,
      ),
      message:
        '`data.kind`: "c" is sent, which is not among "a" | "b", declared by the worker (test/virtual/worker.ts:7): none of its branches takes the task. Send one of them, or declare it.',
    },
    'an object for an array, numbers for texts, a Date for a number': files(
      `export const x = (user: { id: number }, ids: number[], at: Date) => mail.add('x', { user, ids, at });
                                                                                    ~~~~ [kind]
                                                                                          ~~~ [kind]
                                                                                               ~~ [kind]`,
      `new Worker<{ user: string[]; ids: string[]; at: number }>('mail', async (job) => { use(job.data); }, { connection: {} });`,
    ),
    'a declared type, through a wrapper': files(
      `interface Order { id: string; total: number }
class Mails { push(name: string, data: object) { return mail.add(name, data); } }
export const x = (order: Order) => new Mails().push('x', order);
                                                         ~~~~~ [kind]`,
      `new Worker('mail', async (job: Job<{ id: number }>) => { use(job.data); }, { connection: {} });`,
    ),
    'of a union, the member that is meant': files(
      `export const x = () => mail.add('x', { type: 'mail', to: 1 });
                                                         ~ [kind]`,
      `new Worker('mail', async (job: Job<{ type: 'mail'; to: string } | { type: 'sms'; nr: string }>) => { use(job.data); }, { connection: {} });`,
    ),
    'by name: casts, annotations and functions that take the payload': files(
      `export const x = () => [mail.add('a', { n: 'x' }), mail.add('b', { n: 'x' }), mail.add('welcome', { to: 1 })];
                                           ~~~ [kind]
                                                                      ~~~ [kind]
                                                                                                  ~~~~~~~~~ [missing]
                                                                                                        ~ [kind]`,
      `new Worker('mail', async (job) => {
  switch (job.name) {
    case 'a': use(job.data as { n: number }); break;
    case 'b': { const data: { n: number } = job.data; use(data); break; }
    case 'welcome': await welcome(job.data); break;
  }
}, { connection: {} });`,
    ),
    'a table of handlers': files(
      `export const x = () => [mail.add('a', { n: 'x' }), mail.add('b', { n: 'x' })];
                                           ~~~ [kind]
                                                                      ~~~ [kind]`,
      `const handlers = { a: (job: Job<{ n: number }>) => { use(job); }, b: count };
function count(job: Job<{ n: boolean }>) { use(job); }
new Worker('mail', async (job) => { handlers[job.name as keyof typeof handlers](job as never); }, { connection: {} });`,
    ),
    'Bull: the function of the name': `
import Bull, { type Job } from 'bull';
declare function use(...values: unknown[]): void;
const mail = new Bull('mail');
void mail.process('text', async (job: Job<{ body: string }>) => { use(job.data.body); });
void mail.process('count', async ({ data }: Job<{ body: number }>) => { use(data.body); });
export const x = () => [mail.add('text', { body: 'a' }), mail.add('count', { body: 'a' })];
                                                                                   ~~~ [kind]
`,
    'Nest on BullMQ': {
      'main.ts': `
import { InjectQueue } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
export class Mails {
  constructor(@InjectQueue('mail') private readonly mail: Queue) {}
  async send(id: string) { await this.mail.add('send', { id }); }
                                                         ~~ [kind]
}
`,
      'worker.ts': `
import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
@Processor('mail')
export class MailProcessor extends WorkerHost {
  async process(job: Job<{ id: number }>) { console.log(job.data.id); }
}
`,
    },
  },
});
