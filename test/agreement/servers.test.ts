/** The same as `codecs.test.ts` for wires that need a server: BullMQ on Redis, Graphile Worker and pg-boss on PostgreSQL. */
import { randomUUID } from 'node:crypto';
import { Queue as Queue5, Worker as Worker5 } from 'bullmq';
import { Queue as Queue6, Worker as Worker6 } from 'bullmq6';
import { Logger, makeWorkerUtils, runOnce } from 'graphile-worker';
import { PgBoss as PgBoss12 } from 'pg-boss';
import PgBoss11 from 'pg-boss11';
import { describe, expect, test } from 'vitest';
import { databaseUrl, hasPostgres, query } from '../claims/postgres.js';
import { connection, hasRedis } from '../claims/redis.js';
import type { Carrier } from './carriers.js';
import { measure } from './measure.js';
import { disagreement, recorded, type Table } from './observe.js';

const schemaName = (): string => `agreement_${randomUUID().replaceAll('-', '_').slice(0, 13)}`;

function bullmq(library: string, Queue: typeof Queue5, Worker: typeof Worker5): Carrier {
  const queue = new Queue(`agreement-${randomUUID()}`, { connection });
  let arrive: (data: unknown) => void = () => undefined;
  let worker: Worker5 | undefined;
  return {
    codec: 'json',
    library,
    open() {
      worker = new Worker(
        queue.name,
        (job) => {
          arrive(job.data);
          return Promise.resolve();
        },
        { connection },
      );
      return async (payload) => {
        const arrives = new Promise((resolve) => (arrive = resolve));
        await queue.add('carry', payload);
        return arrives;
      };
    },
    async close() {
      await worker?.close();
      await queue.obliterate({ force: true });
      await queue.close();
    },
  };
}

function graphile(): Carrier {
  const schema = schemaName();
  let release: () => Promise<void> = () => Promise.resolve();
  return {
    codec: 'json',
    library: 'graphile-worker',
    async open() {
      const utils = await makeWorkerUtils({ connectionString: databaseUrl, schema });
      release = async () => utils.release();
      await utils.migrate();
      return async (payload) => {
        await utils.addJob('carry', payload);
        let arrived: unknown;
        const carry = (data: unknown): void => {
          arrived = data;
        };
        await runOnce({
          connectionString: databaseUrl,
          schema,
          taskList: { carry },
          noHandleSignals: true,
          logger: new Logger(() => () => undefined),
        });
        return arrived;
      };
    },
    async close() {
      await release();
      await query(`drop schema if exists ${schema} cascade`);
    },
  };
}

/** What both versions share. */
interface Boss {
  start(): Promise<unknown>;
  stop(options: object): Promise<unknown>;
  on(event: 'error', listener: () => void): unknown;
  createQueue(name: string): Promise<void>;
  send(name: string, data: object): Promise<string | null>;
  fetch(name: string): Promise<readonly { readonly data: unknown }[]>;
}

function pgBoss(library: string, Boss: new (options: object) => Boss): Carrier {
  const schema = schemaName();
  const boss = new Boss({ connectionString: databaseUrl, schema, supervise: false, schedule: false });
  return {
    codec: 'jsonb',
    library,
    async open() {
      boss.on('error', () => undefined);
      await boss.start();
      await boss.createQueue('carry');
      return async (payload) => {
        await boss.send('carry', payload as object);
        const [job] = await boss.fetch('carry');
        return job?.data;
      };
    },
    async close() {
      await boss.stop({ graceful: false });
      await query(`drop schema if exists ${schema} cascade`);
    },
  };
}

function check(name: string, carriers: () => readonly Carrier[]): void {
  test('prediction and observation agree, as the docs show it', async () => {
    const { table, mistaken } = await measure(carriers());
    expect(mistaken).toEqual([]);
    const wrong = Object.entries(table).flatMap(([codec, rows]) =>
      Object.entries(rows).flatMap(([specimen, row]) => {
        const text = disagreement(row, false);
        return text === undefined ? [] : [`${codec}: ${specimen}: ${text}`];
      }),
    );
    expect(wrong).toEqual([]);
    expect(recorded(name, table)).toEqual(table satisfies Table);
  });
}

describe.skipIf(!hasRedis)('Redis', () => {
  check('redis.json', () => [
    bullmq('bullmq 5', Queue5, Worker5),
    bullmq('bullmq 6', Queue6 as unknown as typeof Queue5, Worker6 as unknown as typeof Worker5),
  ]);
});

describe.skipIf(!hasPostgres)('PostgreSQL', () => {
  check('postgres.json', () => [graphile(), pgBoss('pg-boss 11', PgBoss11), pgBoss('pg-boss 12', PgBoss12)]);
});
