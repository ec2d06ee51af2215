import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import unusedResult from '../../src/rules/no-unused-result.js';
import requireBackoff from '../../src/rules/require-backoff.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

const tasks = `import { schedules, schemaTask, task } from '@trigger.dev/sdk';
export const resize = task({
  id: 'resize',
  retry: { maxAttempts: 2, minTimeoutInMs: 500 },
  run: async (payload: { id: string }) => { await fetch(payload.id); },
});
export const plain = schemaTask({ id: 'plain', run: async (payload: { id: string }) => { await fetch(payload.id); } });
export const nightly = schedules.task({ id: 'nightly', cron: '0 0 * * *', async run(payload) { await fetch(String(payload.timestamp)); } });
`;

describe('trigger.dev: facts', () => {
  test('tasks, ids, batches; a definition decides over the configuration', () => {
    const files = {
      'tasks.ts': tasks,
      'trigger.config.ts': `import { defineConfig } from '@trigger.dev/sdk';
export default defineConfig({ project: 'p', maxDuration: 60, retries: { default: { maxAttempts: 4 } } });
`,
      'main.ts': `import { batch, tasks } from '@trigger.dev/sdk';
import { plain, resize } from './tasks.js';
export async function main(ids: string[], id: string) {
  await resize.trigger({ id: '1' }, { idempotencyKey: 'k' });
  await plain.trigger({ id: '1' });
  await plain.batchTrigger(ids.map((id) => ({ payload: { id } })));
  await tasks.trigger<typeof resize>('resize', { id: '2' });
  await tasks.trigger('elsewhere', { id: '2' });
  await tasks.trigger(id, { id: '2' });
  await batch.trigger<typeof resize>([{ id: 'resize', payload: { id: '3' } }]);
  await resize.triggerAndWait({ id: '1' });
}
`,
    };
    expect(factLines(analysisOf(files), ['retry.maxAttempts', 'idempotencyKey'])).toEqual([
      'main.ts:10 enqueue trigger, queue resize, task none, retry.maxAttempts 2 by queue, idempotencyKey unset, payload : { id: string; }',
      'main.ts:11 enqueue triggerAndWait, queue resize, task none, retry.maxAttempts 2 by queue, idempotencyKey unset, payload : { id: string; }',
      'main.ts:4 enqueue trigger, queue resize, task none, retry.maxAttempts 2 by queue, idempotencyKey k by call, payload : { id: string; }',
      'main.ts:5 enqueue trigger, queue plain, task none, retry.maxAttempts 4 by global, idempotencyKey unset, payload : { id: string; }',
      'main.ts:6 enqueue batchTrigger, queue plain, task none, retry.maxAttempts 4 by global, idempotencyKey unset, payload : { id: string; }',
      'main.ts:7 enqueue trigger, queue resize, task none, retry.maxAttempts 2 by queue, idempotencyKey unset, payload : { id: string; }',
      'main.ts:8 enqueue trigger, queue elsewhere, task none, retry.maxAttempts (out of sight), idempotencyKey (out of sight), payload : { id: string; }',
      'main.ts:9 enqueue trigger, queue (dynamic value), task none, retry.maxAttempts (out of sight), idempotencyKey (out of sight), payload : { id: string; }',
      'tasks.ts:2 queue resize, retry.maxAttempts 2 by queue, idempotencyKey unset',
      'tasks.ts:2 worker queue resize, task none, body tasks.ts:5',
      'tasks.ts:7 queue plain, retry.maxAttempts unset, idempotencyKey unset',
      'tasks.ts:7 worker queue plain, task none, body tasks.ts:7',
      'tasks.ts:8 queue nightly, retry.maxAttempts unset, idempotencyKey unset',
      'tasks.ts:8 worker queue nightly, task none, body tasks.ts:8',
      'trigger.config.ts:2 queue none, retry.maxAttempts 4 by global, idempotencyKey unset',
    ]);
  });

  test('version 3', () => {
    const files = {
      'main.ts': `import { task, tasks } from 'trigger3/v3';
export const resize = task({ id: 'resize', run: async (payload: { id: string }) => { await fetch(payload.id); } });
export async function main() {
  await resize.trigger({ id: '1' });
  await tasks.trigger<typeof resize>('resize', { id: '2' });
}
`,
    };
    expect(factLines(analysisOf(files))).toEqual([
      'main.ts:2 queue resize',
      'main.ts:2 worker queue resize, task none, body main.ts:2',
      'main.ts:4 enqueue trigger, queue resize, task none, payload : { id: string; }',
      'main.ts:5 enqueue trigger, queue resize, task none, payload : { id: string; }',
    ]);
  });
});

const lookAlike = `
class Task<T> {
  constructor(readonly options: { id: string; retry?: { maxAttempts: number }; run: (payload: T) => Promise<void> }) {}
  trigger(payload: T): Promise<void> { return this.options.run(payload); }
}
function task<T>(options: Task<T>['options']) { return new Task<T>(options); }
`;

const sent = `${lookAlike}
import { task as realTask } from '@trigger.dev/sdk';
const real = realTask({ id: 'real', run: async (payload: { at: Date; n: bigint; seen: Set<string> }) => { await fetch(String(payload.at)); } });
const own = task<{ run: () => void }>({ id: 'own', retry: { maxAttempts: 2 }, run: async () => {} });
`;

describe('trigger.dev: rules', () => {
  testRule(floating, {
    silent: {
      'a task of one’s own': `${sent}\nown.trigger({ run: () => {} });`,
      'kept, collected, caught, returned': `${sent}
declare function waitUntil(promise: Promise<unknown>): void;
export async function main() {
  const payload = { at: new Date(), n: 1n, seen: new Set<string>() };
  const handle = await real.trigger(payload);
  waitUntil(real.trigger(payload));
  await Promise.all([real.trigger(payload)]);
  real.trigger(payload).catch(console.error);
  void real.trigger(payload);
  return handle.id;
}`,
    },
    reports: {
      dropped: `import { task, tasks } from '@trigger.dev/sdk';
const resize = task({ id: 'resize', run: async (payload: { id: string }) => { await fetch(payload.id); } });
export async function main(ids: string[]) {
  resize.trigger({ id: '1' });
  ~~~~~~~~~~~~~~ [dropped]
  tasks.trigger('resize', { id: '1' });
  ~~~~~~~~~~~~~~~~~~~~~~ [dropped]
  ids.forEach((id) => resize.trigger({ id }));
  ~~~~~~~~~~~ [forEach]
}
`,
    },
  });

  testRule(unserializable, {
    silent: {
      'superjson brings dates, big numbers, sets and maps back': `${sent}
export const main = () => real.trigger({ at: new Date(), n: 1n, seen: new Set(['a']) });`,
      'a task of one’s own': `${sent}\nexport const main = () => own.trigger({ run: () => {} });`,
    },
    reports: {
      'a function never arrives': `import { task } from '@trigger.dev/sdk';
const call = task({ id: 'call', run: async (payload: { done: () => void }) => { payload.done(); } });
export const main = () => call.trigger({ done: () => {} });
                                               ~~~~~~~~ [loses]
`,
    },
  });

  testRule(requireBackoff, {
    silent: {
      'a look-alike with options of the same names': `${sent}
export const main = () => own.trigger({ run: () => {} });`,
      'long enough': `import { task } from '@trigger.dev/sdk';
const resize = task({
  id: 'resize',
  retry: { maxAttempts: 5, minTimeoutInMs: 10_000, maxTimeoutInMs: 300_000, factor: 2 },
  run: async (payload: { id: string }) => { await fetch(payload.id); },
});
export const main = () => resize.trigger({ id: '1' });`,
      'set by the environment': `import { task } from '@trigger.dev/sdk';
const resize = task({
  id: 'resize',
  retry: { maxAttempts: Number(process.env.ATTEMPTS) },
  run: async (payload: { id: string }) => { await fetch(payload.id); },
});
export const main = () => resize.trigger({ id: '1' });`,
      'nothing is set in sight': `import { task, tasks } from '@trigger.dev/sdk';
const resize = task({ id: 'resize', run: async (payload: { id: string }) => { await fetch(payload.id); } });
export const main = () => resize.trigger({ id: '1' });
export const other = () => tasks.trigger('out-of-sight', {});`,
    },
    reports: {
      'three runs within three seconds': `import { task } from '@trigger.dev/sdk';
const resize = task({
  id: 'resize',
  retry: { maxAttempts: 3 },
  ~~~~~~~~~~~~~~~~~~~~~~~~~ [window]
  run: async (payload: { id: string }) => { await fetch(payload.id); },
});
export const main = () => resize.trigger({ id: '1' });
`,
    },
  });

  testRule(fatTask, {
    silent: {
      'a look-alike': `${lookAlike}
export const own = task<{ id: string }>({ id: 'own', run: async () => {
${'  console.log(1);\n'.repeat(25)}
} });`,
    },
    reports: {
      'work in the task': `import { task } from '@trigger.dev/sdk';
export const resize = task({
  id: 'resize',
  run: async (payload: { id: string }) => {
       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [statements]
    console.log(payload.id);
${'    console.log(1);\n'.repeat(24)}  },
});
`,
    },
  });

  const untold = {
    code: `import { task } from '@trigger.dev/sdk';
const resize = task({ id: 'resize', run: async (payload: { id: string }) => { await fetch(payload.id); } });
export const main = () => resize.trigger({ id: '1' });`,
  };

  test('without options a task is retried and its result kept by the service', () => {
    checkCase(requireRetry, untold, true);
    checkCase(unusedResult, untold, true);
  });
});
