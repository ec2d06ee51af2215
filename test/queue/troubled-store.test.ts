import { expect, test } from 'vitest';
import { defineTask, sleep, type QueueStore } from '../../src/queue/index.js';
import { createStage } from './stage.js';
import { createTroubledStore } from './troubled-store.js';

const locked = new Error('database is locked');

/** A store one of whose methods fails the first `times` times. */
function failing(method: 'insert' | 'lease' | 'ack' | 'fail' | 'nextDueMs', times: number): QueueStore {
  let left = times;
  return createTroubledStore((original) => {
    const passOn = original[method].bind(original) as (...args: unknown[]) => Promise<unknown>;
    const change = (...args: unknown[]): Promise<unknown> =>
      left-- > 0 ? Promise.reject(locked) : passOn(...args);
    return { [method]: change };
  });
}

function createCounter(store: QueueStore) {
  let runs = 0;
  const count = defineTask({ name: 'count', run: () => ++runs });
  return { ...createStage([count], { store }), count, runs: () => runs };
}

test('an enqueue that the store refuses rejects with the store’s error, and nothing is stored', async () => {
  const { queue, count, events } = createCounter(failing('insert', 1));
  await expect(queue.enqueue(count, null)).rejects.toBe(locked);
  expect(events).toEqual([]);
  expect((await queue.backlog()).depth).toBe(0);
});

test.each(['lease', 'nextDueMs'] as const)('a worker outlives a store whose %s fails', async (method) => {
  const { queue, count, clock, events, runs } = createCounter(failing(method, 3));
  queue.work();
  await clock.runUntilIdle();
  await queue.enqueue(count, null, { delayMs: 60_000 });
  await clock.runUntilIdle();
  expect(runs()).toBe(1);
  const errors = events.filter(({ type }) => type === 'error');
  expect(errors).toHaveLength(3);
  expect(errors[0]).toMatchObject({ during: 'looking for tasks by worker-1', error: locked });
});

test('a task whose acknowledgement fails runs again when its lease ends: late, not lost', async () => {
  const { queue, count, clock, types, runs } = createCounter(failing('ack', 1));
  queue.work();
  await queue.enqueue(count, null);
  await clock.runUntilIdle();
  expect(runs()).toBe(2);
  expect(types()).toEqual(['enqueued', 'started', 'error', 'lease-expired', 'started', 'completed']);
});

test('a failed task whose retry cannot be stored runs again when its lease ends', async () => {
  const fail = defineTask({
    name: 'fail',
    retry: { maxAttempts: 2 },
    run: () => {
      throw new Error('no');
    },
  });
  const { queue, clock, types } = createStage([fail], { store: failing('fail', 1) });
  queue.work();
  await queue.enqueue(fail, null);
  await clock.runUntilIdle();
  expect(types()).toEqual([
    'enqueued',
    'started',
    'failed',
    'error',
    'lease-expired',
    'started',
    'failed',
    'dead',
  ]);
});

test('a task enqueued by a newer program is retried, then dead, with the reason', async () => {
  const store = createTroubledStore(() => ({}));
  const renamed = defineTask({ name: 'renamed', queue: 'q', run: () => undefined });
  await createStage([renamed], { store }).queue.enqueue(renamed, null, { retry: { maxAttempts: 2 } });
  const { queue, clock, types } = createStage([], { store, queues: ['q'] });
  queue.work();
  await clock.runUntilIdle();
  expect(types()).toEqual(['started', 'failed', 'retried', 'started', 'failed', 'dead']);
  expect((await queue.deadLetters.list())[0]?.error).toMatchObject({ name: 'UnknownTaskError' });
});

test('a worker that polls finds what another process stored', async () => {
  const store = createTroubledStore(() => ({}));
  const { queue, count, clock, runs } = createCounter(store);
  queue.work({ pollMs: 500 });
  await clock.advance(100);
  await createStage([count], { store }).queue.enqueue(count, null);
  await clock.advance(300);
  expect(runs()).toBe(0);
  await clock.advance(100);
  expect(runs()).toBe(1);
});

test('a heartbeat during a slow acknowledgement is not taken for a lost lease', async () => {
  const store = createTroubledStore((original) => ({
    async ack(...args) {
      const held = await original.ack(...args);
      await sleep(clock, 12_000);
      return held;
    },
  }));
  const { queue, count, clock, types } = createCounter(store);
  queue.work();
  await queue.enqueue(count, null);
  await clock.runUntilIdle();
  expect(types()).toEqual(['enqueued', 'started', 'completed']);
});
