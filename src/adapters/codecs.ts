/** KNOWLEDGE: what a queue's wire does to each kind of value. Measured, see `docs/rules/no-unserializable-payload.md`. */
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
  | 'bytes'
  /** An ArrayBuffer, which has no elements of its own. */
  | 'buffer'
  | 'map'
  | 'set'
  | 'promise'
  | 'error'
  | 'regexp'
  /** Another built-in whose state is not in its own properties (WeakMap, Headers, Blob, a generator …). */
  | 'built-in'
  /** A value that writes itself as a primitive (`toJSON(): string`): URL, Decimal, luxon DateTime. */
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

/** One wire. */
export interface Codec {
  readonly id: CodecId;
  /** How messages name it. */
  readonly title: string;
  /** Whether `toJSON` is called. */
  readonly toJSON: boolean;
  /** Kinds that arrive where they are the whole payload. */
  readonly whole?: readonly ValueKind[];
  /** Effect by kind; a kind that is absent arrives as it was sent. */
  readonly effects: Readonly<Partial<Record<ValueKind, Effect>>>;
}

/** `JSON.stringify` on one side, `JSON.parse` on the other. */
const json: Codec = {
  id: 'json',
  title: 'JSON',
  toJSON: true,
  effects: {
    bigint: 'throws',
    function: 'loses',
    symbol: 'loses',
    'symbol-key': 'loses',
    'undefined-element': 'loses',
    nan: 'changes',
    date: 'changes',
    bytes: 'changes',
    buffer: 'loses',
    map: 'loses',
    set: 'loses',
    promise: 'loses',
    error: 'loses',
    regexp: 'loses',
    'built-in': 'loses',
    'self-written': 'changes',
    class: 'loses',
  },
};

const strictKinds: readonly ValueKind[] = [
  'bigint',
  'function',
  'symbol',
  'symbol-key',
  'undefined-element',
  'nan',
  'date',
  'bytes',
  'buffer',
  'map',
  'set',
  'promise',
  'error',
  'regexp',
  'built-in',
  'self-written',
  'class',
  'fields-class',
];

/** The reference queue: JSON, but whatever would not come back unchanged is refused at the enqueue (`queue/json.ts`). */
const strictJson: Codec = {
  id: 'strict-json',
  title: 'strict JSON',
  toJSON: false,
  effects: Object.fromEntries(strictKinds.map((kind) => [kind, 'throws'])),
};

/** PostgreSQL `jsonb`: JSON, with texts that hold NUL refused as well. */
const jsonb: Codec = { ...json, id: 'jsonb', title: 'JSON (jsonb)' };

/** `json-stringify-safe` with a replacer that drops BigInt (Inngest `helpers/strings.js`): nothing throws. */
const jsonSafe: Codec = { ...json, id: 'json-safe', effects: { ...json.effects, bigint: 'loses' } };

/** superjson: Date, Map, Set, BigInt, Buffer, NaN, Error and RegExp arrive; class instances become plain objects. */
const superjson: Codec = {
  id: 'superjson',
  title: 'superjson',
  toJSON: false,
  effects: {
    function: 'loses',
    symbol: 'loses',
    'symbol-key': 'loses',
    promise: 'loses',
    class: 'loses',
  },
};

/** devalue with Workflow's reducers: what is no plain object and has no reducer throws. */
const devalue: Codec = {
  id: 'devalue',
  title: 'devalue',
  toJSON: false,
  effects: {
    function: 'throws',
    symbol: 'throws',
    'symbol-key': 'throws',
    class: 'throws',
    'fields-class': 'throws',
  },
};

/** BSON as MongoDB's drivers write it: Date, RegExp and binary arrive, `toJSON` is not called. */
const bson: Codec = {
  id: 'bson',
  title: 'BSON',
  toJSON: false,
  effects: {
    function: 'loses',
    symbol: 'loses',
    'symbol-key': 'loses',
    'undefined-element': 'loses',
    map: 'changes',
    set: 'loses',
    promise: 'loses',
    error: 'loses',
    class: 'loses',
  },
};

/** BSON before version 5 has no BigInt. */
const bson4: Codec = { ...bson, id: 'bson4', effects: { ...bson.effects, bigint: 'throws' } };

const convexKinds: readonly ValueKind[] = [
  'function',
  'symbol',
  'undefined-element',
  'date',
  'bytes',
  'map',
  'set',
  'promise',
  'error',
  'regexp',
  'built-in',
  'self-written',
  'class',
  'fields-class',
];

/** Convex values (`values/value.js`): plain data, BigInt and ArrayBuffer; everything else is refused. */
const convex: Codec = {
  id: 'convex',
  title: 'Convex values',
  toJSON: false,
  effects: Object.fromEntries(convexKinds.map((kind) => [kind, 'throws'])),
};

/** msgpackr: Date, BigInt and bytes arrive. */
const msgpack: Codec = {
  id: 'msgpack',
  title: 'MessagePack',
  toJSON: false,
  effects: {
    function: 'loses',
    symbol: 'throws',
    'symbol-key': 'loses',
    map: 'changes',
    set: 'changes',
    promise: 'loses',
    error: 'loses',
    class: 'loses',
  },
};

/** The structured clone algorithm. */
const structuredClone: Codec = {
  id: 'structured-clone',
  title: 'structured clone',
  toJSON: false,
  effects: {
    function: 'throws',
    symbol: 'throws',
    'symbol-key': 'loses',
    promise: 'throws',
    class: 'loses',
  },
};

/** socket.io: JSON beside binary attachments, so bytes arrive. */
const socketio: Codec = {
  id: 'socketio',
  title: 'socket.io',
  toJSON: true,
  effects: Object.fromEntries(
    Object.entries(json.effects).filter(([kind]) => kind !== 'bytes' && kind !== 'buffer'),
  ),
};

/** Temporal's default converter (`payload-converter.js`): an argument that is a Uint8Array travels as bytes, all else as JSON. */
const temporal: Codec = { ...json, id: 'temporal', whole: ['bytes'] };

/** A JSON field that is JSON in one database and BSON in another: only what neither carries. */
const jsonOrBson: Codec = { ...bson, id: 'json-or-bson', title: 'the JSON field of a job', toJSON: true };

/** JSON, but bytes go as they are. */
const jsonOrBytes: Codec = { ...socketio, id: 'json-or-bytes', title: 'JSON' };

/** No wire: the worker gets the very value. */
const memory: Codec = { id: 'memory', title: 'memory', toJSON: false, effects: {} };

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

/** @returns the wire that an adapter names. */
export function codecOf(id: CodecId): Codec {
  return codecs[id];
}
