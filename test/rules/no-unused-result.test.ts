import rule from '../../src/rules/no-unused-result.js';
import { testRule } from './kit.js';

const worker = `
import { Worker } from 'bullmq';
new Worker<{ to: string }>('mail', async (job) => { console.log(job.data.to); await Promise.resolve(); }, { connection: {} });
`;
const main = `
import { Queue } from 'bullmq';
export const queue = new Queue<{ to: string }>('mail', { connection: {} });
export const send = () => queue.add('send', { to: 'a' });
`;

testRule(rule, {
  silent: {
    'the program cleans up itself': {
      'main.ts': `${main}
export const cleanUp = () => queue.clean(3_600_000, 1000, 'completed');
`,
      'worker.ts': worker,
    },
    'a listener removes what is done': {
      'main.ts': main,
      'worker.ts': `
import { Worker } from 'bullmq';
const worker = new Worker<{ to: string }>('mail', async (job) => { console.log(job.data.to); await Promise.resolve(); }, { connection: {} });
worker.on('completed', (job) => { void job.remove(); });
`,
    },
    'a small result, and a large one that is removed at once': `
import { Queue, Worker } from 'bullmq';
declare function load(): Promise<{ id: number }[]>;
const sync = new Queue('sync', { connection: {}, defaultJobOptions: { removeOnComplete: 1000 } });
const clean = new Queue('clean', { connection: {}, defaultJobOptions: { removeOnComplete: true } });
export const run = () => Promise.all([sync.add('sync', {}), clean.add('clean', {})]);
new Worker('sync', async () => (await load()).length, { connection: {} });
new Worker('clean', async () => load(), { connection: {} });
`,
    'queue defaults remove finished tasks': {
      'main.ts': main.replace(
        'connection: {}',
        'connection: {}, defaultJobOptions: { removeOnComplete: 100 }',
      ),
      'worker.ts': worker,
    },
    'the enqueue removes them': {
      'main.ts': main.replace(`{ to: 'a' })`, `{ to: 'a' }, { removeOnComplete: true })`),
      'worker.ts': worker,
    },
    'the worker removes them': {
      'main.ts': main,
      'worker.ts': worker.replace('connection: {}', 'connection: {}, removeOnComplete: { count: 10 }'),
    },
    'removeOnComplete: false is a decision': {
      'main.ts': main.replace(
        'connection: {}',
        'connection: {}, defaultJobOptions: { removeOnComplete: false }',
      ),
      'worker.ts': worker,
    },
    'the worker, and so its retention, is out of sight': { 'main.ts': main },
    'a status endpoint reads the result': {
      'main.ts': `${main}
export async function result(id: string) { return (await queue.getJob(id))?.returnvalue as unknown; }
`,
      'worker.ts': worker,
    },
    'a caller waits for the result': {
      'main.ts': `${main}
import { QueueEvents } from 'bullmq';
const events = new QueueEvents('mail', { connection: {} });
export async function wait() { const job = await send(); return (await job.waitUntilFinished(events)) as unknown; }
`,
      'worker.ts': worker,
    },
    'a kept id is what stops a second task': {
      'main.ts': main.replace(`{ to: 'a' })`, `{ to: 'a' }, { jobId: 'welcome-a' })`),
      'worker.ts': worker,
    },
    'retention from the environment': {
      'main.ts': main.replace(
        'connection: {}',
        'connection: {}, defaultJobOptions: { removeOnComplete: Number(process.env.KEEP) }',
      ),
      'worker.ts': worker,
    },
  },
  reports: {
    'a list of rows that nobody reads': {
      'main.ts': `
import { Queue, Worker } from 'bullmq';
interface Row { id: number; name: string }
declare function load(): Promise<Row[]>;
const queue = new Queue('sync', { connection: {}, defaultJobOptions: { removeOnComplete: 1000 } });
export const sync = () => queue.add('sync', {});
new Worker('sync', async () => {
  const rows = await load();
  return rows;
         ~~~~ [large]
}, { connection: {} });
new Worker('sync', () => load(), { connection: {} });
                         ~~~~~~ [large]
`,
    },
    'BullMQ keeps everything': {
      code: {
        'main.ts': `
import { Queue } from 'bullmq';
export const queue = new Queue<{ to: string }>('mail', { connection: {} });
                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [queue]
export const send = () => queue.add('send', { to: 'a' });
`,
        'worker.ts': worker,
      },
      message:
        'BullMQ keeps every finished task of `mail` for ever and nothing reads them: Redis fills up until enqueues fail. Set `removeOnComplete` in the default options here.',
      suggestion: `
import { Queue } from 'bullmq';
export const queue = new Queue<{ to: string }>('mail', { connection: {}, defaultJobOptions: { removeOnComplete: true, removeOnFail: { age: 7 * 24 * 3600 } } });
export const send = () => queue.add('send', { to: 'a' });
`,
    },
    'asking for the state by id reads no result': {
      'main.ts': `
import { Queue } from 'bullmq';
export const queue = new Queue<{ to: string }>('mail', { connection: {} });
                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [queue]
export const send = () => queue.add('send', { to: 'a' });
export async function state(id: string) { return (await queue.getJob(id))?.getState(); }
`,
      'worker.ts': worker,
    },
    'Bull, whose workers have no retention': `
import Bull from 'bull';
const queue = Bull<{ to: string }>('mail', { defaultJobOptions: { attempts: 3 } });
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [queue]
export const send = () => queue.add({ to: 'a' });
`,
    'one enqueue forgot what the other sets': {
      'main.ts': `
import { Queue } from 'bullmq';
export const queue = new Queue<{ to: string }>('mail', { connection: {} });
export const send = () => queue.add('send', { to: 'a' }, { removeOnComplete: true });
export const again = () => queue.add('send', { to: 'b' });
                           ~~~~~~~~~~~~~~~~ [enqueue]
`,
      'worker.ts': worker,
    },
  },
});
