/** The tasks of `at-run-time` before and after the codemod, on wires that refuse, lose and change their values. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { Queue, Worker } from 'bullmq';
import { afterEach, describe, expect, test } from 'vitest';
import { loadApp } from '../../fixtures/engine/load-app.mjs';
import codemod from '../../src/codemods/serialize-payload.js';
import { writeAll } from '../../src/codemods/kit/write.js';
import { createQueue, createVirtualClock, defineTask } from '../../src/queue/index.js';
import { connection, hasRedis } from '../claims/redis.js';
import { copyOf, planFolder } from './kit.js';

const fixture = path.resolve(
  import.meta.dirname,
  '../../fixtures/codemods/serialize-payload/at-run-time/before',
);

/** `bullmq` for the app, and a way to wait until all it sent is done; @returns the messages of failed tasks. */
interface Wire {
  readonly module: object;
  settle(): Promise<readonly string[]>;
}

type Processor = (job: { readonly data: unknown }) => Promise<unknown>;

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The reference queue: what would not come back as it was sent is refused. */
function strict(): Wire {
  const processors = new Map<string, Processor>();
  const failed: string[] = [];
  const clock = createVirtualClock();
  const deliver = defineTask({
    name: 'deliver',
    retry: { maxAttempts: 1 },
    run: async ({ name, data }: { name: string; data: never }) => {
      try {
        await processors.get(name)?.({ data });
      } catch (error) {
        failed.push(String(error));
      }
    },
  });
  const queue = createQueue({ clock, tasks: [deliver] });
  return {
    module: {
      Queue: class {
        constructor(readonly name: string) {}

        async add(_: string, data: unknown): Promise<unknown> {
          return queue.enqueue(deliver, { name: this.name, data: data as never });
        }
      },
      Worker: class {
        constructor(
          readonly name: string,
          process: Processor,
        ) {
          processors.set(name, process);
        }
      },
    },
    settle: async () => {
      queue.work();
      await clock.runUntilIdle();
      return failed;
    },
  };
}

/** BullMQ itself, each run under a prefix of its own. */
function bullmq(): Wire {
  const prefix = `serialize-payload-${randomUUID()}`;
  const sent: Promise<unknown>[] = [];
  const failed: string[] = [];
  const outcomes = new Map<string, () => void>();
  const done = (id: string | undefined): void => outcomes.get(id ?? '')?.();
  return {
    module: {
      Queue: class extends Queue {
        constructor(name: string) {
          super(name, { connection, prefix });
          closing.push(async () => {
            await this.obliterate({ force: true });
            await this.close();
          });
        }

        override add(name: string, data: unknown): ReturnType<Queue['add']> {
          const jobId = `task-${randomUUID()}`;
          const outcome = new Promise<void>((resolve) => outcomes.set(jobId, resolve));
          const added = super.add(name, data, { jobId });
          sent.push(added.then(() => outcome).catch(() => undefined));
          return added;
        }
      },
      Worker: class extends Worker {
        constructor(name: string, process: Processor) {
          super(name, process, { connection, prefix });
          this.on('completed', ({ id }) => {
            done(id);
          });
          this.on('failed', (job, error) => {
            failed.push(String(error));
            done(job?.id);
          });
          closing.push(() => this.close());
        }
      },
    },
    settle: async () => {
      await Promise.all(sent);
      return failed;
    },
  };
}

interface Day {
  readonly seen: readonly string[];
  readonly refused: readonly string[];
  readonly failed: readonly string[];
}

function queuedBill(): unknown {
  return { cents: '1', due: new Date(3000) };
}

/** Sends the tasks of a folder over a wire. */
async function run(folder: string, wire: Wire): Promise<Day> {
  const app = await loadApp(folder, { bullmq: wire.module });
  closing.push(app.remove);
  const { seen } = app.load('src/worker') as { seen: string[] };
  const send = app.load('src/send') as {
    report: (until: Date | null) => Promise<void>;
    bill: (due?: Date) => Promise<void>;
  };
  const refused: string[] = [];
  const calls = [
    () => send.report(null),
    () => send.report(new Date(1000)),
    () => send.bill(),
    () => send.bill(new Date(2000)),
  ];
  for (const call of calls) {
    await call().catch((error: unknown) => {
      refused.push(String(error));
    });
  }
  const failed = await wire.settle();
  return { seen: [...seen].sort(), refused, failed };
}

const report = (until: string): readonly string[] => [
  `1970-01-01T00:00:00.000Z ${until}`,
  '1.5 true 2',
  'PNG 255 255,0,7',
  '0.90',
  'a 86400000',
  'b 86400000',
];

const right: readonly string[] = [
  ...report('open'),
  ...report('1970-01-01T00:00:01.000Z'),
  '9007199254740994 now',
  '9007199254740994 1970-01-01T00:00:02.000Z',
].sort();

function repaired(): string {
  const folder = copyOf(fixture);
  const { changes, skipped } = planFolder(codemod, folder);
  expect(skipped).toEqual([]);
  writeAll(changes);
  return folder;
}

describe('the reference queue', () => {
  test('before: every enqueue throws', async () => {
    const { seen, refused, failed } = await run(fixture, strict());
    expect({ seen, failed }).toEqual({ seen: [], failed: [] });
    expect(refused).toEqual(Array<unknown>(4).fill(expect.stringMatching(/^PayloadError: /u)));
  });

  test('after: every worker gets what was sent', async () => {
    expect(await run(repaired(), strict())).toEqual({ seen: right, refused: [], failed: [] });
  });
});

describe.skipIf(!hasRedis)('BullMQ', () => {
  test('before: bigints throw at the enqueue, the other tasks fail in the worker', async () => {
    const { seen, refused, failed } = await run(fixture, bullmq());
    expect(seen).toEqual([]);
    expect(refused).toEqual([expect.stringMatching(/BigInt/u), expect.stringMatching(/BigInt/u)]);
    expect(failed).toEqual([
      expect.stringMatching(/is not a function/u),
      expect.stringMatching(/is not a function/u),
    ]);
  });

  test('after: every worker gets what was sent', async () => {
    expect(await run(repaired(), bullmq())).toEqual({ seen: right, refused: [], failed: [] });
  });

  test('a worker of after works on dates that were queued before', async () => {
    const wire = bullmq();
    const app = await loadApp(repaired(), { bullmq: wire.module });
    closing.push(app.remove);
    const { seen } = app.load('src/worker') as { seen: string[] };
    const { bills } = app.load('src/queue') as { bills: Queue };
    // A Date, as the old producer handed it to BullMQ.
    await bills.add('bill', queuedBill());
    expect(await wire.settle()).toEqual([]);
    expect(seen).toEqual(['2 1970-01-01T00:00:03.000Z']);
  });
});
