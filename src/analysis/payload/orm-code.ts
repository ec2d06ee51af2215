/** Whether code belongs to an ORM: to its package, or to a client that it generated, wherever that was written. */
import type ts from 'typescript';
import { ormAdapters } from '../../adapters/orms/index.js';
import type { OrmAdapter } from '../../adapters/orms/shape.js';
import type { Host } from '../program/host.js';
import { declaringPackage } from '../program/symbols.js';

/** A generated client may lie in the program's own folders, or in a package of its own: then its file speaks of the ORM. */
export function isDeclaredBy(host: Host, adapter: OrmAdapter, declaration: ts.Node): boolean {
  const owner = declaringPackage(declaration);
  if (owner !== undefined && Object.hasOwn(adapter.packages, owner)) return true;
  if (!adapter.generated) return false;
  const { ts } = host;
  return declaration.getSourceFile().statements.some((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return false;
    const { text } = statement.moduleSpecifier;
    return (
      Object.keys(adapter.packages).some((name) => text.startsWith(`${name}/runtime`)) ||
      /^\.\/runtime\//u.test(text)
    );
  });
}

/** @returns whether any ORM declares it. */
export function isOfOrm(host: Host, declaration: ts.Node): boolean {
  return ormAdapters.some((adapter) => isDeclaredBy(host, adapter, declaration));
}
