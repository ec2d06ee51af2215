/** KNOWLEDGE: wires that write JSON. Measured by `test/agreement`. */
import type { Codec, Effects } from '../codecs.js';

/** `JSON.stringify` on one side, `JSON.parse` on the other. */
export const json: Codec = {
  id: 'json',
  title: 'JSON',
  toJSON: true,
  effects: {
    bigint: 'throws',
    function: 'loses',
    symbol: 'loses',
    'symbol-key': 'loses',
    'undefined-element': 'loses',
    nan: 'loses',
    date: 'changes',
    bytes: 'changes',
    'typed-array': 'changes',
    'bigint-array': 'throws',
    buffer: 'loses',
    map: 'loses',
    set: 'loses',
    promise: 'loses',
    error: 'loses',
    regexp: 'loses',
    url: 'changes',
    'built-in': 'loses',
    'self-written': 'changes',
    class: 'loses',
  },
};

/** What a wire that takes plain data only refuses. */
export const allThrow: Effects = {
  function: 'throws',
  symbol: 'throws',
  'undefined-element': 'throws',
  date: 'throws',
  bytes: 'throws',
  'typed-array': 'throws',
  'bigint-array': 'throws',
  map: 'throws',
  set: 'throws',
  promise: 'throws',
  error: 'throws',
  regexp: 'throws',
  url: 'throws',
  'built-in': 'throws',
  class: 'throws',
  'fields-class': 'throws',
};

/** The reference queue: JSON, but whatever would not come back unchanged is refused at the enqueue (`queue/json.ts`). */
export const strictJson: Codec = {
  id: 'strict-json',
  title: 'strict JSON',
  toJSON: false,
  effects: { ...allThrow, bigint: 'throws', 'symbol-key': 'throws', nan: 'throws', buffer: 'throws' },
};

/** PostgreSQL `jsonb`: JSON, with texts that hold NUL refused as well. */
export const jsonb: Codec = { ...json, id: 'jsonb', title: 'JSON (jsonb)' };

/** `json-stringify-safe` with a replacer that drops BigInt (Inngest `helpers/strings.js`): no value of these kinds throws. */
export const jsonSafe: Codec = {
  ...json,
  id: 'json-safe',
  effects: { ...json.effects, bigint: 'loses', 'bigint-array': 'loses' },
  arrives: { 'bigint-array': '`{}`' },
};

/** socket.io: JSON beside binary attachments, which arrive in Node as a Buffer. */
export const socketio: Codec = {
  id: 'socketio',
  title: 'socket.io',
  toJSON: true,
  effects: {
    ...Object.fromEntries(Object.entries(json.effects).filter(([kind]) => kind !== 'bytes')),
    'typed-array': 'changes',
    'bigint-array': 'changes',
    buffer: 'changes',
  },
  arrives: {
    'typed-array': 'a Buffer of its bytes',
    'bigint-array': 'a Buffer of its bytes',
    buffer: 'a Buffer of its bytes',
  },
};

/** Temporal's default converter (`payload-converter.js`): an argument that is a Uint8Array travels as bytes, all else as JSON. */
export const temporal: Codec = { ...json, id: 'temporal', whole: ['bytes'] };

/** JSON, but a payload that is a Buffer goes as it is (rascal `Publication.js`). */
export const jsonOrBytes: Codec = { ...json, id: 'json-or-bytes', whole: ['bytes'] };
