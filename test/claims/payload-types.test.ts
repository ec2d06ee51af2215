/** What `require-json-payload-type` says of payload types that promise too much, shown on JSON, on the queues and on Redis. */
import { randomUUID } from 'node:crypto';
import { Queue, Worker, type Job } from 'bullmq';
import { afterEach, describe, expect, test } from 'vitest';
import { defineTask } from '../../src/queue/index.js';
import { createStage } from '../queue/stage.js';
import { connection, hasRedis } from './redis.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

class User {
  constructor(readonly name: string) {}
  greeting(): string {
    return this.name;
  }
}

interface Mail {
  at: Date;
  seen: Map<string, number>;
  tags: Set<string>;
  file: Buffer;
  link: URL;
  user: User;
}

/** As the worker of a JSON queue gets it. */
function arrived(): Mail {
  const sent: Mail = {
    at: new Date(0),
    seen: new Map([['a', 1]]),
    tags: new Set(['a']),
    file: Buffer.from('a'),
    link: new URL('https://example.com/a'),
    user: new User('Ada'),
  };
  return JSON.parse(JSON.stringify(sent)) as Mail;
}

/** A bigint travels only as what somebody made of it. */
const delivered = JSON.parse('["5", 5]') as readonly (string | number)[];
const bigints = delivered as readonly unknown[] as readonly bigint[];

const throwing: readonly (readonly [use: string, run: (mail: Mail) => unknown, message: RegExp])[] = [
  ['a method of a Date', (mail) => mail.at.getTime(), /getTime is not a function/u],
  ['a method of a Map', (mail) => mail.seen.get('a'), /get is not a function/u],
  ['a loop over a Map', (mail) => [...mail.seen], /is not iterable|Spread syntax/u],
  [
    'a loop over a Set',
    (mail) => {
      for (const tag of mail.tags) return tag;
      return undefined;
    },
    /is not iterable/u,
  ],
  ['a method of a class', (mail) => mail.user.greeting(), /greeting is not a function/u],
  ['a format of a Date', (mail) => new Intl.DateTimeFormat('en').format(mail.at), /Invalid time value/u],
  ['a product of bigints, one a string', () => (bigints[0] ?? 0n) * 2n, /Cannot mix BigInt/u],
  ['a product of bigints, one a number', () => (bigints[1] ?? 0n) * 2n, /Cannot mix BigInt/u],
];

const wrong: readonly (readonly [use: string, run: (mail: Mail) => unknown, given: unknown])[] = [
  ['a comparison of Dates', (mail) => mail.at < new Date(), false],
  ['the same the other way round', (mail) => new Date(1) > mail.at, false],
  ['a Date as a number', (mail) => [+mail.at, Number(mail.at)], [NaN, NaN]],
  ['the size of a Map and a Set', (mail) => [mail.seen.size, mail.tags.size], [undefined, undefined]],
  ['a Buffer as a text', (mail) => mail.file.toString('base64'), '[object Object]'],
  ['the length of a Buffer', (mail) => [mail.file.length, mail.file.byteLength], [undefined, undefined]],
  ['a part of a URL', (mail) => mail.link.hostname, undefined],
  ['instanceof', (mail) => [mail.at instanceof Date, mail.user instanceof User], [false, false]],
  ['a bigint for a bigint', () => bigints.map((value) => value === 5n), [false, false]],
];

/** Uses that the rule is silent on because they do what was meant. */
const harmless: readonly (readonly [use: string, run: (mail: Mail) => unknown, given: unknown])[] = [
  ['a Date made again', (mail) => new Date(mail.at).getTime(), 0],
  ['a Date as a text', (mail) => String(mail.at), '1970-01-01T00:00:00.000Z'],
  ['two Dates of the payload', (mail) => mail.at <= mail.at, true],
  ['a bigint made again', () => delivered.map((value) => BigInt(value) * 2n), [10n, 10n]],
  ['a URL as a text', (mail) => mail.link.toString(), 'https://example.com/a'],
  ['a Buffer made again', (mail) => Buffer.from(mail.file).toString(), 'a'],
];

describe('after JSON', () => {
  test.each(throwing)('%s throws', (_, run, message) => {
    expect(() => run(arrived())).toThrow(message);
  });

  test.each(wrong)('%s gives something else', (_, run, given) => {
    expect(run(arrived())).toEqual(given);
  });

  test.each(harmless)('%s is what was meant', (_, run, given) => {
    expect(run(arrived())).toEqual(given);
  });
});

test('the reference queue refuses a Date, and a task that takes the text for one fails at every attempt', async () => {
  const remind = defineTask({
    name: 'remind',
    run: (payload: { at: string }) => void (payload as unknown as Mail).at.getTime(),
  });
  const { queue, clock, events } = createStage([remind]);
  queue.work();
  await expect(queue.enqueue(remind, { at: new Date(0) as unknown as string })).rejects.toThrow(/a Date/u);
  await queue.enqueue(remind, { at: new Date(0).toISOString() });
  await clock.runUntilIdle();
  const failures = events.filter(({ type }) => type === 'failed' || type === 'retried' || type === 'dead');
  expect(JSON.stringify(events)).toContain('getTime is not a function');
  expect(failures.length).toBeGreaterThan(0);
  expect(events.some(({ type }) => type === 'completed')).toBe(false);
});

test.skipIf(!hasRedis)('BullMQ: job.data.at.getTime is not a function', async () => {
  const queue = new Queue<{ at: Date }>(`claims-${randomUUID()}`, { connection });
  const worker = new Worker<{ at: Date }>(
    queue.name,
    (job) => Promise.resolve().then(() => job.data.at.getTime()),
    { connection },
  );
  closing.push(
    () => queue.close(),
    () => queue.obliterate({ force: true }),
    () => worker.close(),
  );
  const failed = new Promise<[Job<{ at: Date }> | undefined, Error]>((resolve) => {
    worker.on('failed', (job, error) => {
      resolve([job, error]);
    });
  });
  await queue.add('remind', { at: new Date(0) });
  const [job, error] = await failed;
  expect(error.message).toBe('job.data.at.getTime is not a function');
  expect(job?.data.at).toBe('1970-01-01T00:00:00.000Z');
});
