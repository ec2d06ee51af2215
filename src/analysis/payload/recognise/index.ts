/**
 * Which entity a type is, from the type alone: by class and package, then by the package's own aliases and mapped types,
 * then by where its members were declared. Names of aliases and properties in the program prove nothing.
 */
import type ts from 'typescript';
import type { Host } from '../../program/host.js';
import { guarded } from '../../program/symbols.js';
import type { Recognised, Recogniser } from '../models/model.js';
import { isCallable, isObjectLike } from '../structure.js';
import { byBase } from './base-origin.js';
import { byAlias } from './aliased-rows.js';
import { byClass } from './class-origin.js';
import { byDocument } from './documents.js';
import { byMappedRow } from './mapped-rows.js';
import { byMembers } from './member-origin.js';

/** Asked in this order; the first that knows the type decides. */
const recognisers: readonly Recogniser[] = [byDocument, byClass, byBase, byMembers, byMappedRow, byAlias];

const cache = new WeakMap<ts.Program, Map<ts.Type, Recognised | null>>();

/** @returns the entity that an object type is made from. Unions, arrays and promises are the caller's to take apart. */
export function recognise(host: Host, type: ts.Type): Recognised | undefined {
  let known = cache.get(host.program);
  if (!known) cache.set(host.program, (known = new Map<ts.Type, Recognised | null>()));
  let answer = known.get(type);
  if (answer === undefined) {
    // A type may contain itself; while it is being worked out it is nothing.
    known.set(type, null);
    answer = guarded(() => work(host, type)) ?? null;
    known.set(type, answer);
  }
  return answer ?? undefined;
}

function work(host: Host, type: ts.Type): Recognised | undefined {
  // `typeof User` has the class' symbol too.
  if (!isObjectLike(host, type) || isCallable(type)) return undefined;
  for (const recogniser of recognisers) {
    const found = recogniser(host, type);
    if (found) return found;
  }
  return undefined;
}
