/** ORM entities in a payload, at any depth: what is stale by the time the task runs, heavy, and leaks columns. */
import type ts from 'typescript';
import type { EntityShape, OrmAdapter } from '../../adapters/orms/shape.js';
import { no, unknown, yes, type Answer, type UnknownReason } from '../program/answer.js';
import type { Host } from '../program/host.js';
import { declaringPackage, isOpaque } from '../program/symbols.js';
import { kindOfBuiltIn } from './built-ins.js';
import { plainCopyOf } from './copies.js';
import { leavesOf, type Leaf } from './expression.js';
import { isTransformed, originOf, type ReceivedParameter } from './flow.js';
import { modelOfClass } from './models/classes.js';
import { keysOf } from './models/index.js';
import { unknownKeys, type EntityKeys, type Model, type Recognised } from './models/model.js';
import { schemaOfRow, schemaOfValue } from './models/schemas.js';
import type { PayloadPart } from './part.js';
import { leavesIn, provenanceOf, rowType, type Provenance, type Query, type QueryMember } from './query.js';
import { listedRow } from './recognise/base-origin.js';
import { recognise } from './recognise/index.js';
import { isInput } from './recognise/package-types.js';
import {
  alternatives,
  classOf,
  elementsOf,
  isCallable,
  isLibraryObject,
  isObjectLike,
  isTooMany,
  MAX_DEPTH,
  MAX_NODES,
  pathText,
  presenceOf,
  propertiesOf,
  typeText,
} from './structure.js';

/** One entity found in a payload. */
export interface EntityFinding {
  /** Name of the model. */
  readonly entity: string;
  readonly adapter: OrmAdapter;
  readonly model: Model | undefined;
  readonly shape: EntityShape;
  /** From the payload's root: `user`, `order.items[]`; empty for the payload itself. */
  readonly path: string;
  /** Narrowest expression in the producer's source. */
  readonly node: ts.Node;
  /** The expression that holds the entity, itself or inside. */
  readonly expression: ts.Expression | undefined;
  /** Whether the expression's own value is the entity, not something below it. */
  readonly whole: boolean;
  /** Whether it is one of several rows. */
  readonly many: boolean;
  /** Its properties are copied into the payload. */
  readonly spread: boolean;
  /** Whether it may be null or undefined where it is sent. */
  readonly nullable: boolean;
  /** Property of an object literal whose value it is. */
  readonly property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment | undefined;
  readonly type: ts.Type;
  readonly typeText: string;
  readonly keys: EntityKeys;
  /** It was made by `create()` or `new` and nothing stored it yet: no key to pass. */
  readonly unpersisted: boolean;
  /** The read it came from, if it is in sight. */
  readonly query: Query | undefined;
}

/** What counts as an entity, and what a caller knows about received values. */
export interface EntityOptions {
  /** Report what the ORM itself made plain, too. */
  readonly serialised?: boolean;
  readonly received?: ReceivedParameter;
}

const MAX_FINDINGS = 5;

interface Hit {
  readonly recognised: Recognised;
  readonly path: string;
  readonly type: ts.Type;
}

/** @returns entities in a payload part; projections, keys, inputs and values that came off a wire are none. */
export function findEntities(
  host: Host,
  part: PayloadPart,
  options: EntityOptions = {},
): Answer<readonly EntityFinding[]> {
  const findings: EntityFinding[] = [];
  let open: UnknownReason | undefined;
  for (const leaf of leavesOf(host, part)) {
    const { expression } = leaf;
    const copy = expression && plainCopyOf(host, expression);
    if (copy) {
      const provenance = provenanceOf(host, copy.row, leaf.node);
      const found = describe(host, leaf, { ...copy, path: '', type: leaf.type }, provenance);
      if (isReported(found, options)) findings.push(found);
      continue;
    }
    const origin = expression && originOf(host, expression, options.received);
    if (origin === 'untyped') open ??= 'any type';
    if (origin || (expression && isTransformed(host, expression))) continue;
    const search = new Search(host, leaf);
    search.value(leaf.type, '', 0);
    const provenance = expression && provenanceOf(host, expression, leaf.node);
    const found = search.hits.map((hit) => describe(host, leaf, hit, provenance));
    if (found.length === 0 && provenance?.query)
      found.push(...byFlow(host, leaf, provenance, provenance.query));
    for (const finding of found) if (isReported(finding, options)) findings.push(finding);
    open ??= search.open;
  }
  if (findings.length > 0) return yes(findings.slice(0, MAX_FINDINGS));
  return open ? unknown(open) : no;
}

function isReported(finding: EntityFinding, options: EntityOptions): boolean {
  const { shape } = finding;
  if (shape === 'serialised') return options.serialised === true;
  return shape === 'instance' || shape === 'row' || shape === 'snapshot';
}

function describe(host: Host, leaf: Leaf, hit: Hit, provenance: Provenance | undefined): EntityFinding {
  const { shape } = hit.recognised;
  const query = provenance?.query;
  const model = builtModel(host, hit.recognised.model, query);
  // The class says every column, but the query read only some.
  const projected =
    query !== undefined &&
    query.adapter === model.adapter &&
    (isProjection(host, query) || (shape === 'row' && isStale(query)));
  const itself = hit.path.replaceAll('[]', '') === '';
  return {
    entity: model.name,
    adapter: model.adapter,
    model,
    shape: projected && itself ? 'partial' : sentShape(leaf, shape, itself ? query : undefined),
    path: pathText(leaf.path + hit.path),
    node: leaf.node,
    expression: leaf.expression,
    whole: hit.path === '',
    many: hit.path.includes('[') || leaf.path.includes('['),
    spread: leaf.spread,
    nullable: isNullable(host, leaf.type),
    property: leaf.property,
    type: hit.type,
    typeText: typeText(host, hit.type),
    keys: keysOf(host, model),
    unpersisted: provenance?.unpersisted === true,
    query,
  };
}

/** What the ORM made plain stays so; a spread copies the row. */
function sentShape(leaf: Leaf, shape: EntityShape, query: Query | undefined): EntityShape {
  // `raw: true` is typed as the model, or as what the ORM itself makes plain.
  const plain = query?.options.some(({ role }) => role === 'plain') === true;
  if (!plain && (shape === 'serialised' || shape === 'embedded')) return shape;
  if (leaf.spread) return 'snapshot';
  return plain && (shape === 'instance' || shape === 'serialised') ? 'row' : shape;
}

/**
 * The type has every column although the query chose some: it asks for columns that the generated client does not know,
 * so the type is that of another call.
 */
function isStale(query: Query): boolean {
  return query.adapter.options.typed === true && query.options.some(({ role }) => role === 'columns');
}

/** `select: { … }` and `.select([…])`: the author chose the columns. Some ORMs' row types show this by themselves. */
function isProjection(host: Host, query: Query): boolean {
  const { ts } = host;
  const { options } = query.adapter;
  if (options.typed === true) return false;
  if (query.projected || query.options.some(({ role }) => role === 'columns')) return true;
  if (query.members.some((member) => member.role === 'columns' && !takesAll(ts, member))) return true;
  let current: ts.Expression = query.receiver;
  while (ts.isCallExpression(current) && ts.isPropertyAccessExpression(current.expression)) {
    if (
      options.columnMembers?.includes(current.expression.name.text) === true &&
      current.arguments.length > 0
    ) {
      const first = current.arguments[0];
      // `.select('user')` is the whole row by its alias.
      return first !== undefined && !(ts.isStringLiteralLike(first) && !first.text.includes('.'));
    }
    current = current.expression.expression;
  }
  return false;
}

/** `.select('users.*')`, and what leaves all other columns in: `.select('-password')`, `.select({ password: 0 })`. */
function takesAll(compiler: typeof ts, { call }: QueryMember): boolean {
  const [first] = call.arguments;
  if (!first) return true;
  return (
    call.arguments.some((given) => compiler.isStringLiteralLike(given) && given.text.endsWith('*')) ||
    leavesIn(compiler, first)
  );
}

/**
 * Flow alone shows rows whose type says nothing: `EntitySchema` models, and rows assigned to a narrower annotation
 * (all columns still travel).
 */
function byFlow(host: Host, leaf: Leaf, provenance: Provenance, query: Query): EntityFinding[] {
  if (isProjection(host, query) || (query.many && !provenance.element && !isArray(host, leaf.type)))
    return [];
  // A query that nobody awaited is no row yet.
  if (isThenable(host, leaf.type)) return [];
  const type = rowType(host, query);
  if (!type) return [];
  const search = new Search(host);
  search.value(type, '', 0);
  const hit = search.hits.find(({ path }) => path.replaceAll('[]', '').replaceAll('[0]', '') === '');
  if (hit) {
    const rows = query.many && !provenance.element ? '[]' : '';
    return [describe(host, leaf, { ...hit, path: rows }, provenance)];
  }
  // Generated row types and classes show themselves; what is left are schema objects.
  if (query.adapter.options.typed === true || query.builder) return [];
  const row = alternatives(host, type).find((option) => isObjectLike(host, option));
  if (!row || query.many || isOpaque(host, row)) return [];
  const [declared] = [...(row.aliasSymbol?.declarations ?? []), ...(row.getSymbol()?.declarations ?? [])];
  const model = declared && schemaOfRow(host, declared);
  return [
    {
      entity: row.aliasSymbol?.name ?? row.getSymbol()?.name ?? 'entity',
      adapter: query.adapter,
      model,
      shape: flowShape(leaf, query),
      path: pathText(leaf.path),
      node: leaf.node,
      expression: leaf.expression,
      whole: true,
      many: false,
      spread: leaf.spread,
      nullable: isNullable(host, leaf.type),
      property: leaf.property,
      type: row,
      typeText: typeText(host, row),
      keys: model ? keysOf(host, model) : unknownKeys,
      unpersisted: provenance.unpersisted,
      query,
    },
  ];
}

/** `const User = sequelize.define('user', …)`: the type says only that it is some model's. */
function builtModel(host: Host, model: Model, query: Query | undefined): Model {
  if (model.kind !== 'schema' || query?.adapter !== model.adapter) return model;
  return schemaOfValue(host, query.entity ?? query.receiver) ?? model;
}

function flowShape({ spread }: Leaf, { adapter, members }: Query): EntityShape {
  if (members.some(({ role }) => role === 'plain')) return 'serialised';
  return spread ? 'snapshot' : (adapter.shape ?? 'instance');
}

function isThenable(host: Host, type: ts.Type): boolean {
  return alternatives(host, type).some(
    (option) => isObjectLike(host, option) && host.checker.getPropertyOfType(option, 'then') !== undefined,
  );
}

function isArray(host: Host, type: ts.Type): boolean {
  return alternatives(host, type).some((option) => elementsOf(host, option) !== undefined);
}

function isNullable(host: Host, type: ts.Type): boolean {
  const { TypeFlags } = host.ts;
  return alternatives(host, type).some(
    (option) => (option.flags & (TypeFlags.Null | TypeFlags.Undefined | TypeFlags.Void)) !== 0,
  );
}

function isColumn(host: Host, symbol: ts.Symbol): boolean {
  const owner = symbol.declarations?.[0]?.parent;
  return (
    owner !== undefined && host.ts.isClassLike(owner) && modelOfClass(host, owner, 'columns') !== undefined
  );
}

/** A member that the base class of a model declares. */
function isMachinery({ classes, packages }: OrmAdapter, { declarations }: ts.Symbol): boolean {
  const [declaration] = declarations ?? [];
  const owner = classes?.based === true && declaration ? declaringPackage(declaration) : undefined;
  return owner !== undefined && Object.hasOwn(packages, owner);
}

/** Looks for entities in a type; what is recognised is not entered, a projection is (its relations may be rows). */
class Search {
  readonly hits: Hit[] = [];
  open: UnknownReason | undefined;
  readonly #host: Host;
  readonly #leaf: Pick<Leaf, 'overridden' | 'changed'> | undefined;
  readonly #seen = new Set<ts.Type>();

  /** @param leaf whose properties may be written over: those are not sent from here */
  constructor(host: Host, leaf?: Pick<Leaf, 'overridden' | 'changed'>) {
    this.#host = host;
    this.#leaf = leaf;
  }

  value(type: ts.Type, path: string, depth: number): void {
    if (isInput(this.#host, type)) return;
    if (isTooMany(this.#host, type)) {
      this.open ??= 'budget spent';
      return;
    }
    // What a constraint makes optional is not proven to be in the type that stands for the parameter.
    const generic = (type.flags & this.#host.ts.TypeFlags.Instantiable) !== 0;
    for (const option of alternatives(this.#host, type)) {
      if (this.hits.length >= MAX_FINDINGS) return;
      if (isOpaque(this.#host, option)) this.open ??= 'any type';
      else if (isObjectLike(this.#host, option)) this.#object(option, path, depth, generic);
    }
  }

  #object(type: ts.Type, path: string, depth: number, generic: boolean): void {
    const host = this.#host;
    if (this.#seen.has(type)) return;
    if (depth > MAX_DEPTH || this.#seen.size >= MAX_NODES) {
      this.open ??= 'budget spent';
      return;
    }
    this.#seen.add(type);
    const elements = elementsOf(host, type);
    const recognised = elements ? undefined : recognise(host, type);
    if (!elements) {
      if (recognised?.shape === 'input' || recognised?.shape === 'key-only') return;
      if (recognised && recognised.shape !== 'partial') {
        this.hits.push({ recognised, path, type });
        return;
      }
      const row = listedRow(host, type);
      if (row) {
        this.value(row, `${path}[]`, depth + 1);
        return;
      }
      // Maps and promises of entities are another rule's: nothing of them arrives.
      if (isCallable(type) || kindOfBuiltIn(host, type) !== undefined || isLibraryObject(host, type)) return;
    }
    const dto = classOf(host, type) !== undefined;
    const children = elements ?? propertiesOf(host, type);
    // A patch (`Partial<User>`) holds what was changed: its relations may be missing like its columns.
    const open =
      generic ||
      (recognised !== undefined &&
        children.some(({ symbol }) => symbol && presenceOf(host, symbol) === 'possible'));
    for (const child of children) {
      // A DTO that borrows an entity's members (`extends PartialType(User)`) is data for a write.
      if (dto && child.symbol && isColumn(host, child.symbol)) continue;
      // What is left of a live object still has the ORM's own members.
      if (recognised && child.symbol && isMachinery(recognised.model.adapter, child.symbol)) continue;
      // What `Partial` makes optional is not proven to be there.
      const presence = child.symbol ? presenceOf(host, child.symbol) : 'certain';
      if (presence === 'possible' || (open && presence !== 'certain')) continue;
      if (child.symbol && this.#isChanged(child.symbol, path)) continue;
      this.value(child.type, path + child.suffix, depth + 1);
    }
  }

  /** Written over before it is sent. */
  #isChanged(symbol: ts.Symbol, path: string): boolean {
    if (path !== '' || !this.#leaf) return false;
    return this.#leaf.changed || this.#leaf.overridden.has(symbol.name);
  }
}
