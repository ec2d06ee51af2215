/** The primary keys of class models: by decorator, by a member that names them, by the call that defines the class. */
import type ts from 'typescript';
import { isCalledIn, ownFiles } from '../../program/candidates.js';
import type { Host } from '../../program/host.js';
import { declaringPackage, guarded, symbolAt } from '../../program/symbols.js';
import { bare, fileSyntax, hasBody, returnedExpressions } from '../../program/syntax.js';
import { initialiser } from '../flow.js';
import { isPrimitive, typeText, unbranded } from '../structure.js';
import { classProperties } from './class-fields.js';
import { ormDecorators } from './classes.js';
import { wireOf } from './key-wire.js';
import { keysFrom, unknownKeys, type EntityKeys, type Model } from './model.js';

/** @returns the key of a class model. */
export function keysOfClass(host: Host, model: Model): EntityKeys {
  const { key } = model.adapter;
  const properties = classProperties(host, model);
  const named = namedKeys(host, model);
  if (named === 'unreadable') return unknownKeys;
  if (named)
    return key.aliased === true
      ? aliasedKey(host, properties, model, named)
      : pick(host, properties, named, model);
  const marked = properties.filter((property) => isKey(host, property, model));
  if (marked.length > 0) return classKeys(host, marked, model);
  const defined = key.definedBy && definedKeys(host, model);
  if (defined === 'unreadable') return unknownKeys;
  if (defined && defined.length > 0) return pick(host, properties, defined, model);
  for (const wanted of [key.default ?? []].flat()) {
    const property = properties.find(({ name }) => name === wanted);
    if (property) return classKeys(host, [property], model);
  }
  return unknownKeys;
}

/** The row has all of these columns as properties, or nothing is known. */
function pick(
  host: Host,
  properties: readonly ts.Symbol[],
  names: readonly string[],
  model: Model,
): EntityKeys {
  const known = names.flatMap((name) => properties.find((property) => property.name === name) ?? []);
  return known.length === names.length ? classKeys(host, known, model) : unknownKeys;
}

/** `row.id` is the value of whatever column is the key. */
function aliasedKey(
  host: Host,
  properties: readonly ts.Symbol[],
  model: Model,
  names: readonly string[],
): EntityKeys {
  const [column] = names;
  const [own] = [model.adapter.key.default ?? []].flat();
  if (column === undefined || own === undefined || names.length > 1) return unknownKeys;
  const keys = pick(host, properties, [own], model);
  return { ...keys, properties: keys.properties.map((part) => ({ ...part, column })) };
}

/** @returns the key that these properties of a type make; unknown when it does not have them all. */
export function keyOfType(host: Host, type: ts.Type, names: readonly string[], model: Model): EntityKeys {
  return pick(host, host.checker.getPropertiesOfType(type), names, model);
}

/** @returns a key of these properties of a class. */
export function classKeys(host: Host, properties: readonly ts.Symbol[], model?: Model): EntityKeys {
  return keysFrom(
    properties.map((property) => {
      const type = keyType(host, host.checker.getTypeOfSymbol(property), model);
      return { name: property.name, type: typeText(host, type), wire: wireOf(host, type) };
    }),
  );
}

/** Without the ORM's own brand: `CreationOptional<number>` is a `number` in every row. */
function keyType(host: Host, written: ts.Type, model: Model | undefined): ts.Type {
  const type = host.checker.getNonNullableType(written);
  if (!model || !type.isIntersection()) return written;
  const brands = type.types.filter((part) => !isPrimitive(host, part));
  const own = brands.every((part) => {
    const [declaration] = part.getSymbol()?.declarations ?? [];
    const home = declaration && declaringPackage(declaration);
    return home !== undefined && Object.hasOwn(model.adapter.packages, home);
  });
  return own ? unbranded(host, type) : written;
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
    return decorator.expression.arguments.some((argument) => isSet(host, argument, option));
  });
}

function isSet(host: Host, node: ts.Expression, option: string): boolean {
  const { ts } = host;
  return (
    ts.isObjectLiteralExpression(node) &&
    node.properties.some(
      (entry) =>
        ts.isPropertyAssignment(entry) &&
        entry.name.getText() === option &&
        entry.initializer.kind === ts.SyntaxKind.TrueKeyword,
    )
  );
}

/** `static idColumn = ['a', 'b']`, `static get idColumn() { … }`, `get idAttribute() { … }`. */
function namedKeys(host: Host, model: Model): readonly string[] | 'unreadable' | undefined {
  const { ts, checker } = host;
  const { statics = [], fields = [] } = model.adapter.key;
  const { declaration: owner } = model;
  const name = ts.isClassLike(owner) ? owner.name : undefined;
  const symbol = name && guarded(() => checker.getSymbolAtLocation(name));
  if (!symbol || statics.length + fields.length === 0) return undefined;
  const sides: readonly [ts.Type, readonly string[]][] = [
    [checker.getTypeOfSymbolAtLocation(symbol, owner), statics],
    [checker.getDeclaredTypeOfSymbol(symbol), fields],
  ];
  for (const [type, names] of sides) {
    for (const wanted of names) {
      const [declaration] = checker.getPropertyOfType(type, wanted)?.declarations ?? [];
      const home = declaration && declaringPackage(declaration);
      if (!declaration || (home !== undefined && Object.hasOwn(model.adapter.packages, home))) continue;
      return namesIn(host, declaration) ?? 'unreadable';
    }
  }
  return undefined;
}

function namesIn(host: Host, declaration: ts.Declaration): readonly string[] | undefined {
  const { ts } = host;
  let value: ts.Expression | undefined;
  if (ts.isPropertyDeclaration(declaration)) value = declaration.initializer;
  else if (ts.isFunctionLike(declaration) && hasBody(ts, declaration)) {
    const [returned, ...others] = returnedExpressions(ts, declaration);
    value = others.length === 0 ? returned : undefined;
  }
  const written = value && initialiser(host, value);
  if (!written) return undefined;
  const parts = ts.isArrayLiteralExpression(written) ? written.elements : [written];
  // `users.id` is the column of the table itself.
  const names = parts.flatMap((part) =>
    ts.isStringLiteralLike(part) ? (part.text.split('.').at(-1) ?? part.text) : [],
  );
  return names.length === parts.length && names.length > 0 ? names : undefined;
}

/** `User.init({ id: { primaryKey: true } })`, also `this.init` and `super.init` in a static of the class. */
function definedKeys(host: Host, model: Model): readonly string[] | 'unreadable' | undefined {
  const { definedBy } = model.adapter.key;
  const home = model.declaration.getSourceFile();
  if (!definedBy) return undefined;
  const others = ownFiles(host.program).filter(
    (file) => file !== home && file.text.includes(model.name) && isCalledIn(file, definedBy.member),
  );
  for (const file of [home, ...others]) {
    if (!isCalledIn(file, definedBy.member)) continue;
    for (const { node, name } of fileSyntax(host.ts, file).calls) {
      if (name !== definedBy.member || !isCallOn(host, node, model)) continue;
      const attributes = node.arguments[definedBy.attributes];
      return (attributes && keysInAttributes(host, attributes, model)) ?? 'unreadable';
    }
  }
  return undefined;
}

function isCallOn(host: Host, call: ts.CallExpression, model: Model): boolean {
  const { ts } = host;
  if (!ts.isPropertyAccessExpression(call.expression)) return false;
  const receiver = bare(ts, call.expression.expression);
  if (receiver.kind === ts.SyntaxKind.ThisKeyword || receiver.kind === ts.SyntaxKind.SuperKeyword) {
    let owner: ts.Node = call;
    while (!ts.isClassLike(owner) && !ts.isSourceFile(owner)) owner = owner.parent;
    return owner === model.declaration;
  }
  if (!ts.isIdentifier(receiver) && !ts.isPropertyAccessExpression(receiver)) return false;
  const symbol = symbolAt(host, ts.isIdentifier(receiver) ? receiver : receiver.name);
  return symbol?.declarations?.includes(model.declaration as ts.Declaration) === true;
}

/** @returns names of the attributes that are marked as keys; `undefined` when not all attributes are in sight. */
export function keysInAttributes(
  host: Host,
  written: ts.Expression,
  { adapter }: Pick<Model, 'adapter'>,
): readonly string[] | undefined {
  const { ts } = host;
  const { option } = adapter.key;
  const literal = initialiser(host, written);
  if (option === undefined || !ts.isObjectLiteralExpression(literal)) return undefined;
  const found: string[] = [];
  for (const entry of literal.properties) {
    if (ts.isSpreadAssignment(entry)) {
      const more = keysInAttributes(host, entry.expression, { adapter });
      if (!more) return undefined;
      found.push(...more);
    } else if (ts.isPropertyAssignment(entry) && isSet(host, initialiser(host, entry.initializer), option)) {
      if (ts.isComputedPropertyName(entry.name)) return undefined;
      found.push(entry.name.text);
    }
  }
  return found;
}
