import { expect, test } from 'vitest';
import {
  createRandom,
  DEFAULT_RETRY,
  defineTask,
  NonRetryableError,
  retryDelayMs,
  type RetryPolicy,
} from '../../src/queue/index.js';
import { createStage } from './stage.js';

/** Runs a task that always fails; gives the virtual times of its attempts. */
async function attemptTimes(retry: Partial<RetryPolicy>, override?: Partial<RetryPolicy>): Promise<number[]> {
  const times: number[] = [];
  const fail = defineTask({
    name: 'fail',
    retry,
    run: () => {
      times.push(clock.now());
      throw new TypeError('no');
    },
  });
  const { queue, clock } = createStage([fail]);
  queue.work();
  await queue.enqueue(fail, null, override === undefined ? {} : { retry: override });
  await clock.runUntilIdle();
  return times;
}

test('by default a task is tried five times, ten seconds apart at first and then twice as long each time', async () => {
  const times = await attemptTimes({});
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(gaps).toHaveLength(4);
  for (const [index, gap] of gaps.entries()) {
    expect(gap).toBeGreaterThanOrEqual(10_000 * 2 ** index);
    expect(gap).toBeLessThanOrEqual(12_000 * 2 ** index);
  }
});

test('factor, cap and attempts are the policy’s', async () => {
  const retry = { maxAttempts: 6, firstDelayMs: 1_000, factor: 3, maxDelayMs: 20_000, jitter: 0 };
  expect(await attemptTimes(retry)).toEqual([0, 1_000, 4_000, 13_000, 33_000, 53_000]);
});

test('an enqueue can depart from the policy of its task', async () => {
  const times = await attemptTimes({ jitter: 0 }, { maxAttempts: 2, firstDelayMs: 50 });
  expect(times).toEqual([0, 50]);
});

test('jitter lengthens a delay by up to its share, never beyond the cap, and spreads', () => {
  const random = createRandom(7);
  const policy = { ...DEFAULT_RETRY, jitter: 0.5, maxDelayMs: 14_000 };
  const delays = Array.from({ length: 500 }, () => retryDelayMs(policy, 1, random));
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(10_000);
  expect(Math.min(...delays)).toBeLessThan(10_100);
  expect(Math.max(...delays)).toBe(14_000);
  expect(new Set(delays).size).toBeGreaterThan(300);
});

test('the hundredth delay is the cap, not Infinity or NaN', () => {
  expect(retryDelayMs(DEFAULT_RETRY, 2_000, () => 0.5)).toBe(3_600_000);
});

test('the same seed gives the same delays', async () => {
  expect(await attemptTimes({})).toEqual(await attemptTimes({}));
});

test.each([
  ['NonRetryableError', new NonRetryableError('gone'), []],
  ['an error class of the policy', new RangeError('gone'), [RangeError]],
])('%s goes straight to the dead letters', async (_, error, nonRetryable) => {
  const fail = defineTask({
    name: 'fail',
    retry: { nonRetryable },
    run: () => {
      throw error;
    },
  });
  const { queue, clock, types } = createStage([fail]);
  queue.work();
  await queue.enqueue(fail, null);
  await clock.runUntilIdle();
  expect(types()).toEqual(['enqueued', 'started', 'failed', 'dead']);
  expect(await queue.deadLetters.list()).toMatchObject([
    { attempts: 1, error: { name: error.name, message: 'gone' } },
  ]);
});

test('an error outside of nonRetryable is retried', async () => {
  expect(await attemptTimes({ nonRetryable: [RangeError], maxAttempts: 3 })).toHaveLength(3);
});

test('what is thrown need not be an Error', async () => {
  const fail = defineTask({
    name: 'fail',
    retry: { maxAttempts: 1 },
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is the point
    run: () => Promise.reject('just text'),
  });
  const { queue, clock } = createStage([fail]);
  queue.work();
  await queue.enqueue(fail, null);
  await clock.runUntilIdle();
  expect(await queue.deadLetters.list()).toMatchObject([
    { error: { name: 'NonError', message: 'just text' } },
  ]);
});
