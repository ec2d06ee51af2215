/** Evaluates an adapter's locators on the arguments of a call. */
import type ts from 'typescript';
import type { Locator } from '../../adapters/queues/shape.js';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import type { Bound, Scope } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { propertyPath } from '../program/values.js';
import { textSource } from './text.js';

/** A locator, taken apart. */
export interface ParsedLocator {
  /** Starts from the call that the site comes from, not from the site's own. */
  readonly origin: boolean;
  readonly argument: number | 'last' | 'all';
  /** This argument and every one after it. */
  readonly rest: boolean;
  /** Properties from the argument to the list, where the locator names its elements. */
  readonly list: string;
  readonly each: boolean;
  /** Properties from there to the value; may name elements again. */
  readonly path: string;
  /** The value is what was made a text of. */
  readonly text: boolean;
}

const parsed = new Map<Locator, ParsedLocator>();

/** @returns argument, element and property parts of a locator. */
export function parseLocator(locator: Locator): ParsedLocator {
  let found = parsed.get(locator);
  if (!found) {
    const match = /^(origin)?#(\d+|last|\*)(\+)?((?:\[\])?)((?:\.[^|]+)?)(\|text)?$/u.exec(locator);
    if (!match) throw new Error(`Not a call locator: ${locator}`);
    const [, origin, where, rest, elements, tail = '', text] = match;
    const properties = tail.slice(1);
    const below = elements === '[]' ? -2 : properties.indexOf('[]');
    found = {
      origin: origin !== undefined,
      argument: where === 'last' ? 'last' : where === '*' ? 'all' : Number(where),
      rest: rest !== undefined,
      list: below >= 0 ? properties.slice(0, below) : '',
      each: below !== -1,
      path: below >= 0 ? properties.slice(below + 3) : properties,
      text: text !== undefined,
    };
    parsed.set(locator, found);
  }
  return found;
}

/** Call or construction arguments with what parameters in them stand for. */
export interface BoundCall {
  readonly arguments: readonly ts.Expression[];
  readonly scope: Scope | undefined;
  /** Arguments of the call that this one comes from: `start(f)` of `start(f)(x)`. */
  readonly origin?: BoundCall;
}

/** @returns the argument a locator starts from, before any property is followed. */
export function locateArgument(call: BoundCall, locator: Locator): Bound | undefined {
  const { argument, origin } = parseLocator(locator);
  if (argument === 'all') return undefined;
  const from = origin ? call.origin : call;
  const expression = argument === 'last' ? from?.arguments.at(-1) : from?.arguments[argument];
  return expression && { expression, scope: from?.scope };
}

/** @returns the expression a locator names; `no` when the argument or property is proven absent. */
export function locate(host: Host, call: BoundCall, locator: Locator): Answer<Bound> {
  const { path, text, origin } = parseLocator(locator);
  const from = origin ? call.origin : call;
  if (from?.arguments.some((argument) => host.ts.isSpreadElement(argument))) return unknown('dynamic value');
  const argument = locateArgument(call, locator);
  if (!argument) return no;
  const found = path === '' ? yes(argument) : propertyPath(host, argument, path);
  return text && found.is === 'yes' ? textSource(host, found.value) : found;
}
