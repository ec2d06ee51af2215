/** The fields of a class model: which are columns, which hold other rows. */
import type ts from 'typescript';
import type { Host } from '../../program/host.js';
import { declaringPackage, guarded, symbolAt } from '../../program/symbols.js';
import { alternatives, classOf, elementsOf, isCallable } from '../structure.js';
import { decoratorNames, modelOfClass } from './classes.js';
import type { Model } from './model.js';

/** What a field of a class model is. */
export type FieldRole =
  | 'column'
  | 'relation'
  /** A field that is no column: set by code, or asked for by name. */
  | 'other'
  /** A method in a field, a member of the ORM itself. */
  | 'none';

const roles = new WeakMap<ts.Program, WeakMap<ts.Node, ReadonlyMap<string, FieldRole>>>();

/** @returns the properties of a class model, inherited ones included. */
export function classProperties(host: Host, model: Model): readonly ts.Symbol[] {
  const { ts, checker } = host;
  if (!ts.isClassLike(model.declaration)) return [];
  const name = model.declaration.name ?? model.declaration;
  const symbol = guarded(() => checker.getSymbolAtLocation(name));
  return symbol ? checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)) : [];
}

/** @returns the fields of a class model by name, with what each of them is. */
export function classFields(host: Host, model: Model): ReadonlyMap<string, FieldRole> {
  let known = roles.get(host.program);
  if (!known) roles.set(host.program, (known = new WeakMap<ts.Node, ReadonlyMap<string, FieldRole>>()));
  let fields = known.get(model.declaration);
  if (!fields) known.set(model.declaration, (fields = readFields(host, model)));
  return fields;
}

function readFields(host: Host, model: Model): ReadonlyMap<string, FieldRole> {
  const { adapter } = model;
  const recogniser = adapter.classes;
  const properties = classProperties(host, model).filter((property) => isField(host, property, model));
  const decorated = new Map<string, FieldRole>();
  for (const property of properties) {
    const [declaration] = property.declarations ?? [];
    if (!declaration) continue;
    const names = decoratorNames(host, declaration, adapter);
    if (names.some((name) => recogniser?.relations?.includes(name))) decorated.set(property.name, 'relation');
    else if (names.some((name) => recogniser?.members?.includes(name)))
      decorated.set(property.name, 'column');
  }
  const byDecorator =
    recogniser?.members !== undefined &&
    (recogniser.based !== true || [...decorated.values()].includes('column'));
  const found = new Map<string, FieldRole>();
  for (const property of properties) {
    const role = decorated.get(property.name);
    found.set(property.name, role ?? plainRole(host, property, model, byDecorator));
  }
  return found;
}

/** Where nothing is decorated, a field of data is a column. */
function plainRole(host: Host, property: ts.Symbol, model: Model, byDecorator: boolean): FieldRole {
  const { ts, checker } = host;
  if (model.adapter.classes?.based !== true) return byDecorator ? 'other' : 'column';
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(property));
  if (isCallable(type)) return 'none';
  if (holdsRow(host, type, model)) return 'relation';
  if (byDecorator) return 'other';
  const [declaration] = property.declarations ?? [];
  const written =
    declaration && (ts.isPropertyDeclaration(declaration) || ts.isPropertySignature(declaration))
      ? declaration.type
      : undefined;
  return written && isMarked(host, written, model) ? 'other' : 'column';
}

/** A field of the program's own class, or of an interface that is merged with it. */
function isField(host: Host, property: ts.Symbol, { adapter, declaration: owner }: Model): boolean {
  const { ts } = host;
  const [declaration] = property.declarations ?? [];
  if (!declaration) return false;
  if (ts.isPropertySignature(declaration)) {
    if (adapter.classes?.based !== true || ts.isClassLike(declaration.parent)) return false;
  } else if (!ts.isPropertyDeclaration(declaration) || ts.isPrivateIdentifier(declaration.name)) return false;
  const home = declaringPackage(declaration);
  return home === undefined || !Object.hasOwn(adapter.packages, home) || declaration.parent === owner;
}

function holdsRow(host: Host, type: ts.Type, model: Model): boolean {
  return alternatives(host, type).some((option) => {
    const [element] = elementsOf(host, option) ?? [];
    const row = element ? host.checker.getNonNullableType(element.type) : option;
    const declaration = classOf(host, row);
    return declaration !== undefined && modelOfClass(host, declaration)?.adapter === model.adapter;
  });
}

/** `NonAttribute<string>` */
function isMarked(host: Host, node: ts.TypeNode, { adapter }: Model): boolean {
  const { ts } = host;
  const marks = adapter.classes?.notColumns ?? [];
  if (marks.length === 0) return false;
  const parts = ts.isUnionTypeNode(node) ? node.types : [node];
  return parts.some((part) => {
    if (!ts.isTypeReferenceNode(part)) return false;
    const name = ts.isIdentifier(part.typeName) ? part.typeName : part.typeName.right;
    const symbol = symbolAt(host, name);
    const [declaration] = symbol?.declarations ?? [];
    const home = declaration && declaringPackage(declaration);
    return (
      symbol !== undefined &&
      marks.includes(symbol.name) &&
      home !== undefined &&
      Object.hasOwn(adapter.packages, home)
    );
  });
}
