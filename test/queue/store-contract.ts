import { expect, test } from 'vitest';
import type { Insertion, Lease, QueueStore, TaskRecord } from '../../src/queue/index.js';

const ERROR = { name: 'Error', message: 'no' };

function record(id: string, changes: Partial<TaskRecord> = {}): TaskRecord {
  const fixed = { id, task: 'task', queue: 'q', payload: `{"id":"${id}"}`, retry: null, maxAttempts: 3 };
  return { ...fixed, attempts: 0, enqueuedAtMs: 0, dueAtMs: 0, ...changes };
}

const insertion = (id: string, changes: Partial<TaskRecord> = {}): Insertion => ({
  record: record(id, changes),
});

/** What every store has to do; each test gets a new, empty store. */
export function testStoreContract(createStore: () => QueueStore): void {
  let requests = 0;
  const lease = (store: QueueStore, nowMs: number, limit = 10, queues = ['q']): Promise<readonly Lease[]> =>
    store.lease({ queues, limit, nowMs, leaseMs: 100, token: `t${++requests}` });
  const leaseOne = async (store: QueueStore, nowMs = 0): Promise<Lease> => {
    const [first] = await lease(store, nowMs, 1);
    if (first === undefined) throw new Error('No task was due.');
    return first;
  };
  const ids = (leases: readonly Lease[]): string[] => leases.map(({ record: { id } }) => id);

  test('tasks are leased once, in the order they fell due, then as inserted', async () => {
    const store = createStore();
    const due = { a: 5, b: 3, c: 5, d: 3, e: 9 };
    await store.insert(
      Object.entries(due).map(([id, dueAtMs]) => insertion(id, { dueAtMs })),
      0,
    );
    expect(ids(await lease(store, 2))).toEqual([]);
    expect(ids(await lease(store, 5, 3))).toEqual(['b', 'd', 'a']);
    expect(ids(await lease(store, 5))).toEqual(['c']);
    expect(ids(await lease(store, 9))).toEqual(['e']);
    expect(ids(await lease(store, 99))).toEqual([]);
  });

  test('the order holds over many tasks', async () => {
    const store = createStore();
    const dueTimes = Array.from({ length: 500 }, (_, index) => (index * 7_919) % 503);
    await store.insert(
      dueTimes.map((dueAtMs, index) => insertion(`n${index}`, { dueAtMs })),
      0,
    );
    const leased = [...(await lease(store, 1_000, 200)), ...(await lease(store, 1_000, 300))];
    const times = leased.map((item) => item.record.dueAtMs);
    expect(times).toEqual([...dueTimes].sort((left, right) => left - right));
  });

  test('only the queues asked for are leased, the oldest task over all of them first', async () => {
    const store = createStore();
    await store.insert(
      [
        insertion('a', { dueAtMs: 2 }),
        insertion('b', { queue: 'r', dueAtMs: 1 }),
        insertion('c', { queue: 's' }),
      ],
      0,
    );
    expect(ids(await lease(store, 9, 10, ['q', 'r']))).toEqual(['b', 'a']);
  });

  test('a lease counts an attempt and has a token of its own', async () => {
    const store = createStore();
    await store.insert([insertion('a'), insertion('b')], 0);
    const [first, second] = await lease(store, 7);
    expect(first).toMatchObject({
      record: { id: 'a', attempts: 1, payload: '{"id":"a"}' },
      leasedUntilMs: 107,
    });
    expect(first?.token).not.toBe(second?.token);
  });

  test('only the holder of the token settles, and only once', async () => {
    const store = createStore();
    await store.insert([insertion('a')], 0);
    const { token } = await leaseOne(store);
    expect(await store.ack('a', 'other', 1)).toBe(false);
    expect(await store.extend('a', 'other', 500)).toBe(false);
    expect(await store.release('a', 'other')).toBe(false);
    expect(await store.fail('a', 'other', 1, { kind: 'retry', dueAtMs: 1 })).toBe(false);
    expect(await store.ack('a', token, 1)).toBe(true);
    expect(await store.ack('a', token, 1)).toBe(false);
    expect(await store.find('a', 1)).toBeUndefined();
  });

  test('a failed task is due again when told, with its attempts counted', async () => {
    const store = createStore();
    await store.insert([insertion('a')], 0);
    const { token } = await leaseOne(store);
    expect(await store.fail('a', token, 1, { kind: 'retry', dueAtMs: 50 })).toBe(true);
    expect(await store.nextDueMs(['q'])).toBe(50);
    expect(ids(await lease(store, 49))).toEqual([]);
    expect((await leaseOne(store, 50)).record.attempts).toBe(2);
  });

  test('a released task keeps its place and its attempts', async () => {
    const store = createStore();
    await store.insert([insertion('a'), insertion('b')], 0);
    const { token } = await leaseOne(store);
    expect(await store.release('a', token)).toBe(true);
    const again = await leaseOne(store);
    expect(again.record).toMatchObject({ id: 'a', attempts: 1 });
  });

  test('a lease runs out at its time and not before; an extension puts it off', async () => {
    const store = createStore();
    await store.insert([insertion('a')], 0);
    const { token } = await leaseOne(store);
    expect(await store.nextDueMs(['q'])).toBe(100);
    expect(await store.extend('a', token, 150)).toBe(true);
    expect(await store.expireLeases(149, ERROR)).toEqual([]);
    expect(await store.expireLeases(150, ERROR)).toMatchObject([{ record: { id: 'a' }, outcome: 'ready' }]);
    expect(await store.ack('a', token, 150)).toBe(false);
    expect((await leaseOne(store, 150)).record.attempts).toBe(2);
  });

  test('a lease that runs out on the last attempt ends among the dead letters', async () => {
    const store = createStore();
    await store.insert([insertion('a', { maxAttempts: 1 })], 0);
    await leaseOne(store);
    expect(await store.expireLeases(100, ERROR)).toMatchObject([{ outcome: 'dead' }]);
    expect(await store.deadLetters({}, 10)).toMatchObject([
      { record: { id: 'a' }, error: ERROR, diedAtMs: 100 },
    ]);
    expect(await store.find('a', 100)).toMatchObject({ kind: 'dead', error: ERROR });
  });

  test('a redriven task starts over; a purged one is gone', async () => {
    const store = createStore();
    await store.insert([insertion('a'), insertion('b')], 0);
    for (const { record: dead, token } of await lease(store, 0)) {
      await store.fail(dead.id, token, 5, { kind: 'dead', error: ERROR });
    }
    expect(await store.purge({ ids: ['b'] })).toMatchObject([{ id: 'b' }]);
    expect(await store.redrive({}, 70)).toMatchObject([{ id: 'a', attempts: 0, dueAtMs: 70 }]);
    expect(await store.deadLetters({}, 10)).toEqual([]);
    expect((await leaseOne(store, 70)).record).toMatchObject({ id: 'a', attempts: 1 });
  });

  test('nothing waits: no due time', async () => {
    const store = createStore();
    await store.insert([insertion('a', { queue: 'other' })], 0);
    expect(await store.nextDueMs(['q'])).toBeNull();
    expect(await store.nextDueMs([])).toBeNull();
  });

  test('counts tell ready, delayed, leased and dead apart', async () => {
    const store = createStore();
    await store.insert(
      [
        insertion('a'),
        insertion('b', { dueAtMs: 3 }),
        insertion('c', { dueAtMs: 3 }),
        insertion('d', { dueAtMs: 9 }),
      ],
      0,
    );
    await store.insert([insertion('e', { queue: 'r' })], 0);
    await leaseOne(store);
    const counts = { ready: 2, delayed: 1, leased: 1, dead: 0, oldestDueAtMs: 3 };
    expect(await store.counts(5, 'q')).toEqual(counts);
    expect(await store.counts(5)).toEqual({ ...counts, ready: 3, oldestDueAtMs: 0 });
    expect(await store.counts(5, 'none')).toMatchObject({ ready: 0, oldestDueAtMs: null });
  });

  test('a dedup key is held per task name until its time', async () => {
    const store = createStore();
    const claim = (id: string, task: string, nowMs: number) =>
      store.insert([{ record: record(id, { task }), dedup: { key: 'k', untilMs: nowMs + 10 } }], nowMs);
    expect(await claim('a', 'one', 0)).toEqual([{ id: 'a', duplicate: false }]);
    expect(await claim('b', 'one', 9)).toEqual([{ id: 'a', duplicate: true }]);
    expect(await claim('c', 'two', 9)).toEqual([{ id: 'c', duplicate: false }]);
    expect(await claim('d', 'one', 10)).toEqual([{ id: 'd', duplicate: false }]);
    expect(await store.find('b', 10)).toBeUndefined();
  });

  test('a kept result is found until its time', async () => {
    const store = createStore();
    await store.insert([insertion('a')], 0);
    const { token } = await leaseOne(store);
    await store.ack('a', token, 1, { json: '{"ok":true}', untilMs: 20 });
    expect(await store.find('a', 19)).toEqual({ kind: 'completed', task: 'task', result: '{"ok":true}' });
    expect(await store.find('a', 20)).toBeUndefined();
  });
}
