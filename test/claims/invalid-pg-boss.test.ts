/** What `no-invalid-options` says of pg-boss 9 to 12, each entry shown on the libraries themselves and a real PostgreSQL. */
import { randomUUID } from 'node:crypto';
import { PgBoss as PgBoss12 } from 'pg-boss';
import PgBoss10 from 'pg-boss10';
import PgBoss11 from 'pg-boss11';
import PgBoss9 from 'pg-boss9';
import { afterEach, describe, expect, test } from 'vitest';
import { databaseUrl, hasPostgres, query } from './postgres.js';

/** Names of options whose types forbid what the entry is about. */
type Untyped = Readonly<Record<string, unknown>>;

/** What the four versions share, as far as the entries need it. */
interface Boss {
  start(): Promise<unknown>;
  stop(options: object): Promise<unknown>;
  on(event: 'error', listener: () => void): unknown;
  createQueue(name: string, options?: Untyped): Promise<void>;
  send(name: string, data: object, options?: Untyped): Promise<string | null>;
  fetch(name: string, options?: unknown): Promise<unknown>;
  schedule(name: string, cron: string): Promise<void>;
  work(name: string, options: Untyped, handler: (jobs: unknown) => Promise<void>): Promise<string>;
}

type Constructor = new (options: Untyped) => Boss;

const versions: readonly { readonly version: number; readonly Boss: Constructor }[] = [
  { version: 9, Boss: PgBoss9 as unknown as Constructor },
  { version: 10, Boss: PgBoss10 as unknown as Constructor },
  { version: 11, Boss: PgBoss11 },
  { version: 12, Boss: PgBoss12 },
];

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** What is said of other versions is no test of this one. */
const otherVersion = (() => undefined) as unknown as typeof test;

describe.skipIf(!hasPostgres).each(versions)('pg-boss $version', ({ version, Boss }) => {
  const from = (least: number): typeof test => (version >= least ? test : otherVersion);
  const only = (exact: number): typeof test => (version === exact ? test : otherVersion);

  /** Starts a boss in a schema of its own, with one queue. */
  async function start(options: Untyped = {}): Promise<{ boss: Boss; schema: string }> {
    const schema = `claims_${randomUUID().replaceAll('-', '_').slice(0, 13)}`;
    const boss = new Boss({
      connectionString: databaseUrl,
      schema,
      supervise: false,
      schedule: true,
      max: 2,
    });
    boss.on('error', () => {
      // A listener, so that the process stays.
    });
    await boss.start();
    closing.push(async () => {
      await boss.stop({ graceful: false, timeout: 0, wait: true });
      await query(`drop schema if exists ${schema} cascade`);
    });
    if (version >= 10) await boss.createQueue('mail', { name: 'mail', ...options });
    return { boss, schema };
  }

  only(10)('pg-boss/queue-not-created-lost', async () => {
    const { boss, schema } = await start();
    expect(await boss.send('other', {})).toBeNull();
    expect(await query(`select 1 from ${schema}.job where name = 'other'`)).toEqual([]);
  });

  from(11)('pg-boss/queue-not-created', async () => {
    const { boss } = await start();
    await expect(boss.send('other', {})).rejects.toThrow('does not exist');
  });

  only(12)('pg-boss/queue-name-characters', async () => {
    const { boss } = await start();
    await expect(boss.createQueue('mail:out')).rejects.toThrow('can only contain');
    await boss.createQueue('a.b/c-d_e');
  });

  from(10)('pg-boss/singleton-key-alone', async () => {
    const { boss } = await start();
    const ids = [
      await boss.send('mail', {}, { singletonKey: 'a' }),
      await boss.send('mail', {}, { singletonKey: 'a' }),
    ];
    expect(ids.filter((id) => id !== null)).toHaveLength(2);
    // What the message proposes.
    const options = { singletonKey: 'b', singletonSeconds: 3600 };
    expect([await boss.send('mail', {}, options), await boss.send('mail', {}, options)][1]).toBeNull();
    const { boss: other } = await start({ policy: 'short' });
    expect(
      [
        await other.send('mail', {}, { singletonKey: 'a' }),
        await other.send('mail', {}, { singletonKey: 'a' }),
      ][1],
    ).toBeNull();
  });

  from(11)('pg-boss/retry-delay-max', async () => {
    const { boss } = await start({ retryBackoff: true });
    await expect(boss.send('mail', {}, { retryDelayMax: 60 })).rejects.toThrow('retryBackoff');
    await expect(boss.createQueue('b', { retryDelayMax: 60 })).rejects.toThrow('retryBackoff');
    await boss.send('mail', {}, { retryDelayMax: 60, retryBackoff: true });
  });

  test('pg-boss/retry-delay-fraction', async () => {
    const { boss } = await start();
    await expect(boss.send('mail', {}, { retryDelay: 0.5 })).rejects.toThrow('integer');
  });

  test('pg-boss/retry-limit-negative', async () => {
    const { boss } = await start();
    await expect(boss.send('mail', {}, { retryLimit: -1 })).rejects.toThrow('integer');
  });

  test('pg-boss/priority-fraction', async () => {
    const { boss } = await start();
    await expect(boss.send('mail', {}, { priority: 0.5 })).rejects.toThrow('integer');
  });

  from(10)('pg-boss/expiration-too-long', async () => {
    const { boss } = await start();
    await expect(boss.send('mail', {}, { expireInSeconds: 86_401 })).rejects.toThrow('expiration');
    await boss.send('mail', {}, { expireInSeconds: 86_399 });
  });

  /** @returns how long a task may take, as it was stored, in seconds. */
  async function expiration(boss: Boss, schema: string, options: Untyped): Promise<number> {
    const id = await boss.send('mail', {}, options);
    const [row] = await query(`select * from ${schema}.job where id = '${String(id)}'`);
    return Number(row?.['expire_seconds']);
  }

  from(11)('pg-boss/expire-in-hours', async () => {
    const { boss, schema } = await start();
    expect(await expiration(boss, schema, { expireInHours: 2 })).toBe(900);
    expect(await expiration(boss, schema, { expireInSeconds: 60 })).toBe(60);
  });

  from(11)('pg-boss/expire-in-minutes', async () => {
    const { boss, schema } = await start();
    expect(await expiration(boss, schema, { expireInMinutes: 2 })).toBe(900);
  });

  from(11)('pg-boss/singleton-hours', async () => {
    const { boss } = await start();
    const options = { singletonKey: 'a', singletonHours: 1 };
    expect([await boss.send('mail', {}, options), await boss.send('mail', {}, options)][1]).not.toBeNull();
  });

  from(11)('pg-boss/singleton-minutes', async () => {
    const { boss } = await start();
    const options = { singletonKey: 'a', singletonMinutes: 5 };
    expect([await boss.send('mail', {}, options), await boss.send('mail', {}, options)][1]).not.toBeNull();
  });

  test('pg-boss/schedule-cron', async () => {
    const { boss } = await start();
    for (const cron of ['60 * * * *', '* 24 * * *', 'every day', '5-1 * * * *', '* * * * * * *']) {
      await expect(boss.schedule('mail', cron), cron).rejects.toThrow();
    }
  });

  test('pg-boss/batch-size', async () => {
    const { boss } = await start();
    await expect(boss.work('mail', { batchSize: 0 }, () => Promise.resolve())).rejects.toThrow('batchSize');
  });

  from(10)('pg-boss/team-size', async () => {
    const { boss } = await start();
    for (let n = 0; n < 3; n++) await boss.send('mail', {});
    const counts: number[] = [];
    let active = 0;
    await new Promise<void>((resolve) => {
      void boss.work('mail', { teamSize: 3, pollingIntervalSeconds: 0.5 }, async (jobs) => {
        active++;
        counts.push((jobs as unknown[]).length * active);
        await new Promise((done) => setTimeout(done, 100));
        active--;
        if (counts.length === 2) resolve();
      });
    });
    expect(counts).toEqual([1, 1]);
  });
});
