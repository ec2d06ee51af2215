import rule from '../../src/rules/require-error-listener.js';
import { testRule } from './kit.js';

testRule(rule, {
  silent: {
    'a listener behind the construction': `
import PgBoss from 'pg-boss10';
const boss = new PgBoss('postgres://localhost/jobs');
boss.on('error', (error) => { console.error(error); });
await boss.start();
`,
    'a listener in the chain, or once': `
import { PgBoss } from 'pg-boss';
const boss = new PgBoss('postgres://localhost/jobs').on('error', console.error);
const other = new PgBoss('postgres://localhost/other');
other.once('error', console.error);
await Promise.all([boss.start(), other.start()]);
`,
    'a listener in another file, under another name': {
      'boss.ts': `
import PgBoss from 'pg-boss10';
export const boss = new PgBoss('postgres://localhost/jobs');
`,
      'main.ts': `
import { boss as jobs } from './boss.js';
jobs.on('error', (error) => { console.error(error); });
await jobs.start();
`,
    },
    'a default export': {
      'boss.ts': `
import PgBoss from 'pg-boss10';
export default new PgBoss('postgres://localhost/jobs');
`,
      'main.ts': `
import jobs from './boss.js';
jobs.addListener('error', console.error);
`,
    },
    'a function that adds listeners': `
import PgBoss from 'pg-boss10';
import type { EventEmitter } from 'node:events';
function addListeners(emitter: EventEmitter): void { emitter.on('error', console.error); }
const boss = new PgBoss('postgres://localhost/jobs');
addListeners(boss);
`,
    'a factory, listened to where it is called': {
      'factory.ts': `
import PgBoss from 'pg-boss10';
export async function connect(): Promise<PgBoss> {
  const boss = new PgBoss('postgres://localhost/jobs');
  await boss.start();
  return boss;
}
`,
      'main.ts': `
import { connect } from './factory.js';
const boss = await connect();
boss.on('error', console.error);
`,
    },
    'a field of a class, listened to in a method, a subclass or from outside': `
import PgBoss from 'pg-boss10';
class Jobs {
  private boss?: PgBoss;
  async start(): Promise<void> {
    this.boss = new PgBoss('postgres://localhost/jobs');
    this.watch();
    await this.boss.start();
  }
  private watch(): void { this.boss?.on('error', console.error); }
}
abstract class Base {
  protected readonly boss = new PgBoss('postgres://localhost/jobs');
}
class Mails extends Base {
  listen(): void { this.boss.on('error', console.error); }
}
class Service { readonly queue = new PgBoss('postgres://localhost/jobs'); }
const { queue } = new Service();
queue.on('error', console.error);
await new Jobs().start();
new Mails().listen();
`,
    'a subclass listens to itself': `
import PgBoss from 'pg-boss10';
class Jobs extends PgBoss {
  constructor() { super('postgres://localhost/jobs'); this.on('error', console.error); }
}
export const jobs = new Jobs();
`,
    'a list, a map or an object of them': `
import Queue from 'bee-queue';
const names = ['a', 'b'];
const queues = names.map((name) => new Queue(name));
for (const queue of queues) queue.on('error', console.error);
const byName = new Map<string, Queue>();
byName.set('mail', new Queue('mail'));
byName.forEach((queue) => { queue.on('error', console.error); });
const held = { mail: new Queue('mail'), sms: new Queue('sms') };
Object.values(held).forEach((queue) => { queue.on('error', console.error); });
function all(): { video: Queue } { return { video: new Queue('video') }; }
const { video } = all();
video.on('error', console.error);
`,
    'out of sight: handed to code that cannot be seen': `
import PgBoss from 'pg-boss10';
declare function instrument(boss: PgBoss): void;
const boss = new PgBoss('postgres://localhost/jobs');
instrument(boss);
declare const events: string[];
const other = new PgBoss('postgres://localhost/jobs');
for (const event of events) other.on(event as 'error', console.error);
export function make(): PgBoss { return new PgBoss('postgres://localhost/jobs'); }
`,
    'a process that goes on after an uncaught exception': `
import PgBoss from 'pg-boss10';
process.on('uncaughtException', (error) => { console.error(error); });
await new PgBoss('postgres://localhost/jobs').start();
`,
    tests: {
      'boss.spec.ts': `
import PgBoss from 'pg-boss10';
const boss = new PgBoss('postgres://localhost/jobs');
await boss.start();
`,
    },
    'libraries that survive: BullMQ prints, Bull listens itself': `
import { Queue, QueueEvents, Worker } from 'bullmq';
import Bull from 'bull';
const queue = new Queue('mail', { connection: {} });
const worker = new Worker('mail', async () => {}, { connection: {} });
const events = new QueueEvents('mail', { connection: {} });
const old = new Bull('mail');
console.log(queue, worker, events, old);
`,
    'a class of the same name from somewhere else': `
class PgBoss { async start(): Promise<void> {} }
await new PgBoss().start();
`,
    'failures: a listener on the worker, its base class, or for the whole queue': {
      code: `
import { QueueEvents, Worker, type Processor } from 'bullmq';
const mail = new Worker('mail', async () => {}, { connection: {} });
mail.on('failed', (job, error) => { console.error(job?.id, error); });
new Worker('sms', async () => {}, { connection: {} });
new QueueEvents('sms', { connection: {} }).on('failed', ({ jobId }) => { console.error(jobId); });
class Logged extends Worker {
  constructor(name: string, run: Processor) { super(name, run, { connection: {} }); this.on('failed', console.error); }
}
new Logged('video', async () => {});
function createWorker(name: string): Worker {
  return new Worker(name, async () => {}, { connection: {} }).on('failed', console.error);
}
createWorker('audio');
`,
      options: { failures: true },
    },
    'failures: a Bull queue that only produces, and one that is listened to': {
      code: `
import Bull from 'bull';
const producer = new Bull('mail');
await producer.add({});
const consumer = new Bull('sms');
void consumer.process(async () => {});
consumer.on('global:failed', console.error);
`,
      options: { failures: true },
    },
    'failures: Nest listeners': {
      code: `
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
@Processor('mail')
export class MailWorker extends WorkerHost {
  async process(): Promise<void> {}
  @OnWorkerEvent('failed') failed(): void { console.error('failed'); }
}
abstract class Reported extends WorkerHost {
  @OnWorkerEvent('failed') failed(): void { console.error('failed'); }
}
@Processor('sms')
export class SmsWorker extends Reported {
  async process(): Promise<void> {}
}
`,
      options: { failures: true },
    },
    'failures are not asked for by default': `
import { Worker } from 'bullmq';
new Worker('mail', async () => {}, { connection: {} });
`,
  },
  reports: {
    'pg-boss 9': {
      code: `
import PgBoss from 'pg-boss9';
const boss = new PgBoss('postgres://localhost/jobs');
             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [error]
await boss.start();
`,
      message:
        'Nothing listens to `error` of this `PgBoss`: the next time the connection is lost, pg-boss emits one and Node ends the process, with every task it runs. Add a listener that reports the error.',
      suggestion: `
import PgBoss from 'pg-boss9';
const boss = new PgBoss('postgres://localhost/jobs');
boss.on('error', (error) => {
  console.error(error);
});
await boss.start();
`,
    },
    'pg-boss 10, 11 and 12; other events are heard': `
import Boss10 from 'pg-boss10';
import Boss11 from 'pg-boss11';
import { PgBoss } from 'pg-boss';
const old = new Boss10('postgres://localhost/jobs');
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [error]
old.on('wip', console.log);
const newer = new Boss11('postgres://localhost/jobs');
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [error]
const newest = new PgBoss('postgres://localhost/jobs');
               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [error]
await newer.start();
await newest.start();
`,
    'bee-queue, through a factory whose callers do not listen': {
      'main.ts': `
import { create } from './queues.js';
const mail = create('mail');
mail.process(async () => {});
`,
      'queues.ts': `
import Queue from 'bee-queue';
export function create(name: string): Queue {
  return new Queue(name);
         ~~~~~~~~~ [error]
}
`,
    },
    'a field that is exported, used elsewhere and heard nowhere': {
      'jobs.ts': `
import PgBoss from 'pg-boss10';
export class Jobs {
  readonly boss = new PgBoss('postgres://localhost/jobs');
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [error]
}
`,
      'main.ts': `
import { Jobs } from './jobs.js';
const jobs = new Jobs();
await jobs.boss.start();
await jobs.boss.send('mail', {});
`,
    },
    'a handler that ends the process changes nothing': `
import PgBoss from 'pg-boss10';
process.on('uncaughtException', (error) => { console.error(error); process.exit(1); });
const boss = new PgBoss('postgres://localhost/jobs');
             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [error]
await boss.start();
`,
    'a subclass from another file': {
      'jobs.ts': `
import PgBoss from 'pg-boss10';
export class Jobs extends PgBoss {
  mail(to: string): Promise<string | null> { return this.send('mail', { to }); }
}
`,
      'main.ts': `
import { Jobs } from './jobs.js';
const jobs = new Jobs('postgres://localhost/jobs');
             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [error]
await jobs.mail('a');
`,
    },
    'failures: BullMQ and Bull': {
      code: `
import { Worker } from 'bullmq';
import Bull from 'bull';
const worker = new Worker('mail', async () => {}, { connection: {} });
               ~~~~~~~~~~~~~~~~~ [failure]
worker.on('completed', () => {});
const queue = new Bull('sms');
              ~~~~~~~~~~~~~~ [failure]
void queue.process(async () => {});
`,
      options: { failures: true },
      message:
        'Nothing hears when a task of `mail` fails: BullMQ tells only its listeners, so what the task does not report itself goes unnoticed. Listen to `failed` and report the error.',
    },
    'failures: a Nest worker': {
      code: `
import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
@Processor('mail')
export class MailWorker extends WorkerHost {
             ~~~~~~~~~~ [failure]
  async process(): Promise<void> {}
  @OnWorkerEvent('completed') done(): void {}
}
`,
      options: { failures: true },
    },
  },
});
