import rule from '../../src/rules/require-dead-task-cleanup.js';
import { testRule } from './kit.js';

const queue = `
import { Queue } from 'bullmq';
export const mail = new Queue<{ to: string }>('mail', { connection: {} });
export const send = () => mail.add('send', { to: 'a' });
`;
const worker = `
import { Worker } from 'bullmq';
new Worker<{ to: string }>('mail', async (job) => { console.log(job.data.to); await Promise.resolve(); }, { connection: {} });
`;
const withDefaults = (options: string): string =>
  queue.replace('connection: {}', `connection: {}, defaultJobOptions: { ${options} }`);

testRule(rule, {
  silent: {
    'queue defaults limit them by age': {
      'main.ts': withDefaults('removeOnFail: { age: 7 * 24 * 3600 }'),
      'worker.ts': worker,
    },
    'the enqueue limits them': {
      'main.ts': queue.replace(`{ to: 'a' })`, `{ to: 'a' }, { removeOnFail: 500 })`),
      'worker.ts': worker,
    },
    'the worker limits them': {
      'main.ts': queue,
      'worker.ts': worker.replace('connection: {}', 'connection: {}, removeOnFail: { count: 100 }'),
    },
    'keeping them is a decision when it is written down': {
      'main.ts': withDefaults('removeOnFail: false'),
      'worker.ts': worker,
    },
    'the program cleans up itself': {
      'main.ts': `${queue}
setInterval(() => { void mail.clean(7 * 24 * 3600 * 1000, 1000, 'failed'); }, 3_600_000);
`,
      'worker.ts': worker,
    },
    'the worker is out of sight': { 'main.ts': queue },
    'the limit comes from the environment': {
      'main.ts': withDefaults('removeOnFail: { age: Number(process.env.KEEP_FAILED) }'),
      'worker.ts': worker,
    },
    'the name of the queue is computed': {
      'main.ts': queue.replace(`>('mail'`, `>(process.env.QUEUE ?? 'mail'`),
      'worker.ts': worker,
    },
    'a kept id is what stops a second task': {
      'main.ts': queue.replace(`{ to: 'a' })`, `{ to: 'a' }, { jobId: 'welcome-a' })`),
      'worker.ts': worker,
    },
    'a module registers the limit for every queue': `
import { BullModule, InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import type { Queue } from 'bullmq';
@Processor('mail')
class MailWorker extends WorkerHost { async process(): Promise<void> {} }
export class Mails {
  constructor(@InjectQueue('mail') private readonly queue: Queue) {}
  send(): Promise<unknown> { return this.queue.add('send', {}); }
}
@Module({
  imports: [
    BullModule.forRoot({ connection: {}, defaultJobOptions: { removeOnFail: 1000 } }),
    BullModule.registerQueue({ name: 'mail' }),
  ],
  providers: [MailWorker, Mails],
})
export class App {}
`,
    'pg-boss deletes them itself': `
import { PgBoss } from 'pg-boss';
const boss = new PgBoss('postgres://localhost/jobs');
await boss.work('mail', async () => {});
await boss.send('mail', {});
`,
  },
  reports: {
    'BullMQ: finished tasks go, failed ones stay': {
      code: {
        'main.ts': `
import { Queue } from 'bullmq';
export const mail = new Queue<{ to: string }>('mail', { connection: {}, defaultJobOptions: { removeOnComplete: true } });
                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [queue]
export const send = () => mail.add('send', { to: 'a' });
`,
        'worker.ts': worker,
      },
      suggestion: `
import { Queue } from 'bullmq';
export const mail = new Queue<{ to: string }>('mail', { connection: {}, defaultJobOptions: { removeOnComplete: true, removeOnFail: { age: 7 * 24 * 3600 } } });
export const send = () => mail.add('send', { to: 'a' });
`,
    },
    'Bull, once for all its enqueues': `
import Bull from 'bull';
const mail = new Bull<{ to: string }>('mail');
             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [queue]
export const send = () => mail.add({ to: 'a' });
export const again = () => mail.add({ to: 'b' });
`,
    'one enqueue forgot what the other sets': {
      'main.ts': `
import { Queue } from 'bullmq';
const mail = new Queue<{ to: string }>('mail', { connection: {} });
export const send = () => mail.add('send', { to: 'a' }, { removeOnFail: 500 });
export const again = () => mail.add('send', { to: 'b' });
                           ~~~~~~~~~~~~~~~ [enqueue]
`,
      'worker.ts': worker,
    },
    'Nest, at the registration': `
import { BullModule, InjectQueue, Processor, WorkerHost } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import type { Queue } from 'bullmq';
@Processor('mail')
class MailWorker extends WorkerHost { async process(): Promise<void> {} }
export class Mails {
  constructor(@InjectQueue('mail') private readonly queue: Queue) {}
  send(): Promise<unknown> { return this.queue.add('send', {}); }
}
@Module({ imports: [BullModule.registerQueue({ name: 'mail' })], providers: [MailWorker, Mails] })
                                               ~~~~~~~~~~~~ [queue]
export class App {}
`,
    'Bee-Queue, whose queue holds the setting': `
import Queue from 'bee-queue';
const mail = new Queue<{ to: string }>('mail', { removeOnSuccess: true });
             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [queue]
mail.on('error', console.error);
mail.process(async (job) => { console.log(job.data.to); });
export const send = () => mail.createJob({ to: 'a' }).save();
`,
  },
});
