import { expect, test } from 'vitest';
import { defineTask, QueueStoppedError, sleep } from '../../src/queue/index.js';
import { createStage, never } from './stage.js';
import { createTroubledStore } from './troubled-store.js';

function createSlow() {
  const reasons: unknown[] = [];
  const slow = defineTask({
    name: 'slow',
    run: async (ms: number, { signal }) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      await sleep(stage.clock, ms, signal);
    },
  });
  const stage = createStage([slow]);
  return { ...stage, slow, reasons };
}

test('a stop lets running tasks finish and takes no further one', async () => {
  const { queue, clock, slow, types } = createSlow();
  const worker = queue.work();
  await queue.enqueueMany(slow, [5_000, 5_000]);
  await clock.advance(1_000);
  const stopped = queue.stop();
  await clock.runUntilIdle();
  await stopped;
  expect(types()).toEqual(['enqueued', 'enqueued', 'started', 'completed']);
  expect(worker.running).toBe(0);
  expect(clock.now()).toBe(5_000);
  expect(await queue.backlog()).toMatchObject({ depth: 1, ready: 1, leased: 0 });
});

test('after the grace period a task is aborted and given back without costing an attempt', async () => {
  const { queue, clock, slow, types, reasons } = createSlow();
  const worker = queue.work();
  await queue.enqueue(slow, 60_000);
  await clock.advance(1_000);
  const stopped = worker.stop({ graceMs: 2_000 });
  await clock.advance(2_000);
  await stopped;
  expect(reasons).toEqual([expect.any(QueueStoppedError)]);
  expect(types()).toEqual(['enqueued', 'started', 'released']);
  queue.work();
  await clock.runUntilIdle();
  expect(types().slice(3)).toEqual(['started', 'completed']);
  expect(clock.now()).toBe(63_000);
});

test('stopping twice is the same stop', async () => {
  const { queue, clock, slow } = createSlow();
  const worker = queue.work();
  await queue.enqueue(slow, 100);
  await clock.advance(10);
  const first = worker.stop();
  expect(worker.stop({ graceMs: 0 })).toBe(first);
  const all = queue.stop();
  expect(queue.stop()).toBe(all);
  await clock.runUntilIdle();
  await Promise.all([first, all]);
  await expect(queue.stop()).resolves.toBeUndefined();
  expect(clock.pending).toBe(0);
});

test('an idle queue stops at once', async () => {
  const { queue } = createSlow();
  queue.work();
  await expect(queue.stop()).resolves.toBeUndefined();
});

test('a running task may enqueue while its queue stops', async () => {
  const follow = defineTask({ name: 'follow', run: () => undefined });
  const lead = defineTask({
    name: 'lead',
    run: async () => {
      await sleep(clock, 100);
      await queue.enqueue(follow, null);
    },
  });
  const { queue, clock } = createStage([lead, follow]);
  queue.work();
  await queue.enqueue(lead, null);
  await clock.advance(50);
  const stopped = queue.stop();
  await clock.runUntilIdle();
  await stopped;
  expect(await queue.status('follow-1')).toMatchObject({ state: 'ready' });
});

test('a task that arrives from the store during the stop is given back', async () => {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const store = createTroubledStore((original) => ({
    async lease(request) {
      const leases = await original.lease(request);
      await gate;
      return leases;
    },
  }));
  const task = defineTask({ name: 'task', run: never });
  const { queue, clock, types } = createStage([task], { store });
  await queue.enqueue(task, null);
  queue.work();
  await clock.advance(0);
  const stopped = queue.stop();
  open();
  await stopped;
  expect(types()).toEqual(['enqueued', 'released']);
  expect(await queue.backlog()).toMatchObject({ ready: 1, leased: 0 });
});
