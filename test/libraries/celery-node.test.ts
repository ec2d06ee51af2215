import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import entityPayload from '../../src/rules/no-entity-payload.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireRetry from '../../src/rules/require-retry.js';
import unusedResult from '../../src/rules/no-unused-result.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

describe('celery-node: facts', () => {
  test('tasks by name, as arguments', () => {
    const files = {
      'main.ts': `import { createClient, createWorker } from 'celery-node';
import { add } from './tasks.js';
const client = createClient('redis://', 'redis://');
const worker = createWorker('redis://', 'redis://');
export const a = () => client.createTask('tasks.add').delay(1, 'b');
export const b = () => add.applyAsync([1, 2], { c: true });
export const c = () => client.sendTask('tasks.mail', [{ to: 'a' }]);
export const d = (name: string) => client.createTask(name).delay();
worker.register('tasks.add', async (x: number, y: number) => x + y);
`,
      'tasks.ts': `import { createClient } from 'celery-node';
export const add = createClient().createTask('tasks.add');
`,
    };
    expect(factLines(analysisOf(files))).toEqual([
      'main.ts:5 enqueue delay, queue tasks.add, task none, payload : 1 | : "b"',
      'main.ts:6 enqueue applyAsync, queue tasks.add, task none, payload : number[] | : { c: boolean; }',
      'main.ts:7 enqueue sendTask, queue tasks.mail, task none, payload : { to: string; }[]',
      'main.ts:8 enqueue delay, queue tasks.add, task none, payload ',
      'main.ts:9 worker queue tasks.add, task none, body main.ts:9',
    ]);
  });
});

const lookAlike = `
class Task { delay(...args: unknown[]): Promise<void> { return Promise.resolve(console.log(args)); } }
class Client { createTask(name: string): Task { console.log(name); return new Task(); } }
class Worker { register(name: string, run: () => Promise<void>): void { console.log(name, run); } }
const client = new Client();
new Worker().register('tasks.add', async () => { await fetch('https://example.com'); });
export function send() { client.createTask('tasks.add').delay(1n, new Map()); }
`;

const head = `
import { createClient, createWorker } from 'celery-node';
const client = createClient('redis://', 'redis://');
createWorker('redis://', 'redis://').register('tasks.add', async (a: unknown) => { await fetch(String(a)); });
`;

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'plain arguments': `${head}export const a = () => client.createTask('tasks.add').delay(1, 'b', { c: [true, null] });`,
    'a dynamic list': `${head}export const a = (args: any[]) => client.sendTask('tasks.add', args);`,
  },
  reports: {
    'arguments that JSON does not carry': `${head}
export const a = () => client.createTask('tasks.add').delay(1, 2n);
                                                               ~~ [throws]
export const b = () => client.createTask('tasks.add').applyAsync([new Map()]);
                                                                  ~~~~~~~~~ [loses]
export const c = (at: Date) => client.sendTask('tasks.add', [], { at });
                                                                  ~~ [changes]
`,
  },
});

testRule(entityPayload, {
  silent: {
    'an id': `${head}export const a = (user: { id: number }) => client.createTask('tasks.add').delay(user.id);`,
  },
  reports: {
    'a TypeORM row': `${head}
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() export class User { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
export const a = (user: User) => client.createTask('tasks.add').delay(user, 1);
                                                                      ~~~~ [entity]
`,
  },
});

const statements = Array.from({ length: 30 }, (_, n) => `  console.log(${String(n)});`).join('\n');

testRule(fatTask, {
  silent: { 'a thin task': head },
  reports: {
    'a fat task': `
import { createWorker } from 'celery-node';
createWorker().register('tasks.add', (x: number) => {
                                     ~~~~~~~~~~~~~~ [statements]
  console.log(x);
${statements}
});
`,
  },
});

describe('rules that say nothing of it', () => {
  test('floating: a look-alike', () => {
    checkCase(floating, { code: lookAlike }, true);
  });
  test('floating: there is no promise to await', () => {
    checkCase(
      floating,
      { code: `${head}export function a() { client.createTask('tasks.add').delay(1); }` },
      true,
    );
  });
  test('requireRetry: nothing to set', () => {
    checkCase(
      requireRetry,
      { code: `${head}export const a = () => client.createTask('tasks.add').delay(1);` },
      true,
    );
  });
  test('unusedResult: results expire', () => {
    checkCase(
      unusedResult,
      { code: `${head}export const a = () => client.createTask('tasks.add').delay(1);` },
      true,
    );
  });
});
