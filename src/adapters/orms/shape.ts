/** KNOWLEDGE: what an ORM calls things. Declarative: no compiler calls, no judgement. */
import type { Effect, ValueKind } from '../codecs.js';

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
  | 'input'
  /** A part of a document that lives in no row of its own: nothing finds it by a key. */
  | 'embedded';

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
  /**
   * Where the same decorators make classes of embedded values: texts of the program that make a class a model, with
   * `{{class}}` for its name (`{{class}}.name`, `getModelForClass({{class}}`).
   */
  readonly registered?: readonly string[];
  /** Every class on one of `bases` is a model by itself, decorated or not. */
  readonly based?: boolean;
  /** Aliases of the packages for fields that are no columns: `NonAttribute<string>`. */
  readonly notColumns?: readonly string[];
  /** Classes or interfaces of the packages that hold rows of their type argument, and are written as a list. */
  readonly lists?: readonly string[];
}

/** A type alias or mapped type that an ORM's packages declare, and what it makes of an entity. */
export interface TypeRecogniser {
  readonly alias: string;
  readonly shape: EntityShape;
  /**
   * The type is a row although its members do not lead to a model: the model is this type argument, or what the mapped
   * type is made over. Without it the alias only refines what was recognised by other means.
   */
  readonly row?: 'argument' | 'mapped';
  /** Position of the type argument that chooses columns by name: `Loaded<Note, never, 'no'>`. */
  readonly choice?: number;
  /** Type parameter of the alias that stands for the row, its columns or its tables: `R` of `Selectable<R>`. */
  readonly over?: string;
  /** Type parameter for the name of the one table, where `over` stands for all of them. */
  readonly table?: string;
  /** What it is instead when members of it are optional: Drizzle makes rows and inserts with one alias. */
  readonly optional?: EntityShape;
}

/** A model that is the object of columns in a call of the ORM: `pgTable('users', { … })`, `defineEntity({ properties })`. */
export interface TableRecogniser {
  /** Functions of the ORM's packages; also as members (`schema.table`). */
  readonly functions?: readonly string[];
  /** Instead of their names, classes of the packages that the result is: creators of tables may be called anything. */
  readonly results?: readonly string[];
  /** Argument that holds the columns, or the property of it that does. */
  readonly columns: number;
  readonly property?: string;
  /** Alias of the packages for such a result, where declaration files write it down: `PgTableWithColumns<{ columns: … }>`. */
  readonly written?: RegExp;
  /** Classes of the packages for the columns themselves: what has those is the table, not a row. */
  readonly holders?: readonly string[];
  /** Property of the table's type that is its row. */
  readonly row?: string;
  /** Function of the packages that adds relations: `relations(users, ({ many }) => ({ posts: many(posts) }))`. */
  readonly relations?: string;
  /** Function of the packages for a key of several columns: `primaryKey({ columns: [t.a, t.b] })`. */
  readonly key?: string;
  /** Member of a column's builder that makes it the key: `p.integer().primary()`. */
  readonly primary?: string;
  /** Members of a builder for properties that hold other rows: `p.manyToOne(User)`. */
  readonly references?: readonly string[];
  /** Property beside the columns that makes it an embedded value: `embeddable: true`. */
  readonly unless?: string;
}

/** Models that are interfaces, listed in the type of the database: `Kysely<{ user: UserTable }>`. */
export interface RowTypeRecogniser {
  /** Class of the packages whose type argument lists the tables. */
  readonly database: string;
  /** Aliases of columns that the database fills in, in the packages or in the program (`kysely-codegen`). */
  readonly generated: readonly string[];
}

/** A model that a call of the ORM builds: `sequelize.define('user', { … })`, `new EntitySchema({ … })`. */
export interface SchemaRecogniser {
  /** Member or class of the ORM's packages. */
  readonly builder: string;
  /** Argument that describes it. */
  readonly argument: number;
  /** Property of that with the columns; without it the argument is the columns. */
  readonly columns?: string;
  /** Property with the relations. */
  readonly relations?: string;
}

/**
 * An object of the library that carries the program's own type: `Document & User`, `DocumentSnapshot<User>`. Recognised
 * by a class or interface of the packages in its lineage, or by a member that those declare.
 */
export interface DocumentRecogniser {
  /** Classes or interfaces that the packages declare. */
  readonly bases: readonly string[];
  /** Members that only such an object has, for types that have lost the class (`Omit<Document, …> & T`). */
  readonly members?: readonly string[];
  /** Aliases of the packages that `members` must be declared in, for plain copies that have kept nothing else. */
  readonly within?: readonly string[];
  readonly shape: EntityShape;
  /** Path of properties to a type that names the table: the brand of its ids. */
  readonly brand?: readonly string[];
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
  /** Static members of the class that name the key columns: `idColumn`, `primaryKey`. */
  readonly statics?: readonly string[];
  /** Members of its instances that do: `idAttribute`. */
  readonly fields?: readonly string[];
  /** The row has the key's value under its default name, whatever the column is called. */
  readonly aliased?: boolean;
  /** Calls that give a class its columns: `User.init({ id: { primaryKey: true } })`. */
  readonly definedBy?: { readonly member: string; readonly attributes: number };
  /** Key when nothing else is written: the first of these that the model has. */
  readonly default?: string | readonly string[];
  /** Type of a key that the library adds to the program's own type, and how it travels. */
  readonly type?: string;
  readonly wire?: 'same' | 'text';
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
  /** Argument that chooses columns by itself: `findById(id, 'email')`. */
  readonly projection?: number;
  /** Members of the chain before the call that choose columns or relations (query builders). */
  readonly chained?: boolean;
  /** It begins a query whose members decide what comes out: one row or many, by the awaited type. */
  readonly builder?: boolean;
  /** It reads rows anew, though it is not called `find…`. */
  readonly finds?: boolean;
  /** Property of the result that holds the rows (`{ rows, count }`). */
  readonly within?: string;
}

/**
 * How a worker finds the row again. Filled in: `{{entity}}` (class, model or table as the worker's file calls it),
 * `{{handle}}`, `{{delegate}}` (Prisma's property), `{{where}}` (`id: userId`, `userId, orgId`), `{{id}}` (the key's
 * value: `userId`), `{{column}}` (its column: `id`), `{{table}}` (the table's name as text), `{{key}}` and `{{keys}}`
 * (for many), `{{extras}}` (repeated options), `{{chain}}` (repeated members of a query: `.populate('author')`), `{{model}}`
 * (the model's own name).
 */
export interface LoadTemplate {
  /** Names of the type of the handle that must be in reach of the worker; `undefined`: the entity itself is enough. */
  readonly handle: string | undefined;
  /**
   * Member of the handle whose awaited result must be a row of this very model: `Repository<User>`, `Model<User>`; or a
   * path to one that must be there: `query.{{model}}.findFirst`.
   */
  readonly serves?: string;
  /**
   * What `one` gives: the row or an error; a row or nothing, which the worker checks; a list, of which it takes the first
   * and checks it. Default `row`.
   */
  readonly result?: 'row' | 'row-or-nothing' | 'rows';
  /** Names that `one` needs from a package: `eq` of `drizzle-orm`. */
  readonly imports?: readonly { readonly name: string; readonly from: string }[];
  /** Find-or-fail of one row; `{{where}}` is `id: userId` or `userId, orgId`. */
  readonly one: string;
  /** The same when relations or a projection of the producer are repeated (`{{extras}}`). */
  readonly oneWithExtras: string;
  /** Instead of `one` and `many` when members of the producer's query are repeated and those take none. */
  readonly oneWithChain?: string;
  readonly manyWithChain?: string;
  /** The two for a key of several columns, where `one` takes a bare value. */
  readonly oneByColumns?: string;
  readonly oneByColumnsWithExtras?: string;
  /** Rows by a list of keys; `{{key}}` and `{{keys}}`. */
  readonly many: string;
  readonly manyWithExtras: string;
  /** Names that `many` needs from the ORM's package. */
  readonly manyImports?: readonly string[];
  /** What happens in the worker when the row is gone. */
  readonly missing: string;
}

/** How Nest's container gives a class the handle of one model: `@InjectRepository(User) users: Repository<User>`. */
export interface NestInjection {
  /** Package of the decorator and of the module whose `forFeature` provides the handle. */
  readonly package: string;
  readonly decorator: string;
  /** What is injected, with `{{entity}}` for the class: `{{entity}}`, `{{entity}}.name`. */
  readonly argument: string;
  /** Property of an element of `forFeature` that names the model as `argument` does; without it the element itself. */
  readonly property?: string;
  /** Type of the handle over the class, and its package. */
  readonly type: string;
  readonly from: string;
  /** Endings of the names that such members have, the usual one first. */
  readonly suffixes: readonly string[];
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
  readonly tables?: readonly TableRecogniser[];
  readonly schemas?: readonly SchemaRecogniser[];
  readonly documents?: readonly DocumentRecogniser[];
  readonly rowTypes?: RowTypeRecogniser;
  /** What a recognised class instance is; default `instance`. */
  readonly shape?: EntityShape;
  readonly key: KeyFacts;
  readonly reads: readonly ReadLocator[];
  /** Members that store an entity given to them: `save`, `insert`. */
  readonly saves: readonly string[];
  /** Members that store everything that was made or changed before: `flush`. */
  readonly flushes?: readonly string[];
  /** Reads that change a row and give it as it was before. */
  readonly previous?: PreviousRow;
  /** Packages of drivers that it hands out, whose transactions and writes are of the same database: `knex`. */
  readonly drivers?: readonly string[];
  readonly options: QueryOptions;
  readonly load: readonly LoadTemplate[];
  readonly nest?: NestInjection;
  /** Words that a file which exports a handle has, besides the handle's type: `drizzle`, `createConnection`. */
  readonly handleWords?: readonly string[];
  /** Members of a live object that give a plain copy of its columns: `toJSON`, `dataValues`. */
  readonly copies?: readonly string[];
  /** How `JSON.stringify` writes a live entity; default: its own enumerable fields. */
  readonly json?: WrittenAs;
}

/** `findOneAndUpdate` and the like: the old row, unless an option asks for the new one. */
export interface PreviousRow {
  readonly members: readonly string[];
  /** Argument that holds the options. */
  readonly options: number;
  /** Options that ask for the new row, and the text of their values: `{ new: 'true' }`. */
  readonly unless: Readonly<Record<string, string>>;
}

/** What a read's options and the members of its query say. */
export interface QueryOptions {
  /** Option names that add relations. */
  readonly relations: readonly string[];
  /** Option names that choose columns. */
  readonly columns: readonly string[];
  /** Properties of a column option that leave all other columns in: `attributes: { exclude: ['bio'] }`. */
  readonly exceptions?: readonly string[];
  /** Members of a row that load relations later: `$fetchGraph`, `load`. */
  readonly later?: readonly string[];
  /** Options that make plain rows of entities, whatever the type says (`raw: true`). */
  readonly plain?: readonly string[];
  /** Members of a query that add relations: `populate`, `withGraphFetched`. */
  readonly relationMembers?: readonly string[];
  /** Members of a query that choose columns: `select`. */
  readonly columnMembers?: readonly string[];
  /** Members of a query that make plain rows of entities: `lean`. */
  readonly plainMembers?: readonly string[];
  /** Other members that stand between a read and its result: `orFail`, `exec`, `where`, `session`. */
  readonly queryMembers?: readonly string[];
  /** The row's own type shows which columns and relations were read (Prisma, Drizzle, Kysely). */
  readonly typed?: boolean;
}

/** How an ORM's live object is written by `JSON.stringify`, as observed at run time. */
export interface WrittenAs {
  /** Own fields; the columns, by a `toJSON` of the library; or the library's internals, useless to a worker. */
  readonly by: 'fields' | 'columns' | 'internals';
  /** What `{...entity}` is written as; default `fields`. */
  readonly spread?: 'fields' | 'internals' | 'throws';
  /** Kinds of values that its `toJSON` treats in another way than the wire does. */
  readonly kinds?: Partial<Readonly<Record<ValueKind, Effect | 'survives'>>>;
}

/** Checks an adapter's shape at compile time and keeps its literal types out of the way. */
export function defineOrm(adapter: OrmAdapter): OrmAdapter {
  return adapter;
}
