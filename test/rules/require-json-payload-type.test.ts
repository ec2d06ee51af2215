import rule from '../../src/rules/require-json-payload-type.js';
import { testRule } from './kit.js';

/** A BullMQ worker around what differs. */
function work(body: string, before = ''): string {
  return `
import { Worker, type Job } from 'bullmq';
interface Item { at: Date; price: number }
interface Mail { at: Date; until?: Date | null; due: Date | string; seen: Map<string, number>; tags: Set<string>; total: bigint; file: Buffer; items: Item[]; to: string }
declare function use(...values: unknown[]): void;
${before}
new Worker('mail', async (job: Job<Mail>) => {
${body}
}, { connection: {} });
`;
}

testRule(rule, {
  silent: {
    'declarations alone, and what only hands on': work(
      `  use(job.data.at, \`\${job.data.at}\`, String(job.data.at), JSON.stringify(job.data), { ...job.data });
  if (job.data.at == null || !job.data.until) return;
  const { at, seen, total } = job.data;
  use(at, seen, total, at.toString(), at.valueOf(), at.toJSON === undefined, job.data.total.toString());`,
    ),
    'made anew first': work(
      `  const at = new Date(job.data.at);
  use(at.getTime(), new Date(job.data.at).getTime(), BigInt(job.data.total) + 1n, new Map(job.data.seen).size);
  const data = { ...job.data, at: new Date(job.data.at) };
  use(data.at.getTime());`,
    ),
    'a cast to what arrives (ghostfolio)': work(
      `  const { at } = job.data;
  use(parseISO(at as unknown as string));`,
      `declare function parseISO(text: string): Date;`,
    ),
    'assigned again': work(
      `  job.data.at = new Date(job.data.at);
  use(job.data.at.getTime());
  let { until } = job.data;
  until = until ? new Date(until) : null;
  use(until?.getTime());
  job.data.items.forEach((item) => { item.at = new Date(item.at); });
  for (const item of job.data.items) use(item.at.getTime());`,
    ),
    'a helper writes to it': work(
      `  revive(job.data);
  use(job.data.at.getTime(), job.data.items[0]?.at.getTime());`,
      `function revive(data: any) { for (const key of Object.keys(data)) if (/at$/.test(key)) data[key] = new Date(data[key]); }`,
    ),
    'a helper returns another value': work(
      `  const mail = revive(job.data);
  use(mail.at.getTime());`,
      `function revive(data: Mail): Mail { return { ...data, at: new Date(data.at) }; }`,
    ),
    'asked first what it is': work(
      `  if (typeof job.data.due === 'string') return;
  use(job.data.due.getTime());
  const at = job.data.at instanceof Date ? job.data.at : new Date(job.data.at);
  use(at.getTime(), isDate(job.data.until) && job.data.until.getTime());
  if (!(job.data.tags instanceof Set)) return [...(job.data.tags as unknown as string[])];
  return job.data.tags.has('a');`,
      `declare function isDate(value: unknown): value is Date;`,
    ),
    'a guard vouches for the whole payload': work(
      `  if (!isMail(job.data)) throw new Error('no mail');
  use(job.data.at.getTime());`,
      `declare function isMail(value: unknown): value is Mail;`,
    ),
    'of another type after all': work(
      `  use((job.data.due as string).length, job.data.to.slice(1), job.data.items.map((item) => item.price.toFixed(2)));`,
    ),
    'any and unknown': `
import { Worker } from 'bullmq';
new Worker('mail', async (job) => job.data.at.getTime(), { connection: {} });
new Worker<unknown>('mail', async (job) => job.data, { connection: {} });
`,
    'parsed by a schema': work(
      `  const data = schema.parse(job.data);
  return [data.at.getTime(), job.id];`,
      `import { z } from 'zod';
const schema = z.object({ at: z.coerce.date() });`,
    ),
    'checked in place': work(
      `  await validateOrReject(job.data);
  return job.data.at.getTime();`,
      `declare function validateOrReject(value: object): Promise<void>;`,
    ),
    'class-transformer makes the instance': `
import { Worker } from 'bullmq';
import { plainToInstance, Type } from 'class-transformer';
class Mail { @Type(() => Date) at!: Date; label() { return 'a'; } }
new Worker<Mail>('mail', async (job) => {
  const mail = plainToInstance(Mail, job.data);
  return [mail.at.getTime(), mail.label()];
}, { connection: {} });
`,
    'structured clone carries it (Cloudflare Queues)': `
import type { ExportedHandler, Queue } from '@cloudflare/workers-types';
interface Env { MAILS: Queue<{ at: Date }> }
export const send = (env: Env) => env.MAILS.send({ at: new Date() }, { contentType: 'v8' });
export default {
  async queue(batch) { for (const message of batch.messages) console.log(message.body.at.getTime()); },
} satisfies ExportedHandler<Env, { at: Date }>;
`,
    'a step runs where it is called (DBOS)': `
import { DBOS } from 'dbos3';
class User { constructor(readonly name: string) {} greeting() { return this.name; } }
async function greet(user: User) { return user.greeting(); }
export const step = DBOS.registerStep(greet, { name: 'greet' });
`,
    'a queue in the process': `
import PQueue from 'p-queue';
import fastq from 'fastq'; const queue = fastq.promise(async (mail: { at: Date }) => mail.at.getTime(), 1);
export const x = (at: Date) => [queue.push({ at }), new PQueue().add(() => at.getTime())];
`,
    'BSON carries a Date (Agenda 5)': `
import { Agenda, type Job } from 'agenda5';
declare const agenda: Agenda;
agenda.define('mail', async (job: Job<{ at: Date }>) => { console.log(job.attrs.data?.at.getTime()); });
`,
    'superjson carries it (Trigger.dev)': `
import { task } from '@trigger.dev/sdk';
export const mail = task({ id: 'mail', run: async (payload: { at: Date; seen: Map<string, number> }) => payload.at.getTime() + payload.seen.size });
`,
    'a reviver of its own': `
import type { SQSHandler } from 'aws-lambda';
declare const reviver: (key: string, value: unknown) => unknown;
export const handler: SQSHandler = async (event) => {
  for (const record of event.Records) {
    const mail = JSON.parse(record.body, reviver) as { at: Date };
    console.log(mail.at.getTime());
  }
};
`,
    'values of the task itself, and of other functions': work(
      `  const at = new Date();
  use(at.getTime(), job.timestamp.toFixed(), later(new Date()));
  use(job.data.to.slice(job.data.items.length));`,
      `function later(at: Date) { return at.getTime(); }`,
    ),
    'names that only look like it': work(
      `  const at = job.data.at;
  const mails = [new Date()].map((at) => at.getTime());
  { const at = new Date(); use(at.getTime()); }
  use(at, mails, job.data.at.getTime?.(), copy(job.data.at).getTime(), load(job.data).at.getTime());`,
      `declare function copy(at: Date): Date;
async function find(id: string) { return { id, at: new Date() }; }
function load(mail: Mail): { at: Date } { const found = { at: new Date() }; void find(mail.to); return found; }`,
    ),
    'a parameter that is given another value': work(
      `  remind(job.data.at);`,
      `function remind(at: Date) { at = new Date(at); return at.getTime(); }`,
    ),
    'helpers beyond the budget may have changed it': work(
      `  a(job.data);
  use(job.data.at.getTime());`,
      `const a = (mail: Mail) => b(mail), b = (mail: Mail) => c(mail), c = (mail: Mail) => d(mail), d = (mail: Mail) => e(mail);
const e = (mail: Mail) => { mail.at = new Date(mail.at); };`,
    ),
    'functions that call each other without end': work(
      `  a(job.data);`,
      `function a(mail: Mail) { use(mail.at); b(mail); }
function b(mail: Mail) { a(mail); b(mail); }`,
    ),
    'a task with a schema gets what the schema makes': `
import { schemaTask } from '@trigger.dev/sdk';
import { z } from 'zod';
export const mail = schemaTask({ id: 'mail', schema: z.object({ at: z.coerce.date() }), run: async (payload) => payload.at.getTime() });
`,
    'bytes as the whole payload of an activity (Temporal)': `
import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './main.js';
export async function store(file: Uint8Array) { return file.byteLength; }
const { store: run } = proxyActivities<typeof activities>({ startToCloseTimeout: '1m' });
export const workflow = (file: Uint8Array) => run(file);
`,
    'a comparison of two dates of the payload, as texts': work(
      `  const last = job.data.items[0];
  if (job.data.at < (last?.at ?? job.data.at)) return;
  use(last && job.data.at > last.at);`,
    ),
    'a method that the program adds to texts': work(
      `  use(job.data.to.shout());`,
      `declare global { interface String { shout(): string } }`,
    ),
    'the producer in sight sends entries under the type of a Map': {
      'main.ts': `
import { Queue, Worker, type Job } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
export const x = (seen: Map<string, number>) => queue.add('x', { seen: [...seen] });
new Worker('mail', async (job: Job<{ seen: Map<string, number> }>) => { for (const entry of job.data.seen) console.log(entry); }, { connection: {} });
`,
    },
  },
  reports: {
    'a Date, at once': {
      code: work(
        `  use(job.data.at.getTime());
      ~~~~~~~~~~~~~~~~~~~ [throws]`,
      ),
      message:
        '`data.at` is a Date (Date) in its type only: JSON delivers a string, so `getTime()` throws when task `mail` runs. Make a `new Date()` of it first, and declare the string.',
      suggestion: work(`  use(new Date(job.data.at).getTime());`),
    },
    'through names, patterns, loops and callbacks': work(
      `  const { at, items, until = new Date() } = job.data;
  use(at.toISOString(), until?.getTime());
      ~~~~~~~~~~~~~~ [throws]
                        ~~~~~~~~~~~~~~ [throws]
  for (const item of items) use(item.at.getDay());
                                ~~~~~~~~~~~~~~ [throws]
}, { connection: {} });
new Worker('lists', async (job: Job<Mail>) => {
  return job.data.items.filter((item) => item.price > 1).map(({ at: when }) => when.getFullYear());
                                                                               ~~~~~~~~~~~~~~~~ [throws]`,
    ),
    'a cast gives the type': `
import { Worker } from 'bullmq';
new Worker('mail', async (job) => {
  const { at } = job.data as { at: Date };
  return at.getTime();
         ~~~~~~~~~~ [throws]
}, { connection: {} });
`,
    'a Map, a Set, a bigint, a Buffer': work(
      `  use(job.data.seen.get('a'));
      ~~~~~~~~~~~~~~~~~ [throws]
  for (const tag of job.data.tags) use(tag);
                    ~~~~~~~~~~~~~ [throws]
  use(job.data.total * 2n);
      ~~~~~~~~~~~~~~~~~~~ [throws]
  use(job.data.file.toString('base64'));
      ~~~~~~~~~~~~~~~~~~~~~~ [wrong]`,
    ),
    'what goes on with something else': {
      code: work(
        `  if (job.data.at < new Date()) return;
      ~~~~~~~~~~~~~~~~~~~~~~~~ [wrong]
  use(job.data.seen.size, job.data.total === 1n);
      ~~~~~~~~~~~~~~~~~~ [wrong]
                          ~~~~~~~~~~~~~~~~~~~~~ [wrong]`,
      ),
      message:
        '`data.at` is a Date (Date) in its type only: JSON delivers a string, so `<` is always false when task `mail` runs. Make a `new Date()` of it first, and declare the string.',
    },
    'an assertion that is never true': work(
      `  assertMail(job.data);`,
      `function assertMail(value: Mail): asserts value is Mail {
  if (!(value.at instanceof Date)) throw new Error('no date');
        ~~~~~~~~~~~~~~~~~~~~~~~~ [wrong]
}`,
    ),
    'an instanceof that is never true': work(
      `  if (!(job.data.at instanceof Date)) throw new Error('no date');
        ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [wrong]
  use(job.data.at);`,
    ),
    'a class, a function, an exact number': `
import { Worker } from 'bullmq';
import { Decimal } from 'decimal.js';
class User { constructor(readonly name: string) {} greeting() { return this.name; } }
interface Order { user: User; total: Decimal; onDone: () => void; list: { run(): void }[] }
new Worker<Order>('orders', async ({ data }) => {
  data.onDone();
  ~~~~~~~~~~~ [throws]
  for (const entry of data.list) entry.run();
                                 ~~~~~~~~~ [throws]
  return [data.user.greeting(), data.total.plus(1)];
          ~~~~~~~~~~~~~~~~~~ [throws]
                                ~~~~~~~~~~~~~~~ [throws]
}, { connection: {} });
`,
    'one report for further uses of the same part': {
      code: work(
        `  use(job.data.at.getTime(), job.data.at.getDay());
      ~~~~~~~~~~~~~~~~~~~ [throws]`,
      ),
      message:
        '`data.at` is a Date (Date) in its type only: JSON delivers a string, so `getTime()` throws when task `mail` runs. Make a `new Date()` of it first, and declare the string. One more like this here.',
    },
    'a helper that only the task calls': {
      code: work(
        `  remind(job.data);`,
        `function remind(mail: Mail) { return wait(mail.at); }
function wait(at: Date) { return at.getTime(); }
                                 ~~~~~~~~~~ [throws]`,
      ),
      message:
        '`data.at` is a Date (Date) in its type only: JSON delivers a string, so `getTime()` throws when task `mail` runs (in remind -> wait). Make a `new Date()` of it first, and declare the string.',
    },
    'a helper that others call with real dates: the call is at fault': work(
      `  remind({ at: job.data.at });
  ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [throws]`,
      `function remind(mail: { at: Date }) { return mail.at.getTime(); }
export const now = () => remind({ at: new Date() });`,
    ),
    'a helper in another file': {
      'main.ts': `
import { Worker } from 'bullmq';
import { remind, type Mail } from './remind.js';
new Worker<Mail>('mail', async (job) => { await remind(job.data); }, { connection: {} });
                                                ~~~~~~~~~~~~~~~~ [throws]
`,
      'remind.ts': `
export interface Mail { at: Date }
export async function remind({ at }: Mail) { return at.getTime(); }
`,
    },
    'parsed by a schema, and the raw value used all the same': work(
      `  const data = schema.parse(job.data);
  return [data.at, job.data.at.getTime()];
                   ~~~~~~~~~~~~~~~~~~~ [throws]`,
      `import { z } from 'zod';
const schema = z.object({ at: z.coerce.date() });`,
    ),
    Bull: `
import Bull from 'bull';
void new Bull<{ at: Date }>('mail').process(async (job) => job.data.at.getTime());
                                                           ~~~~~~~~~~~~~~~~~~~ [throws]
`,
    'Nest on BullMQ': `
import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
@Processor('mail')
export class MailProcessor extends WorkerHost {
  async process(job: Job<{ at: Date }>) { return this.send(job.data); }
  private send(mail: { at: Date }) { return mail.at.getTime(); }
                                            ~~~~~~~~~~~~~~~ [throws]
}
`,
    'pg-boss, a list of tasks': `
import { PgBoss } from 'pg-boss';
declare const boss: PgBoss;
void boss.work<{ at: Date }>('mail', async ([job]) => job?.data.at.getTime());
                                                      ~~~~~~~~~~~~~~~~~~~~ [throws]
void boss.work<{ at: Date }>('text', async (jobs) => { for (const { data } of jobs) console.log(data.at.getTime()); });
                                                                                                ~~~~~~~~~~~~~~~ [throws]
`,
    'Graphile Worker': `
import type { Task } from 'graphile-worker';
export const mail: Task = async (payload) => {
  const { at } = payload as { at: Date };
  console.log(at.getTime());
              ~~~~~~~~~~ [throws]
};
`,
    'Cloudflare Queues': `
import type { ExportedHandler, Queue } from '@cloudflare/workers-types';
interface Env { MAILS: Queue<{ at: Date }> }
export const send = (env: Env) => env.MAILS.send({ at: new Date() });
export default {
  async queue(batch) { for (const message of batch.messages) console.log(message.body.at.getTime()); },
                                                                         ~~~~~~~~~~~~~~~~~~~~~~~ [throws]
} satisfies ExportedHandler<Env, { at: Date }>;
`,
    'Nest on Bull': `
import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
@Processor('mail')
export class MailProcessor {
  @Process('send') send({ data: { at } }: Job<{ at: Date }>) { return at.getTime(); }
                                                                      ~~~~~~~~~~ [throws]
}
`,
    'arguments of an activity (Temporal)': `
import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './main.js';
export async function remind(to: string, at: Date) { return to + at.getTime(); }
                                                                 ~~~~~~~~~~ [throws]
const { remind: run } = proxyActivities<typeof activities>({ startToCloseTimeout: '1m' });
export const workflow = (at: Date) => run('a', at);
`,
    SQS: `
import type { SQSHandler } from 'aws-lambda';
export const handler: SQSHandler = async (event) => {
  for (const record of event.Records) {
    const mail = JSON.parse(record.body) as { at: Date };
    console.log(mail.at.getTime());
                ~~~~~~~~~~~~~~~ [throws]
  }
};
`,
    'the reference queue, whose types take no Date: a cast does': {
      code: `
import { defineTask } from 'eslint-plugin-task-queue/queue';
export const remind = defineTask({
  name: 'remind',
  run: async (payload: { at: string }) => {
    const mail = payload as unknown as { at: Date };
    await Promise.resolve(mail.at.getTime());
                          ~~~~~~~~~~~~~~~ [throws]
  },
});
`,
    },
  },
});
