import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireBackoff from '../../src/rules/require-backoff.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { testRule } from '../rules/kit.js';

const queue = `
import { buildDBClient, RetryAfterError, Runner, SqliteQueue } from 'liteque';
const db = buildDBClient(':memory:');
const mail = new SqliteQueue<{ to: string; id?: bigint }>('mail', db, { defaultJobArgs: { numRetries: 3 }, keepFailedJobs: false });
`;

const runner = `
new Runner(mail, { run: async (job) => { await fetch(job.data.to); } }, { pollIntervalMs: 1000, timeoutSecs: 30, concurrency: 1 });
`;

const lookAlike = `
import 'liteque';
class SqliteQueue { async enqueue(payload: unknown, options?: object) { console.log(payload, options); } }
const mail = new SqliteQueue();
export function send() { void mail.enqueue({ id: 1n }, { numRetries: 3 }); }
`;

describe('liteque: facts', () => {
  test('a queue, its tasks and its runner', () => {
    const files = {
      'main.ts': `${queue}${runner}export const a = () => mail.enqueue({ to: 'a' }, { numRetries: 1 });`,
    };
    expect(factLines(analysisOf(files), ['numRetries'])).toEqual([
      'main.ts:4 queue mail, numRetries 3 by queue',
      'main.ts:6 worker queue mail, task none, body main.ts:6',
      'main.ts:7 enqueue enqueue, queue mail, task none, numRetries 1 by call, payload : { to: string; }',
    ]);
  });
});

testRule(requireBackoff, {
  silent: {
    'a look-alike': lookAlike,
    'a task says itself how long to wait': `${queue}
new Runner(mail, { run: async (job) => {
  const answer = await fetch(job.data.to);
  if (answer.status === 429) throw new RetryAfterError(60_000);
} }, { pollIntervalMs: 1000, timeoutSecs: 30, concurrency: 1 });
export const a = () => mail.enqueue({ to: 'a' });`,
    'no retries': `${queue}${runner}export const a = () => mail.enqueue({ to: 'a' }, { numRetries: 0 });`,
    'a queue from elsewhere': `
import type { SqliteQueue } from 'liteque';
export const a = (mail: SqliteQueue<{ to: string }>) => mail.enqueue({ to: 'a' });`,
  },
  reports: {
    'retries at once': {
      code: `${queue.replace(
        ' keepFailedJobs: false });',
        ` keepFailedJobs: false });
                                                                                          ~~~~~~~~~~~~~ [unsettable]`,
      )}${runner}
export const a = () => mail.enqueue({ to: 'a' });
`,
      message:
        'All retries of `mail` are over at once, before most outages end, and liteque has no option for longer delays. Catch what may pass by itself and throw `new RetryAfterError(delay)` with a delay that grows; it uses up no retry, so count the tries.',
    },
  },
});

testRule(floating, {
  silent: {
    'a look-alike': lookAlike,
    awaited: `${queue}export const a = async () => { await mail.enqueue({ to: 'a' }); };`,
  },
  reports: {
    dropped: `${queue}
export function a() {
  mail.enqueue({ to: 'a' });
  ~~~~~~~~~~~~ [dropped]
}
`,
  },
});

testRule(unserializable, {
  silent: {
    'a look-alike': lookAlike,
    'plain data': `${queue}export const a = () => mail.enqueue({ to: 'a' });`,
  },
  reports: {
    'a BigInt': `${queue}
export const a = () => mail.enqueue({ to: 'a', id: 1n });
                                                   ~~ [throws]
`,
  },
});
