/** Models that are interfaces, listed in the type of a database: `Kysely<{ user: UserTable }>`. */
import type ts from 'typescript';
import type { OrmAdapter } from '../../../adapters/orms/shape.js';
import { ownFiles } from '../../program/candidates.js';
import type { Host } from '../../program/host.js';
import { declaringPackage, guarded, isBuiltIn, symbolAt } from '../../program/symbols.js';
import { typeText } from '../structure.js';
import { wireOf } from './key-wire.js';
import { keysFrom, unknownKeys, type Model, type ModelReader } from './model.js';

/** What may stand for a table: an interface, or the literal in the database's own type. */
type RowType = ts.InterfaceDeclaration | ts.TypeLiteralNode;
type DeclaredRow = ts.Declaration & RowType;

/** @returns the model that the type of a table declares; `Omit<Users, 'tsv'>` is the table that it was made of. */
export function rowTypeModel(host: Host, adapter: OrmAdapter, type: ts.Type): Model | undefined {
  const { ts } = host;
  const declaration = type.getSymbol()?.declarations?.find((d): d is DeclaredRow => isRowType(ts, d));
  if (!declaration) {
    const [whole] = type.aliasTypeArguments ?? [];
    const utility = type.aliasSymbol?.declarations?.some((d) => isBuiltIn(host, d)) === true;
    return utility && whole ? rowTypeModel(host, adapter, whole) : undefined;
  }
  return modelOf(host, adapter, declaration);
}

const models = new WeakMap<ts.Program, WeakMap<ts.Node, Model>>();

function modelOf(host: Host, adapter: OrmAdapter, declaration: RowType): Model {
  let known = models.get(host.program);
  if (!known) models.set(host.program, (known = new WeakMap<ts.Node, Model>()));
  const found = known.get(declaration);
  if (found) return found;
  const model: Model = {
    adapter,
    name: nameOf(host.ts, declaration),
    kind: 'row-type',
    declaration,
    abstract: false,
    // Looked for when a query has to be written: most programs never ask.
    get table() {
      return tableNames(host, adapter).get(declaration);
    },
  };
  known.set(declaration, model);
  return model;
}

function isRowType(compiler: typeof ts, node: ts.Node): node is RowType {
  return compiler.isInterfaceDeclaration(node) || compiler.isTypeLiteralNode(node);
}

function nameOf(compiler: typeof ts, declaration: RowType): string {
  if (compiler.isInterfaceDeclaration(declaration)) return declaration.name.text;
  const { parent } = declaration;
  if (compiler.isTypeAliasDeclaration(parent)) return parent.name.text;
  return compiler.isPropertySignature(parent) ? parent.name.getText() : 'row';
}

function declaredType(host: Host, model: Model): ts.Type | undefined {
  const { ts, checker } = host;
  const { declaration } = model;
  return guarded(() => {
    if (ts.isTypeLiteralNode(declaration)) return checker.getTypeFromTypeNode(declaration);
    const symbol = ts.isInterfaceDeclaration(declaration)
      ? checker.getSymbolAtLocation(declaration.name)
      : undefined;
    return symbol && checker.getDeclaredTypeOfSymbol(symbol);
  });
}

/** Whether a column is written as one that the database fills in, by the library's alias or the program's own. */
function isGenerated(host: Host, column: ts.Symbol, names: readonly string[]): boolean {
  const { ts } = host;
  const declaration = column.declarations?.[0];
  const type = declaration && ts.isPropertySignature(declaration) ? declaration.type : undefined;
  if (!type || !ts.isTypeReferenceNode(type)) return false;
  const name = ts.isQualifiedName(type.typeName) ? type.typeName.right : type.typeName;
  return names.includes(symbolAt(host, name)?.name ?? name.text);
}

/** Columns that could be the key of a row. */
const keyLike = /^(?:_?id|uuid|guid|.+_id|.+[a-z]Id|.+_uuid|.+Uuid)$/u;

/** Interfaces that stand for tables. */
export const rowTypeModels: ModelReader = {
  columns(host, model) {
    const type = declaredType(host, model);
    return type ? host.checker.getPropertiesOfType(type).map(({ name }) => name) : [];
  },
  keys(host, model) {
    const { rowTypes, key } = model.adapter;
    const type = declaredType(host, model);
    if (!rowTypes || !type) return unknownKeys;
    const candidates = host.checker
      .getPropertiesOfType(type)
      .filter((column) => keyLike.test(column.name) && isGenerated(host, column, rowTypes.generated));
    const [only] = candidates;
    if (!only || candidates.length > 1 || ![key.default].flat().includes(only.name)) return unknownKeys;
    const selected = selectedType(host, only);
    if (!selected) return unknownKeys;
    return keysFrom([{ name: only.name, type: typeText(host, selected), wire: wireOf(host, selected) }]);
  },
  relations: () => new Set(),
};

/** `number` of `Generated<number>`: by the argument that is written, since the alias is no type of its own. */
function selectedType(host: Host, column: ts.Symbol): ts.Type | undefined {
  const { ts } = host;
  const declaration = column.declarations?.[0];
  const type = declaration && ts.isPropertySignature(declaration) ? declaration.type : undefined;
  const [argument] = type && ts.isTypeReferenceNode(type) ? (type.typeArguments ?? []) : [];
  return argument && guarded(() => host.checker.getTypeFromTypeNode(argument));
}

const tables = new WeakMap<ts.Program, Map<OrmAdapter, ReadonlyMap<ts.Node, string>>>();

/** The tables of the program's databases, by their declarations. */
function tableNames(host: Host, adapter: OrmAdapter): ReadonlyMap<ts.Node, string> {
  let known = tables.get(host.program);
  if (!known) tables.set(host.program, (known = new Map<OrmAdapter, ReadonlyMap<ts.Node, string>>()));
  let names = known.get(adapter);
  if (!names) known.set(adapter, (names = readTables(host, adapter)));
  return names;
}

function readTables(host: Host, adapter: OrmAdapter): ReadonlyMap<ts.Node, string> {
  const { ts, checker } = host;
  const names = new Map<ts.Node, string>();
  for (const database of databases(host, adapter)) {
    for (const table of checker.getPropertiesOfType(database)) {
      const type = checker.getTypeOfSymbol(table);
      const declaration = type.getSymbol()?.declarations?.find((d): d is DeclaredRow => isRowType(ts, d));
      if (declaration && !names.has(declaration)) names.set(declaration, table.name);
    }
  }
  return names;
}

/** `DB` of every `Kysely<DB>` that the program writes down. */
function databases(host: Host, adapter: OrmAdapter): ReadonlySet<ts.Type> {
  const { ts } = host;
  const found = new Set<ts.Type>();
  const wanted = adapter.rowTypes?.database;
  if (wanted === undefined) return found;
  const visit = (node: ts.Node): void => {
    const named =
      ts.isTypeReferenceNode(node) || ts.isImportTypeNode(node)
        ? nameIn(ts, node)
        : ts.isNewExpression(node) || ts.isExpressionWithTypeArguments(node)
          ? node.expression
          : undefined;
    const [argument] = (named && (node as ts.TypeReferenceNode).typeArguments) ?? [];
    if (named && argument && named.getText().split('.').at(-1) === wanted) {
      const owner = symbolAt(host, named)?.declarations?.[0];
      const from = owner && declaringPackage(owner);
      const type = guarded(() => host.checker.getTypeFromTypeNode(argument));
      if (type && from !== undefined && Object.hasOwn(adapter.packages, from)) found.add(type);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of ownFiles(host.program)) {
    if (file.text.includes(`${wanted}<`)) visit(file);
  }
  return found;
}

function nameIn(
  compiler: typeof ts,
  node: ts.TypeReferenceNode | ts.ImportTypeNode,
): ts.EntityName | undefined {
  return compiler.isImportTypeNode(node) ? node.qualifier : node.typeName;
}

/** @returns the tables of the program's databases. */
export function rowTypesOf(host: Host, adapter: OrmAdapter): readonly Model[] {
  const { ts } = host;
  return [...tableNames(host, adapter).keys()].flatMap((node) =>
    isRowType(ts, node) ? modelOf(host, adapter, node) : [],
  );
}
