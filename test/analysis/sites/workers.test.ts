import { expect, test } from 'vitest';
import { analysisOf, factLines } from './facts.js';

test('the function that does the work is found behind names, delegates and helpers', () => {
  const analysis = analysisOf({
    'bodies.ts': `
import type { Job } from 'bullmq';
export async function named(job: Job<{ to: string }>) {
  console.log(job.data.to);
}
export const arrow = async (job: Job<{ to: string }>) => {
  console.log(job.data.to);
};
export function logged<T>(run: (job: Job<T>) => Promise<void>) {
  return async (job: Job<T>) => { console.log('start'); await run(job); };
}
`,
    'workers.ts': `
import { Worker } from 'bullmq';
import { arrow, logged, named } from './bodies.js';
const connection = {};
new Worker('inline', async (job) => { console.log(job.id); }, { connection });
new Worker('named', named, { connection });
new Worker('arrow', arrow, { connection });
new Worker('delegate', async (job) => named(job), { connection });
new Worker('helper', logged(named), { connection });
new Worker('sandboxed', './processor.js', { connection });
class Service {
  constructor() { new Worker('method', this.process.bind(this), { connection }); }
  async process() { await Promise.resolve(); }
}
class MailWorker extends Worker { constructor() { super('own', named, { connection }); } }
export const own = new MailWorker();
export { Service };
`,
  });
  expect(factLines(analysis)).toMatchInlineSnapshot(`
    [
      "workers.ts:10 worker queue sandboxed, task none, body out of sight",
      "workers.ts:12 worker queue method, task none, body workers.ts:13",
      "workers.ts:16 worker queue own, task none, body bodies.ts:3",
      "workers.ts:5 worker queue inline, task none, body workers.ts:5",
      "workers.ts:6 worker queue named, task none, body bodies.ts:3",
      "workers.ts:7 worker queue arrow, task none, body bodies.ts:6",
      "workers.ts:8 worker queue delegate, task none, body bodies.ts:3",
      "workers.ts:9 worker queue helper, task none, body bodies.ts:3",
    ]
  `);
});

test('a factory makes a worker at each of its calls', () => {
  const analysis = analysisOf({
    'factory.ts': `
import { Worker, type Job } from 'bullmq';
export function createWorker<T>(name: string, run: (job: Job<T>) => Promise<void>) {
  return new Worker<T>(name, run, { connection: {} });
}
export const unused = (name: string, run: () => Promise<void>) => new Worker(name, run, { connection: {} });
`,
    'workers.ts': `
import { createWorker } from './factory.js';
async function sendMail() { await Promise.resolve(); }
export const mail = createWorker<{ to: string }>('mail', async (job) => { console.log(job.data.to); });
export const letters = createWorker('letters', sendMail);
`,
  });
  expect(factLines(analysis)).toMatchInlineSnapshot(`
    [
      "factory.ts:6 worker queue (dynamic value), task none, body out of sight",
      "workers.ts:4 worker queue mail, task none, body workers.ts:4",
      "workers.ts:5 worker queue letters, task none, body workers.ts:3",
    ]
  `);
});

test('the name of a queue object, and work that a base class does', () => {
  const analysis = analysisOf({
    'main.ts': `
import { Queue, Worker, type Job } from 'bullmq';
import { Processor, WorkerHost } from '@nestjs/bullmq';
const mail = new Queue('mail', { connection: {} });
export class Queues { static readonly letters = new Queue('letters', { connection: {} }); }
export const a = new Worker(mail.name, async () => { await Promise.resolve(); }, { connection: {} });
export const b = new Worker(Queues.letters.name, async () => { await Promise.resolve(); }, { connection: {} });
abstract class Base extends WorkerHost {
  async process(job: Job) { await this.handle(job); }
  abstract handle(job: Job): Promise<void>;
}
@Processor('bills')
export class Bills extends Base { async handle(job: Job) { await Promise.resolve(job.id); } }
`,
  });
  expect(factLines(analysis).filter((line) => line.includes('worker'))).toMatchInlineSnapshot(`
    [
      "main.ts:12 worker queue bills, task none, body main.ts:9",
      "main.ts:6 worker queue mail, task none, body main.ts:6",
      "main.ts:7 worker queue letters, task none, body main.ts:7",
    ]
  `);
});

test('Bull: named and unnamed process functions, concurrency, queues from functions', () => {
  const analysis = analysisOf({
    'main.ts': `
import Bull from 'bull';
let cached: Bull.Queue<{ id: number }> | undefined;
export function mail() { cached ??= new Bull<{ id: number }>('mail', 'redis://localhost'); return cached; }
const own = Bull<{ id: number }>('own');
void mail().process('send', 5, async (job) => { console.log(job.data.id); });
void own.process(async (job) => { console.log(job.data.id); });
export const a = () => mail().add('send', { id: 1 });
export const b = () => own.add({ id: 1 }, { attempts: 2 });
`,
  });
  expect(factLines(analysis, ['attempts'])).toMatchInlineSnapshot(`
    [
      "main.ts:4 queue mail, attempts unset",
      "main.ts:5 queue own, attempts unset",
      "main.ts:6 worker queue mail, task send, body main.ts:6",
      "main.ts:7 worker queue own, task none, body main.ts:7",
      "main.ts:8 enqueue add, queue mail, task send, attempts unset, payload : { id: number; }",
      "main.ts:9 enqueue add, queue own, task none, attempts 2 by call, payload : { id: number; }",
    ]
  `);
});

test('Nest: processors, process methods, injected queues and registrations', () => {
  const analysis = analysisOf({
    'main.ts': `
import { BullModule, InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { BullModule as OldModule, InjectQueue as InjectOld, Process, Processor as OldProcessor } from '@nestjs/bull';
import { Injectable, Module } from '@nestjs/common';
import type { Queue, Job } from 'bullmq';
import type { Queue as OldQueue, Job as OldJob } from 'bull';
const enum Names { Mail = 'mail' }
@Processor({ name: Names.Mail }, { concurrency: 5 })
export class MailProcessor extends WorkerHost { async process(job: Job) { await Promise.resolve(job.id); } }
@OldProcessor('old')
export class Old { @Process('send') async send(job: OldJob) { await Promise.resolve(job.id); } @Process() async rest(job: OldJob) { await Promise.resolve(job.id); } }
@Injectable()
export class Service {
  @InjectOld('old') private readonly old!: OldQueue;
  constructor(@InjectQueue(Names.Mail) private readonly mail: Queue) {}
  a() { return this.mail.add('a', { id: 1 }); }
  b() { return this.old.add('send', { id: 1 }); }
}
@Module({
  imports: [
    BullModule.forRootAsync({ useFactory: () => ({ connection: {}, defaultJobOptions: { attempts: 4 } }) }),
    BullModule.registerQueue({ name: Names.Mail }),
    OldModule.registerQueueAsync({ name: 'old', useFactory: () => ({ defaultJobOptions: { attempts: 2 } }) }),
  ],
})
export class AppModule {}
`,
  });
  expect(factLines(analysis, ['attempts'])).toMatchInlineSnapshot(`
    [
      "main.ts:11 worker queue old, task none, body main.ts:11",
      "main.ts:11 worker queue old, task send, body main.ts:11",
      "main.ts:16 enqueue add, queue mail, task a, attempts 4 by global, payload : { id: number; }",
      "main.ts:17 enqueue add, queue old, task send, attempts 2 by queue, payload : { id: number; }",
      "main.ts:21 queue none, attempts 4 by global",
      "main.ts:22 queue mail, attempts unset",
      "main.ts:23 queue old, attempts 2 by queue",
      "main.ts:8 worker queue mail, task none, body main.ts:9",
    ]
  `);
});
