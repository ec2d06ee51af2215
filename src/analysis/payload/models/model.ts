/** What a model is, whatever the ORM, and what can be asked of its place in the program. */
import type ts from 'typescript';
import type { EntityShape, OrmAdapter } from '../../../adapters/orms/shape.js';
import type { Host } from '../../program/host.js';

/** Where a program writes a model down. */
export type ModelKind =
  /** A class: decorated, or based on one of the ORM's. */
  | 'class'
  /** The alias that a generator wrote for it. */
  | 'generated'
  /** The object of columns in a call of the ORM (`pgTable('users', { … })`). */
  | 'table'
  /** The program's own type inside an object of the library (`Document & User`). */
  | 'document'
  /** A value built from a schema (`new EntitySchema({ … })`, `sequelize.define()`). */
  | 'schema'
  /** An interface that stands for a table (`interface Database { user: UserTable }`). */
  | 'row-type';

/** One entity of one ORM. */
export interface Model {
  readonly adapter: OrmAdapter;
  readonly name: string;
  readonly kind: ModelKind;
  /** What tells models apart: the class, alias, interface, call or type literal that declares it. */
  readonly declaration: ts.Node;
  /** A base class that only lends columns. */
  readonly abstract: boolean;
  /** The table's name where a query needs it as text (`selectFrom('user')`). */
  readonly table?: string | undefined;
}

/** A type that is made from an entity. */
export interface Recognised {
  readonly model: Model;
  readonly shape: EntityShape;
}

/** One way to recognise a type; asked for object types only, answers are cached by its caller. */
export type Recogniser = (host: Host, type: ts.Type) => Recognised | undefined;

/** How a key's value travels: JSON has no bigint, and an id object arrives as its text. */
export type KeyWire =
  | 'same'
  /** `String(key)`, `BigInt(text)` */
  | 'bigint'
  /** `String(key)`; the ORM takes the text again. */
  | 'text'
  /** `key.toISOString()`, `new Date(text)` */
  | 'date';

/** One column of a primary key. */
export interface KeyProperty {
  readonly name: string;
  /** Its type as the program writes it: `number`, `string`, `bigint`. */
  readonly type: string;
  readonly wire: KeyWire;
  /** What a query calls the column, where the row has it under another name. */
  readonly column?: string;
}

/** A model's primary key. */
export interface EntityKeys {
  readonly properties: readonly KeyProperty[];
  readonly composite: boolean;
  /** Whether it was found; nothing may be guessed from an unknown key. */
  readonly known: boolean;
  /** How a query names a composite key (`userId_orgId` in Prisma). */
  readonly compound: string | undefined;
}

/** The key that nobody found. */
export const unknownKeys: EntityKeys = {
  properties: [],
  composite: false,
  known: false,
  compound: undefined,
};

/** @returns a key of these columns; unknown when there are none. */
export function keysFrom(properties: readonly KeyProperty[], compound?: string): EntityKeys {
  if (properties.length === 0) return unknownKeys;
  return { properties, composite: properties.length > 1, known: true, compound };
}

/** How models of one kind are read: one file per kind in this folder. */
export interface ModelReader {
  /** @returns names of its columns, without relations. */
  columns(host: Host, model: Model): readonly string[];
  /** @returns its primary key. */
  keys(host: Host, model: Model): EntityKeys;
  /** @returns names of the properties that hold other rows. */
  relations(host: Host, model: Model): ReadonlySet<string>;
  /** @returns names of properties that no query without options fills. */
  transients?(host: Host, model: Model): ReadonlySet<string>;
  /** @returns the model that this declaration of a property is a column or relation of. */
  ofMember?(host: Host, member: ts.Declaration): Model | undefined;
  /** @returns whether this declaration is of a column that the model shares with others: `...timestamps`. */
  shares?(host: Host, model: Model, member: ts.Declaration): boolean;
  /** @returns whether a member of a type holds the column's value, not the column itself; default true. */
  holdsValue?(host: Host, model: Model, member: ts.Symbol): boolean;
}
