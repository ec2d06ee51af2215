/** What `no-invalid-options` says of Bee-Queue 1 and 2, each entry shown on the library itself and a real Redis. */
import { randomUUID } from 'node:crypto';
import BeeQueue2 from 'bee-queue';
import BeeQueue1 from 'bee-queue1';
import { afterEach, describe, expect, test } from 'vitest';
import { connection, hasRedis } from './redis.js';

const versions: readonly { readonly version: number; readonly BeeQueue: typeof BeeQueue2 }[] = [
  { version: 1, BeeQueue: BeeQueue1 },
  { version: 2, BeeQueue: BeeQueue2 },
];

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe.skipIf(!hasRedis).each(versions)('Bee-Queue $version', ({ BeeQueue }) => {
  function createQueue(settings: object = {}, name = `claims-${randomUUID()}`): BeeQueue2 {
    const queue = new BeeQueue(name, { redis: { url: connection.url }, ...settings });
    queue.on('error', () => {
      // A listener, so that the process stays.
    });
    closing.push(async () => {
      await queue.destroy();
      await queue.close();
    });
    return queue;
  }

  /** @returns whether a delayed task has run well after its time. */
  async function runs(settings: object): Promise<boolean> {
    const queue = createQueue({ delayedDebounce: 50, ...settings });
    let ran = false;
    queue.process(() => {
      ran = true;
      return Promise.resolve();
    });
    await queue
      .createJob({})
      .delayUntil(Date.now() + 100)
      .save();
    await new Promise((resolve) => setTimeout(resolve, 800));
    return ran;
  }

  test('bee-queue/delay-not-activated', async () => {
    expect(await runs({})).toBe(false);
    expect(await runs({ activateDelayedJobs: true })).toBe(true);
  });

  test('bee-queue/backoff-without-retries', async () => {
    const queue = createQueue({ activateDelayedJobs: true });
    let times = 0;
    await queue.createJob({}).backoff('fixed', 10).save();
    queue.process(() => {
      times++;
      return Promise.reject(new Error('away'));
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(times).toBe(1);
  });

  test('bee-queue/backoff-without-delay', () => {
    const job = createQueue().createJob({});
    for (const type of ['fixed', 'exponential']) {
      expect(() => job.backoff(type, undefined as unknown as number)).toThrow('delay');
    }
  });

  test('bee-queue/retries-negative', () => {
    expect(() => createQueue().createJob({}).retries(-1)).toThrow('negative');
  });
});
