import { describe, expect, test } from 'vitest';
import {
  createQueue,
  defineTask,
  InvalidOptionError,
  QueueStoppedError,
  TaskConflictError,
  UnknownQueueError,
  UnknownTaskError,
  type EnqueueOptions,
} from '../../src/queue/index.js';
import { createStage } from './stage.js';

const ran: string[] = [];
const note = defineTask({ name: 'note', queue: 'notes', run: (text: string) => void ran.push(text) });
const other = defineTask({ name: 'other', queue: 'others', run: () => undefined });

describe('declaring', () => {
  test('fills in every default', () => {
    expect(defineTask({ name: 'a', run: () => undefined })).toMatchObject({
      queue: 'default',
      result: 'ignore',
      timeoutMs: 300_000,
      delayMs: 0,
      retry: { maxAttempts: 5, firstDelayMs: 10_000, factor: 2, maxDelayMs: 3_600_000, jitter: 0.2 },
    });
  });

  test.each([
    [{ name: '' }, 'name'],
    [{ queue: ' ' }, 'queue'],
    [{ delayMs: -1 }, 'delayMs'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: NaN }, 'timeoutMs'],
    [{ result: { keepMs: -5 } }, 'result.keepMs'],
    [{ dedup: { key: () => 'k', windowMs: NaN } }, 'dedup.windowMs'],
    [{ retry: { maxAttempts: 0 } }, 'retry.maxAttempts'],
    [{ retry: { maxAttempts: 1.5 } }, 'retry.maxAttempts'],
    [{ retry: { firstDelayMs: -1 } }, 'retry.firstDelayMs'],
    [{ retry: { maxDelayMs: Infinity } }, 'retry.maxDelayMs'],
    [{ retry: { factor: 0.5 } }, 'retry.factor'],
    [{ retry: { jitter: 2 } }, 'retry.jitter'],
    [{ retry: { jitter: NaN } }, 'retry.jitter'],
    [{ run: undefined as never }, 'run'],
  ])('refuses %j', (part, option) => {
    const declare = (): unknown => defineTask({ name: 'a', run: () => undefined, ...part });
    expect(declare).toThrow(InvalidOptionError);
    expect(declare).toThrow(new RegExp(`^Option ${option} is .*; give .*\\.$`));
  });
});

describe('names', () => {
  test('an unknown task says which are known and what to do', async () => {
    const { queue } = createStage([note]);
    await expect(queue.enqueue(other, null)).rejects.toThrow(UnknownTaskError);
    await expect(queue.enqueue(other, null)).rejects.toThrow(
      'Task "other" is not known to this queue; add it to createQueue({ tasks }) or call register(task). Known tasks: note.',
    );
  });

  test('a registered task is known', async () => {
    const { queue } = createStage([]);
    queue.register(other);
    queue.register(other);
    await expect(queue.enqueue(other, null)).resolves.toEqual({ id: 'other-1', duplicate: false });
  });

  test('an unknown queue is refused by enqueue, work and backlog', async () => {
    const { queue } = createStage([note, other]);
    const message = /Queue "nots" is not known; .* Known queues: notes, others\./;
    await expect(queue.enqueue(note, 'a', { queue: 'nots' })).rejects.toThrow(UnknownQueueError);
    await expect(queue.enqueue(note, 'a', { queue: 'nots' })).rejects.toThrow(message);
    expect(() => queue.work({ queues: ['nots'] })).toThrow(message);
    await expect(queue.backlog('nots')).rejects.toThrow(message);
    expect((await queue.backlog()).depth).toBe(0);
  });

  test('two tasks with one name are refused', () => {
    const twin = defineTask({ name: 'note', run: () => undefined });
    expect(() => createQueue({ tasks: [note, twin] })).toThrow(TaskConflictError);
    const queue = createQueue({ tasks: [note] });
    expect(() => {
      queue.register(twin);
    }).toThrow('Two different tasks are named "note"; give each task its own name.');
  });
});

describe('options', () => {
  test.each<[EnqueueOptions, string]>([
    [{ delayMs: -1 }, 'delayMs'],
    [{ delayMs: '5' as never }, 'delayMs'],
    [{ dedup: { key: '' } }, 'dedup.key'],
    [{ dedup: { key: 'k', windowMs: -1 } }, 'dedup.windowMs'],
    [{ retry: { maxAttempts: -1 } }, 'retry.maxAttempts'],
  ])('%j is refused and nothing is stored', async (options, option) => {
    const { queue } = createStage([note]);
    await expect(queue.enqueue(note, 'a', options)).rejects.toMatchObject({ code: 'INVALID_OPTION', option });
    expect((await queue.backlog()).depth).toBe(0);
  });

  test('a delay is waited for, the one of the enqueue before the one of the task', async () => {
    const times: number[] = [];
    const late = defineTask({ name: 'late', delayMs: 500, run: () => void times.push(clock.now()) });
    const { queue, clock } = createStage([late]);
    queue.work();
    await queue.enqueue(late, null);
    await queue.enqueue(late, null, { delayMs: 20 });
    await clock.runUntilIdle();
    expect(times).toEqual([20, 500]);
  });

  test('a task is routed to another queue', async () => {
    ran.length = 0;
    const { queue, clock } = createStage([note], { queues: ['urgent'] });
    queue.work({ queues: ['urgent'] });
    await queue.enqueue(note, 'usual');
    await queue.enqueue(note, 'urgent', { queue: 'urgent' });
    await clock.runUntilIdle();
    expect(ran).toEqual(['urgent']);
    expect(await queue.backlog('notes')).toMatchObject({ depth: 1, ready: 1 });
  });

  test('a worker without queue names also takes from queues that came later', async () => {
    ran.length = 0;
    const { queue, clock } = createStage([]);
    queue.work();
    queue.register(note);
    await queue.enqueue(note, 'a');
    await clock.runUntilIdle();
    expect(ran).toEqual(['a']);
  });
});

test('many tasks are enqueued and run in order', async () => {
  ran.length = 0;
  const { queue, clock } = createStage([note]);
  const texts = Array.from({ length: 50 }, (_, index) => `n${index}`);
  const enqueued = await queue.enqueueMany(note, texts);
  expect(enqueued.map(({ id }) => id)).toEqual(texts.map((_, index) => `note-${index + 1}`));
  queue.work();
  await clock.runUntilIdle();
  expect(ran).toEqual(texts);
});

test('a stopped queue refuses tasks and workers', async () => {
  const { queue } = createStage([note]);
  await queue.stop();
  await expect(queue.enqueue(note, 'a')).rejects.toThrow(QueueStoppedError);
  await expect(queue.enqueue(note, 'a')).rejects.toThrow('Cannot enqueue a task: the queue was stopped');
  expect(() => queue.work()).toThrow('Cannot start a worker: the queue was stopped');
});
