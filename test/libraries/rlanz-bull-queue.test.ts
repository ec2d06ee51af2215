import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { testRule } from '../rules/kit.js';

const job = `
import { Job } from '@rlanz/bull-queue';
import queue from '@rlanz/bull-queue/services/main';
class Mail extends Job {
  static $$filepath = 'mail.js';
  async handle(payload: unknown) { await fetch(String(payload)); }
  async rescue() {}
}
`;

describe('rlanz-bull-queue: facts', () => {
  test('a class is the task, the configuration holds the defaults', () => {
    const files = {
      'main.ts': `${job}
import { defineConfig } from '@rlanz/bull-queue';
export default defineConfig({ defaultConnection: {}, queue: {}, worker: {}, jobs: { attempts: 3 } });
export const a = () => queue.dispatch(Mail, { to: 'a' });
export const b = () => queue.dispatch(Mail, { to: 'b' }, { attempts: 5, queueName: 'x' });
export const c = () => queue.dispatch(() => import('./other.js'), { to: 'c' });
`,
      'other.ts': `${job.replace('class Mail', 'export default class Other')}
export { queue };
`,
    };
    expect(factLines(analysisOf(files), ['attempts'])).toEqual([
      'main.ts:11 queue none, attempts 3 by global',
      'main.ts:11 queue none, attempts unset',
      'main.ts:12 enqueue dispatch, queue Mail, task none, attempts 3 by global, payload : { to: string; }',
      'main.ts:13 enqueue dispatch, queue Mail, task none, attempts 5 by call, payload : { to: string; }',
      'main.ts:14 enqueue dispatch, queue (out of sight), task (out of sight), attempts (out of sight), payload : { to: string; }',
      'main.ts:4 worker queue Mail, task none, body main.ts:6',
      'other.ts:4 worker queue Other, task none, body other.ts:6',
    ]);
  });
});

const lookAlike = `
class Job {}
class Mail extends Job { async handle() { await fetch('https://example.com'); } }
class QueueManager { dispatch(job: typeof Mail, payload: unknown): Promise<void> { return Promise.resolve(console.log(job, payload)); } }
export function send() { new QueueManager().dispatch(Mail, { big: 1n }); }
`;

testRule(floating, {
  silent: {
    'a look-alike': lookAlike,
    awaited: `${job}export const a = async () => { await queue.dispatch(Mail, {}); };`,
  },
  reports: {
    'nobody awaits': `${job}
export function a() {
  queue.dispatch(Mail, {});
  ~~~~~~~~~~~~~~ [dropped]
}
`,
  },
});

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'plain data': `${job}export const a = () => queue.dispatch(Mail, { to: 'a' });`,
  },
  reports: {
    'a BigInt': `${job}
export const a = () => queue.dispatch(Mail, { id: 1n });
                                                  ~~ [throws]
`,
  },
});

testRule(requireRetry, {
  silent: {
    'a look-alike': lookAlike,
    'the configuration retries': `${job}
import { defineConfig } from '@rlanz/bull-queue';
export default defineConfig({ defaultConnection: {}, queue: {}, worker: {}, jobs: { attempts: 3 } });
export const a = () => queue.dispatch(Mail, { to: 'a' });`,
    'the default options of its queues retry': `${job}
import { defineConfig } from '@rlanz/bull-queue';
export default defineConfig({ defaultConnection: {}, queue: { defaultJobOptions: { attempts: 3 } }, worker: {}, jobs: {} });
export const a = () => queue.dispatch(Mail, { to: 'a' });`,
  },
  reports: {
    'a job that runs once': `${job}
export const a = () => queue.dispatch(Mail, { to: 'a' });
                       ~~~~~~~~~~~~~~ [enqueue]
`,
  },
});

const statements = Array.from({ length: 30 }, (_, n) => `  console.log(${String(n)});`).join('\n');

testRule(fatTask, {
  silent: { 'a thin task': job },
  reports: {
    'a fat task': `
import { Job } from '@rlanz/bull-queue';
export class Mail extends Job {
  async rescue() {}
  async handle() {
        ~~~~~~ [statements]
${statements}
  }
}
`,
  },
});
