/** The models of a program: what their columns, keys and relations are, by the kind of their declaration. */
import type ts from 'typescript';
import type { Host } from '../../program/host.js';
import { guarded } from '../../program/symbols.js';
import { classModels } from './class-models.js';
import { documentModels } from './documents.js';
import { generatedModels } from './generated.js';
import { rowTypeModels } from './row-types.js';
import { schemaModels } from './schemas.js';
import { tableModels } from './tables.js';
import { unknownKeys, type EntityKeys, type Model, type ModelKind, type ModelReader } from './model.js';

/** How models of each kind are read. */
export const readers: Readonly<Partial<Record<ModelKind, ModelReader>>> = {
  class: classModels,
  document: documentModels,
  generated: generatedModels,
  'row-type': rowTypeModels,
  schema: schemaModels,
  table: tableModels,
};

const keys = new WeakMap<ts.Program, WeakMap<ts.Node, Map<ModelKind, EntityKeys>>>();
const columns = new WeakMap<ts.Program, WeakMap<ts.Node, Map<ModelKind, readonly string[]>>>();

/** @returns the primary key of a model: from decorators, schema, types, or the ORM's convention. */
export function keysOf(host: Host, model: Model): EntityKeys {
  return remembered(keys, host, model, () => readers[model.kind]?.keys(host, model)) ?? unknownKeys;
}

/** @returns names of a model's columns, without relations. */
export function columnsOf(host: Host, model: Model): readonly string[] {
  return remembered(columns, host, model, () => readers[model.kind]?.columns(host, model)) ?? [];
}

/** @returns names of the properties that hold other rows. */
export function relationsOf(host: Host, model: Model): ReadonlySet<string> {
  return guarded(() => readers[model.kind]?.relations(host, model)) ?? new Set();
}

/**
 * @returns names of properties that a row has only where code sets or asks for them: no query without options loads
 * them. Columns with `select: false`, and properties that are no columns at all.
 */
export function transientsOf(host: Host, model: Model): ReadonlySet<string> {
  return guarded(() => readers[model.kind]?.transients?.(host, model)) ?? new Set();
}

/** @returns the model that a property's declaration belongs to. */
export function modelOfMember(host: Host, member: ts.Declaration): Model | undefined {
  for (const reader of Object.values(readers)) {
    const model = reader.ofMember?.(host, member);
    if (model) return model;
  }
  return undefined;
}

/** One declaration may be a model of two kinds: a class, and what documents hold. */
/** @returns whether a declaration is of a column that a model shares with others. */
export function isShared(host: Host, model: Model, member: ts.Declaration): boolean {
  return readers[model.kind]?.shares?.(host, model, member) ?? false;
}

/** @returns whether a member of a type holds a column's value; the members of a table's object are columns themselves. */
export function holdsValue(host: Host, model: Model, member: ts.Symbol): boolean {
  return readers[model.kind]?.holdsValue?.(host, model, member) ?? true;
}

function remembered<Value extends object>(
  cache: WeakMap<ts.Program, WeakMap<ts.Node, Map<ModelKind, Value>>>,
  host: Host,
  model: Model,
  read: () => Value | undefined,
): Value | undefined {
  let known = cache.get(host.program);
  if (!known) cache.set(host.program, (known = new WeakMap<ts.Node, Map<ModelKind, Value>>()));
  let kinds = known.get(model.declaration);
  if (!kinds) known.set(model.declaration, (kinds = new Map<ModelKind, Value>()));
  const value = kinds.get(model.kind) ?? guarded(read);
  if (value) kinds.set(model.kind, value);
  return value;
}
