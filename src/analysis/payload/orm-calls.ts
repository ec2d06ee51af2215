/** Calls of an ORM that delete or write rows, and whose rows those are. */
import type ts from 'typescript';
import { ormAdapters } from '../../adapters/orms/index.js';
import { calledFunction } from '../program/functions.js';
import type { Host } from '../program/host.js';
import { declaringPackage, guarded, lineage, symbolAt, typeAt } from '../program/symbols.js';
import { bare, enclosingFunction } from '../program/syntax.js';
import { modelOfClass } from './models/classes.js';
import type { Model } from './models/model.js';
import { tableModel } from './models/table-calls.js';
import { isOfOrm } from './orm-code.js';
import { recognise } from './recognise/index.js';

const deletes = new Set([
  'remove',
  'softRemove',
  'delete',
  'deleteById',
  'deleteMany',
  'deleteOne',
  'deleteQuietly',
  'destroy',
  'findByIdAndDelete',
  'findOneAndDelete',
  'nativeDelete',
  'removeAndFlush',
  'softDelete',
  'truncate',
]);

/** Whether a member deletes rows. */
export function isDelete(member: string): boolean {
  return deletes.has(member);
}

/** @returns name of the member that a call calls. */
export function memberOf(host: Host, call: ts.CallExpression): string | undefined {
  const callee = bare(host.ts, call.expression);
  return host.ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}

/** @returns the declaration that a call resolves to. */
function calledDeclaration(host: Host, call: ts.CallExpression): ts.Node | undefined {
  return guarded(() => host.checker.getResolvedSignature(call))?.declaration;
}

/** @returns whether a call is one of an ORM's own members; `undefined` when nothing is known about it. */
export function isOrmCall(host: Host, call: ts.CallExpression): boolean | undefined {
  const declaration = calledDeclaration(host, call);
  return declaration && isOfOrm(host, declaration);
}

const drivers = new Set(ormAdapters.flatMap((adapter) => adapter.drivers ?? []));

/** @returns whether an ORM or a driver that it hands out declares it; `undefined` when nothing is known about it. */
export function isDatabaseCall(host: Host, call: ts.CallExpression): boolean | undefined {
  const declaration = calledDeclaration(host, call);
  if (!declaration) return undefined;
  return drivers.has(declaringPackage(declaration) ?? '') || isOfOrm(host, declaration);
}

/** @returns the calls that a call's receiver is made of, the nearest first: `db.update(users)` of `.set(…)`. */
export function chainBefore(host: Host, call: ts.CallExpression): readonly ts.CallExpression[] {
  const { ts } = host;
  const found: ts.CallExpression[] = [];
  for (let at: ts.Expression = bare(ts, call.expression); ;) {
    if (ts.isPropertyAccessExpression(at)) at = bare(ts, at.expression);
    else if (ts.isCallExpression(at)) {
      found.push(at);
      at = bare(ts, at.expression);
    } else return found;
  }
}

/** @returns the calls of the chain behind a call, the nearest first: `.set(…)` of `db.update(users)`. */
export function chainBehind(host: Host, call: ts.CallExpression): readonly ts.CallExpression[] {
  const { ts } = host;
  const found: ts.CallExpression[] = [];
  let at = call;
  while (ts.isPropertyAccessExpression(at.parent) && ts.isCallExpression(at.parent.parent)) {
    at = at.parent.parent;
    found.push(at);
  }
  return found;
}

/** @returns whether an ORM's call concerns rows of a model; `undefined` when it shows no model at all. */
export function concernOf(host: Host, call: ts.CallExpression, model: Model): boolean | undefined {
  const { ts } = host;
  const holder = calledDeclaration(host, call)?.parent;
  if (holder && ts.isInterfaceDeclaration(holder)) {
    const delegate = /^(\w+)Delegate$/u.exec(holder.name.text)?.[1];
    if (delegate !== undefined) return delegate === model.name;
  }
  const parts: ts.Expression[] = [...call.arguments];
  const [first] = parts;
  const stated = first && statesTable(host, first, model);
  if (stated !== undefined) return stated;
  if (ts.isPropertyAccessExpression(call.expression)) parts.push(call.expression.expression);
  // `createQueryBuilder().delete().from(User)`
  for (let at: ts.Node = call; ts.isPropertyAccessExpression(at.parent); at = at.parent.parent) {
    if (!ts.isCallExpression(at.parent.parent)) break;
    if (at.parent.name.text === 'from' && at.parent.parent.arguments[0])
      return concerns(host, [at.parent.parent.arguments[0]], model);
  }
  return concerns(host, parts, model);
}

/** `deleteFrom('user')`, `updateTable(['user as u', 'pet'])`, `db.update(users)`; `undefined`: it names no table. */
function statesTable(host: Host, named: ts.Expression, model: Model): boolean | undefined {
  const { ts } = host;
  if (model.table !== undefined) {
    const texts = ts.isArrayLiteralExpression(named) ? named.elements : [named];
    const stated = texts.flatMap((text) => (ts.isStringLiteralLike(text) ? [text.text.trim()] : []));
    if (stated.length < texts.length) return undefined;
    // Schemas and aliases are no part of a table's name.
    return stated.some((text) => /^(?:\S+\.)?([^\s.]+)/u.exec(text)?.[1] === model.table);
  }
  if (model.kind !== 'table') return undefined;
  const declaration = symbolAt(host, named)?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return undefined;
  const value = declaration.initializer ? bare(ts, declaration.initializer) : declaration.type;
  if (!value || (!ts.isCallExpression(value) && !ts.isTypeReferenceNode(value))) return undefined;
  const table = tableModel(host, value);
  return table && table.declaration === model.declaration;
}

function concerns(host: Host, parts: readonly ts.Expression[], model: Model): boolean | undefined {
  const named = new Set<ts.Node>();
  for (const part of parts) {
    const type = typeAt(host, part);
    if (type) collect(host, type, named, 3);
  }
  return named.size === 0 ? undefined : named.has(model.declaration);
}

/** Model classes in a type: of rows, of the class itself, of `Repository<User>`. */
function collect(host: Host, type: ts.Type, named: Set<ts.Node>, depth: number): void {
  const { ts, checker } = host;
  if (depth === 0) return;
  if (type.isUnionOrIntersection()) for (const part of type.types) collect(host, part, named, depth - 1);
  const own = type.getSymbol()?.declarations ?? [];
  const [first] = own;
  if (first && ts.isClassLike(first) && modelOfClass(host, first)) {
    const all = lineage(host, type);
    for (const declaration of all.length > 0 ? all : own) named.add(declaration);
    named.add(first);
    return;
  }
  const reference = type as ts.TypeReference;
  const arguments_ = ('target' in type && guarded(() => checker.getTypeArguments(reference))) || [];
  for (const argument of arguments_) collect(host, argument, named, depth - 1);
  // `Model<User>`: documents are of interfaces, which say nothing anywhere else.
  const document =
    recognise(host, type)?.model ?? (first && isOfOrm(host, first) ? held(host, arguments_) : undefined);
  if (document?.kind === 'document') named.add(document.declaration);
  const target = 'target' in type ? reference.target : type;
  if (target.isClassOrInterface())
    for (const base of guarded(() => checker.getBaseTypes(target)) ?? [])
      collect(host, base, named, depth - 1);
}

/** The document that one of an ORM's own types is about. */
function held(host: Host, types: readonly ts.Type[]): Model | undefined {
  for (const type of types) {
    const model = recognise(host, type)?.model;
    if (model?.kind === 'document') return model;
  }
  return undefined;
}

/** @returns whether a call deletes rows of a model, itself or in the body of the program's function that it calls. */
export function deletesRows(
  host: Host,
  call: ts.CallExpression,
  model: Model,
  inside = false,
  verbs: ReadonlySet<string> = deletes,
): boolean {
  const { ts } = host;
  const member = memberOf(host, call);
  if (member !== undefined && verbs.has(member) && isOrmCall(host, call) === true)
    return concernOf(host, call, model) !== false;
  if (inside || call.arguments.length === 0) return false;
  const fn = calledFunction(host, call);
  if (!fn) return false;
  const visit = (at: ts.Node): boolean =>
    (ts.isCallExpression(at) && deletesRows(host, at, model, true, verbs)) ||
    (ts.forEachChild(at, (child) => visit(child) || undefined) ?? false);
  return visit(fn.body);
}

const statements: ReadonlySet<string> = new Set(['deleteFrom']);

/** @returns whether a statement deletes rows of a model where code runs: they can be named after it, but not loaded. */
export function deletesByStatement(host: Host, node: ts.Node, model: Model): boolean {
  const { ts } = host;
  const visit = (at: ts.Node): boolean =>
    (ts.isCallExpression(at) && deletesRows(host, at, model, false, statements)) ||
    (ts.forEachChild(at, (child) => visit(child) || undefined) ?? false);
  return visit(flowAround(host, node));
}

const inline = new Set(['map', 'forEach', 'flatMap', 'filter', 'reduce', 'then', 'catch', 'finally']);

/** @returns the function that code runs in; callbacks that run as a part of it belong to it. */
export function flowAround(host: Host, node: ts.Node): ts.Node {
  const { ts } = host;
  let fn = enclosingFunction(ts, node);
  while (fn) {
    let at: ts.Node = fn.parent;
    while (ts.isParenthesizedExpression(at)) at = at.parent;
    const member = ts.isCallExpression(at) ? memberOf(host, at) : undefined;
    const called = ts.isCallExpression(at) && bare(ts, at.expression) === fn;
    if (!called && !ts.isNewExpression(at) && (member === undefined || !inline.has(member))) return fn;
    const outer = enclosingFunction(ts, at);
    if (!outer) return fn;
    fn = outer;
  }
  return node.getSourceFile();
}
