/**
 * Plain rows that an ORM's mapped types make (Drizzle, Kysely): no alias, no class, and members without declarations.
 * The mapped type's own node lies in the ORM's package; what it is made over leads to the table.
 */
import type ts from 'typescript';
import type { OrmAdapter } from '../../../adapters/orms/shape.js';
import type { Host } from '../../program/host.js';
import { guarded, isBuiltIn } from '../../program/symbols.js';
import { columnsOf, modelOfMember } from '../models/index.js';
import type { Model, Recognised } from '../models/model.js';
import { rowTypeModel, rowTypesOf } from '../models/row-types.js';
import { tablesOf } from '../models/tables.js';
import { presenceOf } from '../structure.js';
import { madeOver, mappedTypesOf } from './mapped-links.js';
import { shapeOfCopy } from './member-origin.js';
import { packageType } from './package-types.js';

const MAX_DEPTH = 8;

/** @returns the row that a type is, or that its members were copied from. */
export function byMappedRow(host: Host, type: ts.Type): Recognised | undefined {
  return rowOf(host, type) ?? copyOf(host, type, 0);
}

/** A type that the ORM itself made. */
function rowOf(host: Host, type: ts.Type): Recognised | undefined {
  if (type.isIntersection()) return undefined;
  const made = packageType(host, type);
  if (made?.entry.row !== 'mapped') return undefined;
  const properties = host.checker.getPropertiesOfType(type);
  const origin = originOf(host, made.adapter, type, 0);
  const model =
    origin === undefined
      ? byNames(host, made.adapter, properties)
      : origin === 'other'
        ? undefined
        : origin.model;
  if (!model) return undefined;
  const { optional } = made.entry;
  const loose = properties.some((property) => presenceOf(host, property) === 'possible');
  if ((optional !== undefined && loose) || (typeof origin === 'object' && origin.twice))
    return { model, shape: optional ?? 'row' };
  return shapeOfCopy(host, type, model, properties, properties.length);
}

interface Origin {
  readonly model: Model;
  /** Put together of two types over the same columns, required and optional ones: data to insert. */
  readonly twice: boolean;
}

/** @returns the table behind a mapped type; `other` when it is a projection; `undefined` when the compiler does not tell. */
function originOf(
  host: Host,
  adapter: OrmAdapter,
  type: ts.Type,
  depth: number,
): Origin | 'other' | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (type.isIntersection()) return ofIntersection(host, adapter, type, depth);
  const made = packageType(host, type);
  if (made?.adapter !== adapter) {
    const model = modelOfColumns(host, adapter, type);
    return model ? { model, twice: false } : undefined;
  }
  const { entry } = made;
  if (entry.row !== 'mapped') return 'other';
  const over = entry.over === undefined ? undefined : madeOver(type, entry.over);
  if (!over) return undefined;
  if (entry.table === undefined) return originOf(host, adapter, over, depth + 1) ?? 'other';
  const tables = madeOver(type, entry.table);
  // Several tables in one flat row: which of them a column is of, nobody can tell.
  const name = tables?.isStringLiteral() === true ? tables.value : undefined;
  const table = name === undefined ? undefined : guarded(() => host.checker.getPropertyOfType(over, name));
  const model = table && rowTypeModel(host, adapter, host.checker.getTypeOfSymbol(table));
  return model ? { model, twice: false } : 'other';
}

/** A row and its relations, a row and some columns of another table; or the two halves of an insert. */
function ofIntersection(
  host: Host,
  adapter: OrmAdapter,
  type: ts.IntersectionType,
  depth: number,
): Origin | 'other' | undefined {
  const found = type.types
    .map((member) => originOf(host, adapter, member, depth + 1))
    .filter((origin): origin is Origin => typeof origin === 'object');
  const [first] = found;
  if (!first) return 'other';
  return { model: first.model, twice: first.twice || found.length > 1 };
}

/** The end of the way: an object of columns, or an interface that stands for the table. */
function modelOfColumns(host: Host, adapter: OrmAdapter, type: ts.Type): Model | undefined {
  if (adapter.rowTypes) return rowTypeModel(host, adapter, type);
  for (const column of host.checker.getPropertiesOfType(type)) {
    const declaration = column.declarations?.[0];
    const model = declaration && modelOfMember(host, declaration);
    if (model?.adapter === adapter) return model;
  }
  return undefined;
}

const candidates = new WeakMap<ts.Program, Map<OrmAdapter, readonly Model[]>>();

/**
 * What a compiler does not tell, names do: the one table whose columns are all there. With another table that has the
 * same columns, or has all of these names and more, it may as well be a projection of that.
 */
function byNames(host: Host, adapter: OrmAdapter, properties: readonly ts.Symbol[]): Model | undefined {
  let known = candidates.get(host.program);
  if (!known) candidates.set(host.program, (known = new Map<OrmAdapter, readonly Model[]>()));
  let models = known.get(adapter);
  if (!models) {
    models = adapter.rowTypes ? rowTypesOf(host, adapter) : tablesOf(host, adapter);
    known.set(adapter, models);
  }
  return tableOfNames(
    models.map((model) => ({ model, columns: columnsOf(host, model) })),
    new Set(properties.map(({ name }) => name)),
  );
}

/** @returns the table that a row with these names is of; `undefined` when it could be of several, or of none. */
export function tableOfNames<Table>(
  tables: readonly { readonly model: Table; readonly columns: readonly string[] }[],
  names: ReadonlySet<string>,
): Table | undefined {
  const fitting = tables.filter(
    ({ columns }) => columns.length > 1 && columns.every((column) => names.has(column)),
  );
  const wider = tables.some(
    ({ columns }) => columns.length > names.size && [...names].every((name) => columns.includes(name)),
  );
  const most = Math.max(...fitting.map(({ columns }) => columns.length));
  const best = fitting.filter(({ columns }) => columns.length === most);
  return best.length === 1 && !wider ? best[0]?.model : undefined;
}

/** A type whose members come from a row: spread, rest, `Omit`, an interface that extends it, an intersection with it. */
function copyOf(host: Host, type: ts.Type, depth: number): Recognised | undefined {
  if (depth > 3) return undefined;
  const properties = host.checker.getPropertiesOfType(type);
  const found = sourcesOf(host, type, properties)
    .filter((source) => source !== type)
    .map((source) => rowOf(host, source) ?? copyOf(host, source, depth + 1))
    .find((recognised) => recognised !== undefined);
  if (!found) return undefined;
  if (found.shape !== 'row' && found.shape !== 'snapshot') return found;
  const columns = new Set(columnsOf(host, found.model));
  // What was written anew over a copy has a declaration of its own.
  const copied = properties.filter(({ name, declarations }) => columns.has(name) && !declarations?.length);
  return shapeOfCopy(host, type, found.model, copied, properties.length);
}

function sourcesOf(host: Host, type: ts.Type, properties: readonly ts.Symbol[]): readonly ts.Type[] {
  if (type.isIntersection()) return type.types;
  const [whole] = type.aliasTypeArguments ?? [];
  const utility =
    type.aliasSymbol?.declarations?.some((declaration) => isBuiltIn(host, declaration)) === true;
  if (utility && whole) return [whole];
  const bases = type.isClassOrInterface() ? (guarded(() => host.checker.getBaseTypes(type)) ?? []) : [];
  if (bases.length > 0) return bases;
  const mapped = properties.filter(({ declarations }) => !declarations?.length);
  return [...new Set(mapped.flatMap((property) => mappedTypesOf(property)))].slice(0, 4);
}
