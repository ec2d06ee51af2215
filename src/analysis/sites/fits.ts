/** Whether a call can be the one that a locator means, as far as its own syntax shows: asked before any type is. */
import type ts from 'typescript';
import type { EnqueueLocator } from '../../adapters/queues/shape.js';
import { bare } from '../program/syntax.js';
import { parseLocator } from './locate.js';

/**
 * `Date.now()`, `items.every((item) => …)` and `Model.create({ … })` are not Agenda's members, which take a name there;
 * the types of their receivers need not be known.
 *
 * @returns `false` only where the arguments cannot be those of the member
 */
export function mayFit(
  compiler: typeof ts,
  passed: readonly ts.Expression[] | undefined,
  locator: EnqueueLocator,
): boolean {
  // What is exported needs no type of a receiver to be told apart.
  if (locator.owner === undefined || locator.through !== undefined || locator.sentBy !== undefined)
    return true;
  const given = passed ?? [];
  if (given.some((argument) => compiler.isSpreadElement(argument))) return true;
  return takesNames(compiler, given, locator) && takesOverload(compiler, given, locator);
}

/** A name is always given, and never an object that is written on the spot. */
function takesNames(compiler: typeof ts, given: readonly ts.Expression[], locator: EnqueueLocator): boolean {
  return [locator.name, locator.queueName].every((where) => {
    const at = where !== undefined && isCallLocator(where) ? parseLocator(where) : undefined;
    if (!at || at.origin || typeof at.argument !== 'number' || at.each || at.path !== '') return true;
    const argument = given[at.argument];
    return argument !== undefined && !compiler.isObjectLiteralExpression(bare(compiler, argument));
  });
}

function isCallLocator(where: string): boolean {
  return where.includes('#');
}

function takesOverload(
  compiler: typeof ts,
  given: readonly ts.Expression[],
  { when }: EnqueueLocator,
): boolean {
  if (when === undefined) return true;
  const [where, kind] = when.split(':');
  const argument = given[where === 'arg1' ? 1 : 0];
  if (argument === undefined) return false;
  const value = bare(compiler, argument);
  if (compiler.isStringLiteralLike(value)) return kind === 'string';
  if (compiler.isObjectLiteralExpression(value)) return kind === 'object' || kind === 'other';
  return true;
}
