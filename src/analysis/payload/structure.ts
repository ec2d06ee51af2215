/** How a type is taken apart: alternatives of a union, children of an object, where its members were declared. */
import type ts from 'typescript';
import { packageOf } from '../program/packages.js';
import type { Host } from '../program/host.js';
import { guarded, isBuiltIn, lineage } from '../program/symbols.js';

/** Budget of one walk: type graphs of ORMs and DOM have thousands of nodes. */
export const MAX_DEPTH = 5;
export const MAX_NODES = 300;
/** Most values that one walk looks at, primitives included. */
export const MAX_VALUES = 2000;

/** Where a value sits; `undefined` is dropped from a property but becomes `null` in an element. */
export type Seat = 'root' | 'property' | 'element';

/** A part of an object type. */
export interface Child {
  /** Path text from the parent: `.name`, `["odd key"]`, `[]`, `[0]`, `[key]`. */
  readonly suffix: string;
  readonly type: ts.Type;
  readonly seat: Seat;
  readonly symbol: ts.Symbol | undefined;
}

/** Most objects that a choice is judged by; generated unions (of all icons, all events) have thousands. */
export const MAX_ALTERNATIVES = 200;

/**
 * @returns the members of a union, or the type itself; type parameters and the like by their constraint. A choice between
 * too many objects is `any`: unknown.
 */
export function alternatives(host: Host, type: ts.Type): readonly ts.Type[] {
  const { ts } = host;
  const found: ts.Type[] = [];
  if (isTooMany(host, type)) return [host.checker.getAnyType()];
  const visit = (current: ts.Type, depth: number): void => {
    if (current.isUnion()) {
      // `string | number | symbol` is what the checker makes of `keyof T`: nobody sends the symbol.
      if (isPropertyKey(host, current)) return;
      for (const member of current.types) visit(member, depth);
      return;
    }
    if ((current.flags & ts.TypeFlags.Instantiable) !== 0 && depth < 4) {
      // `keyof T` and template types are texts whatever T is.
      const keys = current.getConstraint() ?? current;
      if (((current.flags | keys.flags) & (ts.TypeFlags.StringLike | ts.TypeFlags.Index)) !== 0) return;
      const constraint = guarded(() => host.checker.getBaseConstraintOfType(current));
      if (constraint !== undefined && constraint !== current) {
        visit(constraint, depth + 1);
        return;
      }
    }
    found.push(current);
  };
  visit(type, 0);
  return found;
}

/** @returns whether a union has more objects than are looked at. */
export function isTooMany(host: Host, type: ts.Type): boolean {
  if (!type.isUnion() || type.types.length <= MAX_ALTERNATIVES) return false;
  let objects = 0;
  for (const member of type.types)
    if (!isPrimitive(host, member) && ++objects > MAX_ALTERNATIVES) return true;
  return false;
}

function isPropertyKey(host: Host, union: ts.UnionType): boolean {
  const { TypeFlags } = host.ts;
  const keys = TypeFlags.String | TypeFlags.Number | TypeFlags.ESSymbol;
  return union.types.length === 3 && union.types.every((member) => (member.flags & keys) !== 0);
}

/** @returns whether a value of this type is an object (not a primitive, even a branded one). */
export function isObjectLike(host: Host, type: ts.Type): boolean {
  if (type.isIntersection()) return !type.types.some((member) => isPrimitive(host, member));
  return (type.flags & host.ts.TypeFlags.Object) !== 0;
}

/** @returns whether JSON writes every value of this type as it is, `undefined` apart. */
export function isPrimitive(host: Host, type: ts.Type): boolean {
  const { TypeFlags } = host.ts;
  return (
    (type.flags &
      (TypeFlags.StringLike |
        TypeFlags.NumberLike |
        TypeFlags.BooleanLike |
        TypeFlags.BigIntLike |
        TypeFlags.ESSymbolLike |
        TypeFlags.Null |
        TypeFlags.Undefined |
        TypeFlags.Void |
        TypeFlags.Never |
        TypeFlags.Index)) !==
    0
  );
}

/** @returns the primitive that a brand is laid over: `string` for `string & { __brand: 'Id' }`. */
export function unbranded(host: Host, type: ts.Type): ts.Type {
  if (!type.isIntersection()) return type;
  return type.types.find((member) => isPrimitive(host, member)) ?? type;
}

/** @returns whether a value can be called or constructed. */
export function isCallable(type: ts.Type): boolean {
  return type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0;
}

/** @returns whether a declaration is the program's own, not a library's. */
export function isOwn(host: Host, declaration: ts.Node): boolean {
  return !isBuiltIn(host, declaration) && packageOf(declaration.getSourceFile().fileName) === undefined;
}

/** @returns the names of the built-in classes and interfaces that a type is or extends. */
export function builtInNames(host: Host, type: ts.Type): readonly string[] {
  const { ts } = host;
  const names: string[] = [];
  for (const declaration of lineage(host, type)) {
    if (!ts.isInterfaceDeclaration(declaration) && !ts.isClassDeclaration(declaration)) continue;
    if (declaration.name && isBuiltIn(host, declaration)) names.push(declaration.name.text);
  }
  return names;
}

/** @returns the class declaration of an instance type, also as a member of an intersection. */
export function classOf(host: Host, type: ts.Type): ts.ClassLikeDeclaration | undefined {
  const { ts } = host;
  if (type.isIntersection()) {
    for (const member of type.types) {
      const found = classOf(host, member);
      if (found) return found;
    }
    return undefined;
  }
  const target = 'target' in type ? (type as ts.TypeReference).target : type;
  if (!target.isClass()) return undefined;
  return target
    .getSymbol()
    ?.declarations?.find((declaration): declaration is ts.ClassDeclaration => ts.isClassLike(declaration));
}

/** @returns the element types of an array or tuple, `undefined` for anything else. */
export function elementsOf(host: Host, type: ts.Type): readonly Child[] | undefined {
  const { ts, checker } = host;
  if (checker.isTupleType(type)) {
    const reference = type as ts.TupleTypeReference;
    const flags = reference.target.elementFlags;
    return checker.getTypeArguments(reference).map((element, index) => {
      const flag = flags[index] ?? ts.ElementFlags.Required;
      const repeated = (flag & ts.ElementFlags.Variable) !== 0;
      const optional = (flag & ts.ElementFlags.Optional) !== 0;
      return {
        suffix: repeated ? '[]' : `[${index}]`,
        type: element,
        // An optional element that is left out shortens the array; it does not become `null`.
        seat: optional ? 'property' : 'element',
        symbol: undefined,
      };
    });
  }
  const array = type.isIntersection() ? type.types.find((member) => checker.isArrayType(member)) : type;
  if (array !== undefined && checker.isArrayType(array)) {
    const element = checker.getTypeArguments(array as ts.TypeReference)[0];
    return element ? [{ suffix: '[]', type: element, seat: 'element', symbol: undefined }] : [];
  }
  // `interface JsonArray extends Array<JsonValue>`
  if (builtInNames(host, type).some((name) => name === 'Array' || name === 'ReadonlyArray')) {
    const info = checker.getIndexInfosOfType(type).find(({ keyType }) => keyType.flags & ts.TypeFlags.Number);
    return info ? [{ suffix: '[]', type: info.type, seat: 'element', symbol: undefined }] : [];
  }
  return undefined;
}

/** @returns properties and index signatures of an object type; symbol keys are left out. */
export function propertiesOf(host: Host, type: ts.Type): readonly Child[] {
  const { ts, checker } = host;
  const children: Child[] = [];
  for (const symbol of checker.getPropertiesOfType(type)) {
    // Symbol keys are nearly always phantom brands; a symbol key that is written is judged by syntax.
    if (symbol.name.startsWith('__@')) continue;
    children.push({
      suffix: suffixOf(symbol.name),
      // Asked for when it is looked at: most of a heavy type's properties never are.
      get type() {
        return guarded(() => checker.getTypeOfSymbol(symbol)) ?? checker.getAnyType();
      },
      seat: 'property',
      symbol,
    });
  }
  for (const info of checker.getIndexInfosOfType(type)) {
    if ((info.keyType.flags & ts.TypeFlags.ESSymbolLike) !== 0) continue;
    children.push({ suffix: '[key]', type: info.type, seat: 'property', symbol: undefined });
  }
  return children;
}

/** @returns `declared`: optional where it is declared; `possible`: made optional by `Partial`, a mapped type and the like. */
export function presenceOf(host: Host, symbol: ts.Symbol): 'certain' | 'declared' | 'possible' {
  if ((symbol.flags & host.ts.SymbolFlags.Optional) === 0) return 'certain';
  const declared = symbol.declarations?.some(
    (declaration) => 'questionToken' in declaration && declaration.questionToken !== undefined,
  );
  return declared === true ? 'declared' : 'possible';
}

/** @returns the path text of a property. */
export function suffixOf(name: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** @returns a path for messages: no leading dot. */
export function pathText(path: string): string {
  return path.startsWith('.') ? path.slice(1) : path;
}

/** @returns a short text of a type for messages. */
export function typeText(host: Host, type: ts.Type): string {
  const text = guarded(() => host.checker.typeToString(type)) ?? 'unknown';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** @returns the package-declared or own members of a type that behave: methods, accessors and `#private` state. */
export function isBehaviour(host: Host, symbol: ts.Symbol): boolean {
  const { ts } = host;
  const declaration = symbol.declarations?.[0];
  if (!declaration) return (symbol.flags & ts.SymbolFlags.Method) !== 0;
  if (ts.isMethodDeclaration(declaration)) return ts.isClassLike(declaration.parent);
  if (ts.isGetAccessorDeclaration(declaration) || ts.isSetAccessorDeclaration(declaration)) {
    return ts.isClassLike(declaration.parent);
  }
  if (ts.isMethodSignature(declaration)) return true;
  if (!ts.isPropertyDeclaration(declaration)) return false;
  const isAccessor = declaration.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AccessorKeyword);
  return ts.isPrivateIdentifier(declaration.name) || isAccessor === true;
}

/** @returns whether a property is written with a function type: `readonly append: (name: string) => void`. */
export function isFunctionProperty(host: Host, symbol: ts.Symbol): boolean {
  const { ts } = host;
  const declaration = symbol.declarations?.[0];
  if (!declaration) return false;
  if (!ts.isPropertyDeclaration(declaration) && !ts.isPropertySignature(declaration)) return false;
  return declaration.type !== undefined && ts.isFunctionTypeNode(declaration.type);
}

/** @returns whether a library declares this object with behaviour: what it holds at run time is out of sight. */
export function isLibraryObject(host: Host, type: ts.Type): boolean {
  const declarations = lineage(host, type).filter((declaration) => !isOwn(host, declaration));
  if (declarations.length === 0) return false;
  const { ts } = host;
  const named = declarations.some((d) => ts.isInterfaceDeclaration(d) || ts.isClassDeclaration(d));
  if (!named) return false;
  return host.checker.getPropertiesOfType(type).some((symbol) => {
    const declaration = symbol.declarations?.[0];
    if (!declaration || isOwn(host, declaration)) return false;
    // A class may hold its methods in properties; an interface with callbacks is for plain objects.
    const inClass = ts.isClassLike(declaration.parent);
    return isBehaviour(host, symbol) || (inClass && isFunctionProperty(host, symbol));
  });
}
