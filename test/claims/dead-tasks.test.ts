/** How long failed tasks are kept (`require-dead-task-cleanup`), shown on the libraries themselves and a real Redis. */
import { randomUUID } from 'node:crypto';
import BeeQueue from 'bee-queue';
import Bull from 'bull';
import { Queue as Queue5, Worker as Worker5, type JobsOptions } from 'bullmq';
import { Queue as Queue6, Worker as Worker6 } from 'bullmq6';
import { afterEach, describe, expect, test } from 'vitest';
import { connection, hasRedis } from './redis.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const fails = (): Promise<never> => Promise.reject(new Error('away'));

const versions = [
  { version: 5, Queue: Queue5, Worker: Worker5 },
  { version: 6, Queue: Queue6 as unknown as typeof Queue5, Worker: Worker6 as unknown as typeof Worker5 },
];

describe.skipIf(!hasRedis).each(versions)('BullMQ $version', ({ Queue, Worker }) => {
  async function failedAfter(options: JobsOptions): Promise<number | undefined> {
    const queue = new Queue(`claims-${randomUUID()}`, { connection });
    closing.push(async () => {
      await queue.obliterate({ force: true });
      await queue.close();
    });
    await queue.add('x', {}, { removeOnComplete: true, ...options });
    const worker = new Worker(queue.name, fails, { connection });
    closing.push(() => worker.close());
    await new Promise((resolve) => worker.on('failed', resolve));
    return (await queue.getJobCounts('failed'))['failed'];
  }

  test('a failed task stays, whatever is said of finished ones, unless `removeOnFail` says otherwise', async () => {
    expect(await failedAfter({})).toBe(1);
    expect(await failedAfter({ removeOnFail: true })).toBe(0);
  });
});

test.skipIf(!hasRedis)('Bull: the same', async () => {
  const queue = new Bull(`claims-${randomUUID()}`, connection.url);
  closing.push(async () => {
    await queue.obliterate({ force: true });
    await queue.close();
  });
  void queue.process(fails);
  const failed = async (options: Bull.JobOptions): Promise<number> => {
    const end = new Promise((resolve) => queue.once('failed', resolve));
    await queue.add({}, { removeOnComplete: true, ...options });
    await end;
    return queue.getFailedCount();
  };
  expect(await failed({ removeOnFail: true })).toBe(0);
  expect(await failed({})).toBe(1);
});

test.skipIf(!hasRedis)('Bee-Queue: a failed task stays, unless the queue has `removeOnFailure`', async () => {
  const failed = async (settings: BeeQueue.QueueSettings): Promise<number> => {
    const port = Number(new URL(connection.url).port);
    const queue = new BeeQueue(`claims-${randomUUID()}`, { ...settings, redis: { port } });
    closing.push(async () => {
      await queue.destroy();
      await queue.close();
    });
    queue.on('error', () => {
      // The test fails by itself.
    });
    const end = new Promise((resolve) => queue.on('failed', resolve));
    queue.process(fails);
    await queue.createJob({}).save();
    await end;
    return (await queue.checkHealth()).failed;
  };
  expect(await failed({})).toBe(1);
  expect(await failed({ removeOnFailure: true })).toBe(0);
});
