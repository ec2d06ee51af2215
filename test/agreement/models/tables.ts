/** Tables of Drizzle and Kysely and reads of them: the checker compiles them, and the tests run them. */
import { eq, relations } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import {
  bigint,
  boolean,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  serial,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { ColumnType, Generated, Kysely, Selectable } from 'kysely';

export const ddl = `
create table account (
  id serial primary key, name text not null, note text, active boolean not null, meta jsonb not null,
  views bigint not null, visits bigint not null, balance numeric not null, created timestamptz not null, photo bytea not null
);
create table entry (id serial primary key, account_id integer not null, title text not null);
create table seat (row_no integer not null, seat_no integer not null, label text not null, primary key (row_no, seat_no));
insert into account values (1, 'a', null, true, '{"theme":"dark"}', 9007199254740993, 7, 10.50, '2026-01-02T03:04:05Z', 'hi');
insert into entry values (1, 1, 'first');
insert into seat values (1, 2, 'window');
`;

export const account = pgTable('account', {
  id: serial('id').primaryKey(),
  name: text('name').notNull(),
  note: text('note'),
  active: boolean('active').notNull(),
  meta: jsonb('meta').$type<{ theme: string }>().notNull(),
  views: bigint('views', { mode: 'bigint' }).notNull(),
  visits: bigint('visits', { mode: 'number' }).notNull(),
  balance: numeric('balance').notNull(),
  created: timestamp('created', { withTimezone: true }).notNull(),
});

export const entry = pgTable('entry', {
  id: serial('id').primaryKey(),
  accountId: integer('account_id').notNull(),
  title: text('title').notNull(),
});

export const seat = pgTable(
  'seat',
  {
    rowNo: integer('row_no').notNull(),
    seatNo: integer('seat_no').notNull(),
    label: text('label').notNull(),
  },
  (t) => [primaryKey({ columns: [t.rowNo, t.seatNo] })],
);

export const accountRelations = relations(account, ({ many }) => ({ entries: many(entry) }));
export const entryRelations = relations(entry, ({ one }) => ({
  account: one(account, { fields: [entry.accountId], references: [account.id] }),
}));

export interface AccountTable {
  id: Generated<number>;
  name: string;
  note: string | null;
  active: boolean;
  meta: ColumnType<{ theme: string }, string, string>;
  /** The driver gives text for what JavaScript numbers cannot hold. */
  views: ColumnType<string, string, string>;
  visits: ColumnType<string, string, string>;
  balance: ColumnType<string, string, string>;
  created: Date;
  photo: Buffer;
}

export interface EntryTable {
  id: Generated<number>;
  account_id: number;
  title: string;
}

export type Account = Selectable<AccountTable>;

/** Both libraries on one database. */
export interface Databases {
  readonly drizzle: NodePgDatabase<{
    account: typeof account;
    entry: typeof entry;
    seat: typeof seat;
    accountRelations: typeof accountRelations;
    entryRelations: typeof entryRelations;
  }>;
  readonly kysely: Kysely<{ account: AccountTable; entry: EntryTable }>;
}

function first<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error('no row');
  return row;
}

function certain<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('no row');
  return row;
}

export const reads = {
  'Kysely: selectAll()': ({ kysely }: Databases) =>
    kysely.selectFrom('account').selectAll().executeTakeFirstOrThrow(),
  'Kysely: declared as Selectable': async ({ kysely }: Databases): Promise<Account> =>
    kysely.selectFrom('account').selectAll().executeTakeFirstOrThrow(),
  'Kysely: returningAll()': ({ kysely }: Databases) =>
    kysely.updateTable('account').set({ name: 'a' }).returningAll().executeTakeFirstOrThrow(),
  'Kysely: row with a column of another table': ({ kysely }: Databases) =>
    kysely
      .selectFrom('account')
      .innerJoin('entry', 'entry.account_id', 'account.id')
      .selectAll('account')
      .select('entry.title')
      .executeTakeFirstOrThrow(),
  'Kysely: { ...row }': async ({ kysely }: Databases) => ({
    ...(await kysely.selectFrom('account').selectAll().executeTakeFirstOrThrow()),
  }),
  'Kysely: select([…])': ({ kysely }: Databases) =>
    kysely.selectFrom('account').select(['id', 'created', 'photo']).executeTakeFirstOrThrow(),
  'Drizzle: select().from()': async ({ drizzle }: Databases) =>
    first(await drizzle.select().from(account).where(eq(account.id, 1))),
  'Drizzle: query.findFirst()': async ({ drizzle }: Databases) =>
    certain(await drizzle.query.account.findFirst()),
  'Drizzle: query.findFirst({ with })': async ({ drizzle }: Databases) =>
    certain(await drizzle.query.account.findFirst({ with: { entries: true } })),
  'Drizzle: returning()': async ({ drizzle }: Databases) =>
    first(await drizzle.update(account).set({ name: 'a' }).returning()),
  'Drizzle: one side of a join': async ({ drizzle }: Databases) =>
    first(await drizzle.select().from(entry).innerJoin(account, eq(entry.accountId, account.id))).entry,
  'Drizzle: key of several columns': async ({ drizzle }: Databases) =>
    first(await drizzle.select().from(seat)),
  'Drizzle: { ...row }': async ({ drizzle }: Databases) => ({
    ...first(await drizzle.select().from(account)),
  }),
  'Drizzle: row without a column': async ({ drizzle }: Databases) => {
    const { note, ...rest } = first(await drizzle.select().from(account));
    return note === '' ? rest : rest;
  },
  'Drizzle: select({ … })': async ({ drizzle }: Databases) =>
    first(
      await drizzle.select({ id: account.id, views: account.views, created: account.created }).from(account),
    ),
  'Drizzle: query.findFirst({ columns })': async ({ drizzle }: Databases) =>
    certain(await drizzle.query.account.findFirst({ columns: { id: true, created: true } })),
} as const;
