/** Where the call, the arguments and the options of an enqueue stand: plain calls, command objects, curried calls, proxies, builders. */
import type ts from 'typescript';
import type { EnqueueLocator } from '../../adapters/queues/shape.js';
import { unknown, yes, type Answer } from '../program/answer.js';
import type { Bound } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare, enclosingFunction, fileSyntax, type NamedCall, type NamedNew } from '../program/syntax.js';
import { literalOf } from '../program/values.js';
import { locate, parseLocator, type BoundCall } from './locate.js';

/** One call that hands something over, as its locator sees it. */
export interface SiteCall {
  /** The call whose promise stands for the enqueue. */
  readonly call: ts.CallExpression;
  readonly receiver: ts.Expression | undefined;
  readonly bound: BoundCall;
  /** Name of the function that a proxy calls. */
  readonly proxied?: string;
  /** Options that a builder's setters set, by path. */
  readonly setters?: Answer<ReadonlyMap<string, Bound>>;
}

/** @returns the calls that a matched member stands for; several for a proxy's factory. */
export function siteCalls(host: Host, named: NamedCall, locator: EnqueueLocator): readonly SiteCall[] {
  const { node, receiver } = named;
  const plain = { arguments: node.arguments, scope: undefined };
  if (locator.through === 'curried') return curriedCall(host, node, plain);
  if (locator.through === 'proxy') return proxyCalls(host, node, plain);
  if (locator.chain) return [chainCall(host, node, receiver, locator.chain)];
  return [{ call: node, receiver, bound: plain }];
}

/** @returns the call that a command object is handed to: directly, or through a constant of the same function. */
export function commandCall(host: Host, { node }: NamedNew, sentBy: string): SiteCall | undefined {
  const { ts } = host;
  const bound = { arguments: node.arguments ?? [], scope: undefined };
  const direct = takingCall(host, node, sentBy);
  if (direct) return { call: direct, receiver: undefined, bound };
  const declaration = node.parent;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return undefined;
  const symbol = symbolAt(host, declaration.name);
  for (const { node: call, name } of fileSyntax(ts, node.getSourceFile()).calls) {
    if (name !== sentBy) continue;
    const given = call.arguments.some((argument) => {
      const value = bare(ts, argument);
      return ts.isIdentifier(value) && symbolAt(host, value) === symbol;
    });
    if (given) return { call, receiver: undefined, bound };
  }
  return undefined;
}

function takingCall(host: Host, node: ts.Node, name: string): ts.CallExpression | undefined {
  const { ts } = host;
  const call = node.parent;
  if (!ts.isCallExpression(call) || !call.arguments.some((argument) => argument === node)) return undefined;
  const callee = bare(ts, call.expression);
  return ts.isPropertyAccessExpression(callee) && callee.name.text === name ? call : undefined;
}

function curriedCall(host: Host, inner: ts.CallExpression, origin: BoundCall): readonly SiteCall[] {
  const outer = inner.parent;
  if (!host.ts.isCallExpression(outer) || outer.expression !== inner) return [];
  return [
    { call: outer, receiver: undefined, bound: { arguments: outer.arguments, scope: undefined, origin } },
  ];
}

/** Calls of the functions that `const { a, b } = proxy(…)` or `const p = proxy(…)` gives, in its file. */
function proxyCalls(host: Host, factory: ts.CallExpression, origin: BoundCall): readonly SiteCall[] {
  const { ts } = host;
  const declaration = factory.parent;
  if (!ts.isVariableDeclaration(declaration)) return [];
  const found: SiteCall[] = [];
  for (const { node, name, nameNode, receiver } of fileSyntax(ts, factory.getSourceFile()).calls) {
    const from = receiver ? bare(ts, receiver) : nameNode;
    if (!ts.isIdentifier(from) || node === factory) continue;
    const held = host.checker.getSymbolAtLocation(from)?.valueDeclaration;
    const isProxied = receiver
      ? held === declaration
      : held !== undefined && ts.isBindingElement(held) && held.parent === declaration.name;
    if (!isProxied) continue;
    const proxied = held && ts.isBindingElement(held) ? (held.propertyName ?? held.name).getText() : name;
    found.push({
      call: node,
      receiver: undefined,
      bound: { arguments: node.arguments, scope: undefined, origin },
      proxied,
    });
  }
  return found;
}

/** A builder: setters before and after the call, up to the member that hands it over. */
function chainCall(
  host: Host,
  node: ts.CallExpression,
  receiver: ts.Expression | undefined,
  chain: NonNullable<EnqueueLocator['chain']>,
): SiteCall {
  const { ts } = host;
  const before: ts.CallExpression[] = [];
  let start = receiver && bare(ts, receiver);
  while (start && ts.isCallExpression(start)) {
    before.push(start);
    const callee = bare(ts, start.expression);
    start = ts.isPropertyAccessExpression(callee) ? bare(ts, callee.expression) : undefined;
  }
  const after = callsOn(host, node);
  const links = [...before, ...after.calls];
  const first = before.at(-1);
  const terminal =
    chain.terminal === undefined
      ? node
      : (after.calls.find((call) => memberOf(host, call) === chain.terminal) ?? node);
  return {
    call: terminal,
    receiver,
    bound: {
      arguments: node.arguments,
      scope: undefined,
      ...(first && { origin: { arguments: first.arguments, scope: undefined } }),
    },
    setters: after.open ? unknown('out of sight') : yes(settings(host, links, chain.setters)),
  };
}

/** Every call on a value: chained on it, or on the constant that holds it; `open` when it goes out of sight. */
function callsOn(
  host: Host,
  node: ts.Expression,
): { readonly calls: readonly ts.CallExpression[]; readonly open: boolean } {
  const { ts } = host;
  const calls: ts.CallExpression[] = [];
  let at: ts.Node = node;
  for (;;) {
    const parent: ts.Node = at.parent;
    if (
      ts.isPropertyAccessExpression(parent) &&
      parent.expression === at &&
      ts.isCallExpression(parent.parent)
    ) {
      at = parent.parent;
      calls.push(parent.parent);
    } else if (
      ts.isParenthesizedExpression(parent) ||
      ts.isAwaitExpression(parent) ||
      ts.isNonNullExpression(parent)
    ) {
      at = parent;
    } else if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
      const held = heldCalls(host, parent.name);
      return { calls: [...calls, ...held.calls], open: held.open };
    } else {
      const ends = ts.isExpressionStatement(parent) || ts.isReturnStatement(parent) || calls.length > 0;
      return { calls, open: !ends };
    }
  }
}

function heldCalls(
  host: Host,
  name: ts.Identifier,
): { readonly calls: readonly ts.CallExpression[]; readonly open: boolean } {
  const { ts } = host;
  const symbol = symbolAt(host, name);
  const scope = enclosingFunction(ts, name)?.body ?? name.getSourceFile();
  const calls: ts.CallExpression[] = [];
  let open = false;
  const visit = (node: ts.Node): void => {
    if (
      ts.isIdentifier(node) &&
      node !== name &&
      node.text === name.text &&
      symbolAt(host, node) === symbol
    ) {
      const { parent } = node;
      if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
        if (ts.isCallExpression(parent.parent))
          calls.push(parent.parent, ...callsOn(host, parent.parent).calls);
      } else open = true;
    }
    ts.forEachChild(node, visit);
  };
  visit(scope);
  return { calls, open };
}

function memberOf(host: Host, call: ts.CallExpression): string | undefined {
  const callee = bare(host.ts, call.expression);
  return host.ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}

/** `{ 'backoff.delay': 'backoff#1' }`: argument 1 of the setter `backoff`. */
function settings(
  host: Host,
  calls: readonly ts.CallExpression[],
  setters: Readonly<Record<string, string>>,
): ReadonlyMap<string, Bound> {
  const found = new Map<string, Bound>();
  for (const [path, setter] of Object.entries(setters)) {
    const [member = '', argument = '0'] = setter.split('#');
    const call = calls.findLast((entry) => memberOf(host, entry) === member);
    const expression = call?.arguments[Number(argument)];
    if (expression) found.set(path, { expression, scope: undefined });
  }
  return found;
}

/** @returns whether the call is the one that its locator means: overload and guard. */
export function takesOverload(host: Host, bound: BoundCall, locator: EnqueueLocator): boolean {
  if (locator.guard) {
    const value = locate(host, bound, locator.guard.at);
    if (value.is !== 'yes' || literalOf(host, value.value) !== locator.guard.equals) return false;
  }
  const first = bound.arguments[0];
  if (locator.when === undefined) return true;
  if (!first) return false;
  const isText = isString(host, first);
  if (locator.when === 'arg0:string') return isText;
  if (locator.when === 'arg0:other') return !isText;
  const isList = isArray(host, first);
  return locator.when === 'arg0:array' ? isList : !isList && !isText;
}

function isString(host: Host, first: ts.Expression): boolean {
  const { ts, checker } = host;
  if (typeof literalOf(host, { expression: first, scope: undefined }) === 'string') return true;
  const type = checker.getTypeAtLocation(first);
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => (part.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.TemplateLiteral)) !== 0);
}

function isArray(host: Host, first: ts.Expression): boolean {
  const { ts, checker } = host;
  if (ts.isArrayLiteralExpression(bare(ts, first))) return true;
  const type = checker.getTypeAtLocation(first);
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => checker.isArrayType(part) || checker.isTupleType(part));
}

/** @returns whether a locator of this call names its own first arguments (not those of another call). */
export function isPlain({ through, sentBy, chain }: EnqueueLocator, where: string): boolean {
  return through === undefined && sentBy === undefined && chain === undefined && !parseLocator(where).origin;
}
