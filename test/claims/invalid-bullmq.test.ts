/** What `no-invalid-options` says of BullMQ 5 and 6, each entry shown on the library itself and a real Redis. */
import { randomUUID } from 'node:crypto';
import { Queue as Queue5, Worker as Worker5, type Job, type JobsOptions } from 'bullmq';
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

/** Options whose types forbid what the entry is about. */
function untyped(options: Readonly<Record<string, unknown>>): JobsOptions {
  return options;
}

/** What is said of other versions is no test of this one. */
const otherVersion = (() => undefined) as unknown as typeof test;

describe.skipIf(!hasRedis).each(versions)('BullMQ $version', ({ version, Queue, Worker }) => {
  function createQueue(): Queue5 {
    const queue = new Queue(`claims-${randomUUID()}`, { connection });
    closing.push(async () => {
      await queue.obliterate({ force: true });
      await queue.close();
    });
    return queue;
  }

  /** Runs a queue's tasks until the first has failed for good or succeeded; @returns the times of its runs. */
  async function run(queue: Queue5, process: () => Promise<unknown>): Promise<readonly number[]> {
    const runs: number[] = [];
    const worker = new Worker(
      queue.name,
      async () => {
        runs.push(Date.now());
        return process();
      },
      { connection },
    );
    closing.push(() => worker.close());
    await new Promise<void>((resolve) => {
      worker.on('completed', () => {
        resolve();
      });
      worker.on('failed', (job) => {
        if (job && job.attemptsMade >= (job.opts.attempts ?? 1)) resolve();
      });
      worker.on('error', () => {
        resolve();
      });
    });
    return runs;
  }

  const fails = (): Promise<never> => Promise.reject(new Error('away'));
  const only5 = version === 5 ? test : otherVersion;
  const only6 = version === 6 ? test : otherVersion;

  test('bullmq/job-id-colon', async () => {
    const queue = createQueue();
    await expect(queue.add('x', {}, { jobId: 'user:1' })).rejects.toThrow('cannot contain :');
    await expect(queue.add('x', {}, { jobId: 'a:b:c:d' })).rejects.toThrow('cannot contain :');
    await expect(queue.addBulk([{ name: 'x', data: {}, opts: { jobId: 'user:1' } }])).rejects.toThrow(
      'cannot contain :',
    );
    // The exception that the entry makes.
    expect((await queue.add('x', {}, { jobId: 'a:b:c' })).id).toBe('a:b:c');
  });

  test('bullmq/job-id-integer', async () => {
    const queue = createQueue();
    for (const jobId of ['17', '-3', '0']) {
      await expect(queue.add('x', {}, { jobId })).rejects.toThrow();
    }
    for (const jobId of ['017', 'order-17', '1.5']) {
      expect((await queue.add('x', {}, { jobId })).id).toBe(jobId);
    }
  });

  test('bullmq/queue-name-colon', () => {
    expect(() => new Queue('mail:out', { connection })).toThrow('cannot contain :');
    expect(() => new Worker('mail:out', fails, { connection, autorun: false })).toThrow('cannot contain :');
  });

  only6('bullmq/repeat-removed', async () => {
    const queue = createQueue();
    await queue.add('x', {}, untyped({ repeat: { every: 100 } }));
    expect(await queue.getJobSchedulers()).toEqual([]);
    await run(queue, () => Promise.resolve());
    expect(await queue.getJobCounts('completed', 'delayed', 'waiting')).toEqual({
      completed: 1,
      delayed: 0,
      waiting: 0,
    });
  });

  only6('bullmq/debounce-removed', async () => {
    const queue = createQueue();
    await expect(queue.add('x', {}, untyped({ debounce: { id: 'a', ttl: 100 } }))).rejects.toThrow(
      'deduplication',
    );
  });

  test('bullmq/deduplication-with-parent', async () => {
    const queue = createQueue();
    const parent = await queue.add('parent', {});
    const options = {
      deduplication: { id: 'a' },
      parent: { id: parent.id ?? '', queue: queue.qualifiedName },
    };
    await expect(queue.add('x', {}, options)).rejects.toThrow('Deduplication and parent');
  });

  test('bullmq/backoff-without-delay', async () => {
    for (const type of ['exponential', 'fixed']) {
      const queue = createQueue();
      await queue.add('x', {}, { attempts: 3, backoff: { type } });
      const runs = await run(queue, fails);
      expect(runs).toHaveLength(3);
      expect((runs[2] ?? 0) - (runs[0] ?? 0)).toBeLessThan(2000);
    }
  });

  test('bullmq/backoff-without-attempts', async () => {
    const queue = createQueue();
    await queue.add('x', {}, { backoff: { type: 'fixed', delay: 10 } });
    await run(queue, fails);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await queue.getJobCounts('failed', 'delayed')).toEqual({ failed: 1, delayed: 0 });
  });

  test('bullmq/unknown-backoff', async () => {
    const queue = createQueue();
    const job = await queue.add('x', {}, { attempts: 3, backoff: { type: 'linear', delay: 10 } });
    const worker = new Worker(queue.name, fails, { connection });
    closing.push(() => worker.close());
    const reason = await new Promise<string>((resolve) => {
      worker.on('error', (error) => {
        resolve(error.message);
      });
      worker.on('failed', (_job, error) => {
        resolve(error.message);
      });
    });
    expect(reason).toMatch('Unknown backoff strategy linear');
    expect((await queue.getJob(job.id ?? ''))?.attemptsMade).toBeLessThan(3);
  });

  test('bullmq/jitter-range', async () => {
    const backoff = { type: 'exponential', delay: 1000, jitter: 50 };
    await expect(createQueue().add('x', {}, { backoff })).rejects.toThrow('Jitter');
  });

  test('bullmq/priority-range', async () => {
    await expect(createQueue().add('x', {}, { priority: 2_097_153 })).rejects.toThrow('Priority');
    await createQueue().add('x', {}, { priority: 2_097_151 });
  });

  test('bullmq/priority-limit', async () => {
    await expect(createQueue().add('x', {}, { priority: 2_097_152 })).rejects.toThrow('Priority');
  });

  test('bullmq/priority-fraction', async () => {
    await expect(createQueue().add('x', {}, { priority: 1.5 })).rejects.toThrow('float');
  });

  /** Adds a child with two of the flags on. */
  async function addChild(one: string, other: string): Promise<Job> {
    return createQueue().add('x', {}, untyped({ [one]: true, [other]: true }));
  }

  test('bullmq/exclusive-failParentOnFailure', async () => {
    for (const other of [
      'continueParentOnFailure',
      'ignoreDependencyOnFailure',
      'removeDependencyOnFailure',
    ]) {
      await expect(addChild('failParentOnFailure', other)).rejects.toThrow('cannot be used together');
    }
  });

  test('bullmq/exclusive-continueParentOnFailure', async () => {
    for (const other of ['ignoreDependencyOnFailure', 'removeDependencyOnFailure']) {
      await expect(addChild('continueParentOnFailure', other)).rejects.toThrow('cannot be used together');
    }
  });

  test('bullmq/exclusive-ignoreDependencyOnFailure', async () => {
    await expect(addChild('ignoreDependencyOnFailure', 'removeDependencyOnFailure')).rejects.toThrow(
      'cannot be used together',
    );
  });

  only5('bullmq/repeat-pattern-and-every', async () => {
    const repeat = { every: 1000, pattern: '0 0 * * *' };
    await expect(createQueue().add('x', {}, untyped({ repeat }))).rejects.toThrow('Both');
    const old = { every: 1000, cron: '0 0 * * *' };
    await expect(createQueue().add('x', {}, untyped({ repeat: old }))).rejects.toThrow('Both');
  });

  only5('bullmq/repeat-cron', async () => {
    for (const pattern of brokenCrons) {
      await expect(createQueue().add('x', {}, untyped({ repeat: { pattern } })), pattern).rejects.toThrow();
    }
  });

  test('bullmq/scheduler-cron', async () => {
    for (const pattern of brokenCrons) {
      await expect(createQueue().upsertJobScheduler('s', { pattern }), pattern).rejects.toThrow();
    }
  });

  test('bullmq/scheduler-pattern-and-every', async () => {
    const both = createQueue().upsertJobScheduler('s', { every: 1000, pattern: '0 0 * * *' });
    await expect(both).rejects.toThrow('Both');
  });

  test('bullmq/scheduler-without-rhythm', async () => {
    await expect(createQueue().upsertJobScheduler('s', { limit: 3 })).rejects.toThrow('Either');
  });

  test('bullmq/scheduler-start', async () => {
    const both = createQueue().upsertJobScheduler('s', {
      pattern: '0 0 * * *',
      immediately: true,
      startDate: new Date(),
    });
    await expect(both).rejects.toThrow('Both');
  });

  test('bullmq/item-options', async () => {
    const item = { name: 'x', data: {}, options: { delay: 60_000, attempts: 3, jobId: 'a' } };
    const [job] = await createQueue().addBulk([item]);
    expect([job?.id === 'a', job?.opts.attempts === 3, job?.opts.delay ?? 0]).toEqual([false, false, 0]);
  });

  test('bullmq/nested-options', async () => {
    const job = await createQueue().add('x', {}, untyped({ opts: { delay: 60_000, jobId: 'a' } }));
    expect([job.id === 'a', job.opts.delay ?? 0]).toEqual([false, 0]);
  });

  test('bullmq/timeout', async () => {
    const queue = createQueue();
    const job = await queue.add('x', {}, untyped({ timeout: 10 }));
    await run(queue, () => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(await job.getState()).toBe('completed');
  });

  test('bullmq/worker-concurrency', () => {
    const create = (): unknown => new Worker('x', fails, { connection, autorun: false, concurrency: 0 });
    expect(create).toThrow('greater than 0');
  });

  test('bullmq/worker-retention', async () => {
    const queue = createQueue();
    const job = await queue.add('x', {});
    const options = { connection, removeOnComplete: true } as unknown as ConstructorParameters<
      typeof Worker5
    >[2];
    const worker = new Worker(queue.name, () => Promise.resolve(), options);
    closing.push(() => worker.close(true));
    await new Promise<void>((resolve) => {
      worker.on('error', () => {
        resolve();
      });
      worker.on('completed', () => {
        resolve();
      });
    });
    expect(await job.getState()).toBe('active');
  });
});

/** Each kind of fault that the tool proves in a cron expression. */
const brokenCrons = [
  '60 * * * *',
  '* 24 * * *',
  '0 0 32 * *',
  '0 0 * 13 *',
  '* * * * 8',
  'every day',
  '*/0 * * * *',
  '5-1 * * * *',
  '* * * * * * *',
];
