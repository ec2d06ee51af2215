import rule from '../../src/rules/no-unstable-dedup-key.js';
import { testRule } from './kit.js';

const queue = `import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
`;
const node = `import { randomUUID } from 'node:crypto';
${queue}`;

testRule(rule, {
  silent: {
    'a key of the work': `${queue}export const send = async (id: string) => {
  await queue.add('send', { id }, { jobId: \`send-\${id}\` });
};`,
    'a random id of its own': `${node}export const send = async (to: string) => {
  await queue.add('send', { to }, { jobId: randomUUID() });
};`,
    'an id that is stored': `${node}declare function save(row: object): Promise<void>;
export const send = async (to: string) => {
  const jobId = \`\${to}-\${randomUUID()}\`;
  await queue.add('send', { to }, { jobId });
  await save({ to, jobId });
};`,
    'an id that is returned': `${queue}export const send = async (to: string) => {
  const job = await queue.add('send', { to }, { jobId: \`\${to}-\${Date.now()}\` });
  return job.id;
};`,
    'a task that is returned': `${queue}export const send = (to: string) => queue.add('send', { to }, { jobId: \`\${to}-\${Date.now()}\` });`,
    'a request id that the payload carries': `${node}export const send = async (to: string) => {
  const requestId = randomUUID();
  await queue.add('send', { to, requestId }, { deduplication: { id: requestId } });
};`,
    'a token that is stored, through a wrapper': {
      'tokens.ts': `import { randomBytes } from 'node:crypto';
export const newToken = () => randomBytes(16).toString('hex');`,
      'main.ts': `import { Queue } from 'bullmq';
import { newToken } from './tokens.js';
const queue = new Queue('mail', { connection: {} });
declare function save(row: object): Promise<void>;
async function enqueueMail(to: string, key: string) {
  await queue.add('send', { to }, { deduplication: { id: \`mail-\${key}\` } });
}
export const verify = async (to: string) => {
  const token = newToken();
  await save({ to, token });
  await enqueueMail(to, \`verify-\${token}\`);
};`,
    },
    'a wrapper that waits for the task': `${queue}declare function wait(job: object): Promise<void>;
async function run(id: string, jobId: string) {
  const job = await queue.add('run', { id }, { jobId });
  await wait(job);
}
export const again = async (id: string) => { await run(id, \`\${id}-\${Date.now()}\`); };`,
    'a name and a time are an id': `${queue}export const send = async (to: string) => {
  await queue.add('send', { to }, { jobId: 'send-' + Date.now() });
};`,
    'a day, an hour, a slot: a window by the clock': `${queue}export const send = async (id: string) => {
  await queue.add('send', { id }, { jobId: \`\${id}-\${new Date().toISOString().slice(0, 10)}\` });
  await queue.add('send', { id }, { jobId: \`\${id}-\${Math.floor(Date.now() / 60_000)}\` });
  await queue.add('send', { id }, { deduplication: { id: \`\${id}-\${new Date().getHours()}\` } });
};`,
    'a time of the data': `${queue}export const send = async (order: { id: string; paidAt: Date }) => {
  await queue.add('send', { id: order.id }, { jobId: \`\${order.id}-\${order.paidAt.getTime()}\` });
};`,
    'a function of the program named like one': `const nanoid = () => 'always the same';
${queue}export const send = async (id: string) => {
  await queue.add('send', { id }, { deduplication: { id: nanoid() + id } });
};`,
    'a singleton': `${queue}export const sync = async () => {
  await queue.add('sync', { full: true }, { jobId: 'sync', removeOnComplete: true });
};`,
    'the last of a loop takes the place of the others': `${queue}export const index = async (ids: string[]) => {
  for (const id of ids) {
    await queue.add('index', { id }, { deduplication: { id: 'index', ttl: 1000, replace: true }, delay: 1000 });
  }
};`,
    'a loop that ends with the first': `${queue}export const wake = async (ids: string[]) => {
  for (const id of ids) {
    await queue.add('wake', { id }, { jobId: 'wake' });
    break;
  }
};`,
    'a window as long as the delay': `${queue}export const send = async (id: string) => {
  await queue.add('send', { id }, { deduplication: { id, ttl: 5000 }, delay: 5000 });
};`,
    schedules: `${queue}export const start = async () => {
  await queue.add('tick', {}, { jobId: 'tick' + Date.now(), repeat: { every: 1000 } });
};`,
    'removal is a decision unless the option says otherwise': `${queue}export const send = async (id: string) => {
  await queue.add('send', { id }, { jobId: \`send-\${id}\`, removeOnComplete: true });
};`,
    'a class of the program': `class Queue { add(name: string, data: object, options: object) { return [name, data, options]; } }
const queue = new Queue();
export const send = (id: string) => { queue.add('send', { id }, { jobId: \`\${id}-\${Date.now()}\` }); };`,
  },
  reports: {
    'the clock beside a key of the work': {
      code: `${queue}export const send = async (id: string) => {
  await queue.add('send', { id }, { jobId: \`send-\${id}-\${Date.now()}\` });
                                                         ~~~~~~~~~~ [clock]
};`,
      message:
        'This `jobId` holds the time, so it is another one on every enqueue and never stops a duplicate. Build it only from what identifies the work.',
    },
    'through constants, functions and concatenation': `${queue}const stamp = () => new Date().toISOString();
export const send = async (user: { id: string }) => {
  const key = user.id + '-' + stamp();
  await queue.add('send', { userId: user.id }, { jobId: key });
                                                 ~~~~~~~~~~ [clock]
};`,
    'randomness of packages, of Node and of the language': `import { nanoid } from 'nanoid';
import { ulid } from 'ulid';
import crypto from 'node:crypto';
${queue}export const send = async (id: string) => {
  await queue.add('a', { id }, { deduplication: { id: nanoid() } });
                                                      ~~~~~~~~ [random]
  await queue.add('b', { id }, { deduplication: { id: \`\${id}-\${ulid()}\` } });
                                                               ~~~~~~ [random]
  await queue.add('c', { id }, { deduplication: { id: crypto.randomUUID() } });
                                                      ~~~~~~~~~~~~~~~~~~~ [random]
  await queue.add('d', { id }, { jobId: [id, Math.random().toString(36).slice(2)].join('-') });
                                             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [random]
  await queue.add('e', { id }, { deduplication: { id: String(performance.now()) } });
                                                             ~~~~~~~~~~~~~~~~~ [clock]
};`,
    'through a wrapper': `${queue}async function enqueueMail(to: string, key: string) {
  await queue.add('send', { to }, { deduplication: { id: \`mail-\${key}\` } });
}
export const verify = async (to: string) => { await enqueueMail(to, \`\${to}-\${Date.now()}\`); };
                                                                             ~~~~~~~~~~ [clock]`,
    'the number of the attempt': `import { Queue, Worker } from 'bullmq';
const mail = new Queue('mail', { connection: {} });
new Worker<{ id: string }>('orders', async (job) => {
  await mail.add('send', { id: job.data.id }, { jobId: \`\${job.id}-\${job.attemptsMade + 1}\` });
                                                                    ~~~~~~~~~~~~~~~~~~~~ [attempt]
}, { connection: {} });`,
    Bull: `import Bull from 'bull';
const mail = new Bull<{ id: string }>('mail');
export const send = async (data: { id: string }) => {
  await mail.add(data, { jobId: \`\${data.id}:\${Date.now()}\` });
                                              ~~~~~~~~~~ [clock]
};`,
    'in bulk, and in a loop whose results are dropped': `${queue}export const send = async (ids: string[]) => {
  await queue.addBulk(ids.map((id) => ({ name: 'send', data: { id }, opts: { jobId: \`\${id}-\${Date.now()}\` } })));
                                                                                             ~~~~~~~~~~ [clock]
  await Promise.all(ids.map((id) => queue.add('send', { id }, { jobId: \`\${id}-\${Date.now()}\` })));
                                                                                ~~~~~~~~~~ [clock]
};`,
    'one key for a whole loop': {
      code: `${queue}export const send = async (users: { id: string }[]) => {
  for (const user of users) {
    await queue.add('digest', { userId: user.id }, { jobId: 'digest' });
                                                     ~~~~~~~~~~~~~~~ [constant]
  }
};`,
      message:
        'All tasks of this loop have the same `jobId`, so BullMQ drops all but the first. Put what tells them apart into it.',
    },
    'one key for a list': `${queue}export const send = async (ids: string[]) => {
  await queue.addBulk(ids.map((id) => ({ name: 'send', data: { id }, opts: { jobId: 'send' } })));
                                                                             ~~~~~~~~~~~~~ [constant]
};`,
    'a window that ends before the task runs': `${queue}export const send = async (id: string) => {
  await queue.add('send', { id }, { deduplication: { id, ttl: 1000 }, delay: 60_000 });
                                                         ~~~~~~~~~ [window]
};`,
    'removal at once, when asked for': {
      code: `${queue}export const send = async (id: string) => {
  await queue.add('send', { id }, { jobId: \`send-\${id}\`, removeOnComplete: true });
                                    ~~~~~~~~~~~~~~~~~~~ [removed]
};`,
      options: { immediateRemoval: true },
    },
  },
});
