/** What `no-invalid-options` says of Bull 4, each entry shown on the library itself and a real Redis. */
import { randomUUID } from 'node:crypto';
import Bull from 'bull';
import { afterEach, describe, expect, test } from 'vitest';
import { connection, hasRedis } from './redis.js';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Options whose types forbid what the entry is about. */
function untyped(options: Readonly<Record<string, unknown>>): Bull.JobOptions {
  return options;
}

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

  test('bull/backoff-without-delay', async () => {
    for (const type of ['exponential', 'fixed']) {
      const queue = createQueue();
      await queue.add({}, { attempts: 3, backoff: { type } });
      const runs = await failingRuns(queue);
      expect(runs).toHaveLength(3);
      expect((runs[2] ?? 0) - (runs[0] ?? 0)).toBeLessThan(2000);
    }
  });

  test('bull/backoff-without-attempts', async () => {
    const queue = createQueue();
    await queue.add({}, { backoff: 10 });
    await failingRuns(queue);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await queue.getJobCounts()).toMatchObject({ failed: 1, delayed: 0 });
  });

  test('bull/repeat-cron-and-every', async () => {
    const repeat = { every: 1000, cron: '0 0 * * *' };
    await expect(createQueue().add({}, untyped({ repeat }))).rejects.toThrow('Both');
  });

  test('bull/repeat-cron', async () => {
    for (const cron of ['60 * * * *', '* 24 * * *', 'every day', '5-1 * * * *', '* * * * * * *']) {
      await expect(createQueue().add({}, { repeat: { cron } }), cron).rejects.toThrow();
    }
  });

  test('bull/item-options', async () => {
    const [job] = await createQueue().addBulk([
      { name: 'x', data: {}, options: { jobId: 'a' } } as unknown as { data: object },
    ]);
    expect(job?.id).not.toBe('a');
  });

  test('bull/nested-options', async () => {
    const job = await createQueue().add({}, untyped({ opts: { jobId: 'a', attempts: 3 } }));
    expect([job.id === 'a', job.opts.attempts]).toEqual([false, 1]);
  });

  test('bull/deduplication', async () => {
    const queue = createQueue();
    for (let n = 0; n < 2; n++) await queue.add({}, untyped({ deduplication: { id: 'a', ttl: 60_000 } }));
    expect(await queue.getWaitingCount()).toBe(2);
    const other = createQueue();
    for (let n = 0; n < 2; n++) await other.add({}, untyped({ debounce: { id: 'a', ttl: 60_000 } }));
    expect(await other.getWaitingCount()).toBe(1);
  });
});
