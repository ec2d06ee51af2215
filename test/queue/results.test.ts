import { expect, test } from 'vitest';
import { defineTask, type ResultPolicy } from '../../src/queue/index.js';
import { createStage } from './stage.js';

function createDouble(result?: ResultPolicy) {
  const double = defineTask({
    name: 'double',
    run: (n: number) => ({ doubled: n * 2 }),
    ...(result === undefined ? {} : { result }),
  });
  const stage = createStage([double]);
  stage.queue.work();
  return { ...stage, double };
}

test('a result is thrown away by default', async () => {
  const { queue, clock, double } = createDouble();
  const { id } = await queue.enqueue(double, 2);
  await clock.runUntilIdle();
  expect(await queue.result(double, id)).toBeUndefined();
  expect(await queue.status(id)).toBeUndefined();
});

test('a result is kept for as long as asked and not longer', async () => {
  const { queue, clock, double } = createDouble({ keepMs: 1_000 });
  const { id } = await queue.enqueue(double, 2);
  expect(await queue.result(double, id)).toBeUndefined();
  await clock.advance(999);
  expect(await queue.result(double, id)).toEqual({ doubled: 4 });
  expect(await queue.status(id)).toEqual({ id, task: 'double', state: 'completed' });
  await clock.advance(1);
  expect(await queue.result(double, id)).toBeUndefined();
});

test('a result belongs to its task', async () => {
  const other = defineTask({ name: 'other', run: () => 1 });
  const { queue, clock, double } = createDouble({ keepMs: 1_000 });
  queue.register(other);
  const { id } = await queue.enqueue(double, 2);
  await clock.runUntilIdle();
  expect(await queue.result(other, id)).toBeUndefined();
});

test('a task without a return value keeps null', async () => {
  const quiet = defineTask({ name: 'quiet', result: { keepMs: 1_000 }, run: (): null => undefined as never });
  const { queue, clock } = createStage([quiet]);
  queue.work();
  const { id } = await queue.enqueue(quiet, null);
  await clock.runUntilIdle();
  expect(await queue.result(quiet, id)).toBeNull();
});

test('a result that is not JSON is dropped and reported; the task is complete all the same', async () => {
  const dated = defineTask({ name: 'dated', result: { keepMs: 1_000 }, run: () => ({ at: new Date(0) }) });
  const { queue, clock, types, events } = createStage([dated]);
  queue.work();
  await queue.enqueue(dated, null);
  await clock.runUntilIdle();
  expect(types()).toEqual(['enqueued', 'started', 'result-dropped', 'completed']);
  expect(events[2]).toMatchObject({ error: { code: 'RESULT', path: 'result.at' } });
});

test('a status tells where a task is', async () => {
  const fail = defineTask({
    name: 'fail',
    retry: { maxAttempts: 2 },
    run: () => {
      throw new Error('no');
    },
  });
  const { queue, clock } = createStage([fail]);
  const states: (string | undefined)[] = [];
  const look = async (): Promise<void> => void states.push((await queue.status('fail-1'))?.state);
  queue.on('started', () => void look());
  await queue.enqueue(fail, null);
  await look();
  queue.work();
  await clock.advance(1_000);
  await look();
  await clock.runUntilIdle();
  await look();
  expect(states).toEqual(['ready', 'leased', 'delayed', 'leased', 'dead']);
});
