import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import entityPayload from '../../src/rules/no-entity-payload.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import unusedResult from '../../src/rules/no-unused-result.js';
import requireBackoff from '../../src/rules/require-backoff.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

describe('faktory: facts', () => {
  test('jobs by type, as arguments', () => {
    const files = {
      'main.ts': `import faktory, { type Client } from 'faktory-worker';
declare const client: Client;
faktory.default.register('mail', async (to: unknown) => { await fetch(String(to)); });
export const a = () => client.job('mail', 'a', 1).push();
export async function b() {
  const job = client.job('mail', 'b');
  job.queue = 'critical';
  job.retry = 3;
  await job.push();
}
export const c = () => client.push({ jobtype: 'mail', args: ['c'], retry: 3 });
export const d = () => client.pushBulk([{ jobtype: 'mail', args: ['d'] }]);
export const e = () => client.pushBulk(['x', 'y'].map((to) => client.job('mail', to)));
`,
    };
    expect(factLines(analysisOf(files), ['retry'])).toEqual([
      'main.ts:11 enqueue push, queue mail, task none, retry 3 by call, payload : "c"',
      'main.ts:12 enqueue pushBulk, queue mail, task none, retry unset, payload : string[]',
      'main.ts:13 enqueue job, queue mail, task none, retry (out of sight), payload : string',
      'main.ts:13 enqueue pushBulk, queue (dynamic value), task none, retry (dynamic value), payload ',
      'main.ts:3 worker queue mail, task none, body main.ts:3',
      'main.ts:4 enqueue job, queue mail, task none, retry unset, payload : "a" | : 1',
      'main.ts:9 enqueue job, queue mail, task none, retry 3 by call, payload : "b"',
    ]);
  });
});

const lookAlike = `
class Job { push(): Promise<string> { return Promise.resolve(''); } }
class Client { job(name: string, ...args: unknown[]): Job { console.log(name, args); return new Job(); } }
const client = new Client();
export function send() { client.job('mail', 1n).push(); }
`;

const head = `
import faktory, { type Client } from 'faktory-worker';
declare const client: Client;
faktory.default.register('mail', async (to: unknown) => { await fetch(String(to)); });
`;

testRule(floating, {
  silent: {
    'a look-alike': lookAlike,
    'awaited and returned': `${head}
export async function a() { await client.job('mail', 1).push(); }
export const b = () => client.push({ jobtype: 'mail', args: [1] });
`,
    'a builder that is pushed elsewhere': `${head}export const a = () => client.job('mail', 1);`,
  },
  reports: {
    'nobody awaits': `${head}
export function a() {
  client.job('mail', 1).push();
  ~~~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
  client.pushBulk([{ jobtype: 'mail', args: [1] }]);
  ~~~~~~~~~~~~~~~ [dropped]
}
`,
  },
});

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'plain arguments': `${head}export const a = () => client.job('mail', 'a', 1, { b: null }).push();`,
    'spread arguments': `${head}export const a = (args: unknown[]) => client.job('mail', ...args).push();`,
  },
  reports: {
    'a BigInt': `${head}
export const a = (id: bigint) => client.job('mail', 1, id).push();
                                                       ~~ [throws]
export const b = (id: bigint) => client.push({ jobtype: 'mail', args: [id] });
                                                                       ~~ [throws]
`,
  },
});

testRule(entityPayload, {
  silent: {
    'an id': `${head}export const a = (user: { id: number }) => client.job('mail', user.id).push();`,
  },
  reports: {
    'a TypeORM row': `${head}
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() export class User { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
export const a = (user: User) => client.job('mail', user).push();
                                                    ~~~~ [entity]
`,
  },
});

const statements = Array.from({ length: 30 }, (_, n) => `  console.log(${String(n)});`).join('\n');

testRule(fatTask, {
  silent: { 'a thin task': head },
  reports: {
    'a fat task': `
import { create } from 'faktory-worker';
create().register('mail', async (to: unknown) => {
                          ~~~~~~~~~~~~~~~~~~~~~~ [statements]
  console.log(to);
${statements}
});
`,
  },
});

describe('rules that say nothing of it', () => {
  test('requireBackoff: the server sets the delays', () => {
    checkCase(
      requireBackoff,
      { code: `${head}export const a = () => client.push({ jobtype: 'mail', args: [1], retry: 3 });` },
      true,
    );
  });
  test('requireRetry: the server retries', () => {
    checkCase(requireRetry, { code: `${head}export const a = () => client.job('mail', 1).push();` }, true);
  });
  test('requireRetry: no retry is a decision', () => {
    checkCase(
      requireRetry,
      { code: `${head}export const a = () => client.push({ jobtype: 'mail', args: [1], retry: 0 });` },
      true,
    );
  });
  test('unusedResult: no results', () => {
    checkCase(unusedResult, { code: `${head}export const a = () => client.job('mail', 1).push();` }, true);
  });
});
