/** What becomes of a task whose name no worker handles, and of a payload that is not what the worker declares. */
import { randomUUID } from 'node:crypto';
import Bull from 'bull';
import { Queue, Worker, type Job } from 'bullmq';
import { afterEach, describe, expect, test } from 'vitest';
import { connection, hasRedis } from './redis.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe.skipIf(!hasRedis)('Bull 4', () => {
  /** @returns the error of a task that is added by `add`. */
  async function failure(queue: Bull.Queue, add: () => Promise<unknown>): Promise<string> {
    const failed = new Promise<string>((resolve) => {
      queue.on('failed', (_job, error) => {
        resolve(error.message);
      });
    });
    await add();
    return failed;
  }

  function createQueue(): Bull.Queue {
    const queue = new Bull(`claims-${randomUUID()}`, connection.url);
    closing.push(async () => {
      await queue.obliterate({ force: true });
      await queue.close();
    });
    return queue;
  }

  test('no-unknown-task: a task without a function of its name fails', async () => {
    const queue = createQueue();
    void queue.process('welcome', () => Promise.resolve());
    expect(await failure(queue, () => queue.add('wellcome', {}))).toBe(
      'Missing process handler for job type wellcome',
    );
  });

  test('no-unknown-task: a function without a name takes only tasks without a name', async () => {
    const queue = createQueue();
    void queue.process(() => Promise.resolve());
    expect(await failure(queue, () => queue.add('welcome', {}))).toBe(
      'Missing process handler for job type welcome',
    );
  });

  test('no-unknown-task: `*` takes the others', async () => {
    const queue = createQueue();
    const got = new Promise<string>((resolve) => {
      void queue.process('*', (job) => {
        resolve(job.name);
        return Promise.resolve();
      });
    });
    await queue.add('welcome', {});
    expect(await got).toBe('welcome');
  });
});

describe.skipIf(!hasRedis)('BullMQ 5', () => {
  async function run(
    name: string,
    data: unknown,
    work: (job: Job) => unknown,
  ): Promise<{ result: unknown; job: Job }> {
    const queue = new Queue(`claims-${randomUUID()}`, { connection });
    closing.push(async () => {
      await queue.obliterate({ force: true });
      await queue.close();
    });
    const worker = new Worker(queue.name, (job: Job) => Promise.resolve(work(job)), { connection });
    closing.push(() => worker.close());
    const done = new Promise<{ result: unknown; job: Job }>((resolve) => {
      worker.on('completed', (job, result) => {
        resolve({ result: result as unknown, job });
      });
    });
    await queue.add(name, data);
    return done;
  }

  test('no-unknown-task: a task that falls through the choice counts as completed', async () => {
    const sent: string[] = [];
    const { job } = await run('wellcome', {}, ({ name }) => {
      switch (name) {
        case 'welcome':
          sent.push(name);
      }
    });
    expect(sent).toEqual([]);
    expect(await job.getState()).toBe('completed');
  });

  test('no-payload-drift: the worker gets what was sent, whatever its type says', async () => {
    const { result } = await run(
      'ship',
      { id: '7', at: new Date(0), note: undefined },
      ({ data }: Job<{ id: number; at: number; note: string; to: string }>) => [
        typeof data.id,
        typeof data.at,
        'note' in data,
        typeof data.to,
      ],
    );
    expect(result).toEqual(['string', 'string', false, 'undefined']);
  });
});
