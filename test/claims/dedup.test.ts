/** What `no-unstable-dedup-key` says will happen, shown on BullMQ 5 and 6 and Bull 4 and a real Redis. */
import { randomUUID } from 'node:crypto';
import Bull from 'bull';
import { Queue as Queue5, Worker as Worker5, type JobsOptions } from 'bullmq';
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

  /** Enqueues the same work twice; @returns how many tasks there are then. */
  async function twice(queue: Queue5, options: (turn: number) => JobsOptions): Promise<number> {
    for (const turn of [1, 2]) await queue.add('x', { id: 'a' }, options(turn));
    const counts = await queue.getJobCounts('waiting', 'delayed', 'completed');
    return Object.values(counts).reduce((total, count) => total + count, 0);
  }

  test('a key of the work stops the second, one that differs each time does not', async () => {
    expect(await twice(createQueue(), () => ({ jobId: 'send-a' }))).toBe(1);
    expect(await twice(createQueue(), (turn) => ({ jobId: `send-a-${String(turn)}` }))).toBe(2);
    expect(await twice(createQueue(), () => ({ deduplication: { id: 'a' } }))).toBe(1);
    expect(await twice(createQueue(), () => ({ deduplication: { id: randomUUID() } }))).toBe(2);
  });

  test('constant: one key for different work drops all but the first', async () => {
    const queue = createQueue();
    for (const userId of ['a', 'b', 'c']) await queue.add('digest', { userId }, { jobId: 'digest' });
    const jobs = await queue.getJobs(['waiting']);
    expect(jobs.map(({ data }) => data as object)).toEqual([{ userId: 'a' }]);
  });

  test('constant: with `replace` the last one stays', async () => {
    const queue = createQueue();
    const deduplication = { id: 'digest', ttl: 60_000, replace: true };
    for (const userId of ['a', 'b']) await queue.add('digest', { userId }, { deduplication, delay: 60_000 });
    const jobs = await queue.getJobs(['delayed']);
    expect(jobs.map(({ data }) => data as object)).toEqual([{ userId: 'b' }]);
  });

  test('window: a key that is over before the task has run lets a second one in', async () => {
    const queue = createQueue();
    const options = { deduplication: { id: 'a', ttl: 50 }, delay: 60_000 };
    await queue.add('x', {}, options);
    await new Promise((resolve) => setTimeout(resolve, 120));
    await queue.add('x', {}, options);
    expect(await queue.getJobCounts('delayed')).toEqual({ delayed: 2 });
  });

  test('removed: an id is free again as soon as its task is removed', async () => {
    const queue = createQueue();
    let runs = 0;
    const worker = new Worker(queue.name, () => Promise.resolve(++runs), { connection });
    closing.push(() => worker.close());
    for (const removeOnComplete of [true, { age: 3600 }, { age: 3600 }]) {
      const done = new Promise<void>((resolve) => {
        worker.once('completed', () => {
          resolve();
        });
      });
      await queue.add('x', {}, { jobId: 'a', removeOnComplete });
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 500))]);
    }
    expect(runs).toBe(2);
  });
});

describe.skipIf(!hasRedis)('Bull 4', () => {
  test('a key of the work stops the second, one that differs each time does not', async () => {
    const queue = new Bull(`claims-${randomUUID()}`, connection.url);
    closing.push(async () => {
      await queue.obliterate({ force: true });
      await queue.close();
    });
    for (const jobId of ['a', 'a', 'b1', 'b2']) await queue.add({}, { jobId });
    expect(await queue.getWaitingCount()).toBe(3);
  });
});
