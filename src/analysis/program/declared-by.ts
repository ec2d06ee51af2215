/** Who declares what a name stands for: the language, a module of Node, an npm package; and inside which class or interface. */
import type ts from 'typescript';
import type { Host } from './host.js';
import { declaringPackage, symbolAt } from './symbols.js';

/** A declaration outside the program. */
export interface DeclaredBy {
  /** `lib` for the language and the DOM, `node:fs` for a module of Node, else the npm package. */
  readonly home: string;
  /** Class, interface or type alias around the member; absent for an export. */
  readonly owner: string | undefined;
  readonly name: string;
}

/** @returns who declares the member or export that a name node stands for; `undefined` for the program's own. */
export function declaredBy(host: Host, name: ts.Node): DeclaredBy | undefined {
  const symbol = symbolAt(host, name);
  const declaration = symbol?.declarations?.[0];
  if (!symbol || !declaration) return undefined;
  const home = homeOf(host, declaration);
  return home === undefined ? undefined : { home, owner: ownerName(host, declaration), name: symbol.name };
}

/** @returns where a declaration lives, as `DeclaredBy.home`. */
export function homeOf(host: Host, declaration: ts.Node): string | undefined {
  if (host.program.isSourceFileDefaultLibrary(declaration.getSourceFile())) return 'lib';
  const home = declaringPackage(declaration);
  return home === '@types/node' || home === 'node' ? (moduleOf(host, declaration) ?? 'node') : home;
}

/** @returns the name of the class, interface or type alias that holds a declaration. */
export function ownerName(host: Host, declaration: ts.Node): string | undefined {
  const { ts } = host;
  let holder = declaration.parent as ts.Node | undefined;
  // `type Client = { get(): void } & …`
  while (holder && (ts.isTypeLiteralNode(holder) || ts.isIntersectionTypeNode(holder)))
    holder = holder.parent;
  if (!holder) return undefined;
  return ts.isInterfaceDeclaration(holder) || ts.isClassLike(holder) || ts.isTypeAliasDeclaration(holder)
    ? holder.name?.text
    : undefined;
}

/** @returns the module of Node's own types that declares something, with its prefix: `declare module 'crypto'` is `node:crypto`. */
export function moduleOf(host: Host, declaration: ts.Node): string | undefined {
  const { ts } = host;
  for (let at = declaration.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (ts.isModuleDeclaration(at) && ts.isStringLiteral(at.name)) {
      return at.name.text.startsWith('node:') ? at.name.text : `node:${at.name.text}`;
    }
  }
  return undefined;
}
