/**
 * Values of every kind that a wire may treat in its own way. The walker reads the types in this file; the codecs carry the
 * values. Both ask the same expression, so what is predicted and what is observed are about the same thing.
 */
import type { ValueKind } from '../../src/adapters/codecs.js';

/** A payload with one value of a kind in it. */
export interface Specimen {
  /** What the walker should call it; `plain` is what every wire carries. */
  readonly kind: ValueKind | 'plain';
  /** Makes the payload anew; the value is its `value`, but for values that are sent as a whole. */
  readonly payload: () => unknown;
  /** Whether what the value held can still be told from what arrives in its place: it changed, but is not lost. */
  readonly recovers: (arrived: unknown) => boolean;
  /** What `toJSON` of the value gives: where it arrives, all that its author sends does. */
  readonly written?: unknown;
}

/** Declares a specimen; the walker judges the body of `payload`. */
function specimen(
  kind: Specimen['kind'],
  payload: () => unknown,
  recovers: Specimen['recovers'] = () => false,
  written?: unknown,
): Specimen {
  return { kind, payload, recovers, written };
}

const time = Date.UTC(2026, 0, 2, 3, 4, 5);
const key = Symbol('key');

class Cart {
  readonly items = ['a'];
  total(): number {
    return this.items.length;
  }
}

class Named {
  constructor(readonly name: string) {}
  get upper(): string {
    return this.name.toUpperCase();
  }
}

class Secret {
  readonly open = 1;
  #hidden = 2;
  sum(): number {
    return this.open + this.#hidden;
  }
}

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}

class Money {
  constructor(readonly cents: number) {}
  toJSON(): string {
    return `${this.cents} cents`;
  }
}

class Price {
  constructor(readonly cents: number) {}
  toJSON(): { amount: number } {
    return { amount: this.cents / 100 };
  }
  plus(): Price {
    return new Price(this.cents + 1);
  }
}

class CodedError extends Error {
  readonly code = 'E1';
}

class Tagged extends Map<string, number> {
  readonly tag = 'x';
}

function* counter(): Generator<number> {
  yield 1;
}

/** Elements of arrays and of what stands for binary data: `{ type: 'Buffer', data }`, a `Binary`, `{ 0: 1, 1: 2 }`. */
function elements(arrived: unknown): readonly unknown[] {
  if (typeof arrived !== 'object' || arrived === null) return [];
  if (arrived instanceof ArrayBuffer) return [...new Uint8Array(arrived)];
  if (ArrayBuffer.isView(arrived) || Array.isArray(arrived)) return Object.values(arrived);
  if (Symbol.iterator in arrived) return [...(arrived as Iterable<unknown>)];
  if ('data' in arrived) return elements(arrived.data);
  if ('buffer' in arrived) return elements(arrived.buffer);
  return Object.values(arrived);
}

const holds =
  (...expected: readonly unknown[]): Specimen['recovers'] =>
  (arrived) =>
    expected.every((item, index) => String(elements(arrived)[index]) === String(item));

const bytesOf =
  (value: ArrayBufferView): Specimen['recovers'] =>
  (arrived) =>
    holds(...elements(value))(arrived) ||
    holds(...new Uint8Array(value.buffer, value.byteOffset, value.byteLength))(arrived);

const reads =
  (text: string): Specimen['recovers'] =>
  (arrived) =>
    String(arrived).includes(text) || JSON.stringify({ arrived }).includes(text);

/** By name. */
export const specimens: Readonly<Record<string, Specimen>> = {
  'plain data': specimen('plain', () => ({
    value: { text: 'ä', number: 1.5, flag: true, none: null, list: [1, [2]], nested: { deep: {} } },
  })),
  bigint: specimen('bigint', () => ({ value: 2n ** 60n }), reads('1152921504606846976')),
  BigInt64Array: specimen(
    'bigint-array',
    () => ({ value: new BigInt64Array([1n]) }),
    bytesOf(new BigInt64Array([1n])),
  ),
  function: specimen('function', () => ({ value: () => 1 })),
  'method of an object': specimen('function', () => ({
    value: {
      run() {
        return 1;
      },
    },
  })),
  'the class itself': specimen('function', () => ({ value: Point })),
  symbol: specimen('symbol', () => ({ value: Symbol('s') })),
  'symbol as key': specimen('symbol-key', () => ({ value: { [key]: 1, a: 1 } })),
  'undefined in an array': specimen('undefined-element', () => ({ value: ['a', undefined] })),
  NaN: specimen('nan', () => ({ value: NaN })),
  Infinity: specimen('nan', () => ({ value: Infinity })),
  Date: specimen(
    'date',
    () => ({ value: new Date(time) }),
    (arrived) => new Date(arrived as string).getTime() === time,
  ),
  Buffer: specimen('bytes', () => ({ value: Buffer.from([1, 2, 255]) }), holds(1, 2, 255)),
  Uint8Array: specimen('bytes', () => ({ value: new Uint8Array([1, 2, 255]) }), holds(1, 2, 255)),
  Float64Array: specimen(
    'typed-array',
    () => ({ value: new Float64Array([1.5, -2]) }),
    bytesOf(new Float64Array([1.5, -2])),
  ),
  ArrayBuffer: specimen('buffer', () => ({ value: new Uint8Array([1, 2, 255]).buffer }), holds(1, 2, 255)),
  DataView: specimen(
    'buffer',
    () => ({ value: new DataView(new Uint8Array([1, 2, 255]).buffer) }),
    (arrived) => !(arrived instanceof DataView) && holds(1, 2, 255)(arrived),
  ),
  Map: specimen(
    'map',
    () => ({ value: new Map([['a', 1]]) }),
    (arrived) => (arrived as { a?: unknown }).a === 1,
  ),
  'subclass of Map': specimen('map', () => ({ value: new Tagged([['a', 1]]) })),
  Set: specimen('set', () => ({ value: new Set(['a']) }), holds('a')),
  Promise: specimen('promise', () => ({ value: Promise.resolve(1) })),
  Error: specimen('error', () => ({ value: new Error('broken') }), reads('broken')),
  TypeError: specimen('error', () => ({ value: new TypeError('broken') }), reads('broken')),
  'subclass of Error': specimen('error', () => ({ value: new CodedError('broken') }), reads('broken')),
  RegExp: specimen('regexp', () => ({ value: /a+/i }), reads('a+')),
  'RegExp with the flags g and u': specimen('regexp', () => ({ value: /a+/gu }), reads('a+')),
  WeakMap: specimen('built-in', () => ({ value: new WeakMap<object, number>() })),
  Headers: specimen('built-in', () => ({ value: new Headers({ a: 'held' }) }), reads('held')),
  URLSearchParams: specimen('built-in', () => ({ value: new URLSearchParams('a=b') }), reads('a=b')),
  Generator: specimen('built-in', () => ({ value: counter() })),
  NumberFormat: specimen('built-in', () => ({ value: new Intl.NumberFormat('en') })),
  URL: specimen('url', () => ({ value: new URL('https://a.example/b') }), reads('https://a.example/b')),
  'toJSON() that returns a text': specimen('self-written', () => ({ value: new Money(5) }), reads('5 cents')),
  'toJSON() that returns an object': specimen('class', () => ({ value: new Price(5) }), undefined, {
    amount: 0.05,
  }),
  'class with a method': specimen('class', () => ({ value: new Cart() })),
  'class with an accessor': specimen('class', () => ({ value: new Named('a') })),
  'class with #private state': specimen('class', () => ({ value: new Secret() })),
  'class of fields': specimen('fields-class', () => ({ value: new Point(1, 2) })),
};

/** Values that are the whole payload, for the wires that carry them only there. */
export const roots: Readonly<Record<string, Specimen>> = {
  'Buffer as the whole payload': specimen('bytes', () => Buffer.from([1, 2, 255]), holds(1, 2, 255)),
  'Uint8Array as the whole payload': specimen('bytes', () => new Uint8Array([1, 2, 255]), holds(1, 2, 255)),
};
