/** Values that JSON cannot carry but that have a plain form which it can, and a way back. */
import type ts from 'typescript';
import { decimals, type DecimalClass } from '../../adapters/decimals.js';
import type { Host } from '../program/host.js';
import { declaringPackage, isBuiltIn, isOpaque } from '../program/symbols.js';
import { alternatives, unbranded } from './structure.js';
import type { ValueAt } from './value-paths.js';

/** A value's kind, by the plain form that it travels in. */
export type WireForm =
  | { readonly kind: 'date' | 'bigint' | 'map' | 'set' | 'buffer' | 'bytes' }
  | { readonly kind: 'decimal'; readonly package: string; readonly decimal: DecimalClass };

const builtIns: Readonly<Record<string, Exclude<WireForm['kind'], 'decimal'>>> = {
  Date: 'date',
  Map: 'map',
  ReadonlyMap: 'map',
  Set: 'set',
  ReadonlySet: 'set',
  Buffer: 'buffer',
  Uint8Array: 'bytes',
};

/** @returns the form of a type itself; a class of the program that extends one is another matter. */
export function wireForm(host: Host, written: ts.Type): WireForm | undefined {
  const type = unbranded(host, written);
  if ((type.flags & host.ts.TypeFlags.BigIntLike) !== 0) return { kind: 'bigint' };
  const symbol = type.getSymbol();
  const declaration = symbol?.declarations?.[0];
  if (!symbol || !declaration) return undefined;
  if (isBuiltIn(host, declaration)) {
    const kind = Object.hasOwn(builtIns, symbol.name) ? builtIns[symbol.name] : undefined;
    return kind && { kind };
  }
  const owner = declaringPackage(declaration);
  const decimal = owner !== undefined && Object.hasOwn(decimals, owner) ? decimals[owner] : undefined;
  if (owner === undefined || decimal?.name !== symbol.name) return undefined;
  return { kind: 'decimal', package: owner, decimal };
}

/** @returns whether two values travel and come back in the same way. */
export function sameForm(one: WireForm, other: WireForm): boolean {
  return one.kind === other.kind && nameOf(one) === nameOf(other);
}

function nameOf(form: WireForm): string {
  return form.kind === 'decimal' ? `${form.package} ${form.decimal.name}` : form.kind;
}

/** What a place holds: the value itself, its plain form already, nothing at all, or something else. */
export type Holds = 'value' | 'plain' | 'nothing' | 'open' | 'other';

/** @returns what the values of a place are, seen from one form. */
export function holds(host: Host, at: Pick<ValueAt, 'types'>, form: WireForm): Holds {
  const { types } = at;
  if (types.length === 0) return 'nothing';
  if (types.some((type) => isOpaque(host, type))) return 'open';
  if (types.some((type) => isPlain(host, type, form))) return 'plain';
  return types.every((type) => {
    const found = wireForm(host, type);
    return found !== undefined && sameForm(found, form);
  })
    ? 'value'
    : 'other';
}

/** @returns what a type holds, seen from one form. */
export function holdsIn(host: Host, type: ts.Type, form: WireForm): Holds {
  const empty = host.ts.TypeFlags.Null | host.ts.TypeFlags.Undefined | host.ts.TypeFlags.Void;
  return holds(
    host,
    { types: alternatives(host, type).filter((option) => (option.flags & empty) === 0) },
    form,
  );
}

function isPlain(host: Host, type: ts.Type, { kind }: WireForm): boolean {
  if (kind === 'map' || kind === 'set')
    return host.checker.isArrayType(type) || host.checker.isTupleType(type);
  return (type.flags & host.ts.TypeFlags.StringLike) !== 0;
}
