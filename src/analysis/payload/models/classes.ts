/** Models that are classes: decorated by an ORM, or based on one of its classes. */
import type ts from 'typescript';
import { inHouse, ormAdapters } from '../../../adapters/orms/index.js';
import type { OrmAdapter } from '../../../adapters/orms/shape.js';
import { packageOf } from '../../program/packages.js';
import type { Host } from '../../program/host.js';
import { declaringPackage, guarded, lineage, symbolAt } from '../../program/symbols.js';
import { typeText } from '../structure.js';
import { wireOf } from './key-wire.js';
import { keysFrom, type EntityKeys, type Model, type ModelReader } from './model.js';

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
      const model = { adapter, name, kind: 'class' as const, declaration, abstract: false };
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
      const model = { adapter, name, kind: 'class' as const, declaration, abstract: true };
      return { model, columns: model };
    }
    if (columns) return { model: undefined, columns: { adapter, name, kind: 'class' as const, declaration, abstract: true } };
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
  return found ? { adapter: inHouse, name, kind: 'class', declaration, abstract: false } : undefined;
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

/** @returns the properties of a class model, inherited ones included. */
export function classProperties(host: Host, model: Model): readonly ts.Symbol[] {
  const { ts, checker } = host;
  if (!ts.isClassLike(model.declaration)) return [];
  const name = model.declaration.name ?? model.declaration;
  const symbol = guarded(() => checker.getSymbolAtLocation(name));
  return symbol ? checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)) : [];
}


/** Entity classes. */
export const classModels: ModelReader = {
  columns(host, model) {
    const recogniser = model.adapter.classes;
    const columns = classProperties(host, model).filter((property) => {
      const declaration = property.declarations?.[0];
      if (!declaration || !host.ts.isPropertyDeclaration(declaration)) return false;
      if (recogniser?.members === undefined) return true;
      return decoratorNames(host, declaration, model.adapter).some((d) => recogniser.members?.includes(d));
    });
    return columns.map((column) => column.name);
  },
  keys(host, model) {
    const properties = classProperties(host, model);
    const marked = properties.filter((property) => isKey(host, property, model));
    return classKeys(host, marked.length > 0 ? marked : conventional(properties, model));
  },
  relations(host, model) {
    const { classes: recogniser } = model.adapter;
    const names = classProperties(host, model).filter((property) => {
      const declaration = property.declarations?.[0];
      if (!declaration || !host.ts.isPropertyDeclaration(declaration)) return false;
      return decoratorNames(host, declaration, model.adapter).some((name) =>
        recogniser?.relations?.includes(name),
      );
    });
    return new Set(names.map(({ name }) => name));
  },
  transients(host, model) {
    const { ts } = host;
    const columns = new Set(this.columns(host, model));
    const relations = this.relations(host, model);
    const names = classProperties(host, model).filter((property) => {
      const declaration = property.declarations?.[0];
      if (!declaration || !ts.isPropertyDeclaration(declaration) || relations.has(property.name))
        return false;
      if (!columns.has(property.name)) return declaration.initializer === undefined;
      const decorators = (ts.getDecorators(declaration) ?? []).map((entry) => entry.getText()).join(' ');
      return /\bselect:\s*false\b/u.test(decorators);
    });
    return new Set(names.map(({ name }) => name));
  },
  ofMember(host, member) {
    const owner = member.parent as ts.Node | undefined;
    if (!owner || !host.ts.isPropertyDeclaration(member) || !host.ts.isClassLike(owner)) return undefined;
    return modelOfClass(host, owner, 'columns');
  },
};

/** The key that the ORM takes when none is marked. */
function conventional(properties: readonly ts.Symbol[], { adapter }: Model): readonly ts.Symbol[] {
  for (const wanted of [adapter.key.default ?? []].flat()) {
    const property = properties.find(({ name }) => name === wanted);
    if (property) return [property];
  }
  return [];
}

/** @returns a key of these properties of a class. */
export function classKeys(host: Host, properties: readonly ts.Symbol[]): EntityKeys {
  return keysFrom(
    properties.map((property) => {
      const type = host.checker.getTypeOfSymbol(property);
      return { name: property.name, type: typeText(host, type), wire: wireOf(host, type) };
    }),
  );
}

/** `@PrimaryColumn()`, or `@Column({ primary: true })`. */
function isKey(host: Host, property: ts.Symbol, model: Model): boolean {
  const { ts } = host;
  const { decorators, option } = model.adapter.key;
  const declaration = property.declarations?.[0];
  if (!declaration) return false;
  return ormDecorators(host, declaration, model.adapter).some(({ name, decorator }) => {
    if (decorators?.includes(name) === true) return true;
    if (option === undefined || !ts.isCallExpression(decorator.expression)) return false;
    return decorator.expression.arguments.some(
      (argument) =>
        ts.isObjectLiteralExpression(argument) &&
        argument.properties.some(
          (entry) =>
            ts.isPropertyAssignment(entry) &&
            entry.name.getText() === option &&
            entry.initializer.kind === ts.SyntaxKind.TrueKeyword,
        ),
    );
  });
}
