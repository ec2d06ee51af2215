import type ts from 'typescript';
import type { Host } from './host.js';
import { describedPackage, packageOf } from './packages.js';

/**
 * Runs a checker query. The checker can throw inside the one-file program that ESLint's `--fix` makes
 * under `parserOptions.project`; that must become an unknown, never a crash.
 */
export function guarded<T>(query: () => T): T | undefined {
  try {
    return query();
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return undefined;
  }
}

/** @returns the type of a node, or `undefined` when the checker fails on it. */
export function typeAt(host: Host, node: ts.Node): ts.Type | undefined {
  return guarded(() => host.checker.getTypeAtLocation(node));
}

/** @returns the symbol behind a name, with import aliases followed to their declaration. */
export function symbolAt(host: Host, node: ts.Node): ts.Symbol | undefined {
  const { ts, checker } = host;
  const parent = node.parent as ts.Node | undefined;
  const symbol =
    parent !== undefined && ts.isShorthandPropertyAssignment(parent) && parent.name === node
      ? guarded(() => checker.getShorthandAssignmentValueSymbol(parent))
      : guarded(() => checker.getSymbolAtLocation(node));
  if (symbol === undefined) return undefined;
  return (symbol.flags & ts.SymbolFlags.Alias) !== 0
    ? guarded(() => checker.getAliasedSymbol(symbol))
    : symbol;
}

/** @returns whether a type says nothing: `any`, `unknown` or the error type of a missing module. */
export function isOpaque(host: Host, type: ts.Type): boolean {
  return (type.flags & (host.ts.TypeFlags.Any | host.ts.TypeFlags.Unknown)) !== 0;
}

/** @returns name of the npm package that declares a symbol, `undefined` for the program's own. */
export function declaringPackage(declaration: ts.Node): string | undefined {
  const info = packageOf(declaration.getSourceFile().fileName);
  return info && describedPackage(info.name);
}

/** @returns whether a declaration comes from the language's library or from Node's types. */
export function isBuiltIn(host: Host, declaration: ts.Node): boolean {
  const file = declaration.getSourceFile();
  if (host.program.isSourceFileDefaultLibrary(file)) return true;
  const name = packageOf(file.fileName)?.name;
  // `fetch`, Headers and the like: @types/node takes them from there.
  return name === '@types/node' || name === 'undici-types';
}

/** @returns the class or interface declarations of a type and of everything it extends or intersects. */
export function lineage(host: Host, type: ts.Type): readonly ts.Declaration[] {
  const found: ts.Declaration[] = [];
  const seen = new Set<ts.Type>();
  const visit = (current: ts.Type): void => {
    if (seen.has(current) || seen.size > 40) return;
    seen.add(current);
    if (current.isIntersection()) {
      current.types.forEach(visit);
      return;
    }
    const symbol = current.getSymbol();
    if (symbol?.declarations) found.push(...symbol.declarations);
    const target = 'target' in current ? (current as ts.TypeReference).target : current;
    if (target.isClassOrInterface()) {
      for (const base of guarded(() => host.checker.getBaseTypes(target)) ?? []) visit(base);
    }
  };
  visit(type);
  return found;
}
