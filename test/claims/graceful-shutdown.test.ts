/** What SIGTERM does to a task in the middle (`require-graceful-shutdown`), shown on the libraries themselves. */
import { randomUUID } from 'node:crypto';
import Bull from 'bull';
import { Queue } from 'bullmq';
import { afterEach, describe, expect, test } from 'vitest';
import { start, type Child } from './child.js';
import { databaseUrl, hasPostgres, query } from './postgres.js';
import { connection, hasRedis } from './redis.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const task = `async () => {
  console.log('started');
  await new Promise((resolve) => setTimeout(resolve, 400));
  console.log('finished');
}`;

const onSigterm = (close: string): string =>
  `process.on('SIGTERM', async () => { await ${close}; process.exit(0); });`;

/** Sends SIGTERM in the middle of the first task. */
async function stopInTask(code: string): Promise<{ child: Child; code: number | string }> {
  const child = start(code);
  await child.prints('started');
  child.kill('SIGTERM');
  return { child, code: (await child.ended).code };
}

describe.skipIf(!hasRedis)('BullMQ', () => {
  async function run(handler: string): Promise<{ code: number | string; state: string }> {
    const queue = new Queue(`claims-${randomUUID()}`, { connection });
    closing.push(async () => {
      await queue.obliterate({ force: true });
      await queue.close();
    });
    const job = await queue.add('x', {});
    const { code } = await stopInTask(`
      import { Worker } from 'bullmq';
      const worker = new Worker('${queue.name}', ${task}, { connection: ${JSON.stringify(connection)} });
      ${handler}`);
    return { code, state: await job.getState() };
  }

  test('a worker that nothing closes dies in its task, which stays active', async () => {
    expect(await run('')).toEqual({ code: 'SIGTERM', state: 'active' });
  });

  test('a worker that is closed finishes it first', async () => {
    expect(await run(onSigterm('worker.close()'))).toEqual({ code: 0, state: 'completed' });
  });
});

describe.skipIf(!hasRedis)('Bull', () => {
  async function run(handler: string): Promise<{ code: number | string; state: string }> {
    const queue = new Bull(`claims-${randomUUID()}`, connection.url);
    closing.push(async () => {
      await queue.obliterate({ force: true });
      await queue.close();
    });
    const job = await queue.add({});
    const { code } = await stopInTask(`
      import Bull from 'bull';
      const queue = new Bull('${queue.name}', '${connection.url}');
      void queue.process(${task});
      ${handler}`);
    return { code, state: await job.getState() };
  }

  test('a worker that nothing closes dies in its task, which stays active', async () => {
    expect(await run('')).toEqual({ code: 'SIGTERM', state: 'active' });
  });

  test('a worker that is closed finishes it first', async () => {
    expect(await run(onSigterm('queue.close()'))).toEqual({ code: 0, state: 'completed' });
  });
});

describe.skipIf(!hasPostgres)('pg-boss', () => {
  async function run(handler: string): Promise<{ code: number | string; state: unknown }> {
    const schema = `shutdown_${randomUUID().slice(0, 8)}`;
    closing.push(() => query(`drop schema if exists ${schema} cascade`));
    const { code } = await stopInTask(`
      import { PgBoss } from 'pg-boss';
      const boss = new PgBoss({ connectionString: '${databaseUrl}', schema: '${schema}' });
      boss.on('error', console.error);
      await boss.start();
      await boss.createQueue('mail');
      await boss.send('mail', {});
      await boss.work('mail', ${task});
      ${handler}`);
    const [job] = await query(`select state from ${schema}.job`);
    return { code, state: job?.['state'] };
  }

  test('a worker that nothing stops dies in its task, which stays active', async () => {
    expect(await run('')).toEqual({ code: 'SIGTERM', state: 'active' });
  });

  test('a worker that is stopped finishes it first', async () => {
    expect(await run(onSigterm('boss.stop()'))).toEqual({ code: 0, state: 'completed' });
  });
});
