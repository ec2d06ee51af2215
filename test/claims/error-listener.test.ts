/** Which library's unheard `error` ends the process (`require-error-listener`), shown on the libraries themselves. */
import { afterEach, describe, expect, test } from 'vitest';
import { amqpBroker, faktoryServer, noServer, proxyTo, start, type Child, type Server } from './child.js';
import { databaseUrl, hasPostgres, query } from './postgres.js';
import { connection, hasRedis } from './redis.js';

/** Code that makes `emitter` and waits until it is connected; `LISTEN` stands where a listener may be added. */
interface Case {
  readonly server: () => Promise<Server>;
  readonly code: (port: number) => string;
}

const redis = (): Promise<Server> => proxyTo(connection.url);
const postgres = (): Promise<Server> => proxyTo(databaseUrl);
const schemas: string[] = [];

function pgBoss(name: string): Case {
  return {
    server: postgres,
    code: (port) => {
      const url = new URL(databaseUrl);
      url.port = String(port);
      url.hostname = '127.0.0.1';
      const schema = `listener_${String(port)}`;
      schemas.push(schema);
      return `
        import * as library from '${name}';
        const PgBoss = library.PgBoss ?? library.default;
        const emitter = new PgBoss({ connectionString: '${url.href}', schema: '${schema}' });
        LISTEN
        await emitter.start();`;
    },
  };
}

function onRedis(code: (url: string, port: number) => string): Case {
  return { server: redis, code: (port) => code(`redis://127.0.0.1:${String(port)}`, port) };
}

function resque(name: string, rest: string): Case {
  return onRedis(
    (_, port) => `
      import { ${name} } from 'node-resque';
      const connection = { host: '127.0.0.1', port: ${String(port)}, options: {} };
      const emitter = new ${name}({ queues: ['claims'], connection }, {});
      LISTEN
      ${rest}`,
  );
}

const agenda = (name: string): Case => ({
  server: noServer,
  code: () => `
    import library from '${name}';
    const Agenda = library.Agenda ?? library.default ?? library;
    const collection = { createIndex: (keys, options, done) => setTimeout(() => done(new Error('not authorised')), 50) };
    const emitter = new Agenda({ mongo: { collection: () => collection } });
    LISTEN`,
});

/** An unheard error of these ends the process. */
const exits: Readonly<Record<string, Case>> = {
  'pg-boss 9': pgBoss('pg-boss9'),
  'pg-boss 10': pgBoss('pg-boss10'),
  'pg-boss 11': pgBoss('pg-boss11'),
  'pg-boss 12': pgBoss('pg-boss'),
  'Bee-Queue 1': onRedis((_, port) => beeQueue('bee-queue1', port)),
  'Bee-Queue 2': onRedis((_, port) => beeQueue('bee-queue', port)),
  'node-redis, one client': onRedis(
    (url) => `
      import { createClient } from 'redis';
      const emitter = createClient({ url: '${url}' });
      LISTEN
      await emitter.connect();`,
  ),
  'node-redis, a pool': onRedis(
    (url) => `
      import { createClientPool } from 'redis';
      const emitter = createClientPool({ url: '${url}' });
      LISTEN
      await emitter.connect();
      await emitter.ping();`,
  ),
  'node-resque, queue': resque('Queue', 'await emitter.connect();'),
  'node-resque, worker': resque('Worker', 'await emitter.connect(); await emitter.start();'),
  'node-resque, several workers': resque(
    'MultiWorker',
    `await new Promise((resolve) => { emitter.on('start', resolve); emitter.start(); });`,
  ),
  'node-resque, scheduler': resque('Scheduler', 'await emitter.connect(); await emitter.start();'),
  'amqplib, connection': {
    server: amqpBroker,
    code: (port) => `
      import { connect } from 'amqplib';
      const emitter = await connect('amqp://127.0.0.1:${String(port)}');
      LISTEN`,
  },
  'rascal, broker': {
    server: amqpBroker,
    code: (port) => `
      import rascal from 'rascal';
      const pool = { min: 0, autostart: false };
      const emitter = await rascal.BrokerAsPromised.create({
        vhosts: {
          '/': {
            connection: { url: 'amqp://127.0.0.1:${String(port)}' },
            publicationChannelPools: { regularPool: pool, confirmPool: pool },
          },
        },
      });
      LISTEN`,
  },
  'Agenda 4': agenda('agenda4'),
  'Agenda 5': agenda('agenda5'),
};

function beeQueue(name: string, port: number): string {
  return `
    import Queue from '${name}';
    const emitter = new Queue('claims', { redis: { port: ${String(port)} } });
    LISTEN
    await emitter.ready();`;
}

function bullmq(code: string): Case {
  return onRedis(
    (url) => `
      import { FlowProducer, Queue, QueueEvents, Worker } from 'bullmq';
      const connection = { url: '${url}', maxRetriesPerRequest: null };
      const emitter = ${code};
      LISTEN
      await emitter.waitUntilReady();`,
  );
}

/** These survive. */
const survives: Readonly<Record<string, Case>> = {
  'BullMQ, queue': bullmq(`new Queue('claims', { connection })`),
  'BullMQ, worker': bullmq(`new Worker('claims', async () => {}, { connection })`),
  'BullMQ, events': bullmq(`new QueueEvents('claims', { connection })`),
  Bull: onRedis(
    (url) => `
      import Bull from 'bull';
      const emitter = new Bull('claims', '${url}');
      LISTEN
      await emitter.isReady();`,
  ),
  ioredis: onRedis(
    (url) => `
      import { Redis } from 'ioredis';
      const emitter = new Redis('${url}');
      LISTEN
      await emitter.ping();`,
  ),
  'faktory-worker': {
    server: faktoryServer,
    code: (port) => `
      import faktory from 'faktory-worker';
      faktory.register('claims', async () => {});
      const emitter = await faktory.work({ host: '127.0.0.1', port: ${String(port)} });
      LISTEN`,
  },
  'sqs-consumer': {
    server: noServer,
    code: () => `
      import { Consumer } from 'sqs-consumer';
      const sqs = {
        send: () => new Promise((_, reject) => setTimeout(() => reject(new Error('unreachable')), 50)),
      };
      const emitter = Consumer.create({ queueUrl: 'http://127.0.0.1/claims', region: 'x', sqs, handleMessage: async () => {} });
      LISTEN
      emitter.start();`,
  },
};

const open: { server: Server; child: Child }[] = [];

afterEach(async () => {
  for (const { server, child } of open.splice(0)) {
    child.kill('SIGKILL');
    server.cut();
    await child.ended;
  }
  if (hasPostgres)
    for (const schema of schemas.splice(0)) await query(`drop schema if exists ${schema} cascade`);
});

const needsMissing = (name: string): boolean =>
  (!hasRedis && !/^(?:pg-boss|amqplib|rascal|Agenda|faktory|sqs)/u.test(name)) ||
  (!hasPostgres && name.startsWith('pg-boss'));

/** Runs a case until it is connected, then takes its server away. */
async function runAndCut({ server: make, code }: Case, listen: boolean): Promise<Child> {
  const server = await make();
  const listener = listen ? `emitter.on('error', () => console.log('heard'));` : '';
  const ready = `console.log('ready'); setInterval(() => console.log('alive'), 40);`;
  const child = start(`${code(server.port).replace('LISTEN', listener)}\n${ready}`);
  open.push({ server, child });
  await child.prints('ready');
  server.cut();
  return child;
}

describe.each(Object.entries(exits))('%s', (name, entry) => {
  test.skipIf(needsMissing(name))('an unheard error ends the process', async () => {
    const child = await runAndCut(entry, false);
    const { code, errors } = await child.ended;
    expect(code).toBe(1);
    // Node's words depend on whether what was emitted is an Error.
    expect(errors).toMatch(/Unhandled 'error' event|Emitted 'error' event|ERR_UNHANDLED_ERROR/u);
  });

  test.skipIf(needsMissing(name))('a heard one does not', async () => {
    const child = await runAndCut(entry, true);
    await child.prints('heard');
    await child.prints('alive', 10);
  });
});

describe.each(Object.entries(survives))('%s', (name, entry) => {
  test.skipIf(needsMissing(name))('the process outlives an unheard error', async () => {
    const child = await runAndCut(entry, false);
    await child.prints('alive', 25);
  });
});
