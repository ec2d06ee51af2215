/** Live objects of an ORM whose class the program did not write: rows of `sequelize.define()`, `Model` itself. */
import type ts from 'typescript';
import { ormAdapters } from '../../../adapters/orms/index.js';
import type { Host } from '../../program/host.js';
import { declaringPackage, guarded, lineage } from '../../program/symbols.js';
import type { Recognised } from '../models/model.js';
import { schemaOfRow } from '../models/schemas.js';

const bases: ReadonlySet<string> = new Set(ormAdapters.flatMap(({ classes }) => classes?.bases ?? []));

const lists: ReadonlySet<string> = new Set(ormAdapters.flatMap(({ classes }) => classes?.lists ?? []));

/** @returns the type of the rows that an ORM's own list holds (`Collection<User>`), and writes as an array. */
export function listedRow(host: Host, type: ts.Type): ts.Type | undefined {
  const { ts, checker } = host;
  const parts = type.isIntersection() ? type.types : [type];
  for (const part of parts) {
    const [declaration] = part.getSymbol()?.declarations ?? [];
    if (!declaration || (!ts.isClassLike(declaration) && !ts.isInterfaceDeclaration(declaration))) continue;
    const name = declaration.name?.text;
    if (name === undefined || !lists.has(name) || !('target' in part)) continue;
    const owner = declaringPackage(declaration);
    const known = ormAdapters.some(
      ({ classes, packages }) =>
        classes?.lists?.includes(name) === true && owner !== undefined && Object.hasOwn(packages, owner),
    );
    if (known) return guarded(() => checker.getTypeArguments(part as ts.TypeReference))?.[0];
  }
  return undefined;
}

/** @returns the model of an object that is an instance of an ORM's base class, or of an interface on it. */
export function byBase(host: Host, type: ts.Type): Recognised | undefined {
  const { ts } = host;
  const line = lineage(host, type).filter(
    (declaration): declaration is ts.ClassDeclaration | ts.InterfaceDeclaration =>
      ts.isClassLike(declaration) || ts.isInterfaceDeclaration(declaration),
  );
  for (const base of line) {
    const name = base.name?.text;
    if (name === undefined || !bases.has(name)) continue;
    const owner = declaringPackage(base);
    if (owner === undefined) continue;
    const adapter = ormAdapters.find(
      ({ classes, packages }) =>
        classes?.based === true && classes.bases?.includes(name) === true && Object.hasOwn(packages, owner),
    );
    if (!adapter) continue;
    const named = [
      ...(type.aliasSymbol?.declarations ?? []),
      ...line.filter((candidate) => declaringPackage(candidate) === undefined),
    ];
    for (const declaration of named) {
      const model = schemaOfRow(host, declaration);
      if (model) return { model, shape: 'instance' };
    }
    const [own = base] = named;
    const shown = own.kind !== ts.SyntaxKind.TypeAliasDeclaration && 'name' in own ? own : base;
    const title = type.aliasSymbol?.name ?? (shown as ts.InterfaceDeclaration).name.text;
    const model = { adapter, name: title, kind: 'schema' as const, declaration: own, abstract: false };
    return { model, shape: 'instance' };
  }
  return undefined;
}
