/** The ORM call that a value came from, with its relations and projection, so that a worker can repeat it. */
import type ts from 'typescript';
import { ormAdapters } from '../../adapters/orms/index.js';
import type { OrmAdapter, ReadLocator } from '../../adapters/orms/shape.js';
import type { Host } from '../program/host.js';
import { guarded, symbolAt, typeAt } from '../program/symbols.js';
import { bare, enclosingFunction } from '../program/syntax.js';
import { initialiser } from './flow.js';
import { isDeclaredBy } from './orm-code.js';

/** An option of a read that must be repeated where the row is loaded again. */
export interface QueryOption {
  /** `relations`, `include`, `select`, `omit`. */
  readonly name: string;
  readonly role: 'relations' | 'columns';
  /** The property as it is written: `relations: { posts: true }`. */
  readonly text: string;
  readonly node: ts.ObjectLiteralElementLike;
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
  /** Everything that chooses columns or relations is in `options`; false for query builders and dynamic options. */
  readonly complete: boolean;
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

const nowhere: Provenance = { query: undefined, unpersisted: false, element: false };

/**
 * Follows constants, destructuring, loops and array callbacks back to an ORM call.
 * @param site where the value is sent: a `save` before it makes a created entity a stored one
 */
export function provenanceOf(host: Host, written: ts.Expression, site: ts.Node = written): Provenance {
  const { ts } = host;
  const source = sourceOf(host, written, 8);
  if (!source) return nowhere;
  const { expression, element } = source;
  if (ts.isNewExpression(expression)) {
    return {
      query: undefined,
      unpersisted: !isSaved(host, written, site, ['save', 'insert', 'persist']),
      element,
    };
  }
  if (!ts.isCallExpression(expression)) return nowhere;
  const query = queryOfCall(host, expression);
  if (!query) return nowhere;
  const unpersisted = query.unpersisted && !isSaved(host, written, site, query.adapter.saves);
  return { query, unpersisted, element };
}

interface Source {
  readonly expression: ts.Expression;
  readonly element: boolean;
}

function sourceOf(host: Host, written: ts.Expression, steps: number): Source | undefined {
  const { ts } = host;
  const expression = initialiser(host, written);
  if (steps <= 0) return undefined;
  if (ts.isElementAccessExpression(expression))
    return asElement(sourceOf(host, expression.expression, steps - 1));
  if (!ts.isIdentifier(expression)) return { expression, element: false };
  const declaration = symbolAt(host, expression)?.valueDeclaration;
  if (!declaration) return undefined;
  if (ts.isBindingElement(declaration)) {
    // `const [users, total] = await repo.findAndCount()`, `const [user] = await repo.find()`
    const holder = declaration.parent.parent;
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

function asElement(source: Source | undefined): Source | undefined {
  return source && { ...source, element: true };
}

/** @returns the ORM read that a call is, by the declaration of its resolved signature. */
export function queryOfCall(host: Host, call: ts.CallExpression): Query | undefined {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  const found = locate(host, call);
  if (!found || !ts.isPropertyAccessExpression(callee)) return undefined;
  const { adapter, locator, owner } = found;
  const argument = locator.options === undefined ? undefined : call.arguments[locator.options];
  const read = readOptions(host, adapter, argument);
  return {
    adapter,
    call,
    member: callee.name.text,
    owner,
    receiver: callee.expression,
    entity: locator.entity === undefined ? undefined : call.arguments[locator.entity],
    many: locator.many === true,
    unpersisted: locator.unpersisted === true,
    options: read.options,
    complete: read.complete && locator.chained !== true,
  };
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
    const relations = adapter.options.relations.includes(name);
    if (!relations && !adapter.options.columns.includes(name)) continue;
    options.push({ name, role: relations ? 'relations' : 'columns', text: node.getText(), node });
  }
  return { options, complete };
}

/** `const user = repo.create(dto); await repo.save(user)`: stored before it is sent. */
function isSaved(host: Host, written: ts.Expression, site: ts.Node, saves: readonly string[]): boolean {
  const { ts } = host;
  const name = bare(ts, written);
  if (!ts.isIdentifier(name)) return false;
  const symbol = symbolAt(host, name);
  const body = enclosingFunction(ts, site)?.body ?? site.getSourceFile();
  let saved = false;
  const visit = (node: ts.Node): void => {
    if (saved || node.pos > site.getStart()) return;
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const targets = [...node.arguments, node.expression.expression];
      saved =
        saves.includes(node.expression.name.text) &&
        targets.some((target) => ts.isIdentifier(target) && symbolAt(host, target) === symbol);
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return saved;
}

/** @returns the type of a query's result row, before it is assigned to anything wider. */
export function rowType(host: Host, query: Query): ts.Type | undefined {
  const type = typeAt(host, query.call);
  return type && (guarded(() => host.checker.getAwaitedType(type)) ?? type);
}
