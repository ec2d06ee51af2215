/** Evaluates an adapter's locators on the arguments of a call. */
import type { Locator } from '../../adapters/queues/shape.js';
import { no, unknown, type Answer } from '../program/answer.js';
import type { Host } from '../program/host.js';
import type { Bound, Scope } from '../program/bound.js';
import { propertyPath } from '../program/values.js';
import type ts from 'typescript';

interface ParsedLocator {
  readonly argument: number | 'last' | 'all';
  readonly each: boolean;
  readonly path: string;
}

const parsed = new Map<Locator, ParsedLocator>();

/** @returns argument, element and property parts of a locator. */
export function parseLocator(locator: Locator): ParsedLocator {
  let found = parsed.get(locator);
  if (!found) {
    const match = /^#(\d+|last|\*)(\[\])?(?:\.(.+))?$/u.exec(locator);
    if (!match) throw new Error(`Not a call locator: ${locator}`);
    const argument = match[1] === 'last' ? 'last' : match[1] === '*' ? 'all' : Number(match[1]);
    found = { argument, each: match[2] !== undefined, path: match[3] ?? '' };
    parsed.set(locator, found);
  }
  return found;
}

/** Call or construction arguments with what parameters in them stand for. */
export interface BoundCall {
  readonly arguments: readonly ts.Expression[];
  readonly scope: Scope | undefined;
}

/** @returns the argument a locator starts from, before any property is followed. */
export function locateArgument(call: BoundCall, locator: Locator): Bound | undefined {
  const { argument } = parseLocator(locator);
  if (argument === 'all') return undefined;
  const expression = argument === 'last' ? call.arguments.at(-1) : call.arguments[argument];
  return expression && { expression, scope: call.scope };
}

/** @returns the expression a locator names; `no` when the argument or property is proven absent. */
export function locate(host: Host, call: BoundCall, locator: Locator): Answer<Bound> {
  if (call.arguments.some((argument) => host.ts.isSpreadElement(argument))) return unknown('dynamic value');
  const { path } = parseLocator(locator);
  const argument = locateArgument(call, locator);
  if (!argument) return no;
  return path === '' ? { is: 'yes', value: argument } : propertyPath(host, argument, path);
}
