import fatTask from '../../src/rules/no-fat-task.js';
import entityPayload from '../../src/rules/no-entity-payload.js';
import floating from '../../src/rules/no-floating-enqueue.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireBackoff from '../../src/rules/require-backoff.js';
import requireRetry from '../../src/rules/require-retry.js';
import { testRule } from '../rules/kit.js';

const lookAlike = `
import 'graphile-worker';
const utils = { addJob: async (name: string, payload: unknown, options?: object) => { console.log(name, payload, options); } };
export function send() { utils.addJob('mail', { at: new Date(), big: 1n }, { maxAttempts: 2 }); }
`;

const head = `
import { makeWorkerUtils, run } from 'graphile-worker';
const utils = await makeWorkerUtils({ connectionString: 'postgres://localhost' });
await run({ taskList: { mail: async (payload) => { await fetch(String(payload)); } } });
`;

testRule(requireRetry, {
  silent: {
    'a look-alike': lookAlike,
    'the library runs a task 25 times': `${head}export const a = () => utils.addJob('mail', { to: 'a' });`,
    'one run is a decision': `${head}export const a = () => utils.addJob('mail', { to: 'a' }, { maxAttempts: 1 });`,
  },
  reports: {
    'nothing; another library in the same file': `
import BeeQueue from 'bee-queue';
const queue = new BeeQueue('mail');
queue.process(async () => { await fetch('https://example.com'); });
export const a = () => queue.createJob({ to: 'a' }).save();
                       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [enqueue]
`,
  },
});

testRule(requireBackoff, {
  silent: {
    'a look-alike': lookAlike,
    'the default, also in strict': {
      code: `${head}export const a = () => utils.addJob('mail', { to: 'a' });`,
      options: { libraryDefaults: true, minFirstDelay: 10_000, growing: true },
    },
    'enough attempts, although the first comes early': {
      code: `${head}export const a = () => utils.addJob('mail', { to: 'a' }, { maxAttempts: 5 });`,
      options: { minFirstDelay: 10_000, growing: true },
    },
    'attempts from elsewhere': `${head}export const a = (maxAttempts: number) => utils.addJob('mail', {}, { maxAttempts });`,
  },
  reports: {
    'three runs in ten seconds': {
      code: `${head}
export const a = () => utils.addJob('mail', { to: 'a' }, { maxAttempts: 3 });
                                                           ~~~~~~~~~~~~~~ [unsettable]
`,
      message:
        'All retries of `mail` are over after 10.1 s, before most outages end, and Graphile Worker has no option for longer delays. Its delays (2.7 s, 7 s, 20 s, 55 s …) are fixed: leave `maxAttempts` at its default of 25, or set at least 5.',
    },
  },
});

testRule(floating, {
  silent: {
    'a look-alike': lookAlike.replace('utils.addJob(', 'void utils.addJob('),
    'awaited and returned': `${head}
export async function a() { await utils.addJob('mail', { to: 'a' }); }
export const b = () => utils.addJob('mail', { to: 'a' });`,
  },
  reports: {
    dropped: `${head}
export function a() {
  utils.addJob('mail', { to: 'a' });
  ~~~~~~~~~~~~~~~~~~~ [dropped]
}
`,
  },
});

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'a date among the options': `${head}export const a = (runAt: Date) => utils.addJob('mail', { to: 'a' }, { runAt });`,
  },
  reports: {
    'a BigInt': `${head}
export const a = () => utils.addJob('mail', { id: 1n });
                                                  ~~ [throws]
export const b = () => utils.addJobs([{ identifier: 'mail', payload: { id: 1n } }]);
                                                                           ~~ [throws]
`,
  },
});

testRule(entityPayload, {
  silent: {
    'an id': `${head}export const a = (user: { id: number }) => utils.addJob('mail', { userId: user.id });`,
  },
  reports: {
    'a TypeORM row': `${head}
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() export class User { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
export const a = (user: User) => utils.addJob('mail', { user });
                                                        ~~~~ [entity]
`,
  },
});

const statements = Array.from({ length: 30 }, (_, n) => `  console.log(${String(n)});`).join('\n');

testRule(fatTask, {
  silent: { 'a look-alike': lookAlike, 'a thin task': head },
  reports: {
    'a fat task': `
import type { Task } from 'graphile-worker';
const task: Task = async (payload) => {
                   ~~~~~~~~~~~~~~~~~~ [statements]
  console.log(payload);
${statements}
};
export default task;
`,
  },
});
