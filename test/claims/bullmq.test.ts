/** What the rules say will happen with BullMQ 5 and 6, shown on the libraries themselves and a real Redis. */
import { randomUUID } from 'node:crypto';
import { Queue as Queue5, Worker as Worker5, type Job, type JobsOptions } from 'bullmq';
import { Queue as Queue6, Worker as Worker6 } from 'bullmq6';
import { afterEach, describe, expect, test } from 'vitest';
import { connection, hasRedis } from './redis.js';

const versions = [
  { version: 5, Queue: Queue5, Worker: Worker5 },
  { version: 6, Queue: Queue6 as unknown as typeof Queue5, Worker: Worker6 as unknown as typeof Worker5 },
];

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe.skipIf(!hasRedis).each(versions)('BullMQ $version', ({ Queue, Worker }) => {
  function createQueue(): Queue5 {
    const queue = new Queue(`claims-${randomUUID()}`, { connection });
    closing.push(async () => {
      await queue.obliterate({ force: true });
      await queue.close();
    });
    return queue;
  }

  /** Runs a queue until a task has failed for good or succeeded; @returns what each run got and when. */
  async function run(
    queue: Queue5,
    process: (job: Job) => Promise<unknown>,
  ): Promise<{ runs: { data: unknown; at: number }[]; outcome: 'completed' | 'failed' }> {
    const runs: { data: unknown; at: number }[] = [];
    const worker = new Worker(
      queue.name,
      async (job: Job) => {
        runs.push({ data: job.data, at: Date.now() });
        return process(job);
      },
      { connection },
    );
    closing.push(() => worker.close());
    const outcome = await new Promise<'completed' | 'failed'>((resolve) => {
      worker.on('completed', () => {
        resolve('completed');
      });
      worker.on('failed', (job) => {
        if (job && job.attemptsMade >= (job.opts.attempts ?? 1)) resolve('failed');
      });
    });
    return { runs, outcome };
  }

  const fails = (): Promise<never> => Promise.reject(new Error('the mail provider is away'));

  test('no-unserializable-payload: a bigint throws, and nothing is stored', async () => {
    const queue = createQueue();
    await expect(queue.add('x', { id: 1n })).rejects.toThrow(/BigInt/u);
    expect(await queue.getJobCounts()).toMatchObject({ waiting: 0 });
  });

  test('no-unserializable-payload: a Date arrives as a string, a Map as {}, a function not at all', async () => {
    const queue = createQueue();
    const at = new Date(0);
    await queue.add('x', { at, tags: new Map([['a', 1]]), run: () => 1 });
    const { runs } = await run(queue, () => Promise.resolve());
    expect(runs[0]?.data).toEqual({ at: at.toISOString(), tags: {} });
  });

  test('no-entity-payload: the task works on the row as it was', async () => {
    const queue = createQueue();
    const user = { id: 1, address: 'old street', passwordHash: 'secret' };
    await queue.add('x', { user });
    user.address = 'new street';
    const { runs } = await run(queue, () => Promise.resolve());
    expect(runs[0]?.data).toEqual({ user: { id: 1, address: 'old street', passwordHash: 'secret' } });
  });

  test('require-retry: a task runs once unless told otherwise', async () => {
    const queue = createQueue();
    await queue.add('x', {});
    const { runs, outcome } = await run(queue, fails);
    expect({ runs: runs.length, outcome }).toEqual({ runs: 1, outcome: 'failed' });
  });

  test('require-backoff: retries without a delay are over at once', async () => {
    const queue = createQueue();
    await queue.add('x', {}, { attempts: 3 });
    const { runs } = await run(queue, fails);
    expect(runs.length).toBe(3);
    expect((runs[2]?.at ?? 0) - (runs[0]?.at ?? 0)).toBeLessThan(2000);
  });

  test('require-backoff: exponential delays double from the first', async () => {
    const queue = createQueue();
    const options: JobsOptions = { attempts: 3, backoff: { type: 'exponential', delay: 300 } };
    await queue.add('x', {}, options);
    const { runs } = await run(queue, fails);
    const gaps = runs.slice(1).map(({ at }, index) => at - (runs[index]?.at ?? 0));
    expect(gaps[0]).toBeGreaterThanOrEqual(295);
    expect(gaps[1]).toBeGreaterThanOrEqual(595);
  });

  test('no-unused-result: finished tasks and their results stay, unless removed', async () => {
    const queue = createQueue();
    await queue.add('kept', {});
    await run(queue, () => Promise.resolve({ big: 'result' }));
    expect(await queue.getJobCounts('completed')).toEqual({ completed: 1 });
    const other = createQueue();
    await other.add('gone', {}, { removeOnComplete: true });
    await run(other, () => Promise.resolve({ big: 'result' }));
    expect(await other.getJobCounts('completed')).toEqual({ completed: 0 });
  });
});
