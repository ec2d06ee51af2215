/**
 * KNOWLEDGE: what a queue's wire does to each kind of value. Measured by `test/agreement`, shown in `docs/guides/payloads.md`.
 */
import { json, jsonb, jsonOrBytes, jsonSafe, socketio, strictJson, temporal } from './wires/json.js';
import {
  bson,
  bson4,
  convex,
  devalue,
  jsonOrBson,
  memory,
  msgpack,
  structuredClone,
  superjson,
} from './wires/rich.js';

/** What happens to a value on its way to the worker. */
export type Effect = 'throws' | 'loses' | 'changes';

/** Kinds of value that a wire may treat differently from what JSON carries as it is. */
export type ValueKind =
  | 'bigint'
  | 'function'
  | 'symbol'
  | 'symbol-key'
  | 'undefined-element'
  | 'nan'
  | 'date'
  /** A Buffer or Uint8Array. */
  | 'bytes'
  /** An array of numbers of another size: Float64Array, Int16Array. */
  | 'typed-array'
  | 'bigint-array'
  /** An ArrayBuffer or DataView, which has no elements of its own. */
  | 'buffer'
  | 'map'
  | 'set'
  | 'promise'
  | 'error'
  | 'regexp'
  | 'url'
  /** Another built-in whose state is not in its own properties (WeakMap, Headers, Blob, a generator …). */
  | 'built-in'
  /** An instance of another class that writes itself as a primitive (`toJSON(): string`): Decimal, luxon DateTime. */
  | 'self-written'
  /** An instance whose class has methods, accessors or #private state. */
  | 'class'
  /** An instance whose class has fields only. */
  | 'fields-class';

/** Names of the wires. */
export type CodecId =
  | 'json'
  | 'strict-json'
  | 'jsonb'
  | 'json-safe'
  | 'superjson'
  | 'devalue'
  | 'bson'
  | 'bson4'
  | 'convex'
  | 'msgpack'
  | 'structured-clone'
  | 'socketio'
  | 'temporal'
  | 'json-or-bson'
  | 'json-or-bytes'
  | 'memory';

/** Effects by kind. */
export type Effects = Readonly<Partial<Record<ValueKind, Effect>>>;

/** One wire. */
export interface Codec {
  readonly id: CodecId;
  /** How messages name it. */
  readonly title: string;
  /** Whether `toJSON` is called. */
  readonly toJSON: boolean;
  /** Kinds that may arrive where they are the whole payload. */
  readonly whole?: readonly ValueKind[];
  /** Effect by kind; a kind that is absent, and not open, arrives as it was sent. */
  readonly effects: Effects;
  /** Kinds whose values fare differently, by value, library or runtime: nothing is claimed. */
  readonly open?: readonly ValueKind[];
  /** What the worker gets of a kind, where it is not what JSON makes of it. */
  readonly arrives?: Readonly<Partial<Record<ValueKind, string>>>;
}

const codecs: Readonly<Record<CodecId, Codec>> = {
  json,
  'strict-json': strictJson,
  jsonb,
  'json-safe': jsonSafe,
  superjson,
  devalue,
  bson,
  bson4,
  convex,
  msgpack,
  'structured-clone': structuredClone,
  socketio,
  'json-or-bytes': jsonOrBytes,
  temporal,
  'json-or-bson': jsonOrBson,
  memory,
};

/** Every wire. */
export const codecIds = Object.keys(codecs) as readonly CodecId[];

/** @returns the wire that an adapter names. */
export function codecOf(id: CodecId): Codec {
  return codecs[id];
}
