/** What the rules say will happen with Bull 4, shown on the library itself and a real Redis. */
import { randomUUID } from 'node:crypto';
import Bull from 'bull';
import { afterEach, describe, expect, test } from 'vitest';
import { connection, hasRedis } from './redis.js';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe.skipIf(!hasRedis)('Bull 4', () => {
  function createQueue(): Bull.Queue {
    const queue = new Bull(`claims-${randomUUID()}`, connection.url);
    closing.push(async () => {
      await queue.obliterate({ force: true });
      await queue.close();
    });
    return queue;
  }

  /** @returns times of the runs of a task that always fails. */
  async function failingRuns(queue: Bull.Queue): Promise<readonly number[]> {
    const runs: number[] = [];
    void queue.process(() => {
      runs.push(Date.now());
      return Promise.reject(new Error('away'));
    });
    await new Promise<void>((resolve) => {
      queue.on('failed', (job) => {
        if (job.attemptsMade >= (job.opts.attempts ?? 1)) resolve();
      });
    });
    return runs;
  }

  test('no-unserializable-payload: a bigint throws', async () => {
    await expect(createQueue().add({ id: 1n })).rejects.toThrow(/BigInt/u);
  });

  test('require-retry: a task runs once unless told otherwise', async () => {
    const queue = createQueue();
    await queue.add({});
    expect(await failingRuns(queue)).toHaveLength(1);
  });

  test('require-backoff: exponential delays are 1 and 3 times the base', async () => {
    const queue = createQueue();
    await queue.add({}, { attempts: 3, backoff: { type: 'exponential', delay: 200 } });
    const runs = await failingRuns(queue);
    const gaps = runs.slice(1).map((at, index) => at - (runs[index] ?? 0));
    expect(gaps[0]).toBeGreaterThanOrEqual(195);
    expect(gaps[1]).toBeGreaterThanOrEqual(595);
  });

  test('no-unused-result: finished tasks stay', async () => {
    const queue = createQueue();
    void queue.process(() => Promise.resolve('done'));
    await queue.add({});
    await new Promise<void>((resolve) => {
      queue.on('completed', () => {
        resolve();
      });
    });
    expect(await queue.getCompletedCount()).toBe(1);
  });
});
