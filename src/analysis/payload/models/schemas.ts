/** Models that a call of the ORM builds: `sequelize.define<User>('user', { … })`, `new EntitySchema<Tag>({ … })`. */
import type ts from 'typescript';
import { ormAdapters } from '../../../adapters/orms/index.js';
import type { OrmAdapter, SchemaRecogniser } from '../../../adapters/orms/shape.js';
import { isCalledIn, ownFiles } from '../../program/candidates.js';
import type { Host } from '../../program/host.js';
import { declaringPackage, guarded, symbolAt, typeAt } from '../../program/symbols.js';
import { bare, fileSyntax } from '../../program/syntax.js';
import { initialiser } from '../flow.js';
import { keysInAttributes, keyOfType } from './class-keys.js';
import { unknownKeys, type EntityKeys, type Model, type ModelReader } from './model.js';

type BuilderCall = ts.CallExpression | ts.NewExpression;

const byRow = new WeakMap<ts.Program, ReadonlyMap<ts.Node, Model>>();

/** @returns the model whose rows are said to be of this interface or type literal: `define<User>()`. */
export function schemaOfRow(host: Host, declaration: ts.Node): Model | undefined {
  let known = byRow.get(host.program);
  if (!known) byRow.set(host.program, (known = typedSchemas(host)));
  return known.get(declaration);
}

/** @returns the model that an expression holds: the constant that a builder's call is assigned to. */
export function schemaOfValue(host: Host, written: ts.Expression): Model | undefined {
  const value = initialiser(host, written);
  const { ts } = host;
  return ts.isCallExpression(value) || ts.isNewExpression(value) ? schemaOfCall(host, value) : undefined;
}

function typedSchemas(host: Host): ReadonlyMap<ts.Node, Model> {
  const { ts } = host;
  const found = new Map<ts.Node, Model>();
  const builders = new Set(ormAdapters.flatMap(({ schemas = [] }) => schemas.map(({ builder }) => builder)));
  for (const file of ownFiles(host.program)) {
    if (![...builders].some((builder) => isCalledIn(file, builder))) continue;
    const { calls, news } = fileSyntax(ts, file);
    for (const { node, name } of [...calls, ...news]) {
      if (!builders.has(name) || !node.typeArguments?.[0]) continue;
      const row = guarded(() => typeAt(host, node.typeArguments?.[0] as ts.Node));
      const model = row && schemaOfCall(host, node);
      if (model) for (const declaration of declarationsOf(row)) found.set(declaration, model);
    }
  }
  return found;
}

/** The alias first: `type User = Model & Attributes` has no symbol of its own. */
function declarationsOf(type: ts.Type): readonly ts.Declaration[] {
  return [...(type.aliasSymbol?.declarations ?? []), ...(type.getSymbol()?.declarations ?? [])];
}

function schemaOfCall(host: Host, call: BuilderCall): Model | undefined {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  const named = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const candidates = ormAdapters.filter(({ schemas }) =>
    schemas?.some(({ builder }) => builder === named.getText()),
  );
  if (candidates.length === 0) return undefined;
  const [declaration] = symbolAt(host, named)?.declarations ?? [];
  const owner = declaration && declaringPackage(declaration);
  const adapter = candidates.find(({ packages }) => owner !== undefined && Object.hasOwn(packages, owner));
  if (!adapter) return undefined;
  return { adapter, name: nameOf(host, adapter, call), kind: 'schema', declaration: call, abstract: false };
}

function recogniserOf(adapter: OrmAdapter, callee: string): SchemaRecogniser | undefined {
  return adapter.schemas?.find(({ builder }) => builder === callee.split('.').at(-1));
}

function nameOf(host: Host, adapter: OrmAdapter, call: BuilderCall): string {
  const { ts } = host;
  const row = call.typeArguments?.[0];
  if (row && ts.isTypeReferenceNode(row)) return row.typeName.getText();
  const parent: ts.Node = call.parent;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  const [first] = call.arguments ?? [];
  return first && ts.isStringLiteralLike(first) ? first.text : adapter.title;
}

/** The object that lists the columns, or one of its neighbours (`relations`). */
function part(host: Host, model: Model, property: 'columns' | 'relations'): ts.Expression | undefined {
  const { ts } = host;
  const call = model.declaration;
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return undefined;
  const recogniser = recogniserOf(model.adapter, call.expression.getText());
  const argument = recogniser && call.arguments?.[recogniser.argument];
  const wanted = recogniser?.[property];
  if (!argument || wanted === undefined) return property === 'columns' ? argument : undefined;
  const literal = initialiser(host, argument);
  if (!ts.isObjectLiteralExpression(literal)) return undefined;
  const entry = literal.properties.find((candidate) => candidate.name?.getText() === wanted);
  return entry && ts.isPropertyAssignment(entry) ? entry.initializer : undefined;
}

function namesIn(host: Host, written: ts.Expression | undefined): readonly string[] {
  const { ts } = host;
  const literal = written && initialiser(host, written);
  if (!literal || !ts.isObjectLiteralExpression(literal)) return [];
  return literal.properties.flatMap((entry) =>
    entry.name && !ts.isComputedPropertyName(entry.name) ? [entry.name.text] : [],
  );
}

/** The type of its rows, as the program writes it. */
function rowOf(host: Host, { declaration }: Model): ts.Type | undefined {
  const { ts } = host;
  if (ts.isCallExpression(declaration) || ts.isNewExpression(declaration)) {
    const [row] = declaration.typeArguments ?? [];
    return row && typeAt(host, row);
  }
  return ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration)
    ? typeAt(host, declaration.name)
    : undefined;
}

/** Models that a call builds, and instances of an ORM's base whose own class nobody wrote. */
export const schemaModels: ModelReader = {
  columns(host, model) {
    const names = namesIn(host, part(host, model, 'columns'));
    if (names.length > 0) return names;
    const properties = rowOf(host, model)?.getProperties() ?? [];
    return properties
      .filter(({ declarations }) => declarations?.[0] && declaringPackage(declarations[0]) === undefined)
      .map(({ name }) => name);
  },
  keys(host, model): EntityKeys {
    const row = rowOf(host, model);
    if (!row) return unknownKeys;
    const attributes = part(host, model, 'columns');
    const marked = attributes ? keysInAttributes(host, attributes, model) : [];
    if (!marked) return unknownKeys;
    const names = marked.length > 0 ? marked : [model.adapter.key.default ?? []].flat().slice(0, 1);
    return keyOfType(host, row, names, model);
  },
  relations: (host, model) => new Set(namesIn(host, part(host, model, 'relations'))),
};
