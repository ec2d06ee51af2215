/** The models of a program: entity classes and generated payload types, and the columns they have. */
import type ts from 'typescript';
import { inHouse, ormAdapters } from '../../adapters/orms/index.js';
import type { OrmAdapter } from '../../adapters/orms/shape.js';
import { packageOf } from '../program/packages.js';
import type { Host } from '../program/host.js';
import { declaringPackage, guarded, lineage, symbolAt } from '../program/symbols.js';

/** One entity of one ORM. */
export interface Model {
  readonly adapter: OrmAdapter;
  readonly name: string;
  /** Class declaration, or the alias that a generator wrote. */
  readonly declaration: ts.ClassLikeDeclaration | ts.TypeAliasDeclaration;
  /** A base class that only lends columns. */
  readonly abstract: boolean;
}

interface ClassFacts {
  /** Set when the class itself is a model. */
  readonly model: Model | undefined;
  /** Set when it has columns, even if it is no model by itself. */
  readonly columns: Model | undefined;
}

const classes = new WeakMap<ts.Program, WeakMap<ts.Node, ClassFacts>>();

/**
 * @param mode `columns` accepts a class that only lends columns to entities (an abstract base)
 * @returns the model that a class declares
 */
export function modelOfClass(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
  mode: 'model' | 'columns' = 'model',
): Model | undefined {
  let known = classes.get(host.program);
  if (!known) classes.set(host.program, (known = new WeakMap()));
  let facts = known.get(declaration);
  if (!facts) known.set(declaration, (facts = readClass(host, declaration)));
  return mode === 'model' ? facts.model : (facts.model ?? facts.columns);
}

function readClass(host: Host, declaration: ts.ClassLikeDeclaration): ClassFacts {
  const name = declaration.name?.text ?? 'entity';
  // The ORM's own classes are not models of the program.
  const own = packageOf(declaration.getSourceFile().fileName)?.name;
  for (const adapter of ormAdapters) {
    const recogniser = adapter.classes;
    if (!recogniser || (own !== undefined && Object.hasOwn(adapter.packages, own))) continue;
    const decorators = decoratorNames(host, declaration, adapter);
    if (decorators.some((d) => recogniser.decorators?.includes(d))) {
      const model = { adapter, name, declaration, abstract: false };
      return { model, columns: model };
    }
    let keyed = false;
    let columns = false;
    for (const member of declaration.members) {
      const found = decoratorNames(host, member, adapter);
      keyed ||= found.some((d) => adapter.key.decorators?.includes(d));
      columns ||= found.some((d) => recogniser.members?.includes(d) ?? recogniser.relations?.includes(d));
    }
    const based = extendsBase(host, declaration, adapter, recogniser.bases ?? []);
    // Columns without a key and without a decorator on the class are an embedded value, not a row.
    if (keyed || based) {
      const model = { adapter, name, declaration, abstract: true };
      return { model, columns: model };
    }
    if (columns) return { model: undefined, columns: { adapter, name, declaration, abstract: true } };
  }
  return { model: inHouseModel(host, declaration, name), columns: undefined };
}

/** `settings['task-queue'].entityDecorators`: by name, since the user wrote it down. */
function inHouseModel(host: Host, declaration: ts.ClassLikeDeclaration, name: string): Model | undefined {
  const wanted = host.settings.entityDecorators ?? [];
  if (wanted.length === 0) return undefined;
  const found = (host.ts.getDecorators(declaration) ?? []).some((decorator) =>
    wanted.includes(calleeOf(host, decorator).getText().split('.').at(-1) ?? ''),
  );
  return found ? { adapter: inHouse, name, declaration, abstract: false } : undefined;
}

function extendsBase(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
  adapter: OrmAdapter,
  bases: readonly string[],
): boolean {
  const { ts, checker } = host;
  if (bases.length === 0 || !declaration.heritageClauses) return false;
  const symbol = guarded(() =>
    declaration.name ? checker.getSymbolAtLocation(declaration.name) : undefined,
  );
  const type = symbol && checker.getDeclaredTypeOfSymbol(symbol);
  if (!type) return false;
  return lineage(host, type).some((base) => {
    if (!ts.isClassLike(base) && !ts.isInterfaceDeclaration(base)) return false;
    if (!base.name || !bases.includes(base.name.text)) return false;
    const owner = declaringPackage(base);
    return owner !== undefined && Object.hasOwn(adapter.packages, owner);
  });
}

/** @returns names of the decorators of an ORM's packages on a class or member, whatever they are imported as. */
export function decoratorNames(host: Host, node: ts.Node, adapter: OrmAdapter): readonly string[] {
  return ormDecorators(host, node, adapter).map(({ name }) => name);
}

/** @returns the decorators of an ORM's packages, with their own names. */
export function ormDecorators(
  host: Host,
  node: ts.Node,
  adapter: OrmAdapter,
): readonly { readonly name: string; readonly decorator: ts.Decorator }[] {
  const { ts } = host;
  if (!ts.canHaveDecorators(node)) return [];
  const found: { name: string; decorator: ts.Decorator }[] = [];
  for (const decorator of ts.getDecorators(node) ?? []) {
    const callee = calleeOf(host, decorator);
    const symbol = symbolAt(host, ts.isPropertyAccessExpression(callee) ? callee.name : callee);
    const declaration = symbol?.declarations?.[0];
    const owner = declaration && declaringPackage(declaration);
    if (symbol && owner !== undefined && Object.hasOwn(adapter.packages, owner)) {
      found.push({ name: symbol.name, decorator });
    }
  }
  return found;
}

function calleeOf(host: Host, decorator: ts.Decorator): ts.Expression {
  const { expression } = decorator;
  return host.ts.isCallExpression(expression) ? expression.expression : expression;
}

/** @returns the model whose generated payload type holds this column or relation. */
export function generatedModel(host: Host, member: ts.PropertySignature): Model | undefined {
  const { ts } = host;
  let at: ts.Node = member;
  for (let step = 0; step < 8 && !ts.isTypeAliasDeclaration(at) && !ts.isSourceFile(at); step++)
    at = at.parent;
  if (!ts.isTypeAliasDeclaration(at)) return undefined;
  const alias = at;
  for (const adapter of ormAdapters) {
    const { generated } = adapter;
    const name = generated?.alias.exec(alias.name.text)?.[1];
    if (!generated || name === undefined || !ts.isTypeLiteralNode(alias.type)) continue;
    const names = alias.type.members.map((property) => property.name?.getText());
    if (generated.properties.every((property) => names.includes(property))) {
      return { adapter, name, declaration: alias, abstract: false };
    }
  }
  return undefined;
}

/** @returns the property signatures of a generated model's columns. */
export function generatedColumns(host: Host, model: Model): readonly ts.PropertySignature[] {
  const { ts } = host;
  const { generated } = model.adapter;
  if (!generated || !ts.isTypeAliasDeclaration(model.declaration)) return [];
  if (!ts.isTypeLiteralNode(model.declaration.type)) return [];
  const holder = model.declaration.type.members.find(
    (member) => member.name?.getText() === generated.columns,
  );
  const columns: ts.PropertySignature[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeLiteralNode(node))
      columns.push(...node.members.filter((m): m is ts.PropertySignature => ts.isPropertySignature(m)));
    else ts.forEachChild(node, visit);
  };
  if (holder) visit(holder);
  return columns;
}

/** @returns the properties of a class model, inherited ones included. */
export function classProperties(host: Host, model: Model): readonly ts.Symbol[] {
  const { ts, checker } = host;
  if (!ts.isClassLike(model.declaration)) return [];
  const name = model.declaration.name ?? model.declaration;
  const symbol = guarded(() => checker.getSymbolAtLocation(name));
  return symbol ? checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)) : [];
}

/** @returns names of a model's columns, without relations. */
export function columnsOf(host: Host, model: Model): readonly string[] {
  if (model.adapter.generated) return generatedColumns(host, model).map((column) => column.name.getText());
  const recogniser = model.adapter.classes;
  const columns = classProperties(host, model).filter((property) => {
    const declaration = property.declarations?.[0];
    if (!declaration || !host.ts.isPropertyDeclaration(declaration)) return false;
    if (recogniser?.members === undefined) return true;
    return decoratorNames(host, declaration, model.adapter).some((d) => recogniser.members?.includes(d));
  });
  return columns.map((column) => column.name);
}
