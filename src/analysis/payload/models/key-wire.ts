/** How a key's value travels through JSON and back. */
import type ts from 'typescript';
import type { Host } from '../../program/host.js';
import { builtInNames, isObjectLike, unbranded } from '../structure.js';
import type { KeyWire } from './model.js';

/** @returns how a key of this type travels; an id object (`ObjectId`, `uuid` wrappers) as its text. */
export function wireOf(host: Host, written: ts.Type): KeyWire {
  const type = unbranded(host, host.checker.getNonNullableType(written));
  if ((type.flags & host.ts.TypeFlags.BigIntLike) !== 0) return 'bigint';
  if (!isObjectLike(host, type)) return 'same';
  return builtInNames(host, type).includes('Date') ? 'date' : 'text';
}

/** @returns the same for a type that is only text. */
export function wireOfText(type: string): KeyWire {
  if (type === 'bigint') return 'bigint';
  return type === 'Date' ? 'date' : 'same';
}
