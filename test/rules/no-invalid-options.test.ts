import rule from '../../src/rules/no-invalid-options.js';
import { testRule } from './kit.js';

const queue5 = `import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
`;
const queue6 = queue5.replace("'bullmq'", "'bullmq6'");
const bull = `import Bull from 'bull';
const queue = new Bull('mail');
`;

testRule(rule, {
  silent: {
    'an id without a colon': `${queue5}export const send = (id: string) => queue.add('send', {}, { jobId: \`user-\${id}\` });`,
    'three parts are let through': `${queue5}export const send = (id: number) => queue.add('send', {}, { jobId: \`repeat:\${id}:\${1}\` });`,
    'two colons around a text may be three parts': `${queue5}export const send = (id: string) => queue.add('send', {}, { jobId: \`user:\${id}:x\` });`,
    'an id out of sight': `${queue5}export const send = (id: string) => queue.add('send', {}, { jobId: id });`,
    'an id that its caller names': `${queue5}export const send = (to: string, jobId: string) => queue.add('send', { to }, { jobId });
export const all = (id: string) => send('a', id);`,
    'an untyped part may be anything': `${queue5}export const send = (id: any) => queue.add('send', {}, { jobId: \`\${id}\` });`,
    'a number behind a word': `${queue5}export const send = (id: number) => queue.add('send', {}, { jobId: \`user-\${id}\` });`,
    'Bull takes any id': `${bull}export const send = (id: number) => queue.add('send', {}, { jobId: \`user:\${id}\` });
export const other = (id: number) => queue.add('send', {}, { jobId: String(id) });`,
    'the id of a repeatable task is part of its key': `${queue5}export const start = () => queue.add('tick', {}, { jobId: 'tick:daily', repeat: { every: 60_000 } });`,
    'repeat and debounce are right in version 5': `${queue5}export const start = () => queue.add('tick', {}, { repeat: { pattern: '0 3 * * *' } });
export const send = (id: string) => queue.add('send', {}, { debounce: { id, ttl: 1000 } });`,
    'a back-off with a delay': `${queue5}export const send = () => queue.add('send', {}, { attempts: 3, backoff: { type: 'exponential', delay: 1000 } });`,
    'a delay from the environment': `${queue5}export const send = () => queue.add('send', {}, { attempts: 3, backoff: { type: 'exponential', delay: Number(process.env.DELAY) } });`,
    'attempts stand in the defaults of the queue': `import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {}, defaultJobOptions: { attempts: 5 } });
export const send = () => queue.add('send', {}, { backoff: { type: 'fixed', delay: 1000 } });`,
    'attempts stand in defaults out of sight': `import { Queue, type DefaultJobOptions } from 'bullmq';
declare const defaults: DefaultJobOptions;
const queue = new Queue('mail', { connection: {}, defaultJobOptions: defaults });
export const send = () => queue.add('send', {}, { backoff: { type: 'fixed', delay: 1000 } });`,
    'a strategy that a worker brings': `import { Queue, Worker } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
export const send = () => queue.add('send', {}, { attempts: 3, backoff: { type: 'linear', delay: 1000 } });
export const worker = new Worker('mail', async () => {}, { connection: {}, settings: { backoffStrategy: (n) => n * 1000 } });`,
    'a strategy where no worker is in sight': `${queue5}export const send = () => queue.add('send', {}, { attempts: 3, backoff: { type: 'linear', delay: 1000 } });`,
    'one flag only, or one that is off': `${queue5}export const send = () => queue.add('send', {}, { failParentOnFailure: true, removeDependencyOnFailure: false });`,
    'usual and unusual cron expressions': `${queue5}export const start = async () => {
  await queue.upsertJobScheduler('a', { pattern: '*/5 * * * *' });
  await queue.upsertJobScheduler('b', { pattern: '0 30 2 * * SUN' });
  await queue.upsertJobScheduler('c', { pattern: '@daily' });
  await queue.upsertJobScheduler('d', { pattern: '0 0 L * *' });
  await queue.upsertJobScheduler('e', { pattern: process.env.CRON ?? 'never' });
};`,
    'a rhythm out of sight': `import { Queue, type RepeatOptions } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
export const start = (repeat: Omit<RepeatOptions, 'key'>) => queue.upsertJobScheduler('a', repeat);`,
    'items with opts': `${queue5}export const send = (ids: string[]) =>
  queue.addBulk(ids.map((id) => ({ name: 'send', data: { id, options: { urgent: true } }, opts: { delay: 5 } })));`,
    'a class of the program with the same names': `class Queue { constructor(readonly name: string) {} add(name: string, data: object, opts: { jobId: string }) { return [name, data, opts]; } }
const queue = new Queue('mail:out');
export const send = () => queue.add('send', {}, { jobId: 'a:b' });`,
    'a worker that keeps some': `import { Worker } from 'bullmq';
export const worker = new Worker('mail', async () => {}, { connection: {}, concurrency: 5, removeOnComplete: { count: 0 } });`,
  },
  reports: {
    'a colon in an id': {
      code: `${queue5}export const send = (id: string) => queue.add('send', {}, { jobId: \`user:\${id}\` });
                                                            ~~~~~~~~~~~~~~~~~~~ [throws]`,
      suggestion: `${queue5}export const send = (id: string) => queue.add('send', {}, { jobId: \`user-\${id}\` });`,
      message:
        'BullMQ throws on a `jobId` with a colon, so this enqueue always fails. Join the parts with another character, here and wherever the id is looked up.',
    },
    'a colon from a function of the program': `${queue6}
const idOf = (kind: string, id: number) => [kind, id].join(':');
export const send = (id: number) => queue.add('send', {}, { jobId: idOf('user', id) });
                                                            ~~~~~~~~~~~~~~~~~~~~~~~ [throws]`,
    'a colon in the id of a caller': `${queue5}const send = (to: string, jobId: string) => queue.add('send', { to }, { jobId });
export const all = (id: string) => send('a', 'user:' + id);
                                             ~~~~~~~~~~~~ [throws]`,
    'an integer as id': `${queue5}export const send = (order: { id: number }) => queue.add('send', {}, { jobId: String(order.id) });
                                                                       ~~~~~~~~~~~~~~~~~~~~~~~ [throws]
export const other = (order: { id: number }) => queue.add('send', {}, { jobId: order.id.toString() });
                                                                        ~~~~~~~~~~~~~~~~~~~~~~~~~~ [throws]`,
    'a queue name with a colon': {
      code: `import { Queue, Worker } from 'bullmq';
export const queue = new Queue('mail:out', { connection: {} });
                               ~~~~~~~~~~ [throws]
export const worker = new Worker('mail:out', async () => {}, { connection: {} });
                                 ~~~~~~~~~~ [throws]`,
      suggestion: `import { Queue, Worker } from 'bullmq';
export const queue = new Queue('mail-out', { connection: {} });
export const worker = new Worker('mail:out', async () => {}, { connection: {} });`,
    },
    'repeat through a spread in version 6': `${queue6}const daily = { repeat: { pattern: '0 3 * * *' } };
                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [ignored]
export const start = () => queue.add('tick', {}, { ...daily, attempts: 3 });`,
    'debounce in version 6': {
      code: `${queue6}const options = { attempts: 3, debounce: { id: 'a', ttl: 1000 } };
                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [throws]
export const send = () => queue.add('send', {}, { ...options });`,
      suggestion: `${queue6}const options = { attempts: 3, deduplication: { id: 'a', ttl: 1000 } };
export const send = () => queue.add('send', {}, { ...options });`,
    },
    'a back-off without delay in the defaults of a queue': `import { Queue } from 'bullmq';
export const queue = new Queue('mail', { connection: {}, defaultJobOptions: { attempts: 3, backoff: { type: 'exponential' } } });
                                                                                                      ~~~~~~~~~~~~~~~~~~~ [ignored]`,
    'the same in Bull': `${bull}export const send = () => queue.add('send', {}, { attempts: 3, backoff: { type: 'exponential' } });
                                                                          ~~~~~~~~~~~~~~~~~~~ [ignored]`,
    'a back-off without attempts': `${queue5}export const send = () => queue.add('send', {}, { backoff: { type: 'fixed', delay: 1000 } });
                                                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [ignored]`,
    'a strategy that no worker has': `import { Queue, Worker } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
export const send = () => queue.add('send', {}, { attempts: 3, backoff: { type: 'linear', delay: 1000 } });
                                                                          ~~~~~~~~~~~~~~ [fails]
export const worker = new Worker('mail', async () => {}, { connection: {} });`,
    'a jitter in percent, a priority out of range': `${queue5}export const send = () =>
  queue.add('send', {}, { priority: 9_999_999, attempts: 3, backoff: { type: 'fixed', delay: 1000, jitter: 50 } });
                          ~~~~~~~~~~~~~~~~~~~ [throws]
                                                                                                   ~~~~~~~~~~ [throws]`,
    'two flags': `${queue5}export const send = () => queue.add('send', {}, { failParentOnFailure: true, removeDependencyOnFailure: true });
                                                  ~~~~~~~~~~~~~~~~~~~~~~~~~ [throws]`,
    'broken schedules': `${queue5}export const start = async () => {
  await queue.upsertJobScheduler('a', { pattern: '0 25 * * *' });
                                        ~~~~~~~~~~~~~~~~~~~~~ [throws]
  await queue.upsertJobScheduler('b', { every: 1000, pattern: '0 5 * * *' });
                                        ~~~~~~~~~~~ [throws]
  await queue.upsertJobScheduler('c', { limit: 5 });
                                      ~~~~~~~~~~~~ [throws]
  await queue.add('d', {}, { repeat: { pattern: 'every day' } });
                                       ~~~~~~~~~~~~~~~~~~~~ [throws]
};`,
    'options for opts, in items that are built': {
      code: `${queue5}export const send = (id: string) => queue.addBulk([{ name: 'send', data: { id }, ...{ options: { delay: 5 } } }]);
                                                                                      ~~~~~~~~~~~~~~~~~~~~~ [ignored]`,
    },
    "a worker's own": `import { Worker, type WorkerOptions } from 'bullmq';
const options = { connection: {}, concurrency: 0, removeOnComplete: true } as unknown as WorkerOptions;
                                  ~~~~~~~~~~~~~~ [throws]
                                                  ~~~~~~~~~~~~~~~~~~~~~~ [fails]
export const worker = new Worker('mail', async () => {}, options);`,
    'a name for BullMQ through Nest': `import { BullModule } from '@nestjs/bullmq';
export const module = BullModule.registerQueue({ name: 'mail:out' });
                                                       ~~~~~~~~~~ [throws]`,
    'an option of BullMQ in Bull': {
      code: `${bull}const options = { attempts: 3, deduplication: { id: 'a', ttl: 1000 } };
                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [ignored]
export const send = () => queue.add('send', {}, { ...options });`,
      suggestion: `${bull}const options = { attempts: 3, debounce: { id: 'a', ttl: 1000 } };
export const send = () => queue.add('send', {}, { ...options });`,
    },
  },
});
