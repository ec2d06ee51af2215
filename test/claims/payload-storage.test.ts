/** What `no-secret-payload` and `no-large-payload` say of stores: a payload lies there in clear text, whole, and stays with failed tasks. */
import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { PgBoss } from 'pg-boss';
import { makeWorkerUtils } from 'graphile-worker';
import { afterEach, describe, expect, test } from 'vitest';
import { databaseUrl, hasPostgres, query } from './postgres.js';
import { connection, hasRedis } from './redis.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const secret = 'correct horse battery staple';

describe.skipIf(!hasRedis)('BullMQ 5', () => {
  function create(): { queue: Queue; redis: Redis } {
    const queue = new Queue(`claims-${randomUUID()}`, { connection });
    const redis = new Redis(connection.url);
    closing.push(async () => {
      await queue.obliterate({ force: true });
      await queue.close();
      await redis.quit();
    });
    return { queue, redis };
  }

  test('no-secret-payload: Redis holds the payload in clear text', async () => {
    const { queue, redis } = create();
    const job = await queue.add('welcome', { password: secret });
    const stored = await redis.hgetall(`bull:${queue.name}:${String(job.id)}`);
    expect(stored['data']).toBe(JSON.stringify({ password: secret }));
  });

  test('no-secret-payload: a failed task keeps its payload', async () => {
    const { queue, redis } = create();
    const worker = new Worker(queue.name, () => Promise.reject(new Error('no')), { connection });
    closing.push(() => worker.close());
    const failed = new Promise<string>((resolve) => {
      worker.on('failed', (job) => {
        resolve(String(job?.id));
      });
    });
    await queue.add('welcome', { password: secret });
    const stored = await redis.hgetall(`bull:${queue.name}:${await failed}`);
    expect(stored['data']).toContain(secret);
    expect(await queue.getFailedCount()).toBe(1);
  });

  test('no-large-payload: Redis holds all of it, once for every task', async () => {
    const { queue, redis } = create();
    const content = Buffer.alloc(300_000, 'file').toString('base64');
    const jobs = await queue.addBulk([
      { name: 'resize', data: { content } },
      { name: 'resize', data: { content } },
    ]);
    for (const { id } of jobs) {
      const used = await redis.call('MEMORY', 'USAGE', `bull:${queue.name}:${String(id)}`);
      // base64 is a third larger than the file.
      expect(Number(used)).toBeGreaterThan(400_000);
    }
  });
});

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  function schemaName(): string {
    const schema = `claims_${randomUUID().replaceAll('-', '_').slice(0, 13)}`;
    closing.push(() => query(`drop schema if exists ${schema} cascade`));
    return schema;
  }

  test('no-secret-payload: pg-boss holds the payload in clear text', async () => {
    const schema = schemaName();
    const boss = new PgBoss({ connectionString: databaseUrl, schema, supervise: false, schedule: false });
    boss.on('error', () => {
      // A listener, so that the process stays.
    });
    await boss.start();
    closing.push(() => boss.stop({ graceful: false }));
    await boss.createQueue('mail');
    await boss.send('mail', { password: secret });
    const rows = await query(`select data::text as data from ${schema}.job where name = 'mail'`);
    expect(rows.map(({ data }) => data)).toEqual([expect.stringContaining(secret)]);
  });

  test('no-secret-payload: Graphile Worker holds the payload in clear text', async () => {
    const schema = schemaName();
    const utils = await makeWorkerUtils({ connectionString: databaseUrl, schema });
    closing.push(() => Promise.resolve(utils.release()));
    await utils.migrate();
    await utils.addJob('mail', { password: secret });
    const rows = await query(`select payload::text as payload from ${schema}._private_jobs`);
    expect(rows.map(({ payload }) => payload)).toEqual([expect.stringContaining(secret)]);
  });
});
