/** Paths of values in a payload as steps, and what types hold along them. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { guarded, isOpaque } from '../program/symbols.js';
import { alternatives, elementsOf } from './structure.js';

/** Step to each element of an array; every other step is a property's name. */
export const EACH = '[]';

/** @returns the steps of a finding's path (`items[].at`); `undefined` when it goes through odd or unknown keys. */
export function stepsOf(path: string): readonly string[] | undefined {
  const steps: string[] = [];
  let rest = path;
  while (rest !== '') {
    const match = /^(?:\.?([\p{L}_$][\p{L}\p{N}_$]*)|\[\d*\])/u.exec(rest);
    if (!match) return undefined;
    steps.push(match[1] ?? EACH);
    rest = rest.slice(match[0].length);
  }
  return steps;
}

/** Everything that may stand at a place, nothing left out. */
export interface ValueAt {
  /** Alternatives without null and undefined. */
  readonly types: readonly ts.Type[];
  readonly null: boolean;
  readonly undefined: boolean;
}

/** @returns what a type holds at the end of steps; `undefined` when it has no such place. */
export function valueAt(
  host: Host,
  root: ts.Type,
  steps: readonly string[],
  at: ts.Node,
): ValueAt | undefined {
  const { ts, checker } = host;
  let place = split(host, [root]);
  for (const step of steps) {
    const next: ts.Type[] = [];
    let missing = place.null || place.undefined;
    for (const type of place.types) {
      if (isOpaque(host, type)) next.push(type);
      else if (step === EACH) next.push(...(elementsOf(host, type) ?? []).map((child) => child.type));
      else {
        const symbol = guarded(() => checker.getPropertyOfType(type, step));
        const property = symbol && guarded(() => checker.getTypeOfSymbolAtLocation(symbol, at));
        if (property) next.push(property);
        else missing = true;
        if (symbol && (symbol.flags & ts.SymbolFlags.Optional) !== 0) missing = true;
      }
    }
    if (next.length === 0) return undefined;
    const inner = split(host, next);
    place = { ...inner, undefined: inner.undefined || missing };
  }
  return place;
}

/** @returns declarations of the last property among the steps. */
export function membersAlong(
  host: Host,
  root: ts.Type,
  steps: readonly string[],
  at: ts.Node,
): readonly ts.Declaration[] {
  const last = steps.findLastIndex((step) => step !== EACH);
  const name = steps[last];
  if (name === undefined) return [];
  const holder = valueAt(host, root, steps.slice(0, last), at);
  return (holder?.types ?? []).flatMap(
    (type) => guarded(() => host.checker.getPropertyOfType(type, name))?.declarations ?? [],
  );
}

function split(host: Host, types: readonly ts.Type[]): ValueAt {
  const { TypeFlags } = host.ts;
  const all = types.flatMap((type) => alternatives(host, type));
  const is = (flags: ts.TypeFlags) => all.some((type) => (type.flags & flags) !== 0);
  const nothing = TypeFlags.Null | TypeFlags.Undefined | TypeFlags.Void;
  return {
    types: all.filter((type) => (type.flags & nothing) === 0),
    null: is(TypeFlags.Null),
    undefined: is(TypeFlags.Undefined | TypeFlags.Void),
  };
}
