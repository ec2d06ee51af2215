/** Follows an adapter's locators and option paths through real types. */
import ts from 'typescript';
import type { EnqueueLocator } from '../../src/adapters/queues/shape.js';
import type { Library } from './libraries.js';

/** `typed`: there is such a property; `open`: the type says nothing (`any`, `unknown`, free generics); `missing`: there is none. */
export type Found = 'typed' | 'open' | 'missing';

/** Types that a path leads to, over unions and overloads. */
export interface Reached {
  readonly types: readonly ts.Type[];
  readonly open: boolean;
}

const nothing: Reached = { types: [], open: false };

/** @returns the better of several ways to read a path. */
export function anyOf(found: readonly Found[]): Found {
  return found.includes('typed') ? 'typed' : found.includes('open') ? 'open' : 'missing';
}

/** @returns whether a path leads anywhere. */
export function verdict({ types, open }: Reached): Found {
  return types.length > 0 ? 'typed' : open ? 'open' : 'missing';
}

/** @returns what properties, elements (`[]`) and values (`*`) of a type a path leads to: `jobs[].opts.backoff`. */
export function follow(library: Library, from: Reached, path: string): Reached {
  const steps = path.split(/\.|(?=\[\])/u).filter((step) => step !== '');
  return steps.reduce((reached, step) => join(reached, stepInto(library, reached.types, step)), from);
}

function join(before: Reached, { types, open }: Reached): Reached {
  return { types, open: open || before.open };
}

/** Whether a type says nothing of properties; `never` and `{}` are what free generics come to. */
function isSilent(checker: ts.TypeChecker, type: ts.Type): boolean {
  const { Any, Unknown, NonPrimitive, Never, Object } = ts.TypeFlags;
  if (type.flags & (Any | Unknown | NonPrimitive | Never)) return true;
  const isEmpty = checker.getPropertiesOfType(type).length + checker.getIndexInfosOfType(type).length === 0;
  return (type.flags & Object) !== 0 && isEmpty && type.getCallSignatures().length === 0;
}

function stepInto({ checker }: Library, types: readonly ts.Type[], step: string): Reached {
  const found: ts.Type[] = [];
  let open = false;
  for (const type of types.flatMap((entry) => constituents(checker, entry))) {
    if (isSilent(checker, type)) open = true;
    else if (step === '[]') found.push(...elementTypes(checker, type));
    else if (step === '*') found.push(...valueTypes(checker, type));
    else {
      const property = checker.getPropertyOfType(type, step);
      if (property) found.push(checker.getTypeOfSymbol(property));
      else if (checker.getIndexTypeOfType(type, ts.IndexKind.String)) open = true;
    }
  }
  return { types: found, open };
}

/** Elements of a list, or of anything that can be iterated over. */
function elementTypes(checker: ts.TypeChecker, type: ts.Type): readonly ts.Type[] {
  const indexed = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  if (indexed) return [indexed];
  const isIterable = checker.getPropertiesOfType(type).some(({ name }) => name.startsWith('__@iterator'));
  return isIterable ? checker.getTypeArguments(type as ts.TypeReference).slice(0, 1) : [];
}

function valueTypes(checker: ts.TypeChecker, type: ts.Type): readonly ts.Type[] {
  const indexed = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (indexed) return [indexed];
  return checker.getPropertiesOfType(type).map((property) => checker.getTypeOfSymbol(property));
}

function present<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

/** Members of a union without `undefined` and `null`; a type parameter is its constraint or default. */
function constituents(checker: ts.TypeChecker, type: ts.Type): readonly ts.Type[] {
  if (type.flags & ts.TypeFlags.Instantiable) {
    const bound = checker.getBaseConstraintOfType(type) ?? checker.getDefaultFromTypeParameter(type);
    return bound && bound !== type ? constituents(checker, bound) : [checker.getAnyType()];
  }
  if (type.isUnion()) return type.types.flatMap((entry) => constituents(checker, entry));
  return type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null) ? [] : [type];
}

/** @returns signatures by which declarations can be called or constructed. */
export function signaturesOf(
  { checker }: Library,
  declarations: readonly ts.Declaration[],
  ...kinds: readonly ts.SignatureKind[]
): readonly ts.Signature[] {
  const symbols = new Set(declarations.flatMap((declaration) => present(symbolOf(checker, declaration))));
  return [...symbols].flatMap((symbol) =>
    constituents(checker, checker.getTypeOfSymbol(symbol)).flatMap((type) =>
      kinds.flatMap((kind) => checker.getSignaturesOfType(type, kind)),
    ),
  );
}

/** @returns the symbol of a declaration. */
export function symbolOf(checker: ts.TypeChecker, declaration: ts.Declaration): ts.Symbol | undefined {
  const name = ts.getNameOfDeclaration(declaration);
  return name && checker.getSymbolAtLocation(name);
}

/** @returns signatures of what calls return: the second call of `start(f)(x)`. */
export function curried({ checker }: Library, signatures: readonly ts.Signature[]): readonly ts.Signature[] {
  return signatures.flatMap((signature) =>
    constituents(checker, signature.getReturnType()).flatMap((type) => type.getCallSignatures()),
  );
}

/** @returns the signatures that take an argument of the kind by which the library tells its overloads apart. */
export function overloads(
  { checker }: Library,
  signatures: readonly ts.Signature[],
  when: EnqueueLocator['when'],
): readonly ts.Signature[] {
  if (when === undefined) return signatures;
  const index = when.startsWith('arg1') ? 1 : 0;
  return signatures.filter((signature) =>
    parameterTypes(checker, signature, index).some((whole) =>
      constituents(checker, whole).some((type) => accepts(checker, type, when.slice('arg0:'.length))),
    ),
  );
}

function accepts(checker: ts.TypeChecker, type: ts.Type, kind: string): boolean {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return true;
  const isText = (type.flags & ts.TypeFlags.StringLike) !== 0;
  const isList = checker.isArrayLikeType(type);
  if (kind === 'string') return isText;
  if (kind === 'array') return isList;
  if (kind === 'object') return !isText && !isList;
  return !isText;
}

/** @returns what a call locator (`#1.data`, `#last`, `#0[].opts`) leads to in any of the signatures. */
export function argumentTypes(
  library: Library,
  signatures: readonly ts.Signature[],
  locator: string,
): Reached {
  const match = /^#(\d+|last|\*)(\+)?([^|]*)(?:\|text)?$/u.exec(locator);
  if (!match) throw new Error(`Not a call locator: ${locator}`);
  const [, where = '', rest, path = ''] = match;
  const from = where === 'last' || where === '*' ? 0 : Number(where);
  const isMany = where === 'last' || where === '*' || rest !== undefined;
  const types = signatures.flatMap((signature) => {
    const count = isMany ? Math.max(from + 1, signature.getParameters().length) : from + 1;
    return Array.from({ length: count - from }, (_, index) => index + from).flatMap((index) =>
      parameterTypes(library.checker, signature, index),
    );
  });
  return follow(library, { types, open: false }, path);
}

/** Types of one argument: of its parameter, or of an element of the rest parameter that takes it. */
function parameterTypes(checker: ts.TypeChecker, signature: ts.Signature, index: number): readonly ts.Type[] {
  const parameters = signature.getParameters();
  const last = parameters.at(-1);
  const lastDeclaration = last?.valueDeclaration;
  const hasRest =
    lastDeclaration !== undefined &&
    ts.isParameter(lastDeclaration) &&
    lastDeclaration.dotDotDotToken !== undefined;
  if (last && hasRest && index >= parameters.length - 1) {
    return constituents(checker, checker.getTypeOfSymbol(last)).map(
      (type) => checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? checker.getAnyType(),
    );
  }
  const parameter = parameters[index];
  return parameter ? [checker.getTypeOfSymbol(parameter)] : [];
}

/** @returns types of what a factory at this locator gives: `useFactory`. */
export function factoryResults(
  library: Library,
  signatures: readonly ts.Signature[],
  locator: string,
): Reached {
  const { checker } = library;
  const factory = argumentTypes(library, signatures, locator);
  const types = factory.types
    .flatMap((type) => constituents(checker, type))
    .flatMap((type) => type.getCallSignatures())
    .flatMap((signature) => constituents(checker, signature.getReturnType()))
    .map((type) => checker.getAwaitedType(type) ?? type);
  return types.length > 0 ? { types, open: factory.open } : { ...nothing, open: factory.open };
}
