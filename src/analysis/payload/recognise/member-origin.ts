/**
 * Property symbols keep the entity's own source member as their declaration through spread, rest, `Pick`, `Omit` and
 * generated row types: how many of an entity's columns a type has tells a copy from a projection.
 */
import type ts from 'typescript';
import type { EntityShape } from '../../../adapters/orms/shape.js';
import type { Host } from '../../program/host.js';
import { lineage } from '../../program/symbols.js';
import { columnsOf, holdsValue, isShared, keysOf, modelOfMember } from '../models/index.js';
import type { Model, Recognised } from '../models/model.js';
import { presenceOf } from '../structure.js';
import { packageType } from './package-types.js';

/** @returns the entity whose members a type has. */
export function byMembers(host: Host, type: ts.Type): Recognised | undefined {
  const found = memberOrigin(host, type);
  if (!found) return undefined;
  const origin = packageType(host, type)?.entry.shape;
  // A write's input keeps the entity's members; what the ORM made plain does too.
  if (origin === 'input' || origin === 'serialised') return { ...found, shape: origin };
  return origin === 'instance' && found.shape === 'snapshot' ? { ...found, shape: origin } : found;
}

function memberOrigin(host: Host, type: ts.Type): Recognised | undefined {
  const { ts } = host;
  const declared = type.getSymbol()?.declarations?.[0];
  // A class of its own (`class CreateUser extends PartialType(User)`) is a DTO, whoever lent it members.
  if (declared && ts.isClassLike(declared)) return undefined;
  const counts = new Map<ts.Node, { model: Model; members: ts.Symbol[] }>();
  const properties = host.checker.getPropertiesOfType(type);
  for (const property of properties) {
    const declaration = property.declarations?.[0];
    const model = declaration && modelOfMember(host, declaration);
    if (!model) continue;
    const entry = counts.get(model.declaration) ?? { model, members: [] };
    entry.members.push(property);
    counts.set(model.declaration, entry);
  }
  const groups = [...counts.values()].sort((a, b) => b.members.length - a.members.length);
  const derived = groups.filter(({ model }) => !groups.some((other) => isOn(host, other.model, model)));
  const main = derived.find(({ model }) => !model.abstract) ?? derived[0] ?? groups[0];
  const [member] = main?.members ?? [];
  if (!main || !member || !holdsValue(host, main.model, member)) return undefined;
  const members = groups.flatMap((group) => group.members);
  for (const property of properties) {
    const declaration = property.declarations?.[0];
    if (declaration && !members.includes(property) && isShared(host, main.model, declaration))
      members.push(property);
  }
  return shapeOfCopy(host, type, main.model, members, properties.length);
}

/**
 * @param members of the type that hold columns of the model
 * @param count of all members of the type
 * @returns what a type with these members is; `undefined` without any column
 */
export function shapeOfCopy(
  host: Host,
  type: ts.Type,
  model: Model,
  members: readonly ts.Symbol[],
  count: number,
): Recognised | undefined {
  const columns = columnsOf(host, model);
  const found = new Map(members.map((member) => [member.name, member]));
  const present = columns.filter((column) => found.has(column));
  if (present.length === 0) return undefined;
  // A patch (`Partial<User>`): any of it may be missing.
  const loose = members.filter(
    (member) => columns.includes(member.name) && presenceOf(host, member) === 'possible',
  );
  if (loose.length * 2 > present.length) return { model, shape: 'partial' };
  return { model, shape: shapeOf(host, type, model, present, columns, count) };
}

/** Whether one class extends the other: then its rows are what the base's members came from. */
function isOn(host: Host, one: Model, base: Model): boolean {
  const { ts, checker } = host;
  if (one === base || !ts.isClassLike(one.declaration) || !one.declaration.name) return false;
  const type = checker.getTypeAtLocation(one.declaration.name);
  return lineage(host, type)
    .slice(1)
    .includes(base.declaration as ts.Declaration);
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
