/** Which built-in a type is: decided by the library file that declares it, never by its name alone. */
import type ts from 'typescript';
import type { ValueKind } from '../../adapters/codecs.js';
import type { Host } from '../program/host.js';
import { isBuiltIn } from '../program/symbols.js';
import { builtInNames, classOf, isBehaviour, isFunctionProperty } from './structure.js';

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
  DataView: 'buffer',
  Buffer: 'bytes',
  Int8Array: 'typed-array',
  Uint8Array: 'bytes',
  Uint8ClampedArray: 'typed-array',
  Int16Array: 'typed-array',
  Uint16Array: 'typed-array',
  Int32Array: 'typed-array',
  Uint32Array: 'typed-array',
  Float32Array: 'typed-array',
  Float16Array: 'typed-array',
  Float64Array: 'typed-array',
  BigInt64Array: 'bigint-array',
  BigUint64Array: 'bigint-array',
  URL: 'url',
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
    .some(
      (symbol) =>
        symbol.declarations?.some((d) => isBuiltIn(host, d)) &&
        (isBehaviour(host, symbol) || isFunctionProperty(host, symbol)),
    );
  return behaves ? 'built-in' : undefined;
}
