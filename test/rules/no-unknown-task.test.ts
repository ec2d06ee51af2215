import rule from '../../src/rules/no-unknown-task.js';
import { testRule } from './kit.js';

const queue = `
import { Queue } from 'bullmq';
export const mail = new Queue('mail', { connection: {} });
`;

const shared = `
export declare function welcome(to: string): Promise<void>;
export declare function receipt(to: string): Promise<void>;
export declare function other(data: unknown): Promise<void>;
`;

/** A worker of the queue around a body, in a file of its own. */
function workerWith(body: string, before = ''): string {
  return `
import { Worker, type Job } from 'bullmq';
import { other, receipt, welcome } from './shared.js';
void [other, receipt, welcome];
${before}
new Worker('mail', async (job: Job) => {
${body}
}, { connection: {} });
`;
}

const choice = workerWith(`
  switch (job.name) {
    case 'welcome': return welcome(job.data.to);
    case 'receipt': return receipt(job.data.to);
    default: throw new Error(\`unknown task \${job.name}\`);
  }`);

/** Files of a program whose producer sends two tasks by the names that are given. */
function files(worker: string, ...names: readonly string[]): Record<string, string> {
  const calls = names.map(
    (name) => `export const x${names.indexOf(name)} = () => mail.add('${name}', { to: 'a' });`,
  );
  return {
    'main.ts': `import { mail } from './queue.js';\n${calls.join('\n')}\n`,
    'queue.ts': queue,
    'shared.ts': shared,
    'worker.ts': worker,
  };
}

const both = ['welcome', 'receipt'];

testRule(rule, {
  silent: {
    'a name that is copied and changed': files(
      workerWith(`
  let name = job.name;
  if (job.data.legacy) name = 'welcome';
  if (name === 'welcome') return welcome(job.data.to);
  throw new Error(name);`),
      ...both,
    ),
    'a branch that makes its result of the payload, or writes it somewhere': {
      ...files(
        workerWith(`
  if (job.name === 'welcome') return welcome(job.data.to);
  return { done: job.data.to };`),
        ...both,
      ),
      'other.ts': workerWith(
        `
  if (job.name === 'welcome') return welcome(job.data.to);
  counted.last = job.data.to;`,
        'const counted = { last: 0 };',
      ).replaceAll("'mail'", "'other'"),
    },
    'every name is handled': files(choice, ...both),
    'a worker that ignores the name': files(workerWith('  await welcome(job.data.to);'), 'anything'),
    'a default branch that works': files(
      workerWith(
        `  switch (job.name) { case 'welcome': return welcome(job.data.to); default: return other(job.data); }`,
      ),
      ...both,
    ),
    'work before the choice': files(
      workerWith(`  await other(job.data);\n  if (job.name === 'welcome') await welcome(job.data.to);`),
      ...both,
    ),
    'work after the choice': files(
      workerWith(`  if (job.name === 'welcome') return welcome(job.data.to);\n  await other(job.data);`),
      ...both,
    ),
    'a result that is not for the cases': files(
      workerWith(
        `  const done = await other(job.data);\n  if (job.name === 'welcome') await welcome(job.data.to);\n  return done;`,
      ),
      ...both,
    ),
    'a prefix decides': files(
      workerWith(
        `  if (job.name.startsWith('mail:')) return other(job.data);\n  if (job.name === 'welcome') await welcome('a');`,
      ),
      'mail:x',
      'welcome',
    ),
    'a table with a fallback': files(
      workerWith(
        `  await (handlers[job.name] ?? other)(job.data);`,
        `const handlers: Record<string, (data: any) => Promise<void>> = { welcome };`,
      ),
      ...both,
    ),
    'a table that grows': files(
      workerWith(
        `  await handlers[job.name]?.(job.data.to);`,
        `const handlers: Record<string, (to: string) => Promise<void>> = { welcome };
export function register(name: string, fn: (to: string) => Promise<void>) { handlers[name] = fn; }`,
      ),
      ...both,
    ),
    'a body out of sight': files(
      `import { Worker } from 'bullmq';\nnew Worker('mail', './processor.js', { connection: {} });\n`,
      'anything',
    ),
    'no worker at all': {
      'main.ts': `import { mail } from './queue.js';\nexport const x = () => mail.add('a', {});`,
      'queue.ts': queue,
    },
    'a worker of a computed queue may be one of this queue': {
      ...files(choice, 'resend', ...both),
      'more.ts': `
import { Worker } from 'bullmq';
export const start = (names: string[]) => names.map((name) => new Worker(name, async () => {}, { connection: {} }));
`,
    },
    'a computed name': {
      ...files(choice),
      'main.ts': `import { mail } from './queue.js';\nexport const x = (name: string) => mail.add(name, { to: 'a' });`,
    },
    'a producer of a computed queue may produce it': {
      ...files(choice, 'welcome'),
      'more.ts': `
import type { Queue } from 'bullmq';
export const push = (queues: Record<string, Queue>, key: string) => queues[key]?.add('receipt', {});
`,
    },
    'only the worker itself enqueues: others may be in another program': {
      ...files(choice),
      'worker.ts': `${choice}\nimport { mail } from './queue.js';\nexport const again = () => mail.add('welcome', { to: 'a' });\n`,
    },
    'a part of the program is not there: it may produce the task': {
      ...files(choice, 'welcome'),
      'edition.ts': `
declare const require: (name: string) => unknown;
export const edition = () => require('./enterprise/module');
`,
    },
    'an external queue': { code: files(choice, 'resend', ...both), options: { externalQueues: ['mail'] } },
    'constants, enums and a wrapper': {
      'main.ts': `
import { mail } from './queue.js';
import { Task } from './names.js';
const push = (name: string, to: string) => mail.add(name, { to });
export const a = () => push(Task.Welcome, 'a');
export const b = () => push(Task.Receipt, 'a');
`,
      'names.ts': `export enum Task { Welcome = 'welcome', Receipt = 'receipt' }`,
      'queue.ts': queue,
      'shared.ts': shared,
      'worker.ts': workerWith(
        `  const { name, data } = job;\n  if (name === Task.Welcome) { await welcome(data.to); } else if ([Task.Receipt].includes(name as Task)) await receipt(data.to);`,
        `import { Task } from './names.js';`,
      ),
    },
    'thousands of names': {
      'main.ts': `
import { mail } from './queue.js';
${Array.from({ length: 2000 }, (_, index) => `export const x${index} = () => mail.add('task-${index}', {});`).join('\n')}
`,
      'queue.ts': queue,
      'worker.ts': `
import { Worker, type Job } from 'bullmq';
const handlers: Record<string, (job: Job) => Promise<void>> = {
${Array.from({ length: 2000 }, (_, index) => `  'task-${index}': async (job) => { console.log(job.id); },`).join('\n')}
};
new Worker('mail', async (job) => {
  const handler = handlers[job.name];
  if (!handler) throw new Error('unknown');
  await handler(job);
}, { connection: {} });
`,
    },
    'two queues whose names differ by a number': {
      'main.ts': `
import { Queue, Worker } from 'bullmq';
const first = new Queue('shard-1', { connection: {} });
export const x = () => first.add('a', {});
new Worker('shard-2', async () => {}, { connection: {} });
`,
    },
    'two queues of nearly the same name that both have producers': {
      'main.ts': `
import { Queue, Worker } from 'bullmq';
const one = new Queue('emails', { connection: {} });
const two = new Queue('email', { connection: {} });
export const x = () => [one.add('a', {}), two.add('a', {})];
new Worker('email', async () => {}, { connection: {} });
`,
    },
    'Bull: a function for all other tasks': {
      'main.ts': `
import Bull from 'bull';
const mail = new Bull('mail');
void mail.process('welcome', async () => {});
void mail.process('*', async () => {});
export const x = () => mail.add('receipt', {});
`,
    },
    'Bull: tasks without a name': {
      'main.ts': `
import Bull from 'bull';
const mail = new Bull('mail');
void mail.process(5, async () => {});
export const x = () => mail.add({ to: 'a' });
`,
    },
  },
  reports: {
    'a slip, by which the worker throws': {
      code: {
        ...files(choice),
        'main.ts': `
import { mail } from './queue.js';
export const a = () => mail.add('welcom', { to: 'a' });
                                ~~~~~~~~ [unhandled]
export const b = () => mail.add('receipt', { to: 'a' });
`,
      },
      message:
        'No worker of `mail` handles `welcom` (it handles `welcome`, `receipt`): the worker throws, and the task fails in every run. Did you mean `welcome`?',
      suggestion: `
import { mail } from './queue.js';
export const a = () => mail.add('welcome', { to: 'a' });
export const b = () => mail.add('receipt', { to: 'a' });
`,
    },
    'a default branch that only logs': {
      code: {
        ...files(
          workerWith(`  const start = Date.now();
  const { to } = job.data;
  try {
    switch (job.name) {
      case 'welcome': await welcome(to); break;
      default: console.warn('unknown task', job.name);
    }
  } catch (error) { console.error(error); throw error; } finally { console.log(Date.now() - start); }`),
        ),
        'main.ts': `
import { mail } from './queue.js';
export const a = () => mail.add('welcome', { to: 'a' });
export const b = () => mail.addBulk([{ name: 'farewell', data: { to: 'a' } }]);
                                             ~~~~~~~~~~ [unhandled]
`,
      },
      message:
        'No worker of `mail` handles `farewell` (it handles `welcome`): the worker does nothing, and the task counts as completed. Handle it, or name one that is handled.',
    },
    'a table of handlers, an early return and a helper': {
      ...files(
        workerWith(
          `  const handler = handlers[job.name as keyof typeof handlers];
  if (!handler) return;
  await handler(job.data.to);`,
          `const handlers = { welcome, ['rece' + 'ipt']: receipt };`,
        ),
      ),
      'main.ts': `
import { mail } from './queue.js';
export const a = () => mail.add('welcome', { to: 'a' });
export const b = () => mail.add('receipt', { to: 'a' });
export const c = () => mail.add('farewell', { to: 'a' });
                                ~~~~~~~~~~ [unhandled]
`,
    },
    'a map, and a function that chooses in the place of the body': {
      ...files(
        workerWith(
          `  try { await run(job); } catch (error) { console.error(error); throw error; }`,
          `const registry = new Map([['welcome', welcome]]);
async function run(job: Job) {
  if (!registry.has(job.name)) throw new Error('unknown');
  await registry.get(job.name)?.(job.data.to);
}`,
        ),
      ),
      'main.ts': `
import { mail } from './queue.js';
export const a = () => mail.add('welcome', { to: 'a' });
export const c = () => mail.add('farewell', { to: 'a' });
                                ~~~~~~~~~~ [unhandled]
`,
    },
    'a task that nothing produces': {
      code: {
        ...files(choice, 'welcome'),
        'worker.ts': `
import { Worker } from 'bullmq';
import { receipt, welcome } from './shared.js';
new Worker('mail', async (job) => {
  if (job.name === 'welcome') await welcome(job.data.to);
  else if (job.name === 'receipt') await receipt(job.data.to);
                        ~~~~~~~~~ [unproduced]
}, { connection: {} });
`,
      },
      message:
        '`receipt` is handled here, but every producer of `mail` names another task, so this never runs. Remove it, or enqueue it.',
    },
    'the name is given to a wrapper': {
      ...files(choice),
      'main.ts': `
import { mail } from './queue.js';
const push = (name: string, to: string) => mail.add(name, { to });
export const a = () => push('welcome', 'a');
export const b = () => push('reciept', 'a');
                            ~~~~~~~~~ [unhandled]
`,
    },
    'the name is fixed in a wrapper': {
      ...files(choice),
      'main.ts': `
import { mail } from './queue.js';
const push = (to: string) => mail.add('reciept', { to });
                                      ~~~~~~~~~ [unhandled]
export const a = () => push('a');
export const b = () => mail.add('welcome', { to: 'a' });
`,
    },
    'the name of the queue': {
      code: {
        'main.ts': `
import { Queue } from 'bullmq';
const mail = new Queue('emial', { connection: {} });
                       ~~~~~~~ [queue]
export const x = () => mail.add('welcome', { to: 'a' });
`,
        'worker.ts': `
import { Worker } from 'bullmq';
new Worker('email', async (job) => { console.log(job.id); }, { connection: {} });
`,
      },
      message:
        'No worker takes tasks of `emial`, and nothing enqueues for the worker of `email`: these tasks wait for ever. Did you mean `email`?',
      suggestion: `
import { Queue } from 'bullmq';
const mail = new Queue('email', { connection: {} });
export const x = () => mail.add('welcome', { to: 'a' });
`,
    },
    'Bull: a named task, and a function without a name': {
      code: `
import Bull from 'bull';
const mail = new Bull('mail');
void mail.process(async () => {});
export const x = () => mail.add('welcome', { to: 'a' });
                                ~~~~~~~~~ [unhandled]
`,
      message:
        'No worker of `mail` handles `welcome` (it handles tasks without a name): the task fails with "Missing process handler". Handle it, or name one that is handled.',
    },
    'Nest on Bull': {
      'main.ts': `
import { InjectQueue } from '@nestjs/bull';
import type { Queue } from 'bull';
export class Mails {
  constructor(@InjectQueue('mail') private readonly mail: Queue) {}
  async welcome() { await this.mail.add('wellcome', { to: 'a' }); }
                                        ~~~~~~~~~~ [unhandled]
}
`,
      'worker.ts': `
import { Process, Processor } from '@nestjs/bull';
@Processor('mail')
export class MailProcessor {
  @Process('welcome') async welcome() {}
  @Process({ name: 'receipt' }) async receipt() {}
                   ~~~~~~~~~ [unproduced]
}
`,
    },
    'Nest on BullMQ': {
      'main.ts': `
import { InjectQueue } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
export class Mails {
  constructor(@InjectQueue('mail') private readonly mail: Queue) {}
  async welcome() { await this.mail.add('wellcome', { to: 'a' }); }
                                        ~~~~~~~~~~ [unhandled]
}
`,
      'worker.ts': `
import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
@Processor('mail')
export class MailProcessor extends WorkerHost {
  async process(job: Job) {
    switch (job.name) {
      case 'welcome': return this.welcome(job);
    }
  }
  async welcome(job: Job) { console.log(job.data); }
}
`,
    },
  },
});
