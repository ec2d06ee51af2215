import { afterEach, expect, test, vi } from 'vitest';
import { defineTask, sleep, type Backlog, type QueueEvent } from '../../src/queue/index.js';
import { createStage } from './stage.js';

function createWork() {
  const work = defineTask({
    name: 'work',
    queue: 'busy',
    run: async (ms: number) => {
      await sleep(stage.clock, ms);
    },
  });
  const stage = createStage([work], { queues: ['calm'] });
  return { ...stage, work };
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('the backlog counts what is ready, delayed, leased and dead, and how old the oldest is', async () => {
  const { queue, work, clock } = createWork();
  queue.work({ concurrency: 2 });
  await queue.enqueueMany(work, [40_000, 40_000, 1, 1]);
  await queue.enqueue(work, 1, { delayMs: 3_600_000 });
  await clock.advance(25_000);
  const expected: Backlog = {
    depth: 5,
    ready: 2,
    delayed: 1,
    leased: 2,
    dead: 0,
    oldestAgeMs: 25_000,
    completedLastMinute: 0,
  };
  expect(await queue.backlog()).toEqual(expected);
  expect(await queue.backlog('busy')).toEqual(expected);
  expect(await queue.backlog('calm')).toMatchObject({ depth: 0, oldestAgeMs: 0 });
});

test('throughput is that of the last minute', async () => {
  const { queue, work, clock } = createWork();
  queue.work();
  await queue.enqueueMany(
    work,
    Array.from({ length: 100 }, () => 1_000),
  );
  await clock.advance(90_500);
  expect(await queue.backlog()).toMatchObject({ completedLastMinute: 60 });
  expect(await queue.backlog('calm')).toMatchObject({ completedLastMinute: 0 });
  await clock.advance(69_000);
  expect(await queue.backlog('busy')).toMatchObject({ completedLastMinute: 1, depth: 0 });
  await clock.advance(2_000);
  expect(await queue.backlog()).toMatchObject({ completedLastMinute: 0 });
});

test('each event carries the figures of its moment', async () => {
  const flaky = defineTask({
    name: 'flaky',
    retry: { maxAttempts: 2, jitter: 0 },
    run: async () => {
      await sleep(clock, 5);
      throw new Error('no');
    },
  });
  const { queue, clock, events } = createStage([flaky]);
  await queue.enqueue(flaky, null);
  await clock.advance(100);
  queue.work({ id: 'w' });
  await clock.runUntilIdle();
  const about = { id: 'flaky-1', task: 'flaky', queue: 'default' };
  const error = expect.objectContaining({ message: 'no' }) as unknown;
  expect(events).toEqual([
    { type: 'enqueued', atMs: 0, ...about, dueAtMs: 0 },
    { type: 'started', atMs: 100, ...about, attempt: 1, worker: 'w', waitedMs: 100 },
    { type: 'failed', atMs: 105, ...about, attempt: 1, worker: 'w', durationMs: 5, error },
    { type: 'retried', atMs: 105, ...about, attempt: 1, worker: 'w', delayMs: 10_000, dueAtMs: 10_105 },
    { type: 'started', atMs: 10_105, ...about, attempt: 2, worker: 'w', waitedMs: 0 },
    { type: 'failed', atMs: 10_110, ...about, attempt: 2, worker: 'w', durationMs: 5, error },
    expect.objectContaining({ type: 'dead', atMs: 10_110, ...about, attempts: 2 }),
  ]);
});

test('a listener gets its type only, until it is taken off', async () => {
  const { queue, work, clock } = createWork();
  const seen: QueueEvent[] = [];
  const off = queue.on('completed', (event) => seen.push(event));
  queue.work();
  await queue.enqueue(work, 7);
  await clock.runUntilIdle();
  off();
  off();
  await queue.enqueue(work, 7);
  await clock.runUntilIdle();
  expect(seen).toMatchObject([{ type: 'completed', durationMs: 7 }]);
});

test('a listener that throws is reported and stops nothing', async () => {
  const { queue, work, clock, types, events } = createWork();
  queue.on('started', () => {
    throw new Error('bad listener');
  });
  queue.work();
  await queue.enqueue(work, 1);
  await clock.runUntilIdle();
  expect(types()).toEqual(['enqueued', 'started', 'error', 'completed']);
  expect(events[2]).toMatchObject({ during: 'a listener of started', error: { message: 'bad listener' } });
});

test('an error that nobody listens to becomes a process warning', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const quiet = defineTask({ name: 'quiet', run: () => undefined });
  const { createQueue, createVirtualClock } = await import('../../src/queue/index.js');
  const clock = createVirtualClock();
  const queue = createQueue({ tasks: [quiet], clock });
  queue.on('completed', () => {
    throw new Error('bad listener');
  });
  queue.work();
  await queue.enqueue(quiet, null);
  await clock.runUntilIdle();
  expect(warn).toHaveBeenCalledExactlyOnceWith('Task queue: a listener of completed failed: bad listener', {
    code: 'TASK_QUEUE_ERROR',
  });
});

test('around wraps every attempt and sees its outcome', async () => {
  const log: string[] = [];
  const task = defineTask({ name: 'task', run: (n: number) => n * 2, result: { keepMs: 1_000 } });
  const { queue, clock } = createStage([task], {
    around: async ({ id, attempt }, run) => {
      log.push(`${id} attempt ${attempt} begins`);
      const value = await run();
      log.push(`${id} gives ${String(value)}`);
      return value;
    },
  });
  queue.work();
  const { id } = await queue.enqueue(task, 4);
  await clock.runUntilIdle();
  expect(log).toEqual(['task-1 attempt 1 begins', 'task-1 gives 8']);
  expect(await queue.result(task, id)).toBe(8);
});
