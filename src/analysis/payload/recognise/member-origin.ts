/**
 * Property symbols keep the entity's own source member as their declaration through spread, rest, `Pick`, `Omit` and
 * generated row types: how many of an entity's columns a type has tells a copy from a projection.
 */
import type ts from 'typescript';
import type { EntityShape } from '../../../adapters/orms/shape.js';
import type { Host } from '../../program/host.js';
import { columnsOf, keysOf, modelOfMember } from '../models/index.js';
import type { Model, Recognised } from '../models/model.js';
import { presenceOf } from '../structure.js';
import { packageType } from './package-types.js';

/** @returns the entity whose members a type has. */
export function byMembers(host: Host, type: ts.Type): Recognised | undefined {
  const found = memberOrigin(host, type);
  if (!found) return undefined;
  const origin = packageType(host, type)?.entry.shape;
  // A write's input keeps the entity's members; what the ORM made plain does too.
  return origin === 'input' || origin === 'serialised' ? { ...found, shape: origin } : found;
}

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
    const model = declaration && modelOfMember(host, declaration);
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

