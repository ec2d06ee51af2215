/** Enqueues that a loop makes one by one, although the library takes many at once. */
import type ts from 'typescript';
import type { EnqueueLocator, Locator } from '../../adapters/queues/shape.js';
import { unbound } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { isOpaque, typeAt } from '../program/symbols.js';
import { bare, hasBody, isAssignment, type FunctionWithBody } from '../program/syntax.js';
import { literalOf, resolve } from '../program/values.js';
import { locate } from '../sites/locate.js';
import type { EnqueueSite } from '../sites/site.js';
import { isCombinator, isOfLanguage, keeperOf, usesOf } from './callers.js';
import { dependsOn, leavesAfter, otherWork } from './turn.js';

/** A statement, or a call of an array's `map` or `forEach` with the callback that is one turn. */
export type Loop =
  | { readonly form: 'for-of'; readonly node: ts.ForOfStatement }
  | { readonly form: 'for'; readonly node: ts.ForStatement | ts.ForInStatement }
  | {
      readonly form: 'map' | 'forEach';
      readonly node: ts.CallExpression;
      readonly callback: FunctionWithBody;
    };

/** A loop whose turns enqueue one task each. */
export interface EnqueueLoop {
  readonly site: EnqueueSite;
  readonly loop: Loop;
  /** How the library is handed many. */
  readonly bulk: EnqueueLocator;
  /** What the member is called on. */
  readonly receiver: ts.Expression;
}

/** A list that is at most this long and written down in the program is not worth a bulk call. */
const FEW = 10;

/**
 * @returns the loop that makes an enqueue many times on one queue, where a bulk call would do the same. Nothing where a turn
 * keeps its own failure, is the last one, or enqueues as one of several steps; nor for streams and open-ended loops.
 */
export function enqueueLoop(host: Host, site: EnqueueSite): EnqueueLoop | undefined {
  const { ts } = host;
  const bulk = bulkOf(site);
  const callee = site.call.expression;
  if (!bulk || site.wrappers.length > 0 || site.item > 0 || !ts.isPropertyAccessExpression(callee))
    return undefined;
  if (site.call.arguments.some((argument) => ts.isSpreadElement(argument))) return undefined;
  if ((site.adapter.scheduleOptions ?? []).some((path) => site.ownOption(path).is !== 'no')) return undefined;
  const loop = loopOf(host, site);
  const receiver = callee.expression;
  if (!loop || !isOneQueue(host, site, receiver, loop.node) || losesPart(host, site, bulk, loop.node))
    return undefined;
  return { site, loop, bulk, receiver };
}

function bulkOf({ adapter, locator }: EnqueueSite): EnqueueLocator | undefined {
  const { bulkMember, owner } = locator;
  if (bulkMember === undefined) return undefined;
  return adapter.enqueue.find(
    (entry) => entry.member === bulkMember && entry.owner === owner && entry.bulk === true,
  );
}

/** The nearest loop around an enqueue that is not a short list written in the program. */
function loopOf(host: Host, site: EnqueueSite): Loop | undefined {
  const { ts } = host;
  let sometimes = false;
  for (let at: ts.Node = site.call; !ts.isSourceFile(at.parent); at = at.parent) {
    const { parent } = at;
    if (keepsFailure(ts, parent, at) || isKeptUnread(host, parent, at)) return undefined;
    sometimes ||= isSometimes(ts, parent, at);
    const loop = loopAt(host, parent, at);
    if (loop === undefined) {
      if (ts.isFunctionLike(parent)) return undefined;
      if (ts.isWhileStatement(parent) || ts.isDoStatement(parent) || ts.isClassLike(parent)) return undefined;
      continue;
    }
    if (loop === 'other') return undefined;
    if (isShort(host, loop)) continue;
    if (leavesAfter(ts, site.call, loop.node) || assignsOutside(ts, site.call)) return undefined;
    // Elements that each go through steps of their own at the same time have no common moment for a bulk call.
    const inSteps = sometimes || loop.form === 'map' || loop.form === 'forEach';
    return inSteps && otherWork(ts, parent, site.call) ? undefined : loop;
  }
  return undefined;
}

/** @returns the loop whose turn `at` is, `other` for one that is not looked at, nothing where there is none. */
function loopAt(host: Host, parent: ts.Node, at: ts.Node): Loop | 'other' | undefined {
  const { ts } = host;
  if (ts.isForOfStatement(parent) && parent.statement === at) {
    return parent.awaitModifier && !isPlainList(host, parent.expression)
      ? 'other'
      : { form: 'for-of', node: parent };
  }
  if (ts.isForInStatement(parent) && parent.statement === at) return { form: 'for', node: parent };
  if (ts.isForStatement(parent) && parent.statement === at) {
    return parent.condition ? { form: 'for', node: parent } : 'other';
  }
  if (!hasBody(ts, parent) || parent.body !== at) return undefined;
  const call = parent.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== (parent as ts.Node)) return undefined;
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || !isOfLanguage(host, callee.name)) return undefined;
  const form = callee.name.text;
  if (form === 'forEach') return { form, node: call, callback: parent };
  if (form !== 'map') return undefined;
  return isAllAwaited(host, call) ? { form, node: call, callback: parent } : 'other';
}

/** `for await` over an array of values that are no promises waits for nothing: it is no stream. */
function isPlainList(host: Host, list: ts.Expression): boolean {
  const { ts, checker } = host;
  const type = typeAt(host, list);
  const element =
    type && checker.isArrayType(type) ? checker.getIndexTypeOfType(type, ts.IndexKind.Number) : undefined;
  const parts = element?.isUnion() ? element.types : element ? [element] : [];
  return (
    parts.length > 0 &&
    parts.every((part) => !isOpaque(host, part) && !checker.getPropertyOfType(part, 'then'))
  );
}

/** `Promise.all(list.map(…))`, also when the list is a constant in between. `allSettled` keeps each failure. */
function isAllAwaited(host: Host, list: ts.Expression): boolean {
  const { ts } = host;
  let node: ts.Node = list;
  while (ts.isParenthesizedExpression(node.parent) || ts.isAsExpression(node.parent)) node = node.parent;
  const { parent } = node;
  if (ts.isCallExpression(parent) && parent.arguments[0] === node) {
    const callee = bare(ts, parent.expression);
    return isCombinator(host, parent) && ts.isPropertyAccessExpression(callee) && callee.name.text === 'all';
  }
  const keeper = keeperOf(host, parent, node);
  const uses = keeper ? usesOf(host, keeper) : [];
  return uses.length === 1 && uses.every((use) => isAllAwaited(host, use));
}

/** `pending.push(queue.add(…))`, where the list does not go to `Promise.all`. */
function isKeptUnread(host: Host, parent: ts.Node, at: ts.Node): boolean {
  const { ts } = host;
  if (!ts.isCallExpression(parent) || at !== parent.arguments[0]) return false;
  const keeper = keeperOf(host, parent, at);
  if (!keeper) return false;
  const reads = usesOf(host, keeper).filter((use) => !ts.isPropertyAccessExpression(use.parent));
  return reads.length === 0 || !reads.every((use) => isAllAwaited(host, use));
}

/** A `try` with a `catch` around the turn, the `catch` itself, or a handler chained to the promise. */
function keepsFailure(compiler: typeof ts, parent: ts.Node, at: ts.Node): boolean {
  if (compiler.isTryStatement(parent)) return parent.tryBlock === at && parent.catchClause !== undefined;
  if (compiler.isCatchClause(parent)) return true;
  if (!compiler.isPropertyAccessExpression(parent) || parent.expression !== at) return false;
  const call = parent.parent;
  if (!compiler.isCallExpression(call) || call.expression !== parent) return false;
  return parent.name.text === 'catch' || (parent.name.text === 'then' && call.arguments.length > 1);
}

function isSometimes(compiler: typeof ts, parent: ts.Node, at: ts.Node): boolean {
  if (compiler.isIfStatement(parent)) return parent.expression !== at;
  if (compiler.isConditionalExpression(parent)) return parent.condition !== at;
  if (compiler.isCaseOrDefaultClause(parent)) return true;
  return (
    compiler.isBinaryExpression(parent) &&
    parent.right === at &&
    parent.operatorToken.kind !== compiler.SyntaxKind.EqualsToken
  );
}

/** `last = await queue.add(…)`: the next turn may need it. */
function assignsOutside(compiler: typeof ts, call: ts.CallExpression): boolean {
  let at: ts.Node = call;
  while (compiler.isAwaitExpression(at.parent) || compiler.isParenthesizedExpression(at.parent))
    at = at.parent;
  return compiler.isBinaryExpression(at.parent) && at.parent.right === at;
}

function isShort(host: Host, loop: Loop): boolean {
  const { ts } = host;
  if (loop.form === 'for') {
    const { node } = loop;
    const condition = ts.isForStatement(node) && node.condition && bare(ts, node.condition);
    if (!condition || !ts.isBinaryExpression(condition)) return false;
    const end = literalOf(host, unbound(condition.right));
    return typeof end === 'number' && end <= FEW;
  }
  return isShortList(host, listOf(host, loop));
}

/** @returns the list that a loop walks. */
export function listOf(host: Host, loop: Exclude<Loop, { readonly form: 'for' }>): ts.Expression {
  if (loop.form === 'for-of') return loop.node.expression;
  const callee = loop.node.expression;
  return host.ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
}

/** A list literal, the entries of an object literal, or a list of a few constants by its type. */
function isShortList(host: Host, list: ts.Expression): boolean {
  const { ts, checker } = host;
  const target = resolve(host, unbound(list));
  const written = target.is === 'yes' ? target.value.expression : list;
  if (ts.isArrayLiteralExpression(written)) {
    return written.elements.length <= FEW && !written.elements.some((element) => ts.isSpreadElement(element));
  }
  const type = typeAt(host, list);
  if (!type) return false;
  if (checker.isTupleType(type)) return true;
  const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  const parts = element?.isUnion() ? element.types : element ? [element] : [];
  const constant = ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLiteral | ts.TypeFlags.EnumLiteral;
  return parts.length > 0 && parts.length <= FEW && parts.every((part) => (part.flags & constant) !== 0);
}

/** Whether every turn enqueues to the same queue. */
function isOneQueue(host: Host, site: EnqueueSite, receiver: ts.Expression, loop: ts.Node): boolean {
  if (site.queue.name.is === 'yes') return true;
  const { ts } = host;
  const isOpen = (node: ts.Node): boolean =>
    ts.isCallExpression(node) ||
    (ts.isIdentifier(node) && isAssignedIn(host, node, loop)) ||
    ts.forEachChild(node, (child) => isOpen(child) || undefined) === true;
  return !isOpen(receiver) && !dependsOn(host, receiver, loop);
}

function isAssignedIn(host: Host, name: ts.Identifier, loop: ts.Node): boolean {
  const { ts } = host;
  let found = false;
  const visit = (node: ts.Node): void => {
    found ||= isAssignment(ts, node) && ts.isIdentifier(node.left) && node.left.text === name.text;
    if (!found) ts.forEachChild(node, visit);
  };
  visit(loop);
  return found;
}

/** Whether a part of the enqueue that differs from turn to turn has one place only in the bulk call, or none. */
function losesPart(host: Host, { call, locator }: EnqueueSite, bulk: EnqueueLocator, loop: ts.Node): boolean {
  return (['name', 'task', 'queueName', 'options'] as const).some((part) => {
    const where: Locator | undefined = locator[part];
    if (where?.startsWith('#') !== true) return false;
    const found = locate(host, { arguments: call.arguments, scope: undefined }, where);
    const there = bulk[part];
    if (found.is !== 'yes') return found.is === 'unknown' && there?.includes('[]') !== true;
    return there === undefined || (!there.includes('[]') && dependsOn(host, found.value.expression, loop));
  });
}

/** @returns the argument that a locator names as a whole. */
export function argumentAt(call: ts.CallExpression, where: Locator): ts.Expression | undefined {
  return /^#\d+$/u.test(where) ? call.arguments[Number(where.slice(1))] : undefined;
}
