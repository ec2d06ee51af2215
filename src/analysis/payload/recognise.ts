/**
 * Which entity a type is, from the type alone: by class and package, then by the package's own aliases and mapped types,
 * then by where its members were declared. Names of aliases and properties in the program prove nothing.
 */
import type ts from 'typescript';
import { ormAdapters } from '../../adapters/orms/index.js';
import type { EntityShape, OrmAdapter } from '../../adapters/orms/shape.js';
import type { Host } from '../program/host.js';
import { declaringPackage, guarded, lineage } from '../program/symbols.js';
import { keysOf } from './keys.js';
import { columnsOf, generatedModel, modelOfClass, type Model } from './models.js';
import { isCallable, isObjectLike, presenceOf } from './structure.js';

/** A type that is made from an entity. */
export interface Recognised {
  readonly model: Model;
  readonly shape: EntityShape;
}

const cache = new WeakMap<ts.Program, Map<ts.Type, Recognised | null>>();

/** @returns the entity that an object type is made from. Unions, arrays and promises are the caller's to take apart. */
export function recognise(host: Host, type: ts.Type): Recognised | undefined {
  let known = cache.get(host.program);
  if (!known) cache.set(host.program, (known = new Map<ts.Type, Recognised | null>()));
  let answer = known.get(type);
  if (answer === undefined) {
    // A type may contain itself; while it is being worked out it is nothing.
    known.set(type, null);
    answer = guarded(() => work(host, type)) ?? null;
    known.set(type, answer);
  }
  return answer ?? undefined;
}

function work(host: Host, type: ts.Type): Recognised | undefined {
  // `typeof User` has the class' symbol too.
  if (!isObjectLike(host, type) || isCallable(type)) return undefined;
  let own = true;
  for (const declaration of lineage(host, type)) {
    if (!host.ts.isClassLike(declaration)) continue;
    const model = modelOfClass(host, declaration);
    // A DTO may borrow the base class that lends entities their key; it becomes no entity by that.
    if (model && (own || !model.abstract)) return { model, shape: model.adapter.shape ?? 'instance' };
    own = type.isIntersection();
  }
  const origin = packageShape(host, type);
  const byMembers = memberOrigin(host, type);
  if (byMembers && origin) {
    // A write's input keeps the entity's members; a `select` is a projection by construction.
    return origin.shape === 'input' ? { ...byMembers, shape: 'input' } : byMembers;
  }
  return byMembers;
}

/** @returns whether a type is an ORM's alias for data to write (`DeepPartial<User>`, a union that holds `User` itself). */
export function isInput(host: Host, type: ts.Type): boolean {
  return type.aliasSymbol !== undefined && packageShape(host, type)?.shape === 'input';
}

/** The alias or mapped type of an ORM's package that made this type. */
function packageShape(host: Host, type: ts.Type): { adapter: OrmAdapter; shape: EntityShape } | undefined {
  const candidates = type.isIntersection() ? type.types : [type];
  for (const candidate of candidates) {
    for (const alias of aliasesOf(host, candidate)) {
      const owner = declaringPackage(alias);
      const adapter = ormAdapters.find(
        ({ packages }) => owner !== undefined && Object.hasOwn(packages, owner),
      );
      const found = adapter?.types?.find((entry) => entry.alias === alias.name.text);
      if (adapter && found) return { adapter, shape: found.shape };
    }
  }
  return undefined;
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

/**
 * Property symbols keep the entity's own source member as their declaration through spread, rest, `Pick`, `Omit` and
 * generated row types: how many of an entity's columns a type has tells a copy from a projection.
 */
function memberOrigin(host: Host, type: ts.Type): Recognised | undefined {
  const { ts } = host;
  const declared = type.getSymbol()?.declarations?.[0];
  // A class of its own (`class CreateUser extends PartialType(User)`) is a DTO, whoever lent it members.
  if (declared && ts.isClassLike(declared)) return undefined;
  const counts = new Map<ts.Node, { model: Model; names: Set<string> }>();
  const loose = new Set<string>();
  const properties = host.checker.getPropertiesOfType(type);
  for (const property of properties) {
    const declaration = property.declarations?.[0];
    const model = declaration && memberModel(host, declaration);
    if (!model) continue;
    const entry = counts.get(model.declaration) ?? { model, names: new Set() };
    entry.names.add(property.name);
    if (presenceOf(host, property) === 'possible') loose.add(property.name);
    counts.set(model.declaration, entry);
  }
  const groups = [...counts.values()].sort((a, b) => b.names.size - a.names.size);
  const main = groups.find(({ model }) => !model.abstract) ?? groups[0];
  if (!main) return undefined;
  const columns = columnsOf(host, main.model);
  const names = new Set(groups.flatMap((group) => [...group.names]));
  const present = columns.filter((column) => names.has(column));
  if (present.length === 0) return undefined;
  // A patch (`Partial<User>`): any of it may be missing.
  if (present.filter((name) => loose.has(name)).length * 2 > present.length)
    return { model: main.model, shape: 'partial' };
  return { model: main.model, shape: shapeOf(host, type, main.model, present, columns, properties.length) };
}

function shapeOf(
  host: Host,
  type: ts.Type,
  model: Model,
  present: readonly string[],
  columns: readonly string[],
  members: number,
): EntityShape {
  const keys = keysOf(host, model);
  if (
    members === present.length &&
    present.every((name) => keys.properties.some((key) => key.name === name))
  ) {
    return 'key-only';
  }
  // Without its key it is data for a row that is still to be written.
  if (keys.known && !keys.properties.some(({ name }) => present.includes(name))) return 'partial';
  // Picking by name is an author's projection unless next to everything was picked.
  const picked = type.aliasSymbol?.name === 'Pick';
  if (present.length === columns.length && columns.length > 1) {
    return picked && columns.length < 4 ? 'partial' : (model.adapter.shape ?? 'snapshot');
  }
  const most = present.length * 2 > columns.length && present.length > 2;
  return most && !(picked && present.length < 4) ? 'snapshot' : 'partial';
}

function memberModel(host: Host, declaration: ts.Declaration): Model | undefined {
  const { ts } = host;
  const owner = declaration.parent as ts.Node | undefined;
  if (!owner) return undefined;
  if (ts.isPropertyDeclaration(declaration) && ts.isClassLike(owner)) {
    return modelOfClass(host, owner, 'columns');
  }
  return ts.isPropertySignature(declaration) ? generatedModel(host, declaration) : undefined;
}
