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

describe('sidequest: facts', () => {
  test('a class is the task, a builder sets its options', () => {
    const files = {
      'main.ts': `import { Sidequest } from 'sidequest';
import { Mail } from './mail.js';
await Sidequest.start({ backend: { driver: '@sidequest/sqlite-backend', config: 'x' }, jobDefaults: { maxAttempts: 7 } });
export const a = () => Sidequest.build(Mail).enqueue('a', 1);
export const b = () => Sidequest.build(Mail).maxAttempts(3).retryDelay(500).queue('q').enqueue('b', 2);
export async function c() {
  const job = Sidequest.build(Mail);
  job.maxAttempts(2);
  await job.enqueue('c', 3);
}
const mails = Sidequest.build(Mail).maxAttempts(4);
export const d = () => mails.enqueue('d', 4);
export const e = () => Sidequest.build(Mail).schedule('0 * * * *', 'e', 5);
export const f = (build: typeof mails) => build.enqueue('f', 6);
`,
      'mail.ts': `import { Job } from 'sidequest';
export class Mail extends Job {
  async run(to: string, n: number) { await fetch(to + String(n)); }
}
`,
    };
    expect(factLines(analysisOf(files), ['maxAttempts', 'retryDelay', 'backend.driver'])).toEqual([
      'mail.ts:2 worker queue Mail, task none, body mail.ts:3',
      'main.ts:12 enqueue enqueue, queue Mail, task none, maxAttempts 4 by call, retryDelay unset, backend.driver @sidequest/sqlite-backend by global, payload : "d" | : 4',
      'main.ts:13 enqueue schedule, queue Mail, task none, maxAttempts 7 by global, retryDelay unset, backend.driver @sidequest/sqlite-backend by global, payload : "e" | : 5',
      'main.ts:14 enqueue enqueue, queue (out of sight), task (out of sight), maxAttempts (out of sight), retryDelay (out of sight), backend.driver (out of sight), payload : "f" | : 6',
      'main.ts:3 queue none, maxAttempts 7 by global, retryDelay unset, backend.driver unset',
      'main.ts:3 queue none, maxAttempts unset, retryDelay unset, backend.driver @sidequest/sqlite-backend by global',
      'main.ts:4 enqueue enqueue, queue Mail, task none, maxAttempts 7 by global, retryDelay unset, backend.driver @sidequest/sqlite-backend by global, payload : "a" | : 1',
      'main.ts:5 enqueue enqueue, queue Mail, task none, maxAttempts 3 by call, retryDelay 500 by call, backend.driver @sidequest/sqlite-backend by global, payload : "b" | : 2',
      'main.ts:9 enqueue enqueue, queue Mail, task none, maxAttempts 2 by call, retryDelay unset, backend.driver @sidequest/sqlite-backend by global, payload : "c" | : 3',
    ]);
  });
});

const lookAlike = `
class Job { async run(at: Date) { await fetch(String(at)); } }
class Builder { enqueue(...args: unknown[]): Promise<void> { return Promise.resolve(console.log(args)); } }
class Sidequest { static build(job: typeof Job): Builder { console.log(job); return new Builder(); } }
export function send() { Sidequest.build(Job).enqueue(1n); }
`;

const head = `
import { Job, Sidequest } from 'sidequest';
export class Mail extends Job { async run(to: unknown, n?: unknown) { await fetch(String(to) + String(n)); } }
`;

const sql = `${head}
await Sidequest.start({ backend: { driver: '@sidequest/sqlite-backend', config: 'x' } });
`;

testRule(floating, {
  silent: {
    'a look-alike': lookAlike,
    'awaited and returned': `${head}
export async function a() { await Sidequest.build(Mail).enqueue('a'); }
export const b = () => Sidequest.build(Mail).maxAttempts(3).enqueue('a');
`,
  },
  reports: {
    'nobody awaits': `${head}
export function a() {
  Sidequest.build(Mail).maxAttempts(3).enqueue('a');
  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
}
`,
  },
});

testRule(requireBackoff, {
  silent: {
    'long delays': `${head}
export const a = () => Sidequest.build(Mail).maxAttempts(5).retryDelay(20_000).backoffStrategy('exponential').enqueue('a');
export const b = () => Sidequest.build(Mail).maxAttempts(3).retryDelay(20_000).backoffStrategy('fixed').enqueue('a');`,
    'a dynamic delay': `${head}
export const a = (delay: number) => Sidequest.build(Mail).maxAttempts(3).retryDelay(delay).enqueue('a');`,
    'a builder from elsewhere': `${head}
import type { JobBuilder } from 'sidequest';
export const a = (builder: JobBuilder<typeof Mail>) => builder.maxAttempts(3).enqueue('a');`,
    'the default of the library': `${head}export const a = () => Sidequest.build(Mail).enqueue('a');`,
  },
  reports: {
    'three runs within seconds': `${head}
export const a = () => Sidequest.build(Mail).maxAttempts(3).enqueue('a');
                                                         ~ [window]
`,
  },
});

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'plain arguments': `${sql}export const a = () => Sidequest.build(Mail).enqueue('a', { b: [1] });`,
    'a Date, while the backend is out of sight: BSON carries it': `${head}export const a = () => Sidequest.build(Mail).enqueue(new Date());`,
    'a Date in MongoDB': `${head}
await Sidequest.start({ backend: { driver: '@sidequest/mongo-backend', config: 'x' } });
export const a = () => Sidequest.build(Mail).enqueue(new Date());`,
  },
  reports: {
    'a Date becomes a text in SQL': `${sql}
export const a = () => Sidequest.build(Mail).enqueue(new Date());
                                                     ~~~~~~~~~~ [changes]
`,
    'a Set arrives nowhere': `${head}
export const a = () => Sidequest.build(Mail).enqueue('a', new Set());
                                                          ~~~~~~~~~ [loses]
`,
  },
});

testRule(entityPayload, {
  silent: {
    'an id': `${head}export const a = (user: { id: number }) => Sidequest.build(Mail).enqueue(user.id);`,
  },
  reports: {
    'a TypeORM row': `${head}
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() export class User { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
export const a = (user: User) => Sidequest.build(Mail).enqueue(user);
                                                               ~~~~ [entity]
`,
  },
});

const statements = Array.from({ length: 30 }, (_, n) => `  console.log(${String(n)});`).join('\n');

testRule(fatTask, {
  silent: { 'a thin task': head },
  reports: {
    'a fat task': `
import { Job } from 'sidequest';
export class Mail extends Job {
  async run(to: string) {
        ~~~ [statements]
  console.log(to);
${statements}
  }
}
`,
  },
});

describe('rules that say nothing of it', () => {
  test('requireRetry: five runs by default', () => {
    checkCase(
      requireRetry,
      { code: `${head}export const a = () => Sidequest.build(Mail).enqueue('a');` },
      true,
    );
  });
  test('requireRetry: one is a decision', () => {
    checkCase(
      requireRetry,
      { code: `${head}export const a = () => Sidequest.build(Mail).maxAttempts(1).enqueue('a');` },
      true,
    );
  });
  test('unusedResult: jobs are removed after a while', () => {
    checkCase(
      unusedResult,
      { code: `${head}export const a = () => Sidequest.build(Mail).enqueue('a');` },
      true,
    );
  });
});
