import rule from '../../src/rules/no-invalid-options.js';
import { testRule } from './kit.js';

const boss = `import { PgBoss } from 'pg-boss';
const boss = new PgBoss('postgres://localhost/app');
boss.on('error', console.error);
`;
const bee = `import BeeQueue from 'bee-queue';
`;
const worker = `export const utils = makeWorkerUtils({ connectionString: 'postgres://localhost/app' });
`;
const graphile = `import { makeWorkerUtils } from 'graphile-worker';
${worker}`;

testRule(rule, {
  silent: {
    'pg-boss: a window, or a queue with a policy': `${boss}export async function send(id: string) {
  await boss.createQueue('mail');
  await boss.createQueue('short', { policy: 'short' });
  await boss.send('mail', { id }, { singletonKey: id, singletonSeconds: 60 });
  await boss.send('short', { id }, { singletonKey: id });
}`,
    'pg-boss: a queue created out of sight': `${boss}export const send = (id: string) => boss.send('mail', { id }, { singletonKey: id });`,
    'pg-boss: a queue among those whose names are computed': `${boss}export async function start(names: string[]) {
  await boss.createQueue('mail');
  for (const name of names) await boss.createQueue(name);
  await boss.send('other', {});
}`,
    'pg-boss 9: a key alone is enough, and no queue is created': `import PgBoss from 'pg-boss9';
const boss = new PgBoss('postgres://localhost/app');
export const send = (id: string) => boss.send('mail', { id }, { singletonKey: id, expireInHours: 2 });`,
    'Bee-Queue: a worker that activates delayed tasks': `${bee}const mail = new BeeQueue<{ id: string }>('mail', { activateDelayedJobs: true });
mail.process(async () => {});
export const send = (id: string) => mail.createJob({ id }).delayUntil(Date.now() + 1000).save();`,
    'Bee-Queue: no worker in sight': `${bee}const mail = new BeeQueue<{ id: string }>('mail', { isWorker: false });
export const send = (id: string) => mail.createJob({ id }).delayUntil(Date.now() + 1000).retries(3).backoff('fixed', 5).save();`,
    'graphile-worker: one run, a mode with its key': `${graphile}export async function send(id: string) {
  await (await utils).addJob('mail', { id }, { maxAttempts: 1, jobKey: id, jobKeyMode: 'preserve_run_at' });
}`,
  },
  reports: {
    'pg-boss: a key alone': `${boss}export async function send(id: string) {
  await boss.createQueue('mail');
  await boss.send('mail', { id }, { singletonKey: id });
                                    ~~~~~~~~~~~~~~~~ [ignored]
}`,
    'pg-boss: a queue that is not created': `${boss}export async function start() {
  await boss.createQueue('mail');
  await boss.send('mial', {});
                  ~~~~~~ [throws]
}`,
    'pg-boss 10: the same is lost in silence': `import PgBoss from 'pg-boss10';
const boss = new PgBoss('postgres://localhost/app');
export async function start() {
  await boss.createQueue('mail');
  await boss.send('mial', {});
                  ~~~~~~ [ignored]
}`,
    'pg-boss: retries, names, rhythms': `${boss}export async function start() {
  await boss.createQueue('mail:out', { retryDelayMax: 60 });
                         ~~~~~~~~~~ [throws]
                                       ~~~~~~~~~~~~~~~~~ [throws]
  await boss.send('mail:out', {}, { retryDelay: 0.5, retryLimit: 3 });
                                    ~~~~~~~~~~~~~~~ [throws]
  await boss.schedule('mail:out', '0 25 * * *');
                                  ~~~~~~~~~~~~ [throws]
}`,
    'Bee-Queue: delays that nothing activates, a back-off without retries': `${bee}const mail = new BeeQueue<{ id: string }>('mail');
mail.process(async () => {});
export const later = (id: string) => mail.createJob({ id }).delayUntil(Date.now() + 1000).save();
                                                                       ~~~~~~~~~~~~~~~~~ [ignored]
export const send = (id: string) => mail.createJob({ id }).backoff('fixed', 5).save();
                                                                   ~~~~~~~ [ignored]`,
    'graphile-worker: no attempts, a mode without a key': `${graphile}export async function send(id: string) {
  await (await utils).addJob('mail', { id }, { maxAttempts: 0, jobKeyMode: 'preserve_run_at' });
                                               ~~~~~~~~~~~~~~ [ignored]
                                                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [ignored]
}`,
  },
});
