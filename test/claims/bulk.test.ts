/** What `no-enqueue-in-loop` and `bulk-enqueue` say of bulk calls, shown on the libraries and a real Redis by counting commands. */
import { randomUUID } from 'node:crypto';
import Bull from 'bull';
import { Queue as Queue5 } from 'bullmq';
import { Queue as Queue6 } from 'bullmq6';
import { afterEach, describe, expect, test } from 'vitest';
import { countedRedis, type CountedRedis } from './counted-redis.js';
import { hasRedis } from './redis.js';

interface Item {
  readonly name: string;
  readonly data: { readonly id: number };
  readonly opts?: { readonly jobId?: string };
}

/** What the claims need of a queue of any library. */
interface AnyQueue {
  add(name: string, data: object, opts?: { jobId?: string }): Promise<{ id?: unknown }>;
  addBulk(items: Item[]): Promise<{ id?: unknown; name: string }[]>;
  count(): Promise<number>;
  obliterate(options: { force: boolean }): Promise<unknown>;
  close(): Promise<void>;
}

const libraries: readonly { title: string; create: (name: string, url: string) => AnyQueue }[] = [
  {
    title: 'BullMQ 5',
    create: (name, url) => new Queue5(name, { connection: { url, maxRetriesPerRequest: null } }),
  },
  {
    title: 'BullMQ 6',
    create: (name, url) => new Queue6(name, { connection: { url, maxRetriesPerRequest: null } }),
  },
  { title: 'Bull 4', create: (name, url) => new Bull(name, url) },
];

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe.skipIf(!hasRedis).each(libraries)('$title', ({ create }) => {
  async function start(): Promise<{ queue: AnyQueue; redis: CountedRedis }> {
    const redis = await countedRedis();
    closing.push(() => redis.close());
    const queue = create(`claims-${randomUUID()}`, redis.url);
    closing.push(async () => {
      await queue.obliterate({ force: true });
      await queue.close();
    });
    // Scripts are loaded and versions asked for once.
    await queue.add('warm-up', { id: 0 });
    await queue.addBulk([{ name: 'warm-up', data: { id: 0 } }]);
    return { queue, redis };
  }

  const items = (count: number): Item[] =>
    Array.from({ length: count }, (_, id) => ({ name: 'send', data: { id } }));

  test('a loop waits for Redis once for each task, the bulk call once for all', async () => {
    const { queue, redis } = await start();
    const loop = await redis.roundTrips(async () => {
      for (const { name, data } of items(20)) await queue.add(name, data);
    });
    const bulk = await redis.roundTrips(() => queue.addBulk(items(20)));
    expect({ loop: loop >= 20, bulk: bulk <= 2 }, `${String(loop)} against ${String(bulk)}`).toEqual({
      loop: true,
      bulk: true,
    });
  });

  test('the bulk call keeps the id of each task, drops a second one of an id, and returns them in order', async () => {
    const { queue } = await start();
    const before = await queue.count();
    const keyed = items(3).map((item) => ({ ...item, opts: { jobId: `key-${String(item.data.id)}` } }));
    expect((await queue.addBulk(keyed)).map(({ id }) => id)).toEqual(['key-0', 'key-1', 'key-2']);
    await queue.addBulk(keyed);
    expect(await queue.count()).toBe(before + 3);
  });

  test('the bulk call takes an empty list', async () => {
    const { queue } = await start();
    expect(await queue.addBulk([])).toEqual([]);
  });
});
