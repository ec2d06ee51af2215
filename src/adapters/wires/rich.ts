/** KNOWLEDGE: wires that carry more than JSON, or that refuse what JSON takes. Measured by `test/agreement`. */
import type { Codec, Effect, Effects, ValueKind } from '../codecs.js';
import { allThrow, json } from './json.js';

/**
 * superjson: Date, Map, Set, BigInt, typed arrays, NaN, Error, RegExp and URL arrive; what else has a class is written by
 * JSON, `toJSON` included. A Buffer arrives where the library knows it (Trigger.dev, DBOS) and throws elsewhere (Quirrel).
 */
export const superjson: Codec = {
  id: 'superjson',
  title: 'superjson',
  toJSON: true,
  effects: {
    function: 'loses',
    symbol: 'loses',
    'symbol-key': 'loses',
    'bigint-array': 'throws',
    buffer: 'loses',
    promise: 'loses',
    'built-in': 'loses',
    'self-written': 'changes',
    class: 'loses',
  },
  open: ['bytes'],
};

/** devalue with Workflow's reducers: what is no plain object and has no reducer throws; a Buffer arrives as a Uint8Array. */
export const devalue: Codec = {
  id: 'devalue',
  title: 'devalue',
  toJSON: false,
  effects: {
    function: 'throws',
    symbol: 'throws',
    'symbol-key': 'throws',
    promise: 'throws',
    class: 'throws',
    'fields-class': 'throws',
  },
  // A reducer for Headers, none for WeakMap.
  open: ['bytes', 'built-in'],
};

/**
 * BSON as MongoDB's drivers write and read it by default: Date arrives, `toJSON` is not called, binary arrives as `Binary`.
 * Of a RegExp's flags only some exist.
 */
export const bson: Codec = {
  id: 'bson',
  title: 'BSON',
  toJSON: false,
  effects: {
    bigint: 'changes',
    function: 'loses',
    symbol: 'loses',
    'symbol-key': 'loses',
    'undefined-element': 'loses',
    bytes: 'changes',
    'typed-array': 'changes',
    'bigint-array': 'changes',
    buffer: 'loses',
    map: 'changes',
    set: 'loses',
    promise: 'loses',
    error: 'loses',
    url: 'loses',
    'built-in': 'loses',
    class: 'loses',
  },
  open: ['regexp'],
  arrives: {
    bigint: 'a number, or a `Long` where it is large',
    bytes: 'a `Binary`',
    map: 'a plain object',
    url: '`{}`',
  },
};

/** BSON before version 5 has no BigInt, and writes what accessors give. */
export const bson4: Codec = {
  ...bson,
  id: 'bson4',
  effects: { ...bson.effects, bigint: 'throws', 'bigint-array': 'throws', url: 'changes' },
  arrives: { ...bson.arrives, url: 'an object of its parts' },
};

/** Convex values (`values/value.js`): plain data, BigInt and ArrayBuffer; all else that has a class is refused. */
export const convex: Codec = {
  id: 'convex',
  title: 'Convex values',
  toJSON: false,
  effects: { ...allThrow, 'symbol-key': 'loses' },
  // An ArrayBuffer arrives, a DataView throws.
  open: ['buffer'],
};

/** msgpackr as bunqueue sets it up: Date, BigInt, Buffer and Uint8Array arrive, `toJSON` is called. */
export const msgpack: Codec = {
  id: 'msgpack',
  title: 'MessagePack',
  toJSON: true,
  effects: {
    function: 'loses',
    symbol: 'throws',
    'symbol-key': 'loses',
    'typed-array': 'loses',
    'bigint-array': 'throws',
    map: 'changes',
    set: 'changes',
    promise: 'loses',
    error: 'changes',
    regexp: 'changes',
    url: 'changes',
    'built-in': 'loses',
    'self-written': 'changes',
    class: 'loses',
  },
  // An ArrayBuffer arrives as a Buffer, a DataView as other bytes.
  open: ['buffer'],
  arrives: {
    'typed-array': 'a Buffer of other bytes',
    map: 'a plain object',
    set: 'an array',
    error: 'an array of its name and message',
    regexp: 'an array of its source and flags',
  },
};

/** The structured clone algorithm; whether a Buffer stays one differs between `structuredClone` and `v8.serialize`. */
export const structuredClone: Codec = {
  id: 'structured-clone',
  title: 'structured clone',
  toJSON: false,
  effects: {
    function: 'throws',
    symbol: 'throws',
    'symbol-key': 'loses',
    promise: 'throws',
    url: 'loses',
    class: 'loses',
  },
  // Headers arrive as `{}`, a WeakMap throws.
  open: ['bytes', 'built-in'],
  arrives: { url: '`{}`' },
};

const weights: readonly Effect[] = ['changes', 'loses', 'throws'];

/** @returns what is certain where either of two wires may be meant: the lighter effect of both. */
function lighter(one: Effects, other: Effects): Effects {
  const kinds = Object.keys(one) as ValueKind[];
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const [a, b] = [one[kind], other[kind]];
      return a && b ? [[kind, weights.indexOf(a) < weights.indexOf(b) ? a : b]] : [];
    }),
  );
}

/** JSON in one database and BSON in another: only what neither carries. */
export const jsonOrBson: Codec = {
  id: 'json-or-bson',
  title: 'JSON or BSON',
  toJSON: true,
  effects: { ...lighter(json.effects, bson.effects), 'self-written': 'changes' },
  open: ['nan', 'date', 'regexp'],
  arrives: {
    bigint: 'at best a number',
    'bigint-array': 'at best an object of numbers',
    bytes: 'a `Binary` or an object with a number for each byte',
    map: '`{}` or a plain object',
    url: 'a string or `{}`',
    'self-written': 'a string, or its fields',
  },
};

/** No wire: the worker gets the very value. */
export const memory: Codec = { id: 'memory', title: 'memory', toJSON: false, effects: {} };
