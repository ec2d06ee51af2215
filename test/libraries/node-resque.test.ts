import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import entityPayload from '../../src/rules/no-entity-payload.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireBackoff from '../../src/rules/require-backoff.js';
import requireRetry from '../../src/rules/require-retry.js';
import unusedResult from '../../src/rules/no-unused-result.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

describe('node-resque: facts', () => {
  test('the name of a job picks its function', () => {
    const files = {
      'main.ts': `import { MultiWorker, Plugins, Queue, Worker } from 'node-resque';
import { jobs } from './jobs.js';
const queue = new Queue({ connection: {} }, jobs);
export const a = () => queue.enqueue('math', 'add', [1, 2]);
export const b = () => queue.enqueueIn(1000, 'math', 'sub', [{ a: 1 }]);
export const c = (name: string, args: unknown[]) => queue.enqueueAt(1, 'math', name, args);
export const worker = new Worker({ connection: {}, queues: ['math', 'other'] }, jobs);
export const many = new MultiWorker({ queues: ['*'] }, { mul: { plugins: [Plugins.Retry], perform: async (x: number) => x } });
`,
      'jobs.ts': `export const jobs = {
  add: { perform: async (a: number, b: number) => a + b },
  sub: { async perform(a: { a: number }) { return a; } },
};
`,
    };
    expect(factLines(analysisOf(files), ['plugins'])).toEqual([
      'jobs.ts:2 queue add, plugins unset',
      'jobs.ts:2 worker queue add, task none, body jobs.ts:2',
      'jobs.ts:3 queue sub, plugins unset',
      'jobs.ts:3 worker queue sub, task none, body jobs.ts:3',
      'main.ts:4 enqueue enqueue, queue add, task none, plugins unset, payload : 1 | : 2',
      'main.ts:5 enqueue enqueueIn, queue sub, task none, plugins unset, payload : { a: number; }',
      'main.ts:6 enqueue enqueueAt, queue (dynamic value), task none, plugins (out of sight), payload : unknown',
      'main.ts:8 queue mul, plugins set by queue',
      'main.ts:8 worker queue mul, task none, body main.ts:8',
    ]);
  });
});

const lookAlike = `
class Queue { enqueue(queue: string, name: string, args: unknown[]): Promise<boolean> { return Promise.resolve(console.log(queue, name, args) === undefined); } }
class Worker { constructor(readonly options: object, readonly jobs: object) {} }
const queue = new Queue();
new Worker({}, { add: { perform: async () => { await fetch('https://example.com'); } } });
export function send() { queue.enqueue('math', 'add', [1n]); }
`;

const head = `
import { Queue, Worker, type Jobs } from 'node-resque';
const jobs: Jobs = { add: { perform: async (a: unknown) => { await fetch(String(a)); } } };
const queue = new Queue({}, jobs);
export const worker = new Worker({ queues: ['math'] }, jobs);
`;

testRule(floating, {
  silent: {
    'a look-alike': lookAlike,
    'awaited and returned': `${head}
export async function a() { await queue.enqueue('math', 'add', [1]); }
export const b = () => queue.enqueueIn(1, 'math', 'add', [1]);
`,
  },
  reports: {
    'nobody awaits': `${head}
export function a() {
  queue.enqueue('math', 'add', [1]);
  ~~~~~~~~~~~~~~~~~~~~ [dropped]
}
`,
  },
});

testRule(requireRetry, {
  silent: {
    'a look-alike': lookAlike,
    'a plugin may retry': `
import { Queue, Worker } from 'node-resque';
const jobs = { add: { plugins: ['Retry'], perform: async (a: unknown) => { await fetch(String(a)); } } };
const queue = new Queue({}, jobs);
export const worker = new Worker({ queues: ['math'] }, jobs);
export const a = () => queue.enqueue('math', 'add', [1]);
`,
    'a dynamic name': `${head}export const a = (name: string) => queue.enqueue('math', name, [1]);`,
    'the jobs are out of sight': `
import { Queue, Worker, type Jobs } from 'node-resque';
declare const jobs: Jobs;
const queue = new Queue({}, jobs);
export const worker = new Worker({ queues: ['math'] }, jobs);
export const a = () => queue.enqueue('math', 'add', [1]);
`,
  },
  reports: {
    'a job without a plugin': `
import { Queue, Worker, type Jobs } from 'node-resque';
const jobs: Jobs = {
  add: { perform: async (a: unknown) => { await fetch(String(a)); } },
  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [queue]
};
const queue = new Queue({}, jobs);
export const worker = new Worker({ queues: ['math'] }, jobs);
export const a = () => queue.enqueue('math', 'add', [1]);
`,
  },
});

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'plain arguments': `${head}export const a = (args: string[]) => queue.enqueue('math', 'add', args);`,
  },
  reports: {
    'a BigInt': `${head}
export const a = (id: bigint) => queue.enqueue('math', 'add', [1, id]);
                                                                  ~~ [throws]
`,
  },
});

testRule(entityPayload, {
  silent: {
    'an id': `${head}export const a = (user: { id: number }) => queue.enqueue('math', 'add', [user.id]);`,
  },
  reports: {
    'a TypeORM row': `${head}
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() export class User { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
export const a = (user: User) => queue.enqueue('math', 'add', [user]);
                                                               ~~~~ [entity]
`,
  },
});

const statements = Array.from({ length: 30 }, (_, n) => `  console.log(${String(n)});`).join('\n');

testRule(fatTask, {
  silent: { 'a thin task': head },
  reports: {
    'a fat task': `
import { Worker } from 'node-resque';
export const worker = new Worker({ queues: ['math'] }, { add: { perform: async (a: number) => {
                                                                         ~~~~~~~~~~~~~~~~~~~~ [statements]
  console.log(a);
${statements}
} } });
`,
  },
});

describe('rules that say nothing of it', () => {
  test('requireBackoff: the plugin decides', () => {
    checkCase(
      requireBackoff,
      { code: `${head}export const a = () => queue.enqueue('math', 'add', [1]);` },
      true,
    );
  });
  test('unusedResult: results are not kept', () => {
    checkCase(
      unusedResult,
      { code: `${head}export const a = () => queue.enqueue('math', 'add', [1]);` },
      true,
    );
  });
});
