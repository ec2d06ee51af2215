import { expect, test } from 'vitest';
import { defineTask, NonRetryableError } from '../../src/queue/index.js';
import { createStage } from './stage.js';

/** Two tasks that fail for good until they are repaired, with three dead letters in two queues. */
async function createDead() {
  const done: string[] = [];
  let broken = true;
  const run = (id: string): void => {
    if (broken) throw new NonRetryableError(`cannot ${id}`);
    done.push(id);
  };
  const mail = defineTask({ name: 'mail', queue: 'mails', run });
  const bill = defineTask({ name: 'bill', queue: 'bills', run });
  const stage = createStage([mail, bill]);
  stage.queue.work();
  for (const [task, id] of [[mail, 'm1'] as const, [bill, 'b1'] as const, [mail, 'm2'] as const]) {
    await stage.queue.enqueue(task, id);
    await stage.clock.advance(10);
  }
  return { ...stage, done, repair: () => (broken = false) };
}

test('dead letters are listed with payload and reason, the oldest first', async () => {
  const { queue } = await createDead();
  expect(await queue.deadLetters.list()).toEqual([
    {
      id: 'mail-1',
      task: 'mail',
      queue: 'mails',
      payload: 'm1',
      attempts: 1,
      error: { name: 'NonRetryableError', message: 'cannot m1' },
      enqueuedAtMs: 0,
      diedAtMs: 0,
    },
    expect.objectContaining({ id: 'bill-1', diedAtMs: 10 }),
    expect.objectContaining({ id: 'mail-2', diedAtMs: 20 }),
  ]);
});

test('filters choose by queue, task and id; a limit cuts off the youngest', async () => {
  const { queue } = await createDead();
  const ids = async (...args: Parameters<typeof queue.deadLetters.list>): Promise<string[]> =>
    (await queue.deadLetters.list(...args)).map(({ id }) => id);
  expect(await ids({ queue: 'mails' })).toEqual(['mail-1', 'mail-2']);
  expect(await ids({ task: 'bill' })).toEqual(['bill-1']);
  expect(await ids({ ids: ['mail-2', 'none'] })).toEqual(['mail-2']);
  expect(await ids({ queue: 'mails', ids: ['bill-1'] })).toEqual([]);
  expect(await ids({}, 2)).toEqual(['mail-1', 'bill-1']);
});

test('a redriven task runs at once, with all its attempts', async () => {
  const { queue, clock, done, repair, events } = await createDead();
  repair();
  expect(await queue.deadLetters.redrive({ queue: 'mails' })).toBe(2);
  await clock.runUntilIdle();
  expect(done).toEqual(['m1', 'm2']);
  expect(await queue.backlog()).toMatchObject({ depth: 0, dead: 1 });
  expect(events.slice(-6).map(({ type }) => type)).toEqual([
    'redriven',
    'redriven',
    'started',
    'completed',
    'started',
    'completed',
  ]);
  expect(events.at(-1)).toMatchObject({ attempt: 1 });
});

test('a task that dies again is a dead letter again', async () => {
  const { queue, clock } = await createDead();
  await queue.deadLetters.redrive({});
  await clock.runUntilIdle();
  expect((await queue.deadLetters.list()).map(({ id }) => id)).toEqual(['mail-1', 'bill-1', 'mail-2']);
});

test('purged letters are gone', async () => {
  const { queue, types } = await createDead();
  expect(await queue.deadLetters.purge({ ids: ['mail-1'] })).toBe(1);
  expect(await queue.deadLetters.purge({ ids: ['mail-1'] })).toBe(0);
  expect(await queue.deadLetters.redrive({ ids: ['mail-1'] })).toBe(0);
  expect(await queue.deadLetters.purge({})).toBe(2);
  expect(await queue.backlog()).toMatchObject({ depth: 0, dead: 0 });
  expect(types().filter((type) => type === 'purged')).toHaveLength(3);
});
