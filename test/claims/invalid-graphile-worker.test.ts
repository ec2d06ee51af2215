/** What `no-invalid-options` says of graphile-worker, each entry shown on the library itself and a real PostgreSQL. */
import { randomUUID } from 'node:crypto';
import { makeWorkerUtils as makeWorkerUtils18, type WorkerUtils } from 'graphile-worker';
import { makeWorkerUtils as makeWorkerUtils16 } from 'graphile-worker016';
import { afterEach, describe, expect, test } from 'vitest';
import { databaseUrl, hasPostgres, query } from './postgres.js';

const versions = [
  { version: '0.16', makeWorkerUtils: makeWorkerUtils16 as unknown as typeof makeWorkerUtils18 },
  { version: '0.18', makeWorkerUtils: makeWorkerUtils18 },
];

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe.skipIf(!hasPostgres).each(versions)('graphile-worker $version', ({ makeWorkerUtils }) => {
  async function start(): Promise<WorkerUtils> {
    const schema = `claims_${randomUUID().replaceAll('-', '_').slice(0, 13)}`;
    const utils = await makeWorkerUtils({ connectionString: databaseUrl, schema });
    closing.push(async () => {
      await utils.release();
      await query(`drop schema if exists ${schema} cascade`);
    });
    await utils.migrate();
    return utils;
  }

  test('graphile-worker/max-attempts-zero', async () => {
    const utils = await start();
    expect((await utils.addJob('x', {}, { maxAttempts: 0 })).max_attempts).toBe(25);
    expect((await utils.addJob('x', {}, { maxAttempts: 1 })).max_attempts).toBe(1);
  });

  test('graphile-worker/max-attempts-negative', async () => {
    const utils = await start();
    await expect(utils.addJob('x', {}, { maxAttempts: -1 })).rejects.toThrow();
  });

  test('graphile-worker/mode-without-key', async () => {
    const utils = await start();
    const first = await utils.addJob('x', {}, { jobKeyMode: 'preserve_run_at' });
    const second = await utils.addJob('x', {}, { jobKeyMode: 'preserve_run_at' });
    expect(second.id).not.toBe(first.id);
  });
});
