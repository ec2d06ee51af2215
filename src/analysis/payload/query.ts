/** The ORM call that a value came from, with its relations and projection, so that a worker can repeat it. */
import type ts from 'typescript';
import { ormAdapters } from '../../adapters/orms/index.js';
import type { OrmAdapter, ReadLocator } from '../../adapters/orms/shape.js';
import type { Host } from '../program/host.js';
import { guarded, symbolAt, typeAt } from '../program/symbols.js';
import { bare, enclosingFunction } from '../program/syntax.js';
import { initialiser } from './flow.js';
import { isDeclaredBy } from './orm-code.js';
import { alternatives, elementsOf } from './structure.js';

/** An option of a read that must be repeated where the row is loaded again. */
export interface QueryOption {
  /** `relations`, `include`, `select`, `omit`. */
  readonly name: string;
  readonly role: 'relations' | 'columns' | 'plain';
  /** The property as it is written: `relations: { posts: true }`. */
  readonly text: string;
  readonly node: ts.ObjectLiteralElementLike;
}

/** A member that was called on a read: `.populate('author')`. */
export interface QueryMember {
  readonly name: string;
  /** `other` chooses nothing that a row shows: `orFail`, `where`. */
  readonly role: 'relations' | 'columns' | 'plain' | 'other';
  readonly call: ts.CallExpression;
}

/** An ORM call whose result a value is. */
export interface Query {
  readonly adapter: OrmAdapter;
  readonly call: ts.CallExpression;
  readonly member: string;
  /** Class or interface that declares the member: `Repository`, `UserDelegate`. */
  readonly owner: string;
  /** What it is called on: `this.users`, `prisma.user`. */
  readonly receiver: ts.Expression;
  /** Entity argument (`manager.findOne(User, …)`). */
  readonly entity: ts.Expression | undefined;
  readonly many: boolean;
  /** Made by `create()` or `new`: no key yet. */
  readonly unpersisted: boolean;
  readonly options: readonly QueryOption[];
  /** Members called on the read before its result is awaited, in source order: `User.findById(id).populate('posts')`. */
  readonly members: readonly QueryMember[];
  /** An argument of its own chose the columns: `findById(id, 'email')`. */
  readonly projected: boolean;
  /** Everything that chooses columns or relations is in `options`; false for query builders and dynamic options. */
  readonly complete: boolean;
  /** It reads rows from the database; what is written gives back the object it was given, relations and all. */
  readonly finds: boolean;
  /** A query that its members make: its rows are what its type says. */
  readonly builder: boolean;
  /** The call whose awaited type is the row or the rows. */
  readonly result: ts.CallExpression;
}

/** What is known about the origin of a value. */
export interface Provenance {
  /** The read it is the result of. */
  readonly query: Query | undefined;
  /** It was constructed here and nothing stores it before it is sent. */
  readonly unpersisted: boolean;
  /** A read that returns many rows, of which this is one. */
  readonly element: boolean;
}

const allSaves = [...new Set(ormAdapters.flatMap(({ saves }) => saves))];

const nowhere: Provenance = { query: undefined, unpersisted: false, element: false };

/**
 * Follows constants, destructuring, loops and array callbacks back to an ORM call.
 * @param site where the value is sent: a `save` before it makes a created entity a stored one
 */
export function provenanceOf(host: Host, written: ts.Expression, site: ts.Node = written): Provenance {
  const { ts } = host;
  const source = sourceOf(host, written);
  if (!source) return nowhere;
  const { expression, element } = source;
  if (ts.isNewExpression(expression)) {
    return {
      query: undefined,
      unpersisted: !isSaved(host, written, site, allSaves),
      element,
    };
  }
  if (!ts.isCallExpression(expression)) return nowhere;
  const read = queryOfCall(host, expression);
  if (!read) return nowhere;
  const query = isLoadedLater(host, written, site, read) ? { ...read, complete: false } : read;
  const unpersisted =
    query.unpersisted && !isSaved(host, written, site, query.adapter.saves, query.adapter.flushes);
  return { query, unpersisted, element };
}

/** The expression that a row was got by: a call, `new`, a name that leads nowhere. */
export interface Source {
  readonly expression: ts.Expression;
  /** It gives many rows, of which this is one. */
  readonly element: boolean;
}

/** @returns where a row was got, whether or not that is a read that is known. */
export function sourceOf(host: Host, written: ts.Expression, steps = 8): Source | undefined {
  const { ts } = host;
  const expression = initialiser(host, written);
  if (steps <= 0) return undefined;
  if (ts.isPropertyAccessExpression(expression)) {
    // `(await User.findAndCountAll()).rows`
    const source = sourceOf(host, expression.expression, steps - 1);
    return isWithin(host, source, expression.name.text) ? source : undefined;
  }
  if (ts.isElementAccessExpression(expression))
    return asElement(sourceOf(host, expression.expression, steps - 1));
  if (!ts.isIdentifier(expression)) return { expression, element: false };
  const declaration = symbolAt(host, expression)?.valueDeclaration;
  if (!declaration) return undefined;
  if (ts.isBindingElement(declaration)) {
    // `const [users, total] = await repo.findAndCount()`, `const [user] = await repo.find()`
    const holder = declaration.parent.parent;
    if (
      ts.isObjectBindingPattern(declaration.parent) &&
      ts.isVariableDeclaration(holder) &&
      holder.initializer
    ) {
      const key = (declaration.propertyName ?? declaration.name).getText();
      const source = sourceOf(host, holder.initializer, steps - 1);
      return isWithin(host, source, key) ? source : undefined;
    }
    if (!ts.isArrayBindingPattern(declaration.parent) || !ts.isVariableDeclaration(holder)) return undefined;
    if (!holder.initializer || declaration.parent.elements[0] !== declaration) return undefined;
    const source = sourceOf(host, holder.initializer, steps - 1);
    const paired =
      source && ts.isCallExpression(source.expression) && locate(host, source.expression)?.locator.paired;
    return paired === true ? source : asElement(source);
  }
  if (ts.isVariableDeclaration(declaration)) {
    const loop = declaration.parent.parent as ts.Node;
    if (ts.isForOfStatement(loop)) return asElement(sourceOf(host, loop.expression, steps - 1));
    return undefined;
  }
  if (ts.isParameter(declaration)) {
    const call = declaration.parent.parent as ts.Node | undefined;
    if (!call || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression))
      return undefined;
    const first =
      declaration.parent.parameters[0] === declaration && call.arguments[0] === declaration.parent;
    if (!first || !['map', 'forEach', 'flatMap', 'filter'].includes(call.expression.name.text))
      return undefined;
    return asElement(sourceOf(host, call.expression.expression, steps - 1));
  }
  return undefined;
}

/** `const { rows } = await User.findAndCountAll()` */
function isWithin(host: Host, source: Source | undefined, key: string): boolean {
  if (!source || !host.ts.isCallExpression(source.expression)) return false;
  return locate(host, source.expression)?.locator.within === key;
}

function asElement(source: Source | undefined): Source | undefined {
  return source && { ...source, element: true };
}

/** @returns the ORM read that a call is, by the declaration of its resolved signature. */
export function queryOfCall(host: Host, outermost: ts.CallExpression): Query | undefined {
  const { ts } = host;
  const chain: ts.CallExpression[] = [];
  for (let call = outermost; chain.length < MAX_MEMBERS;) {
    const query = readOfCall(host, call, chain);
    if (query) return query;
    const callee = bare(ts, call.expression);
    const inner = ts.isPropertyAccessExpression(callee) ? bare(ts, callee.expression) : callee;
    if (!ts.isPropertyAccessExpression(callee) || !ts.isCallExpression(inner)) return undefined;
    chain.unshift(call);
    call = inner;
  }
  return undefined;
}

const MAX_MEMBERS = 12;

/** What a member of an ORM's query does; `undefined` when the ORM's description has no such member. */
function roleOf({ options }: OrmAdapter, name: string): QueryMember['role'] | undefined {
  if (options.relationMembers?.includes(name) === true) return 'relations';
  if (options.columnMembers?.includes(name) === true) return 'columns';
  if (options.plainMembers?.includes(name) === true) return 'plain';
  return options.queryMembers?.includes(name) === true ? 'other' : undefined;
}

/** @returns what is called on a read; `undefined` when something else than its rows comes out of it. */
function membersOf(
  host: Host,
  adapter: OrmAdapter,
  builder: boolean,
  chain: readonly ts.CallExpression[],
): { members: readonly QueryMember[]; known: boolean } | undefined {
  const members: QueryMember[] = [];
  let known = true;
  for (const call of chain) {
    const callee = bare(host.ts, call.expression);
    const name = host.ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
    const role = roleOf(adapter, name);
    if (!role && !builder) return undefined;
    known &&= role !== undefined;
    members.push({ name, role: role ?? 'other', call });
  }
  return { members, known };
}

function readOfCall(
  host: Host,
  call: ts.CallExpression,
  chain: readonly ts.CallExpression[],
): Query | undefined {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  const found = locate(host, call);
  if (!found || !ts.isPropertyAccessExpression(callee)) return undefined;
  const { adapter, locator, owner } = found;
  const builder = locator.builder === true;
  const above = membersOf(host, adapter, builder, chain);
  if (!above) return undefined;
  const plain = above.members.some(({ role }) => role === 'plain');
  const result = builder || plain ? (chain.at(-1) ?? call) : call;
  const argument = locator.options === undefined ? undefined : call.arguments[locator.options];
  const read = readOptions(host, adapter, argument);
  const choice = locator.projection === undefined ? undefined : call.arguments[locator.projection];
  const chosen = choice !== undefined && !isNothing(ts, choice);
  return {
    adapter,
    call,
    member: callee.name.text,
    owner,
    receiver: callee.expression,
    entity: locator.entity === undefined ? undefined : call.arguments[locator.entity],
    many: builder ? isList(host, result) : locator.many === true,
    unpersisted: locator.unpersisted === true,
    options: read.options,
    members: above.members,
    projected: chosen && !leavesIn(ts, choice),
    complete: read.complete && above.known && locator.chained !== true && !chosen,
    finds: locator.finds ?? callee.name.text.startsWith('find'),
    builder,
    result,
  };
}

function isNothing(compiler: typeof ts, expression: ts.Expression): boolean {
  const value = bare(compiler, expression);
  if (compiler.isObjectLiteralExpression(value)) return value.properties.length === 0;
  return (
    value.kind === compiler.SyntaxKind.NullKeyword ||
    (compiler.isIdentifier(value) && value.text === 'undefined')
  );
}

/** @returns whether a choice of columns leaves all others in: `-password`, `+secret`, `{ password: 0 }`. */
export function leavesIn(compiler: typeof ts, expression: ts.Expression): boolean {
  const value = bare(compiler, expression);
  if (compiler.isStringLiteralLike(value)) return /^\s*(?:[-+]\S+\s*)+$/u.test(value.text);
  if (!compiler.isObjectLiteralExpression(value) || value.properties.length === 0) return false;
  return value.properties.every(
    (entry) =>
      compiler.isPropertyAssignment(entry) &&
      (entry.initializer.kind === compiler.SyntaxKind.FalseKeyword || entry.initializer.getText() === '0'),
  );
}

function locate(
  host: Host,
  call: ts.CallExpression,
): { adapter: OrmAdapter; locator: ReadLocator; owner: string } | undefined {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const member = callee.name.text;
  // Cheap test first: resolving a signature is the dear part.
  const candidates = ormAdapters.filter(({ reads }) => reads.some(({ members }) => members.includes(member)));
  if (candidates.length === 0) return undefined;
  const signature = guarded(() => host.checker.getResolvedSignature(call));
  const declaration = signature?.declaration as ts.Node | undefined;
  const holder = declaration?.parent;
  if (!holder || (!ts.isClassLike(holder) && !ts.isInterfaceDeclaration(holder)) || !holder.name)
    return undefined;
  const owner = holder.name.text;
  for (const adapter of candidates) {
    if (!isDeclaredBy(host, adapter, holder)) continue;
    const locator = adapter.reads.find(
      (read) =>
        read.members.includes(member) &&
        (typeof read.owner === 'string' ? read.owner === owner : read.owner.test(owner)),
    );
    if (locator) return { adapter, locator, owner };
  }
  return undefined;
}

function readOptions(
  host: Host,
  adapter: OrmAdapter,
  argument: ts.Expression | undefined,
): { options: readonly QueryOption[]; complete: boolean } {
  const { ts } = host;
  if (!argument) return { options: [], complete: true };
  const literal = initialiser(host, argument);
  if (!ts.isObjectLiteralExpression(literal)) return { options: [], complete: false };
  const options: QueryOption[] = [];
  let complete = true;
  for (const node of literal.properties) {
    if (ts.isSpreadAssignment(node)) {
      complete = false;
      continue;
    }
    const name = node.name.getText();
    const role = optionRole(host, adapter, name, node);
    if (role === 'unclear') complete = false;
    else if (role) options.push({ name, role, text: node.getText(), node });
  }
  return { options, complete };
}

function optionRole(
  host: Host,
  { options }: OrmAdapter,
  name: string,
  node: ts.ObjectLiteralElementLike,
): QueryOption['role'] | 'unclear' | undefined {
  const { ts } = host;
  if (options.relations.includes(name)) return 'relations';
  if (options.columns.includes(name)) return leavesRest(host, options, node) ? 'relations' : 'columns';
  if (options.plain?.includes(name) !== true) return undefined;
  const value = ts.isPropertyAssignment(node) ? node.initializer.kind : undefined;
  if (value === ts.SyntaxKind.FalseKeyword) return undefined;
  return value === ts.SyntaxKind.TrueKeyword ? 'plain' : 'unclear';
}

/** `attributes: { exclude: ['bio'] }`: all the other columns are read. */
function leavesRest(
  host: Host,
  { exceptions = [] }: OrmAdapter['options'],
  node: ts.ObjectLiteralElementLike,
): boolean {
  const { ts } = host;
  if (!ts.isPropertyAssignment(node)) return false;
  const value = initialiser(host, node.initializer);
  return (
    ts.isObjectLiteralExpression(value) &&
    value.properties.length > 0 &&
    value.properties.every((entry) => entry.name && exceptions.includes(entry.name.getText()))
  );
}

/** `const user = repo.create(dto); await repo.save(user)`: stored before it is sent. */
function isSaved(
  host: Host,
  written: ts.Expression,
  site: ts.Node,
  saves: readonly string[],
  flushes: readonly string[] = [],
): boolean {
  const { ts } = host;
  const name = bare(ts, written);
  if (!ts.isIdentifier(name)) return false;
  const symbol = symbolAt(host, name);
  const made = symbol?.valueDeclaration?.pos ?? site.pos;
  const body = enclosingFunction(ts, site)?.body ?? site.getSourceFile();
  let saved = false;
  const visit = (node: ts.Node): void => {
    if (saved || node.pos > site.getStart()) return;
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const targets = [...node.arguments, node.expression.expression];
      const member = node.expression.name.text;
      saved =
        (flushes.includes(member) && node.pos > made) ||
        (saves.includes(member) &&
          targets.some((target) => ts.isIdentifier(target) && symbolAt(host, target) === symbol));
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return saved;
}

/** `await user.load('posts')`: the query does not show everything that the row holds. */
function isLoadedLater(host: Host, written: ts.Expression, site: ts.Node, { adapter }: Query): boolean {
  const { later } = adapter.options;
  return later !== undefined && isSaved(host, written, site, later);
}

/** @returns the type of a query's result row, before it is assigned to anything wider. */
export function rowType(host: Host, query: Query): ts.Type | undefined {
  return awaitedType(host, query.result);
}

function awaitedType(host: Host, call: ts.CallExpression): ts.Type | undefined {
  const type = typeAt(host, call);
  return type && (guarded(() => host.checker.getAwaitedType(type)) ?? type);
}

function isList(host: Host, call: ts.CallExpression): boolean {
  const type = awaitedType(host, call);
  return (
    type !== undefined && alternatives(host, type).some((option) => elementsOf(host, option) !== undefined)
  );
}
