/** KNOWLEDGE: what an ORM calls things. Declarative: no compiler calls, no judgement. */

/** What a value of an ORM's type is at run time. */
export type EntityShape =
  /** A live object of the ORM: class instance, document, proxy. */
  | 'instance'
  /** A plain object with every column. */
  | 'row'
  /** A copy with most columns: spread, rest, `Omit`, `Partial`. */
  | 'snapshot'
  /** A projection: a few columns picked by the author. */
  | 'partial'
  /** Nothing but the primary key. */
  | 'key-only'
  /** What the ORM itself made plain: `toJSON()`, `lean()`, `EntityDTO`. */
  | 'serialised'
  /** A key in an ORM's wrapper: `Ref<User>`. */
  | 'reference'
  /** Data for a write, not read from the database. */
  | 'input';

/** How a model is recognised by a class of the program. */
export interface ClassRecogniser {
  /** Class decorators of the ORM's packages. */
  readonly decorators?: readonly string[];
  /** Member decorators of the ORM's packages that only an entity's column carries. */
  readonly members?: readonly string[];
  /** Member decorators for relations to other entities. */
  readonly relations?: readonly string[];
  /** Base classes or interfaces that the ORM's packages declare. */
  readonly bases?: readonly string[];
}

/** A type alias or mapped type that an ORM's packages declare, and what it makes of an entity. */
export interface TypeRecogniser {
  readonly alias: string;
  readonly shape: EntityShape;
}

/**
 * A model that a generator writes as a type alias: rows keep its property signatures as the declarations of their
 * members, whatever was spread, picked or inferred on the way.
 */
export interface GeneratedRecogniser {
  /** Name of the alias; group 1 is the model's name. */
  readonly alias: RegExp;
  /** Properties the alias' literal must have, so that a look-alike is not enough. */
  readonly properties: readonly string[];
  /** The property that holds the relations. */
  readonly relations: string;
  /** The property that holds the columns. */
  readonly columns: string;
}

/** Where the primary key is written. */
export interface KeyFacts {
  /** Member decorators that mark a key column. */
  readonly decorators?: readonly string[];
  /** Property of a column decorator's options that marks a key column. */
  readonly option?: string;
  /** Member decorators whose `option` counts; default: any of the ORM's packages. */
  readonly schema?: 'prisma';
  /** Key when nothing else is written. */
  readonly default?: string;
}

/** Calls whose result is an entity. */
export interface ReadLocator {
  /** Classes or interfaces that declare the members; a regular expression when a generator names them. */
  readonly owner: string | RegExp;
  readonly members: readonly string[];
  readonly many?: boolean;
  /** The rows are the first element of a pair (`findAndCount`). */
  readonly paired?: boolean;
  /** Nothing is stored yet: the key may be missing. */
  readonly unpersisted?: boolean;
  /** Argument that is the entity, for owners that serve all of them. */
  readonly entity?: number;
  /** Argument that holds the query's options. */
  readonly options?: number;
  /** Members of the chain before the call that choose columns or relations (query builders). */
  readonly chained?: boolean;
}

/** How a worker finds the row again. `{{entity}}`, `{{handle}}`, `{{where}}`, `{{extras}}` are filled in. */
export interface LoadTemplate {
  /** Name of the type of the handle that must be in reach of the worker; `undefined`: the entity class itself is enough. */
  readonly handle: string | undefined;
  /** Find-or-fail of one row; `{{where}}` is `id: userId` or `userId, orgId`. */
  readonly one: string;
  /** The same when relations or a projection of the producer are repeated (`{{extras}}`). */
  readonly oneWithExtras: string;
  /** Rows by a list of keys; `{{key}}` and `{{keys}}`. */
  readonly many: string;
  readonly manyWithExtras: string;
  /** Names that `many` needs from the ORM's package. */
  readonly manyImports?: readonly string[];
  /** What happens in the worker when the row is gone. */
  readonly missing: string;
}

/** One ORM. */
export interface OrmAdapter {
  readonly id: string;
  /** Human name. */
  readonly title: string;
  /** npm packages that declare its symbols, with the semver range this file describes. */
  readonly packages: Readonly<Record<string, string>>;
  readonly classes?: ClassRecogniser;
  /** Aliases and mapped types of the packages, most telling first. */
  readonly types?: readonly TypeRecogniser[];
  readonly generated?: GeneratedRecogniser;
  /** What a recognised class instance is; default `instance`. */
  readonly shape?: EntityShape;
  readonly key: KeyFacts;
  readonly reads: readonly ReadLocator[];
  /** Members that store an entity given to them: `save`, `insert`. */
  readonly saves: readonly string[];
  /** Option names of a read that add relations, and those that choose columns. */
  readonly options: { readonly relations: readonly string[]; readonly columns: readonly string[] };
  readonly load: readonly LoadTemplate[];
}

/** Checks an adapter's shape at compile time and keeps its literal types out of the way. */
export function defineOrm(adapter: OrmAdapter): OrmAdapter {
  return adapter;
}
