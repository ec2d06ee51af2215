import { expect, test } from 'vitest';
import { defineTask } from '../../src/queue/index.js';
import { createStage } from './stage.js';

function createTask(windowMs?: number) {
  const ran: string[] = [];
  const sync = defineTask({
    name: 'sync',
    dedup: windowMs === undefined ? { key: ({ user }) => user } : { key: ({ user }) => user, windowMs },
    run: ({ user }: { user: string }) => void ran.push(user),
  });
  return { sync, ran, ...createStage([sync]) };
}

test('within the window an equal key gives the earlier task and stores nothing', async () => {
  const { sync, queue, clock, ran, types } = createTask(1_000);
  const first = await queue.enqueue(sync, { user: 'u1' });
  expect(await queue.enqueue(sync, { user: 'u1' })).toEqual({ id: first.id, duplicate: true });
  expect(await queue.enqueue(sync, { user: 'u2' })).toMatchObject({ duplicate: false });
  queue.work();
  await clock.runUntilIdle();
  expect(ran).toEqual(['u1', 'u2']);
  expect(types().slice(0, 3)).toEqual(['enqueued', 'deduplicated', 'enqueued']);
});

test('the window outlives the task and ends on time', async () => {
  const { sync, queue, clock } = createTask(1_000);
  queue.work();
  await queue.enqueue(sync, { user: 'u1' });
  await clock.advance(999);
  expect(await queue.enqueue(sync, { user: 'u1' })).toMatchObject({ duplicate: true });
  await clock.advance(1);
  expect(await queue.enqueue(sync, { user: 'u1' })).toMatchObject({ duplicate: false });
});

test('without a window the key holds until the task has completed', async () => {
  const { sync, queue, clock } = createTask();
  await queue.enqueue(sync, { user: 'u1' });
  await clock.advance(3_600_000);
  expect(await queue.enqueue(sync, { user: 'u1' })).toMatchObject({ duplicate: true });
  queue.work();
  await clock.runUntilIdle();
  expect(await queue.enqueue(sync, { user: 'u1' })).toMatchObject({ duplicate: false });
});

test('without a window the key holds through retries and ends with the death of the task', async () => {
  const fail = defineTask({
    name: 'fail',
    retry: { maxAttempts: 2 },
    dedup: { key: () => 'only' },
    run: () => {
      throw new Error('no');
    },
  });
  const { queue, clock } = createStage([fail]);
  queue.work();
  await queue.enqueue(fail, null);
  await clock.advance(5_000);
  expect(await queue.enqueue(fail, null)).toMatchObject({ duplicate: true });
  await clock.runUntilIdle();
  expect(await queue.enqueue(fail, null)).toMatchObject({ duplicate: false });
});

test('the key of an enqueue stands in for the one of the task; keys belong to one task', async () => {
  const twin = defineTask({ name: 'twin', run: () => undefined });
  const { sync, queue } = createTask(1_000);
  queue.register(twin);
  await queue.enqueue(sync, { user: 'u1' }, { dedup: { key: 'k' } });
  expect(await queue.enqueue(sync, { user: 'u2' }, { dedup: { key: 'k' } })).toMatchObject({
    duplicate: true,
  });
  expect(await queue.enqueue(sync, { user: 'u1' })).toMatchObject({ duplicate: false });
  expect(await queue.enqueue(twin, null, { dedup: { key: 'k' } })).toMatchObject({ duplicate: false });
});

test('equal keys within one enqueueMany count as well', async () => {
  const { sync, queue } = createTask(1_000);
  const enqueued = await queue.enqueueMany(sync, [{ user: 'u1' }, { user: 'u1' }, { user: 'u2' }]);
  expect(enqueued.map(({ duplicate }) => duplicate)).toEqual([false, true, false]);
  expect((await queue.backlog()).depth).toBe(2);
});
