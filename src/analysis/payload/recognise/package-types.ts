/** Aliases and mapped types of the ORMs' packages, and what they make of an entity. */
import type ts from 'typescript';
import { ormAdapters } from '../../../adapters/orms/index.js';
import type { OrmAdapter, TypeRecogniser } from '../../../adapters/orms/shape.js';
import type { Host } from '../../program/host.js';
import { declaringPackage } from '../../program/symbols.js';

/** An alias of an ORM's package, as its adapter describes it. */
export interface PackageType {
  readonly adapter: OrmAdapter;
  readonly entry: TypeRecogniser;
  readonly declaration: ts.TypeAliasDeclaration;
}

/** @returns the alias or mapped type of an ORM's package that made this type. */
export function packageType(host: Host, type: ts.Type): PackageType | undefined {
  const candidates = type.isIntersection() ? [type, ...type.types] : [type];
  for (const candidate of candidates) {
    for (const declaration of aliasesOf(host, candidate)) {
      const owner = declaringPackage(declaration);
      const adapter = ormAdapters.find(
        ({ packages }) => owner !== undefined && Object.hasOwn(packages, owner),
      );
      const entry = adapter?.types?.find(({ alias }) => alias === declaration.name.text);
      if (adapter && entry) return { adapter, entry, declaration };
    }
  }
  return undefined;
}

/** @returns whether a type is an ORM's alias for data to write (`DeepPartial<User>`, a union that holds `User` itself). */
export function isInput(host: Host, type: ts.Type): boolean {
  return type.aliasSymbol !== undefined && packageType(host, type)?.entry.shape === 'input';
}

function aliasesOf(host: Host, type: ts.Type): readonly ts.TypeAliasDeclaration[] {
  const { ts } = host;
  const found = (type.aliasSymbol?.declarations ?? []).filter((d): d is ts.TypeAliasDeclaration =>
    ts.isTypeAliasDeclaration(d),
  );
  // Plain rows have lost their alias, but the mapped type's own node is still the symbol's declaration.
  let at: ts.Node | undefined = type.getSymbol()?.declarations?.find((d) => ts.isMappedTypeNode(d));
  while (at && !ts.isTypeAliasDeclaration(at)) at = at.parent;
  if (at) found.push(at);
  return found;
}
