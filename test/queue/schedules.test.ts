import { expect, test } from 'vitest';
import { createRandom, defineTask, type QueueEvent, type Random } from '../../src/queue/index.js';
import { simulate, type FaultRates, type Simulation, type World } from '../../src/queue/testing.js';

const SCHEDULES = 300;
const RATES: FaultRates = {
  'crash-before': 0.1,
  'crash-after': 0.1,
  'crash-during': 0.15,
  duplicate: 0.15,
  delay: 0.15,
  reorder: 0.15,
};

const pick = <T>(random: Random, items: readonly [T, ...T[]]): T =>
  items[Math.floor(random() * items.length)] ?? items[0];

/** Tasks of random length that sometimes fail, on a random number of processes; gives the ids of all enqueued. */
function scenario(random: Random) {
  return async (world: World): Promise<string[]> => {
    const task = defineTask({
      name: 'task',
      queue: 'a',
      retry: { maxAttempts: 8 },
      run: async (ms: number, { attempt }) => {
        await world.sleep(ms);
        await world.effect('do', ms);
        if (ms % 3 === 0 && attempt < 3) throw new Error('fails at first');
        await world.sleep(ms);
      },
    });
    world.queue.register(task);
    world.work({
      processes: pick(random, [1, 2, 3]),
      concurrency: pick(random, [1, 2, 4]),
      leaseMs: pick(random, [1_000, 30_000]),
    });
    const ids: string[] = [];
    for (let count = 0; count < 6; count++) {
      const options = { delayMs: pick(random, [0, 0, 7_000]) };
      ids.push((await world.queue.enqueue(task, Math.floor(random() * 5_000), options)).id);
      await world.sleep(pick(random, [0, 100, 10_000]));
    }
    return ids;
  };
}

const idsOf = (events: readonly QueueEvent[], type: 'completed' | 'dead'): string[] =>
  events.flatMap((event) => (event.type === type ? [event.id] : []));

/** What is wrong with a run: a lost task, or one that was settled twice or never done. */
function wrongs({ value: ids, events, backlog, deadLetters, effects }: Simulation<string[]>): string[] {
  const settled = [...idsOf(events, 'completed'), ...idsOf(events, 'dead')].sort();
  const found: string[] = [];
  if (backlog.depth > 0) found.push(`${backlog.depth} tasks are left`);
  if (settled.join() !== [...ids].sort().join()) found.push(`settled are ${settled.join()} of ${ids.join()}`);
  for (const id of idsOf(events, 'completed')) {
    if (!effects.list('do').some(({ taskId }) => taskId === id))
      found.push(`${id} completed without its effect`);
    if (deadLetters.some((letter) => letter.id === id)) found.push(`${id} is both complete and dead`);
  }
  return found;
}

test(`over ${SCHEDULES} fault schedules no task is lost and none is acknowledged twice`, async () => {
  const failures: string[] = [];
  const struck = new Set<string>();
  let redelivered = 0;
  for (let seed = 1; seed <= SCHEDULES; seed++) {
    const run = await simulate(scenario(createRandom(`scenario ${seed}`)), {
      seed,
      faults: RATES,
      maxFaults: 6,
    });
    for (const { kind } of run.faults) struck.add(kind);
    redelivered += run.effects.count('do') - idsOf(run.events, 'completed').length;
    const found = wrongs(run);
    if (found.length > 0) failures.push(`seed ${seed}: ${found.join('; ')}\n${String(run.trace)}`);
  }
  expect(failures.slice(0, 1)).toEqual([]);
  // The schedules are worth something only when they strike everywhere and make tasks run again.
  expect([...struck].sort()).toEqual(Object.keys(RATES).sort());
  expect(redelivered).toBeGreaterThan(SCHEDULES);
});
