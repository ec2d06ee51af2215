import rule from '../../src/rules/require-graceful-shutdown.js';
import { testRule } from './kit.js';

const processor = `
import { Processor, WorkerHost } from '@nestjs/bullmq';
@Processor('mail')
export class MailWorker extends WorkerHost { async process(): Promise<void> {} }
`;

testRule(rule, {
  silent: {
    'closed in a signal handler': `
import { Worker } from 'bullmq';
const worker = new Worker('mail', async () => {}, { connection: {} });
process.on('SIGTERM', () => { void worker.close().then(() => process.exit(0)); });
`,
    'closed in another file': {
      'worker.ts': `
import { Worker } from 'bullmq';
export const mail = new Worker('mail', async () => {}, { connection: {} });
`,
      'main.ts': `
import { mail } from './worker.js';
export async function stop(): Promise<void> { await mail.close(); }
`,
    },
    'a list of workers': `
import { Worker } from 'bullmq';
const mail = new Worker('mail', async () => {}, { connection: {} });
const sms = new Worker('sms', async () => {}, { connection: {} });
const workers = [mail, sms];
process.once('SIGTERM', () => { void Promise.all(workers.map((worker) => worker.close())); });
`,
    'a list that grows, typed by what can be closed': `
import { Worker } from 'bullmq';
interface Closable { close(): Promise<void> }
const open: Closable[] = [];
function start(name: string): void {
  open.push(new Worker(name, async () => {}, { connection: {} }));
}
start('mail');
process.once('SIGTERM', () => { for (const item of open) void item.close(); });
`,
    'an object of workers': `
import { Worker } from 'bullmq';
const workers = { mail: new Worker('mail', async () => {}, { connection: {} }) };
process.once('SIGTERM', () => { void Promise.allSettled(Object.values(workers).map(async (w) => w.close())); });
`,
    'a factory that starts one worker for each name': `
import { Worker } from 'bullmq';
const create = (name: string): Worker => new Worker(name, async () => {}, { connection: {} });
const all = ['mail', 'sms'].map(create);
process.once('SIGTERM', () => { all.forEach((worker) => void worker.close()); });
`,
    'a Nest service that ends with its module': `
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Worker } from 'bullmq';
@Injectable()
export class Mails implements OnModuleDestroy {
  private readonly worker = new Worker('mail', async () => {}, { connection: {} });
  async onModuleDestroy(): Promise<void> { await this.worker.close(); }
}
`,
    'the member is handed over unbound': `
import { Worker } from 'bullmq';
const worker = new Worker('mail', async () => {}, { connection: {} });
const closers: (() => Promise<void>)[] = [worker.close.bind(worker)];
process.once('SIGTERM', () => { closers.forEach((close) => void close()); });
`,
    'out of sight: handed to code that cannot be seen': `
import { Worker } from 'bullmq';
declare function closeWithGrace(worker: Worker): void;
closeWithGrace(new Worker('mail', async () => {}, { connection: {} }));
export const make = (name: string): Worker => new Worker(name, async () => {}, { connection: {} });
`,
    'a Bull queue and a pg-boss that only produce': `
import Bull from 'bull';
import { PgBoss } from 'pg-boss';
const queue = new Bull('mail');
const boss = new PgBoss('postgres://localhost/jobs');
boss.on('error', console.error);
await Promise.all([queue.add({}), boss.send('mail', {})]);
`,
    'Nest with shutdown hooks': {
      'mail.ts': processor,
      'main.ts': `
import { NestFactory } from '@nestjs/core';
import { MailWorker } from './mail.js';
const app = await NestFactory.create(MailWorker);
app.enableShutdownHooks();
`,
    },
    'Nest closed in a signal handler': {
      'mail.ts': processor,
      'main.ts': `
import { NestFactory } from '@nestjs/core';
import { MailWorker } from './mail.js';
const app = await NestFactory.createApplicationContext(MailWorker);
process.on('SIGTERM', () => { void app.close(); });
`,
    },
    'Nest, whose application is out of sight': processor,
    'Bull and pg-boss, closed': `
import Bull from 'bull';
import { PgBoss } from 'pg-boss';
const queue = new Bull('mail');
void queue.process(async () => {});
const boss = new PgBoss('postgres://localhost/jobs');
await boss.work('mail', async () => {});
process.on('SIGTERM', () => { void queue.close(); void boss.stop({ graceful: true }); });
`,
  },
  reports: {
    'BullMQ: nothing closes the worker, only the queue': {
      code: `
import { Queue, Worker } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
const worker = new Worker('mail', async () => {}, { connection: {} });
               ~~~~~~~~~~~~~~~~~ [worker]
worker.on('failed', console.error);
process.on('SIGTERM', () => { void queue.close().then(() => process.exit(0)); });
`,
      message:
        'Nothing closes this worker of `mail`: on SIGTERM, which every deploy sends, the process dies in the middle of its tasks. Call `close` on it in a SIGTERM handler and wait for it.',
    },
    'one of two': `
import { Worker } from 'bullmq';
const mail = new Worker('mail', async () => {}, { connection: {} });
const sms = new Worker('sms', async () => {}, { connection: {} });
            ~~~~~~~~~~~~~~~~ [worker]
sms.on('failed', console.error);
process.on('SIGTERM', () => { void mail.close(); });
`,
    'Bull, pg-boss and Bee-Queue': `
import Bull from 'bull';
import Bee from 'bee-queue';
import { PgBoss } from 'pg-boss';
const queue = new Bull('mail');
              ~~~~~~~~~~~~~~~ [worker]
void queue.process(async () => {});
const bee = new Bee('sms');
            ~~~~~~~~~~~~~ [worker]
bee.process(async () => {});
const boss = new PgBoss('postgres://localhost/jobs');
             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [worker]
await boss.work('video', async () => {});
`,
    'a list that only starts them': `
import { Worker } from 'bullmq';
const workers = ['mail', 'sms'].map((name) => new Worker(name, async () => {}, { connection: {}, autorun: false }));
                                              ~~~~~~~~~~ [worker]
for (const worker of workers) void worker.run();
`,
    'a Nest application without hooks': {
      code: {
        'mail.ts': processor,
        'main.ts': `
import { NestFactory } from '@nestjs/core';
import { MailWorker } from './mail.js';
const app = await NestFactory.createApplicationContext(MailWorker);
                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [application]
await app.init();
`,
      },
      message:
        'This application runs BullMQ workers and nothing lets SIGTERM reach them: every deploy cuts their tasks off in the middle. Call `app.enableShutdownHooks()`.',
    },
    'several Nest applications without hooks': {
      'mail.ts': `
import { Processor, WorkerHost } from '@nestjs/bullmq';
@Processor('mail')
export class MailWorker extends WorkerHost { async process(): Promise<void> {} }
             ~~~~~~~~~~ [worker]
`,
      'main.ts': `
import { NestFactory } from '@nestjs/core';
import { MailWorker } from './mail.js';
await NestFactory.create(MailWorker);
await NestFactory.createApplicationContext(MailWorker);
`,
    },
  },
});
