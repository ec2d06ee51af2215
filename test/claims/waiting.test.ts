/** What `no-waiting-on-result` says of tasks that wait for tasks, shown on the libraries and a real Redis. */
import { randomUUID } from 'node:crypto';
import Bull from 'bull';
import { Queue as Queue5, QueueEvents as Events5, Worker as Worker5, type Job } from 'bullmq';
import { Queue as Queue6, QueueEvents as Events6, Worker as Worker6 } from 'bullmq6';
import { afterEach, describe, expect, test } from 'vitest';
import { connection, hasRedis } from './redis.js';

const versions = [
  { version: 5, Queue: Queue5, Worker: Worker5, QueueEvents: Events5 },
  {
    version: 6,
    Queue: Queue6 as unknown as typeof Queue5,
    Worker: Worker6 as unknown as typeof Worker5,
    QueueEvents: Events6 as unknown as typeof Events5,
  },
];

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Far longer than a task takes when a worker is free. */
const PATIENCE_MS = 1500;

/** @returns `late` when a promise is not settled within the patience of the tests. */
async function settles(promise: Promise<unknown>): Promise<unknown> {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, 'late'));
  return Promise.race([promise, late]);
}

describe.skipIf(!hasRedis).each(versions)('BullMQ $version', ({ Queue, Worker, QueueEvents }) => {
  /** A parent task waits for a child task of the same queue. */
  async function run(concurrency: number): Promise<{ outcome: unknown; child: string }> {
    const queue = new Queue(`claims-${randomUUID()}`, { connection });
    const events = new QueueEvents(queue.name, { connection });
    let child: Job | undefined;
    const worker = new Worker(
      queue.name,
      async (job: Job): Promise<unknown> => {
        if (job.name === 'child') return 'done';
        child = await queue.add('child', {});
        const result: unknown = await child.waitUntilFinished(events);
        return result;
      },
      { connection, concurrency },
    );
    closing.push(
      () => queue.close(),
      () => queue.obliterate({ force: true }),
      () => events.close(),
      // The task that waits never ends, so nothing is to be waited for.
      () => worker.close(true),
    );
    await events.waitUntilReady();
    const parent = await queue.add('parent', {});
    const outcome = await settles(parent.waitUntilFinished(events).catch((error: unknown) => String(error)));
    return { outcome, child: (await child?.getState()) ?? 'never enqueued' };
  }

  test('a worker with one slot that waits for a task of its own queue never ends', async () => {
    expect(await run(1)).toEqual({ outcome: 'late', child: 'waiting' });
  });

  test('a free slot lets it end, until as many wait as there are slots', async () => {
    expect(await run(2)).toEqual({ outcome: 'done', child: 'completed' });
  });

  test('without a worker and without a timeout the wait does not end', async () => {
    const queue = new Queue(`claims-${randomUUID()}`, { connection });
    const events = new QueueEvents(queue.name, { connection });
    closing.push(
      () => queue.close(),
      () => queue.obliterate({ force: true }),
      () => events.close(),
    );
    const job = await queue.add('x', {});
    expect(await settles(job.waitUntilFinished(events).catch(() => 'closed'))).toBe('late');
    await expect(job.waitUntilFinished(events, 50)).rejects.toThrow(/timed out/u);
  });
});

describe.skipIf(!hasRedis)('Bull 4', () => {
  async function run(concurrency: number): Promise<unknown> {
    const queue = new Bull(`claims-${randomUUID()}`, connection.url);
    closing.push(
      () => queue.close(true),
      () => queue.obliterate({ force: true }),
    );
    void queue.process(concurrency, async (job): Promise<unknown> => {
      const { isChild } = job.data as { isChild: boolean };
      if (isChild) return 'done';
      const child = await queue.add({ isChild: true });
      const result: unknown = await child.finished();
      return result;
    });
    const parent = await queue.add({ isChild: false });
    return settles(parent.finished().catch((error: unknown) => String(error)));
  }

  test('a worker with one slot that waits for a task of its own queue never ends', async () => {
    expect(await run(1)).toBe('late');
  });

  test('a free slot lets it end, until as many wait as there are slots', async () => {
    expect(await run(2)).toBe('done');
  });
});
