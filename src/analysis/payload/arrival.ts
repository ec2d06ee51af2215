/** As what a value of a type arrives at the worker. */
import type ts from 'typescript';
import type { Codec } from '../../adapters/codecs.js';
import type { Host } from '../program/host.js';
import { kindOfBuiltIn } from './built-ins.js';
import { classOf, elementsOf, isCallable, isLibraryObject, isOwn } from './structure.js';

/** Kinds that a wire tells apart; `date` is a Date that arrives as a text. */
export type ArrivingKind = 'string' | 'number' | 'boolean' | 'array' | 'object' | 'date';

/** @returns how a value of a type arrives; `undefined` when that is open, or when it does not arrive as it was. */
export function arrivalOf(host: Host, codec: Codec, type: ts.Type): ArrivingKind | undefined {
  const simple = primitiveKind(host, type);
  if (simple) return simple;
  if ((type.flags & (host.ts.TypeFlags.Object | host.ts.TypeFlags.Intersection)) === 0) return undefined;
  if (isCallable(type)) return undefined;
  if (elementsOf(host, type)) return 'array';
  const builtIn = kindOfBuiltIn(host, type);
  if (builtIn === 'date' && codec.effects.date === 'changes') return 'date';
  if (builtIn !== undefined || host.checker.getPropertyOfType(type, 'toJSON')) return undefined;
  const own = classOf(host, type);
  return !(own && isOwn(host, own)) && isLibraryObject(host, type) ? undefined : 'object';
}

function primitiveKind(host: Host, type: ts.Type): ArrivingKind | undefined {
  const { TypeFlags } = host.ts;
  if ((type.flags & (TypeFlags.StringLike | TypeFlags.Index)) !== 0) return 'string';
  if ((type.flags & TypeFlags.NumberLike) !== 0) return 'number';
  return (type.flags & TypeFlags.BooleanLike) !== 0 ? 'boolean' : undefined;
}
