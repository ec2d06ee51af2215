/** KNOWLEDGE: what a queue's wire does to each kind of value. Measured, see `docs/rules/no-unserializable-payload.md`. */
import type { CodecId } from './queues/shape.js';

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

/** One wire. */
export interface Codec {
  readonly id: CodecId;
  /** How messages name it. */
  readonly title: string;
  /** Whether `toJSON` is called. */
  readonly toJSON: boolean;
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

const codecs: Readonly<Record<CodecId, Codec>> = { json, 'strict-json': strictJson };

/** @returns the wire that an adapter names. */
export function codecOf(id: CodecId): Codec {
  return codecs[id];
}
