/** Which built-in a type is: decided by the library file that declares it, never by its name alone. */
import type ts from 'typescript';
import type { ValueKind } from '../../adapters/codecs.js';
import type { Host } from '../program/host.js';
import { isBuiltIn } from '../program/symbols.js';
import { builtInNames, classOf, isBehaviour } from './structure.js';

const kinds: Readonly<Record<string, ValueKind | 'lax'>> = {
  Date: 'date',
  Map: 'map',
  ReadonlyMap: 'map',
  Set: 'set',
  ReadonlySet: 'set',
  Promise: 'promise',
  PromiseLike: 'promise',
  Error: 'error',
  RegExp: 'regexp',
  Function: 'function',
  CallableFunction: 'function',
  NewableFunction: 'function',
  Symbol: 'symbol',
  BigInt: 'bigint',
  ArrayBuffer: 'buffer',
  Buffer: 'bytes',
  Int8Array: 'bytes',
  Uint8Array: 'bytes',
  Uint8ClampedArray: 'bytes',
  Int16Array: 'bytes',
  Uint16Array: 'bytes',
  Int32Array: 'bytes',
  Uint32Array: 'bytes',
  Float32Array: 'bytes',
  Float64Array: 'bytes',
  BigInt64Array: 'bigint',
  BigUint64Array: 'bigint',
  URL: 'self-written',
  // Interfaces that plain objects and arrays satisfy too: nothing is proven.
  Object: 'lax',
  String: 'lax',
  Number: 'lax',
  Boolean: 'lax',
  Iterable: 'lax',
  AsyncIterable: 'lax',
  ArrayLike: 'lax',
  Disposable: 'lax',
  AsyncDisposable: 'lax',
  EventTarget: 'lax',
};

/**
 * @returns the kind of a built-in or of a class that extends one, `lax` for a built-in interface that proves nothing,
 * `undefined` for everything else.
 */
export function kindOfBuiltIn(host: Host, type: ts.Type): ValueKind | 'lax' | undefined {
  const names = builtInNames(host, type);
  if (names.length === 0) return undefined;
  for (const name of names) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind) return kind;
  }
  const toJSON = host.checker.getPropertyOfType(type, 'toJSON');
  if (toJSON) return undefined;
  const own = classOf(host, type);
  if (own && !isBuiltIn(host, own)) return undefined;
  // Headers, Blob, generators, streams: behaviour without properties of their own.
  const behaves = host.checker
    .getPropertiesOfType(type)
    .some((symbol) => isBehaviour(host, symbol) && symbol.declarations?.some((d) => isBuiltIn(host, d)));
  return behaves ? 'built-in' : undefined;
}
