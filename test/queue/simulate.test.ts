import { describe, expect, test } from 'vitest';
import { defineTask } from '../../src/queue/index.js';
import {
  crashAfter,
  crashBefore,
  crashDuring,
  delay,
  duplicate,
  reorder,
  RollbackError,
  rollback,
  simulate,
  slowCommit,
  type Fault,
  type Simulation,
  type World,
} from '../../src/queue/testing.js';

/** Two processes and a task that does one effect per payload, after a second of work. */
function mailScenario(payloads: readonly string[]) {
  return async (world: World): Promise<void> => {
    const mail = defineTask({
      name: 'mail',
      run: async (to: string) => {
        await world.sleep(1_000);
        await world.effect('send', to);
      },
    });
    world.queue.register(mail);
    world.work({ processes: 2 });
    await world.queue.enqueueMany(mail, payloads);
  };
}

const sent = ({ effects }: Simulation<unknown>): unknown[] =>
  effects.list('send').map(({ detail }) => detail);

/** What was sent, and how often a mail task was started. */
async function play(faults: readonly Fault[], payloads: readonly string[] = ['a']) {
  const simulation = await simulate(mailScenario(payloads), { faults });
  const starts = simulation.events.filter(({ type }) => type === 'started').length;
  expect(simulation.faults).toEqual(faults);
  expect(simulation.backlog).toMatchObject({ depth: 0, dead: 0 });
  return { sent: sent(simulation), starts, simulation };
}

test('without faults everything happens once', async () => {
  expect(await play([], ['a', 'b', 'c'])).toMatchObject({ sent: ['a', 'b', 'c'], starts: 3 });
});

describe('each fault does its harm', () => {
  test('crash before an effect: it happens once, later', async () => {
    const { simulation, ...rest } = await play([crashBefore('send')]);
    expect(rest).toEqual({ sent: ['a'], starts: 2 });
    expect(simulation.effects.list()).toMatchObject([{ atMs: 31_000, attempt: 2, taskId: 'mail-1' }]);
  });

  test('crash after an effect: it happens twice', async () => {
    expect(await play([crashAfter('send')])).toMatchObject({ sent: ['a', 'a'], starts: 2 });
  });

  test('crash while a task runs: it starts again, and what the lost process was about to do never happens', async () => {
    expect(await play([crashDuring('mail', 500)])).toMatchObject({ sent: ['a'], starts: 2 });
  });

  test('a crash planned for after the end of the task does not come', async () => {
    const { simulation } = await play([crashDuring('mail', 5_000)]);
    expect(String(simulation.trace)).not.toContain('crashes');
  });

  test('duplicate delivery: it happens twice but is acknowledged once', async () => {
    const { simulation, ...rest } = await play([duplicate('mail')]);
    expect(rest).toEqual({ sent: ['a', 'a'], starts: 2 });
    const types = simulation.events.map(({ type }) => type);
    expect(types.filter((type) => type === 'completed')).toHaveLength(1);
    expect(types.filter((type) => type === 'lease-lost')).toHaveLength(1);
  });

  test('a duplicate long after the acknowledgement runs as well', async () => {
    expect(await play([duplicate('mail', 3_600_000)])).toMatchObject({ sent: ['a', 'a'], starts: 2 });
  });

  test('delay: the task is due later', async () => {
    const { simulation } = await play([delay('mail', 60_000)]);
    expect(simulation.effects.list()[0]?.atMs).toBe(61_000);
  });

  test('reorder: later tasks overtake', async () => {
    expect(await play([reorder('mail', 2_000)], ['a', 'b', 'c'])).toMatchObject({ sent: ['b', 'c', 'a'] });
  });

  test('the occurrence chooses which of many', async () => {
    expect(await play([crashAfter('send', 2)], ['a', 'b', 'c'])).toMatchObject({
      sent: ['a', 'b', 'c', 'b'],
    });
  });
});

describe('requests and transactions', () => {
  const rowScenario = (enqueueWhen: 'inside' | 'after commit') => async (world: World) => {
    const orders = world.table<{ id: string }>('orders');
    const load = defineTask({
      name: 'load',
      run: async (id: string) => {
        await world.effect('loaded', (await orders.get(id)) ?? null);
      },
    });
    world.queue.register(load);
    world.work();
    // From here on the worker is idle: it is the enqueue that wakes it, in the midst of the transaction.
    await world.sleep(1);
    const outcome = await world
      .request('checkout', () =>
        world.transaction('order', async ({ afterCommit }) => {
          await orders.set('o1', { id: 'o1' });
          if (enqueueWhen === 'inside') await world.queue.enqueue(load, 'o1');
          else afterCommit(() => void world.queue.enqueue(load, 'o1'));
        }),
      )
      .catch((error: unknown) => error);
    return { outcome, rows: await orders.all() };
  };
  const loaded = ({ effects }: Simulation<unknown>): unknown[] => effects.list().map(({ detail }) => detail);

  test('a task enqueued inside a slow transaction finds no row; after the commit it does', async () => {
    const faults = [slowCommit('order', 2_000)];
    expect(loaded(await simulate(rowScenario('inside'), { faults }))).toEqual([null]);
    expect(loaded(await simulate(rowScenario('after commit'), { faults }))).toEqual([{ id: 'o1' }]);
  });

  test('a task enqueued inside sees nothing of the open transaction even without a slow commit', async () => {
    expect(loaded(await simulate(rowScenario('inside')))).toEqual([null]);
  });

  test('a rollback leaves no row, and a task only when it was enqueued inside', async () => {
    const faults = [rollback('order')];
    const inside = await simulate(rowScenario('inside'), { faults });
    expect(inside.value).toEqual({ outcome: expect.any(RollbackError) as unknown, rows: [] });
    expect(loaded(inside)).toEqual([null]);
    expect(loaded(await simulate(rowScenario('after commit'), { faults }))).toEqual([]);
  });

  test('a crash between commit and enqueue loses the enqueue', async () => {
    const lost = await simulate(rowScenario('after commit'), { faults: [crashAfter('commit:order')] });
    expect(lost.value).toEqual({ outcome: 'crashed', rows: [{ id: 'o1' }] });
    expect(loaded(lost)).toEqual([]);
  });

  test('a crash after the enqueue does not lose it', async () => {
    const { value, events } = await simulate(rowScenario('inside'), { faults: [crashAfter('enqueue:load')] });
    expect(value).toEqual({ outcome: 'crashed', rows: [] });
    expect(events.map(({ type }) => type)).toEqual(['enqueued', 'started', 'completed']);
  });

  test('rows are copies', async () => {
    const { value } = await simulate(async (world) => {
      const table = world.table<{ tags: string[] }>('t');
      const row = { tags: ['a'] };
      await table.set('1', row);
      row.tags.push('b');
      (await table.get('1'))?.tags.push('c');
      return table.get('1');
    });
    expect(value).toEqual({ tags: ['a'] });
  });
});

test('an idempotency key keeps a repetition from counting', async () => {
  const { effects, trace } = await simulate(
    async (world) => {
      const charge = defineTask({
        name: 'charge',
        run: async (amount: number, { id }) => {
          const receipt = await world.effect('charge', amount, { idempotencyKey: id, perform: () => 'r1' });
          if (receipt !== 'r1') throw new Error('The provider answers a repetition as it answered at first.');
        },
      });
      world.queue.register(charge);
      world.work();
      await world.queue.enqueue(charge, 5);
    },
    { faults: [crashAfter('charge')] },
  );
  expect(effects.count('charge')).toBe(1);
  expect(String(trace)).toContain('repeats, unnoticed, charge 5');
});

describe('running', () => {
  const rates = { 'crash-before': 0.2, 'crash-after': 0.2, duplicate: 0.2, reorder: 0.2, delay: 0.2 };
  const payloads = ['a', 'b', 'c', 'd', 'e'];

  test('one seed is one story, and other seeds are others', async () => {
    const story = async (seed: number): Promise<string> =>
      String((await simulate(mailScenario(payloads), { seed, faults: rates })).trace);
    expect(await story(3)).toBe(await story(3));
    const stories = await Promise.all([1, 2, 3, 4, 5].map(story));
    expect(new Set(stories).size).toBe(5);
  });

  test('the faults that struck make the same run again', async () => {
    const first = await simulate(mailScenario(payloads), { seed: 5, faults: rates });
    expect(first.faults.length).toBeGreaterThan(1);
    const again = await simulate(mailScenario(payloads), { seed: 5, faults: first.faults });
    expect(String(again.trace)).toBe(String(first.trace));
  });

  test('no more faults strike than allowed', async () => {
    const { faults } = await simulate(mailScenario(payloads), {
      faults: { 'crash-before': 1 },
      maxFaults: 3,
    });
    expect(faults).toHaveLength(3);
  });

  test('a rate outside 0 to 1 is refused', async () => {
    await expect(simulate(() => 1, { faults: { duplicate: 2 } })).rejects.toThrow(
      'Option faults.duplicate is 2',
    );
  });

  test('the scenario’s value, error and notes come back', async () => {
    const { value, trace, elapsedMs } = await simulate(async (world) => {
      await world.sleep(1_500);
      world.note('halfway');
      return 42;
    });
    expect({ value, elapsedMs }).toEqual({ value: 42, elapsedMs: 1_500 });
    expect(String(trace)).toBe('     1.500s  scenario  halfway');
    await expect(simulate(() => Promise.reject(new Error('broken scenario')))).rejects.toThrow(
      'broken scenario',
    );
  });

  test('a scenario that waits off the clock is reported', async () => {
    await expect(simulate(() => new Promise(() => undefined))).rejects.toThrow(
      /still waits .* world\.sleep\(\)/,
    );
  });

  test('a task that nobody works on shows in the backlog', async () => {
    const { backlog } = await simulate(async (world) => {
      const idle = defineTask({ name: 'idle', run: () => undefined });
      world.queue.register(idle);
      await world.queue.enqueue(idle, null);
    });
    expect(backlog).toMatchObject({ depth: 1, ready: 1 });
  });

  test('a task that never ends does not keep the simulation', async () => {
    const { backlog } = await simulate(async (world) => {
      const endless = defineTask({
        name: 'endless',
        timeoutMs: Infinity,
        run: () => new Promise(() => undefined),
      });
      world.queue.register(endless);
      world.work();
      await world.queue.enqueue(endless, null);
    });
    expect(backlog).toMatchObject({ leased: 1 });
  });

  test('a worker from world.queue.work is a process: it comes back after a crash, until it is stopped', async () => {
    const { effects } = await simulate(
      async (world) => {
        const mail = defineTask({ name: 'mail', run: (to: string) => world.effect('send', to) });
        world.queue.register(mail);
        const worker = world.queue.work({ id: 'w' });
        await world.queue.enqueue(mail, 'a');
        await world.sleep(60_000);
        await worker.stop();
        await world.queue.enqueue(mail, 'b');
      },
      { faults: [crashBefore('send')] },
    );
    expect(effects.list()).toMatchObject([{ detail: 'a', by: 'w/2' }]);
  });

  test('a process that is stopped while it is down does not come back', async () => {
    const { effects, backlog } = await simulate(
      async (world) => {
        const mail = defineTask({ name: 'mail', run: (to: string) => world.effect('send', to) });
        world.queue.register(mail);
        const worker = world.queue.work();
        await world.queue.enqueue(mail, 'a');
        await world.sleep(500);
        await worker.stop();
      },
      { faults: [crashBefore('send')] },
    );
    expect(effects.count()).toBe(0);
    expect(backlog.depth).toBe(1);
  });
});
