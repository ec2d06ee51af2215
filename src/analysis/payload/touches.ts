/** Every place where a task, or a function it hands its payload to, touches the payload or a part of it. */
import type ts from 'typescript';
import { checksInPlace } from '../../adapters/revivers.js';
import { isOfLanguage } from '../behaviour/callers.js';
import { isReference, isWrite } from '../behaviour/names.js';
import { declaredBy } from '../program/declared-by.js';
import { calledFunction } from '../program/functions.js';
import type { Host } from '../program/host.js';
import { guarded, typeAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { isTransparent, nameOf } from '../program/value-places.js';
import type { TaskBody } from '../sites/site.js';
import type { PayloadPath } from './path-names.js';
import { PayloadPaths } from './payload-path.js';
import { walkTask, type TaskPlace } from './task-walk.js';

/** One expression that is a part of the payload. */
export interface Touch {
  /** With the parentheses, casts and `!` around it. */
  readonly node: ts.Expression;
  readonly path: PayloadPath;
  readonly place: TaskPlace;
}

/** What a task does with its payload. */
export interface Touches {
  /** Tells of any expression of the task which part of the payload it is. */
  readonly paths: PayloadPaths;
  readonly all: readonly Touch[];
  /** Parts that the task writes to, has checked in place, or hands out of sight: their declared type may be true afterwards. */
  readonly written: readonly PayloadPath[];
  /** Parts that are asked what they are: `typeof`, `instanceof`, a type guard. */
  readonly tested: readonly Touch[];
  /** Parts that a type guard or `instanceof` took for what they are declared as, with everything in them. */
  readonly vouched: readonly PayloadPath[];
  /** A text that something else than `JSON.parse` reads: what comes of it is not known. */
  readonly readOtherwise: boolean;
  /** Calls of the program's functions with the payload. */
  readonly followed: ReadonlySet<ts.CallExpression>;
}

const cache = new WeakMap<ts.Program, WeakMap<TaskBody, Touches>>();

/** @returns where a task touches its payload, in the order of the walk. */
export function touchesOf(host: Host, task: TaskBody): Touches {
  let known = cache.get(host.program);
  if (!known) cache.set(host.program, (known = new WeakMap()));
  let touches = known.get(task);
  if (!touches) known.set(task, (touches = collect(host, task)));
  return touches;
}

function collect(host: Host, task: TaskBody): Touches {
  const { ts } = host;
  const paths = new PayloadPaths(host, task);
  const all: Touch[] = [];
  const written: PayloadPath[] = [];
  const tested: Touch[] = [];
  const vouched: PayloadPath[] = [];
  const followed = new Set<ts.CallExpression>();
  let readOtherwise = false;
  const isText = task.payloadShape === 'text';
  const see = (node: ts.Node, place: TaskPlace): void => {
    if (place.call) followed.add(place.call);
    if (ts.isCallExpression(node) && isText) readOtherwise ||= readsOtherwise(host, paths, node, place);
    if (!isAccess(ts, node)) return;
    const path = paths.of({ expression: node, scope: place.scope });
    if (!path) return;
    const touch: Touch = { node: outermost(ts, node), path, place };
    all.push(touch);
    if (isWrite(ts, touch.node) || isChangedInPlace(host, touch.node)) written.push(path);
    else {
      const test = testOf(host, touch.node);
      if (test) tested.push(touch);
      if (test === 'vouches') vouched.push(path);
    }
  };
  walkTask(host, task, paths, see, (call, place) => {
    for (const argument of call.arguments) {
      const path = paths.of({ expression: argument, scope: place.scope });
      if (path) written.push(path);
      else if (paths.carries({ expression: argument, scope: place.scope })) written.push([]);
    }
  });
  return { paths, all, written, tested, vouched, readOtherwise, followed };
}

/** Names, accesses and the results of calls; a name that is only a part of an access or a key is none. */
function isAccess(compiler: typeof ts, node: ts.Node): node is ts.Expression {
  if (compiler.isIdentifier(node)) return isReference(compiler, node);
  return (
    compiler.isPropertyAccessExpression(node) ||
    compiler.isElementAccessExpression(node) ||
    compiler.isCallExpression(node)
  );
}

/** Climbs parentheses, casts and `!`. */
function outermost(compiler: typeof ts, expression: ts.Expression): ts.Expression {
  let node = expression;
  while (isTransparent(compiler, node.parent) && !compiler.isAwaitExpression(node.parent))
    node = node.parent as ts.Expression;
  return node;
}

/** `JSON.parse(text, reviver)`, `superjson.parse(text)`. */
function readsOtherwise(
  host: Host,
  paths: PayloadPaths,
  call: ts.CallExpression,
  { scope }: TaskPlace,
): boolean {
  const name = nameOf(host.ts, call.expression);
  if (!/^(?:parse|decode|deseriali[sz]e|unpack|read|from)/iu.test(name.getText())) return false;
  if (paths.of({ expression: call, scope }) || !call.arguments[0]) return false;
  return paths.isText({ expression: call.arguments[0], scope });
}

function isChangedInPlace(host: Host, node: ts.Expression): boolean {
  const { ts } = host;
  const call = node.parent as ts.Node | undefined;
  if (!call || !ts.isCallExpression(call) || !call.arguments.includes(node)) return false;
  const name = nameOf(ts, call.expression);
  if (call.arguments[0] === node && name.getText() === 'assign') {
    return declaredBy(host, name)?.owner === 'ObjectConstructor';
  }
  return (
    checksInPlace.test(name.getText()) &&
    !isTaken(host, call) &&
    calledFunction(host, call) === undefined &&
    declaredBy(host, name)?.home !== 'lib'
  );
}

/** Whether something is done with what a call gives: then that is what is read afterwards. */
function isTaken(host: Host, call: ts.CallExpression): boolean {
  const { ts } = host;
  let node: ts.Node = call;
  while (ts.isAwaitExpression(node.parent) || ts.isParenthesizedExpression(node.parent)) node = node.parent;
  const { parent } = node;
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return false;
  const type = typeAt(host, parent.name);
  return type !== undefined && (type.flags & ts.TypeFlags.BooleanLike) === 0;
}

/** How an expression is asked what it is; `vouches` where the answer is about all that is in it. */
function testOf(host: Host, node: ts.Expression): 'asks' | 'vouches' | undefined {
  const { ts } = host;
  const { parent } = node;
  if (ts.isTypeOfExpression(parent)) return 'asks';
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    if (kind === ts.SyntaxKind.InstanceOfKeyword) return parent.left === node ? 'vouches' : undefined;
    return kind === ts.SyntaxKind.InKeyword && parent.right === node ? 'asks' : undefined;
  }
  if (!ts.isCallExpression(parent) || !parent.arguments.includes(node)) return undefined;
  const signature = guarded(() => host.checker.getResolvedSignature(parent));
  const predicate = signature && guarded(() => host.checker.getTypePredicateOfSignature(signature));
  // What an assertion of the program's own checks is seen in it.
  if (
    predicate?.type &&
    (parent.parent.kind !== ts.SyntaxKind.ExpressionStatement || !calledFunction(host, parent))
  )
    return isOfLanguage(host, nameOf(ts, parent.expression)) ? 'asks' : 'vouches';
  return /^is[\p{Lu}_]/u.test(nameOf(ts, parent.expression).getText()) ? 'asks' : undefined;
}

/** @returns the call or construction that an expression is an argument of, with its index. */
export function argumentOf(
  compiler: typeof ts,
  node: ts.Expression,
): { readonly call: ts.CallExpression | ts.NewExpression; readonly index: number } | undefined {
  const call = node.parent as ts.Node | undefined;
  if (!call || !(compiler.isCallExpression(call) || compiler.isNewExpression(call))) return undefined;
  const index = call.arguments?.indexOf(node) ?? -1;
  return index < 0 ? undefined : { call, index };
}

/** @returns the member that is read or called on an expression: `x.m`, `x['m']`. */
export function memberOn(
  compiler: typeof ts,
  node: ts.Expression,
):
  | { readonly access: ts.PropertyAccessExpression | ts.ElementAccessExpression; readonly name: string }
  | undefined {
  const access = node.parent as ts.Node | undefined;
  if (!access) return undefined;
  if (compiler.isPropertyAccessExpression(access) && access.expression === node)
    return { access, name: access.name.text };
  if (!compiler.isElementAccessExpression(access) || access.expression !== node) return undefined;
  const key = bare(compiler, access.argumentExpression);
  return compiler.isStringLiteralLike(key) ? { access, name: key.text } : undefined;
}
