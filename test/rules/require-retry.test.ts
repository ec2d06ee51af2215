import rule from '../../src/rules/require-retry.js';
import { testRule } from './kit.js';

const worker = `
import { Worker } from 'bullmq';
declare function deliver(to: string): Promise<void>;
new Worker<{ to: string }>('mail', async (job) => { await deliver(job.data.to); }, { connection: { host: 'localhost' } });
`;

const celery = `
import { createClient, createWorker } from 'celery-node';
const client = createClient('redis://localhost', 'redis://localhost');
const worker = createWorker('redis://localhost', 'redis://localhost');
worker.register('mail', async (to: string) => { await fetch(to); });
export const send = (to: string) => client.createTask('mail').applyAsync([to]);
`;

testRule(rule, {
  silent: {
    'a library without retries is judged in strict only': celery,
    'a task that enqueues itself again': {
      'main.ts': `
import { Queue, Worker } from 'bullmq';
declare function poll(): Promise<void>;
const queue = new Queue('poll', { connection: {} });
export const start = () => queue.add('poll', {});
new Worker('poll', async () => {
  try { await poll(); } finally { await queue.add('poll', {}, { delay: 60_000 }); }
}, { connection: {} });
`,
    },
    'a body that catches everything never fails': {
      'main.ts': `
import { Queue, Worker } from 'bullmq';
declare function deliver(): Promise<void>;
const queue = new Queue('mail', { connection: {} });
export const send = () => queue.add('send', {});
new Worker('mail', async () => { try { await deliver(); } catch (error) { console.error(error); } }, { connection: {} });
`,
    },
    'a queue default sets attempts': {
      'main.ts': `
import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {}, defaultJobOptions: { attempts: 3 } });
export const send = () => queue.add('send', { to: 'a' });
`,
      'worker.ts': worker,
    },
    'attempts come from an imported constant through a spread': {
      'main.ts': `
import { Queue } from 'bullmq';
import { RETRY } from './constants.js';
const queue = new Queue('mail', { connection: {} });
export const send = () => queue.add('send', { to: 'a' }, { ...RETRY, priority: 1 });
`,
      'constants.ts': `export const RETRY = { attempts: 5 } as const;`,
      'worker.ts': worker,
    },
    'attempts: 1 is a decision': {
      'main.ts': `
import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {}, defaultJobOptions: { attempts: 1 } });
export const send = () => queue.add('send', { to: 'a' });
`,
      'worker.ts': worker,
    },
    'attempts from the environment are unknown': {
      'main.ts': `
import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {}, defaultJobOptions: { attempts: Number(process.env.RETRIES) } });
export const send = () => queue.add('send', { to: 'a' });
`,
      'worker.ts': worker,
    },
    'options from a function that is out of sight are unknown': {
      'main.ts': `
import { Queue, type JobsOptions } from 'bullmq';
declare function options(): JobsOptions;
const queue = new Queue('mail', { connection: {} });
export const send = () => queue.add('send', { to: 'a' }, options());
`,
      'worker.ts': worker,
    },
    'the worker is out of sight': `
import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
export const send = () => queue.add('send', { to: 'a' });
`,
    'a body that waits for nothing cannot fail differently next time': {
      'main.ts': `
import { Queue, Worker } from 'bullmq';
const queue = new Queue('sum', { connection: {} });
export const send = () => queue.add('sum', { a: 1, b: 2 });
new Worker<{ a: number; b: number }>('sum', (job) => { console.log(job.data.a + job.data.b); return undefined as never; });
`,
    },
    'a schedule runs it again anyway': {
      'main.ts': `
import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
export const start = () => queue.upsertJobScheduler('nightly', { pattern: '0 3 * * *' }, { name: 'send', data: { to: 'a' } });
export const poll = () => queue.add('send', { to: 'a' }, { repeat: { every: 60_000 } });
`,
      'worker.ts': worker,
    },
    'a look-alike that is not the library': `
class Queue<T> {
  constructor(readonly name: string) {}
  add(name: string, data: T): Promise<void> { return Promise.resolve(console.log(name, data)); }
}
class Worker { constructor(readonly name: string, readonly run: () => Promise<void>) {} }
const queue = new Queue<{ to: string }>('mail');
export const send = () => queue.add('send', { to: 'a' });
new Worker('mail', async () => { await send(); });
`,
    'a wrapper sets attempts for its callers': {
      'main.ts': `
import { Queue, type JobsOptions } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
export function enqueue(name: string, data: unknown, options?: JobsOptions) {
  return queue.add(name, data, { attempts: 5, ...options });
}
`,
      'caller.ts': `
import { enqueue } from './main.js';
export const send = () => enqueue('send', { to: 'a' });
`,
      'worker.ts': worker,
    },
    'Nest: forRoot defaults apply': {
      'main.ts': `
import { BullModule, InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { Injectable, Module } from '@nestjs/common';
import type { Job, Queue } from 'bullmq';
declare function deliver(to: string): Promise<void>;
@Processor('mail')
export class MailProcessor extends WorkerHost {
  async process(job: Job<{ to: string }>) { await deliver(job.data.to); }
}
@Injectable()
export class Mails {
  constructor(@InjectQueue('mail') private readonly queue: Queue) {}
  send(to: string) { return this.queue.add('send', { to }); }
}
@Module({
  imports: [BullModule.forRoot({ connection: {}, defaultJobOptions: { attempts: 3 } }), BullModule.registerQueue({ name: 'mail' })],
  providers: [MailProcessor, Mails],
})
export class MailModule {}
`,
    },
  },
  reports: {
    'strict: a library without retries, with what to do instead': {
      code: celery.replace(
        'await fetch(to); });',
        `await fetch(to); });
~~~~~~~~~~~~~~~~~~~~~~ [without]`,
      ),
      options: { withoutOption: true },
      message:
        'Tasks of `mail` run once: celery-node has no retries, so one network error or restart loses the task. celery-node takes a task off the broker before it runs it and never retries: retry inside the task, or let a Python worker run it.',
    },
    'BullMQ: nothing sets attempts, reported once at the queue': {
      code: {
        'main.ts': `
import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
              ~~~~~~~~~~~~~~~~ [queue]
export const send = () => queue.add('send', { to: 'a' });
export const again = () => queue.add('send', { to: 'b' }, { priority: 2 });
`,
        'worker.ts': worker,
      },
      message:
        'Tasks of `mail` run once: BullMQ does not retry unless told, so one network error or restart loses the task. Set `attempts` and a growing back-off here.',
      suggestion: `
import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {}, defaultJobOptions: { attempts: 5, backoff: { type: 'exponential', delay: 20_000, jitter: 0.5 } } });
export const send = () => queue.add('send', { to: 'a' });
export const again = () => queue.add('send', { to: 'b' }, { priority: 2 });
`,
    },
    'one producer sets attempts, the other forgot': {
      'main.ts': `
import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
export const send = () => queue.add('send', { to: 'a' }, { attempts: 3 });
export const again = () => queue.add('send', { to: 'b' });
                           ~~~~~~~~~~~~~~~~ [enqueue]
`,
      'worker.ts': worker,
    },
    'a constant without attempts, used through a wrapper': {
      'main.ts': `
import { Queue } from 'bullmq';
const OPTIONS = { removeOnComplete: true };
const queue = new Queue('mail', { connection: {}, defaultJobOptions: OPTIONS });
              ~~~~~~~~~~~~~~~~ [queue]
export class Mails {
  push(name: string, data: unknown) { return queue.add(name, data); }
}
`,
      'caller.ts': `
import { Mails } from './main.js';
export const send = () => new Mails().push('send', { to: 'a' });
`,
      'worker.ts': worker,
    },
    'Bull: constructed by call, process on the queue': {
      code: `
import Bull from 'bull';
declare function deliver(to: string): Promise<void>;
const queue = new Bull<{ to: string }>('mail', 'redis://localhost');
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [queue]
export const send = () => queue.add({ to: 'a' });
void queue.process(async (job) => { await deliver(job.data.to); });
`,
    },
    'Nest: a queue without defaults anywhere': {
      'main.ts': `
import { BullModule, InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { Injectable, Module } from '@nestjs/common';
import type { Job, Queue } from 'bullmq';
declare function deliver(to: string): Promise<void>;
const MAIL = 'mail';
@Processor(MAIL)
export class MailProcessor extends WorkerHost {
  async process(job: Job<{ to: string }>) { await deliver(job.data.to); }
}
@Injectable()
export class Mails {
  constructor(@InjectQueue(MAIL) private readonly queue: Queue) {}
  send(to: string) { return this.queue.add('send', { to }); }
}
@Module({ imports: [BullModule.registerQueue({ name: MAIL })], providers: [MailProcessor, Mails] })
                                               ~~~~~~~~~~ [queue]
export class MailModule {}
`,
    },
    '@nestjs/bull: process methods by name': {
      'main.ts': `
import { BullModule, InjectQueue, Process, Processor } from '@nestjs/bull';
import { Injectable, Module } from '@nestjs/common';
import type { Job, Queue } from 'bull';
declare function deliver(to: string): Promise<void>;
@Processor('mail')
export class MailProcessor {
  @Process('send')
  async send(job: Job<{ to: string }>) { await deliver(job.data.to); }
}
@Injectable()
export class Mails {
  constructor(@InjectQueue('mail') private readonly queue: Queue) {}
  send(to: string) { return this.queue.add('send', { to }); }
}
@Module({ imports: [BullModule.registerQueue({ name: 'mail' })], providers: [MailProcessor, Mails] })
                                               ~~~~~~~~~~~~ [queue]
export class MailModule {}
`,
    },
    'a flow takes no defaults from the queue': {
      'main.ts': `
import { FlowProducer, Queue } from 'bullmq';
export const queue = new Queue('mail', { connection: {}, defaultJobOptions: { attempts: 3 } });
const flow = new FlowProducer({ connection: {} });
export const send = () => flow.add({ name: 'send', queueName: 'mail', data: { to: 'a' } });
                                     ~~~~~~~~~~~~ [enqueue]
`,
      'worker.ts': worker,
    },
  },
});
