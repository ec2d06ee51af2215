import { describe, expect, test } from 'vitest';
import {
  createMemoryStore,
  defineTask,
  InvalidOptionError,
  LeaseLostError,
  sleep,
  TaskTimeoutError,
  type TaskContext,
  type WorkerOptions,
} from '../../src/queue/index.js';
import { createStage, never } from './stage.js';

/** A task that takes as many virtual milliseconds as its payload says. */
function createSleeper(options: { timeoutMs?: number } = {}) {
  const contexts: TaskContext[] = [];
  const log: string[] = [];
  const nap = defineTask({
    name: 'nap',
    ...options,
    run: async (ms: number, context) => {
      contexts.push(context);
      log.push(`${context.id} starts at ${stage.clock.now()}`);
      await sleep(stage.clock, ms);
      log.push(`${context.id} ends at ${stage.clock.now()}`);
    },
  });
  const store = createMemoryStore();
  const stage = createStage([nap], { store });
  return { ...stage, store, nap, contexts, log };
}

test.each<[WorkerOptions, string]>([
  [{ concurrency: 0 }, 'concurrency'],
  [{ concurrency: 1.5 }, 'concurrency'],
  [{ leaseMs: 0 }, 'leaseMs'],
  [{ leaseMs: 10, heartbeatMs: 10 }, 'heartbeatMs'],
  [{ pollMs: 0 }, 'pollMs'],
])('%j is refused', (options, option) => {
  const { queue } = createStage([]);
  expect(() => queue.work(options)).toThrow(InvalidOptionError);
  expect(() => queue.work(options)).toThrow(`Option ${option} is`);
});

test('a task learns about itself', async () => {
  const { queue, clock, nap, contexts } = createSleeper();
  await clock.advance(7);
  queue.work({ id: 'w' });
  await queue.enqueue(nap, 1, { retry: { maxAttempts: 3 } });
  await clock.runUntilIdle();
  expect(contexts).toMatchObject([
    { id: 'nap-1', task: 'nap', queue: 'default', attempt: 1, maxAttempts: 3, enqueuedAtMs: 7, worker: 'w' },
  ]);
});

test('a worker runs as many tasks at once as its concurrency says, the oldest first', async () => {
  const { queue, clock, nap, log } = createSleeper();
  await queue.enqueueMany(nap, [10, 10, 10]);
  const worker = queue.work({ concurrency: 2 });
  await clock.advance(0);
  expect(worker.running).toBe(2);
  await clock.runUntilIdle();
  expect(log).toEqual([
    'nap-1 starts at 0',
    'nap-2 starts at 0',
    'nap-1 ends at 10',
    'nap-3 starts at 10',
    'nap-2 ends at 10',
    'nap-3 ends at 20',
  ]);
});

describe('leases', () => {
  test('heartbeats keep a long task with its worker', async () => {
    const { queue, clock, nap, types } = createSleeper();
    queue.work();
    queue.work();
    await queue.enqueue(nap, 200_000);
    await clock.runUntilIdle();
    expect(types()).toEqual(['enqueued', 'started', 'completed']);
  });

  test('the task of a lost worker is delivered again when its lease ends', async () => {
    const { queue, clock, nap, events } = createSleeper();
    const lost = queue.work({ id: 'lost', leaseMs: 5_000 });
    await queue.enqueue(nap, 2_000);
    await clock.advance(1_000);
    lost.kill();
    queue.work({ id: 'other' });
    await clock.runUntilIdle();
    expect(events.map(({ type, atMs }) => `${type} at ${atMs}`)).toEqual([
      'enqueued at 0',
      'started at 0',
      'lease-expired at 5000',
      'started at 5000',
      'completed at 7000',
    ]);
    expect(events.at(-1)).toMatchObject({ worker: 'other', attempt: 2 });
  });

  test('a task that loses every worker is dead after its last attempt, not tried for ever', async () => {
    const { queue, clock, nap, types } = createSleeper();
    await queue.enqueue(nap, 60_000, { retry: { maxAttempts: 3 } });
    for (let crash = 0; crash < 3; crash++) {
      const worker = queue.work();
      await clock.advance(31_000);
      worker.kill();
      await clock.advance(31_000);
    }
    queue.work();
    await clock.runUntilIdle();
    expect(await queue.deadLetters.list()).toMatchObject([
      { id: 'nap-1', attempts: 3, error: { name: 'LeaseExpired' } },
    ]);
    expect(types().slice(-2)).toEqual(['lease-expired', 'dead']);
  });

  test('a worker whose lease ran out is told to stop, and the task runs once more', async () => {
    const { queue, clock, nap, contexts, types, store } = createSleeper();
    queue.work({ concurrency: 2 });
    await queue.enqueue(nap, 15_000);
    await clock.advance(1_000);
    // What a process that stood still for too long meets: its lease has been given up meanwhile.
    await store.expireLeases(Infinity, { name: 'LeaseExpired', message: '' });
    await clock.runUntilIdle();
    expect(contexts.map(({ signal }) => signal.reason as unknown)).toEqual([
      expect.any(LeaseLostError),
      undefined,
    ]);
    expect(types()).toEqual(['enqueued', 'started', 'lease-lost', 'started', 'completed']);
  });

  test('an acknowledgement without a lease is refused and reported', async () => {
    const { queue, clock, nap, types, store } = createSleeper();
    queue.work();
    await queue.enqueue(nap, 2_000);
    await clock.advance(1_000);
    await store.expireLeases(Infinity, { name: 'LeaseExpired', message: '' });
    await clock.advance(1_000);
    expect(types()).toEqual(['enqueued', 'started', 'lease-lost', 'started']);
    await clock.runUntilIdle();
    expect(types().slice(4)).toEqual(['completed']);
  });
});

describe('timeouts', () => {
  test('a task that runs too long is aborted, counts as failed and is retried', async () => {
    const { queue, clock, nap, contexts, events } = createSleeper({ timeoutMs: 1_000 });
    queue.work();
    await queue.enqueue(nap, 2_000, { retry: { maxAttempts: 2, jitter: 0 } });
    await clock.runUntilIdle();
    expect(contexts.map(({ signal }) => signal.reason as unknown)).toEqual([
      expect.any(TaskTimeoutError),
      expect.any(TaskTimeoutError),
    ]);
    expect(events.map(({ type, atMs }) => `${type} at ${atMs}`)).toEqual([
      'enqueued at 0',
      'started at 0',
      'failed at 1000',
      'retried at 1000',
      'started at 11000',
      'failed at 12000',
      'dead at 12000',
    ]);
  });

  test('a task that ignores its signal does not hold up the worker', async () => {
    const ran: string[] = [];
    const stuck = defineTask({ name: 'stuck', timeoutMs: 100, retry: { maxAttempts: 1 }, run: never });
    const next = defineTask({ name: 'next', run: () => void ran.push('next') });
    const { queue, clock } = createStage([stuck, next]);
    queue.work();
    await queue.enqueue(stuck, null);
    await queue.enqueue(next, null);
    await clock.runUntilIdle();
    expect(ran).toEqual(['next']);
    expect((await queue.deadLetters.list())[0]?.error.message).toMatch(/longer than its timeoutMs of 100 ms/);
  });

  test('a task in time leaves no timer behind', async () => {
    const { queue, clock, nap } = createSleeper({ timeoutMs: 3_600_000 });
    queue.work();
    await queue.enqueue(nap, 10);
    await clock.runUntilIdle();
    expect(clock.now()).toBe(10);
  });
});
