/** The wires themselves: the libraries' own code, from the enqueuing side to what a worker is given. */
import { createRequire } from 'node:module';
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import { defaultPayloadConverter } from '@temporalio/common';
import { convexToJson, jsonToConvex, type Value } from 'convex/values';
import fastq from 'fastq';
import { Inngest } from 'inngest';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import superjson from 'superjson';
import type { CodecId } from '../../src/adapters/codecs.js';
import { createQueue, createVirtualClock, defineTask } from '../../src/queue/index.js';
import type { Carry } from './observe.js';

/** One library's wire; `open` is given once, `close` afterwards. */
export interface Carrier {
  readonly codec: CodecId;
  /** Whose code runs. */
  readonly library: string;
  open(): Promise<Carry> | Carry;
  close?(): Promise<void> | void;
}

const require = createRequire(import.meta.url);
const modules = path.resolve(import.meta.dirname, '../../node_modules');

/** Imports a file of a package that its `exports` do not name. */
async function inside<T>(file: string): Promise<T> {
  return (await import(pathToFileURL(path.join(modules, file)).href)) as T;
}

const throughJson: Carry = (payload) => JSON.parse(JSON.stringify(payload)) as unknown;

interface Bson {
  serialize(document: object): Uint8Array;
  deserialize(bytes: Uint8Array): { payload: unknown };
}

/** As a job's document is stored: the payload is one of its fields. */
function bsonCarry(from: string): Carry {
  const bson = createRequire(path.join(modules, from, 'package.json'))('bson') as Bson;
  return (payload) => bson.deserialize(bson.serialize({ payload })).payload;
}

interface Stringifier {
  readonly stringify: (value: unknown) => string;
  readonly parse: (text: string) => unknown;
}

const stringified =
  ({ stringify, parse }: Stringifier): Carry =>
  (payload) =>
    parse(stringify(payload));

/** Sends an event to nowhere: what would go over the network is read. */
function inngestCarry(): Carry {
  let body = '';
  const fetch = (_: unknown, init?: { body?: unknown }): Promise<Response> => {
    body = String(init?.body);
    return Promise.resolve(new Response(JSON.stringify({ ids: ['1'], status: 200 }), { status: 200 }));
  };
  const inngest = new Inngest({
    id: 'agreement',
    eventKey: 'key',
    isDev: true,
    fetch,
  });
  return async (payload) => {
    await inngest.send({ name: 'sent', data: payload as Record<string, unknown> });
    const [event] = JSON.parse(body) as { data: unknown }[];
    return event?.data;
  };
}

function strictCarry(): Carry {
  return async (payload) => {
    let arrived: unknown;
    const task = defineTask({
      name: 'carry',
      queue: 'agreement',
      run: (data: never) => {
        arrived = data;
        return Promise.resolve();
      },
    });
    const clock = createVirtualClock();
    const queue = createQueue({ tasks: [task], clock });
    queue.work({ queues: ['agreement'] });
    await queue.enqueue(task, payload as never);
    await clock.runUntilIdle();
    await queue.stop();
    return arrived;
  };
}

/** A server and a client in this process, over a socket. */
function socketioCarrier(): Carrier {
  const http = createServer();
  const server = new Server(http);
  let close = (): void => undefined;
  return {
    codec: 'socketio',
    library: 'socket.io',
    async open() {
      await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
      const { port } = http.address() as AddressInfo;
      const client = io(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
      close = () => client.close();
      await new Promise<void>((resolve) => client.once('connect', resolve));
      const socket = [...server.sockets.sockets.values()][0];
      return async (payload) => {
        const arrives = new Promise((resolve) => socket?.once('task', resolve));
        client.emit('task', payload);
        return arrives;
      };
    },
    async close() {
      close();
      await server.close();
    },
  };
}

interface Publication {
  publish(payload: unknown, overrides: object, next: () => void): void;
}

/** rascal's publication on a channel that goes nowhere; what it publishes is read by its content type, as a subscription does. */
function rascalCarry(): Carry {
  const { create } = require('rascal/lib/amqp/Publication') as {
    readonly create: (
      vhost: object,
      config: object,
      next: (error: unknown, publication: Publication) => void,
    ) => void;
  };
  const sent: { content: Buffer; type: string | undefined }[] = [];
  const channel = Object.assign(new EventEmitter(), {
    connection: new EventEmitter(),
    sendToQueue(_: string, content: Buffer, { contentType }: { contentType?: string }) {
      sent.push({ content, type: contentType });
      return true;
    },
  });
  const borrowChannel = (next: (error: unknown, borrowed: unknown) => void): void => {
    next(undefined, channel);
  };
  const nothing = (): void => undefined;
  const vhost = Object.assign(new EventEmitter().setMaxListeners(0), {
    borrowChannel,
    returnChannel: nothing,
    destroyChannel: nothing,
    borrowConfirmChannel: borrowChannel,
    returnConfirmChannel: nothing,
    destroyConfirmChannel: nothing,
  });
  let publication: Publication | undefined;
  create(
    vhost,
    { name: 'agreement', queue: 'agreement', destination: 'agreement', options: {} },
    (_, made) => {
      publication = made;
    },
  );
  return (payload) => {
    publication?.publish(payload, {}, nothing);
    const message = sent.pop();
    if (!message) throw new Error('nothing was published');
    const { content, type } = message;
    return type === 'application/json' ? (JSON.parse(content.toString()) as unknown) : content;
  };
}

interface WorkflowSerialization {
  readonly dehydrateWorkflowArguments: (value: unknown, run: string, key: undefined) => Promise<unknown>;
  readonly hydrateWorkflowArguments: (value: unknown, run: string, key: undefined) => Promise<unknown>;
}

/** Wires that need no server. superjson is shared: DBOS teaches it Buffer for the whole process, so it comes last. */
export const carriers: readonly Carrier[] = [
  { codec: 'json', library: 'JSON', open: () => throughJson },
  { codec: 'strict-json', library: 'the reference queue', open: strictCarry },
  { codec: 'json-safe', library: 'inngest', open: inngestCarry },
  {
    codec: 'temporal',
    library: '@temporalio/common',
    open: () => (payload) => defaultPayloadConverter.fromPayload(defaultPayloadConverter.toPayload(payload)),
  },
  {
    codec: 'json-or-bytes',
    library: 'rascal',
    open: rascalCarry,
  },
  {
    codec: 'convex',
    library: 'convex',
    open: () => (payload) => jsonToConvex(convexToJson(payload as Value)),
  },
  {
    codec: 'devalue',
    library: '@workflow/core',
    async open() {
      const { dehydrateWorkflowArguments, hydrateWorkflowArguments } =
        (await import('@workflow/core/serialization')) as unknown as WorkflowSerialization;
      return async (payload) =>
        hydrateWorkflowArguments(
          await dehydrateWorkflowArguments(payload, 'run', undefined),
          'run',
          undefined,
        );
    },
  },
  {
    codec: 'structured-clone',
    library: 'v8',
    open: () => (payload) => v8.deserialize(v8.serialize(payload)) as unknown,
  },
  {
    codec: 'structured-clone',
    library: 'structuredClone',
    open: () => (payload) => structuredClone(payload),
  },
  {
    codec: 'msgpack',
    library: 'bunqueue',
    async open() {
      const { encodeMessagePack, decodeMessagePack } = await inside<{
        readonly encodeMessagePack: (value: unknown) => Buffer;
        readonly decodeMessagePack: (bytes: Buffer) => unknown;
      }>('bunqueue/dist/shared/msgpack.js');
      return (payload) => decodeMessagePack(encodeMessagePack(payload));
    },
  },
  { codec: 'bson4', library: 'bson 4', open: () => bsonCarry('mongodb') },
  { codec: 'bson', library: 'bson 6', open: () => bsonCarry('mongoose8') },
  { codec: 'bson', library: 'bson 7', open: () => bsonCarry('mongoose') },
  { codec: 'json-or-bson', library: 'JSON', open: () => throughJson },
  { codec: 'json-or-bson', library: 'bson 7', open: () => bsonCarry('mongoose') },
  socketioCarrier(),
  {
    codec: 'memory',
    library: 'fastq',
    open: () => (payload) => fastq.promise((value: unknown) => Promise.resolve(value), 1).push(payload),
  },
  { codec: 'superjson', library: 'superjson', open: () => stringified(superjson) },
  {
    codec: 'superjson',
    library: 'quirrel',
    open: () =>
      stringified(require(path.join(modules, 'quirrel/dist/cjs/src/client/enhanced-json.js')) as Stringifier),
  },
  {
    codec: 'superjson',
    library: '@trigger.dev/core',
    async open() {
      const { stringifyIO, parsePacket } = await import('@trigger.dev/core/v3/utils/ioSerialization');
      return async (payload) => (await parsePacket(await stringifyIO(payload))) as unknown;
    },
  },
  {
    codec: 'superjson',
    library: '@dbos-inc/dbos-sdk',
    open: () =>
      stringified(
        (
          require(path.join(modules, '@dbos-inc/dbos-sdk/dist/src/serialization.js')) as {
            DBOSJSON: Stringifier;
          }
        ).DBOSJSON,
      ),
  },
];
