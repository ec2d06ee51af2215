/** Which calls of an ORM make tables (`pgTable('users', { … })`), and where those have their columns. */
import type ts from 'typescript';
import { ormAdapters } from '../../../adapters/orms/index.js';
import type { OrmAdapter, TableRecogniser } from '../../../adapters/orms/shape.js';
import type { Host } from '../../program/host.js';
import { declaringPackage, lineage, symbolAt, typeAt } from '../../program/symbols.js';
import { bare, returnedExpressions } from '../../program/syntax.js';
import type { Model } from './model.js';

interface Table {
  readonly adapter: OrmAdapter;
  readonly recogniser: TableRecogniser;
}

const tables = new WeakMap<ts.Program, WeakMap<ts.Node, Model | null>>();

/** @returns the model that a call or a written type of a table declares. */
export function tableModel(host: Host, node: ts.CallExpression | ts.TypeReferenceNode): Model | undefined {
  let known = tables.get(host.program);
  if (!known) tables.set(host.program, (known = new WeakMap<ts.Node, Model | null>()));
  let model = known.get(node);
  if (model === undefined) known.set(node, (model = readTable(host, node) ?? null));
  return model ?? undefined;
}

function readTable(host: Host, node: ts.CallExpression | ts.TypeReferenceNode): Model | undefined {
  const table = host.ts.isCallExpression(node) ? calledTable(host, node) : writtenTable(host, node);
  if (!table) return undefined;
  const name = nameAround(host.ts, node) ?? 'table';
  return { adapter: table.adapter, name, kind: 'table', declaration: node, abstract: false };
}

function calledTable(host: Host, call: ts.CallExpression): Table | undefined {
  for (const adapter of ormAdapters) {
    for (const recogniser of adapter.tables ?? []) {
      const { functions, results } = recogniser;
      if (columnsIn(host, call, recogniser) === undefined || isExcluded(host.ts, call, recogniser)) continue;
      if (functions && isFunctionOf(host, adapter, call, functions)) return { adapter, recogniser };
      const type = results && typeAt(host, call);
      if (type && isOneOf(host, adapter, type, results)) return { adapter, recogniser };
    }
  }
  return undefined;
}

/** `embeddable: true`: a value inside rows. */
function isExcluded(
  compiler: typeof ts,
  call: ts.CallExpression,
  { columns, unless }: TableRecogniser,
): boolean {
  const argument = call.arguments[columns];
  if (unless === undefined || !argument || !compiler.isObjectLiteralExpression(argument)) return false;
  return argument.properties.some((member) => member.name?.getText() === unless);
}

/** Declaration files have no calls: `declare const users: PgTableWithColumns<{ columns: { id: PgColumn<…> } }>`. */
function writtenTable(host: Host, node: ts.TypeReferenceNode): Table | undefined {
  const { ts } = host;
  const name = ts.isQualifiedName(node.typeName) ? node.typeName.right : node.typeName;
  for (const adapter of ormAdapters) {
    const recogniser = adapter.tables?.find(({ written }) => written?.test(name.text) === true);
    if (recogniser && isOf(adapter, symbolAt(host, name)?.declarations?.[0])) return { adapter, recogniser };
  }
  return undefined;
}

/** @returns whether a call is of one of these functions of the ORM, whatever it is imported as. */
export function isFunctionOf(
  host: Host,
  adapter: OrmAdapter,
  call: ts.CallExpression,
  names: readonly string[],
): boolean {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  if (!ts.isIdentifier(name)) return false;
  const symbol = symbolAt(host, name);
  return symbol !== undefined && names.includes(symbol.name) && isOf(adapter, symbol.declarations?.[0]);
}

/** @returns whether a type is one of these classes of the ORM, or based on one. */
export function isOneOf(
  host: Host,
  adapter: OrmAdapter,
  type: ts.Type,
  names: readonly string[] = [],
): boolean {
  const { ts } = host;
  return lineage(host, type).some(
    (declaration) =>
      (ts.isClassLike(declaration) || ts.isInterfaceDeclaration(declaration)) &&
      names.includes(declaration.name?.text ?? '') &&
      isOf(adapter, declaration),
  );
}

function isOf(adapter: OrmAdapter, declaration: ts.Node | undefined): boolean {
  const owner = declaration && declaringPackage(declaration);
  return owner !== undefined && Object.hasOwn(adapter.packages, owner);
}

/** @returns the literal that holds the columns, written there or returned by a callback: `pgTable('users', (t) => ({ … }))`. */
export function columnsIn(
  host: Host,
  call: ts.CallExpression,
  { columns, property }: TableRecogniser,
): ts.ObjectLiteralExpression | undefined {
  const { ts } = host;
  const argument = call.arguments[columns];
  let literal = argument && literalOf(host, argument);
  if (literal && property !== undefined) {
    const found = literal.properties.find((member) => member.name?.getText() === property);
    literal = found && ts.isPropertyAssignment(found) ? literalOf(host, found.initializer) : undefined;
  }
  return literal;
}

/** @returns the object that an expression is, or that the callback which it is returns. */
export function literalOf(host: Host, written: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const { ts } = host;
  const value = bare(ts, written);
  if (ts.isObjectLiteralExpression(value)) return value;
  if (!ts.isArrowFunction(value) && !ts.isFunctionExpression(value)) return undefined;
  const [returned] = returnedExpressions(ts, value);
  const inner = returned && bare(ts, returned);
  return inner && ts.isObjectLiteralExpression(inner) ? inner : undefined;
}

/** The constant that holds the table; `entity` in the program's words. */
function nameAround(compiler: typeof ts, node: ts.Node): string | undefined {
  let at: ts.Node = node;
  while (compiler.isExpression(at) || compiler.isTypeNode(at)) at = at.parent;
  return compiler.isVariableDeclaration(at) && compiler.isIdentifier(at.name) ? at.name.text : undefined;
}

/** @returns how the adapter describes the tables that this one is one of. */
export function recogniserOf(host: Host, { adapter, declaration }: Model): TableRecogniser | undefined {
  const { ts } = host;
  return adapter.tables?.find(
    (recogniser) =>
      !ts.isCallExpression(declaration) || columnsIn(host, declaration, recogniser) !== undefined,
  );
}

/** @returns the table that a property is a column of, from the literal up to the call. */
export function ofLiteral(host: Host, member: ts.PropertyAssignment): Model | undefined {
  const { ts } = host;
  let at: ts.Node = member.parent;
  for (let step = 0; step < 8 && !ts.isCallExpression(at); step++) {
    if (!ts.isExpression(at) && !ts.isReturnStatement(at) && !ts.isBlock(at) && !ts.isPropertyAssignment(at))
      return undefined;
    at = at.parent;
  }
  if (!ts.isCallExpression(at)) return undefined;
  const call = at;
  const { text } = member.getSourceFile();
  // Every object that is an argument comes by here: text before types.
  const written = call.arguments.some((argument) => argument === member.parent);
  const fits = ormAdapters.some(
    ({ tables: recognisers, packages }) =>
      recognisers !== undefined &&
      (!written || Object.keys(packages).some((name) => text.includes(name))) &&
      recognisers.some((recogniser) => columnsIn(host, call, recogniser) === member.parent),
  );
  return fits ? tableModel(host, call) : undefined;
}

/** @returns the table that a property signature is a column of, in a declaration file. */
export function ofWritten(host: Host, member: ts.PropertySignature): Model | undefined {
  const { ts } = host;
  const holder = member.parent.parent as ts.Node | undefined;
  if (!holder || !ts.isPropertySignature(holder) || holder.name.getText() !== 'columns') return undefined;
  const reference = holder.parent.parent as ts.Node | undefined;
  return reference && ts.isTypeReferenceNode(reference) ? tableModel(host, reference) : undefined;
}
