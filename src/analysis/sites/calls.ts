/** Where the call, the arguments and the options of an enqueue stand: plain calls, command objects, curried calls, proxies, builders. */
import type ts from 'typescript';
import type { EnqueueLocator } from '../../adapters/queues/shape.js';
import type { Answer } from '../program/answer.js';
import type { Bound } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { symbolAt, typeAt } from '../program/symbols.js';
import { bare, fileSyntax, type NamedCall, type NamedNew } from '../program/syntax.js';
import { literalOf, type Literal } from '../program/values.js';
import { builderCall } from './builders.js';
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
  if (locator.chain) return [builderCall(host, node, receiver, locator.chain)];
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

/** Calls of the functions that `const { a, b } = proxy(…)` or `const p = proxy(…)` gives, in its file; `proxy(…).a(x)`. */
function proxyCalls(host: Host, factory: ts.CallExpression, origin: BoundCall): readonly SiteCall[] {
  const { ts } = host;
  const declaration = factory.parent;
  if (ts.isPropertyAccessExpression(declaration) && ts.isCallExpression(declaration.parent)) {
    const call = declaration.parent;
    const bound = { arguments: call.arguments, scope: undefined, origin };
    return [{ call, receiver: undefined, bound, proxied: declaration.name.text }];
  }
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

/** @returns whether the call is the one that its locator means: overload and guard. */
export function takesOverload(host: Host, bound: BoundCall, locator: EnqueueLocator): boolean {
  if (locator.guard) {
    const value = locate(host, bound, locator.guard.at);
    const { equals } = locator.guard;
    if (value.is !== 'yes') return false;
    if (equals !== undefined && constantOf(host, value.value) !== equals) return false;
  }
  if (locator.when === undefined) return true;
  const [where, kind] = locator.when.split(':');
  const argument = bound.arguments[where === 'arg1' ? 1 : 0];
  if (!argument) return false;
  const isText = isString(host, argument);
  if (kind === 'string') return isText;
  if (kind === 'other') return !isText;
  const isList = isArray(host, argument);
  return kind === 'array' ? isList : !isList && !isText;
}

/** A folded constant, or the only value that its type allows (`InvocationType.Event`, declared by the library). */
function constantOf(host: Host, bound: Bound): Literal | undefined {
  const literal = literalOf(host, bound);
  if (literal !== undefined) return literal;
  const type = typeAt(host, bound.expression);
  return type?.isStringLiteral() === true || type?.isNumberLiteral() === true ? type.value : undefined;
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
