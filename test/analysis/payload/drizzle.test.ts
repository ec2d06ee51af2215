import { describe } from 'vitest';
import { compiler, testEntities, type EntityCases } from './harness.js';

/** Modules by another name, for the older of the versions. */
const versions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '0.45': {},
  '0.33': Object.fromEntries(
    ['', '/pg-core', '/mysql-core', '/sqlite-core', '/node-postgres'].map((name) => [
      `drizzle-orm${name}`,
      `node_modules/drizzle033${name}/index.d.ts`,
    ]),
  ),
};

const prelude = `
import { bigint, integer, jsonb, pgSchema, pgTable, pgTableCreator, primaryKey, serial, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { int, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { integer as whole, sqliteTable, text as words } from 'drizzle-orm/sqlite-core';
import { count, eq, getTableColumns, relations, type InferInsertModel, type InferSelectModel } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
const stamps = { createdAt: timestamp('created_at').notNull().defaultNow() };
const users = pgTable('users', {
  id: serial('id').primaryKey(),
  email: text('email').notNull(),
  password: text('password'),
  meta: jsonb('meta').$type<{ theme: string }>(),
  ...stamps,
});
const posts = pgTable('posts', { id: uuid('id').primaryKey(), authorId: integer('author_id').notNull(), title: text('title') });
const tags = pgTable('tags', { id: serial('id').primaryKey(), email: text('email').notNull() });
const members = pgTable('members', {
  userId: integer('user_id').notNull(), orgId: integer('org_id').notNull(), role: text('role').notNull(),
}, (t) => ({ pk: primaryKey({ columns: [t.userId, t.orgId] }) }));
const usersRelations = relations(users, ({ many }) => ({ posts: many(posts) }));
const postsRelations = relations(posts, ({ one }) => ({ author: one(users, { fields: [posts.authorId], references: [users.id] }) }));
const schema = { users, posts, tags, members, usersRelations, postsRelations };
declare const db: NodePgDatabase<typeof schema>;
type User = InferSelectModel<typeof users>;
declare const user: User;
function use(..._: unknown[]): void {}
use(bigint, int, mysqlTable, varchar, whole, sqliteTable, words, count, eq, getTableColumns, pgSchema, pgTableCreator, db, user);
type New = InferInsertModel<typeof users>;
declare const input: New;
use(input);
`;

const key = '(id: number)';

const silent: EntityCases = {
  'ids, columns and JSON columns': ['send({ id: user.id, email: user.email, meta: user.meta });', ''],
  'look-alike DTO': [
    'declare const dto: { id: number; email: string; password: string | null; meta: { theme: string } | null; createdAt: Date }; send({ dto });',
    '',
  ],
  'custom projections': [
    'async function f() { const [u] = await db.select({ id: users.id, email: users.email }).from(users); send({ u }); const r = await db.query.users.findFirst({ columns: { id: true, email: true } }); send({ r }); const [c] = await db.select({ n: count() }).from(users); send({ c }); }',
    '',
  ],
  'what an insert gives back, chosen': [
    'async function f() { const [u] = await db.insert(users).values({ email: "" }).returning({ id: users.id }); send({ u }); }',
    '',
  ],
  inputs: [
    'send({ input }); declare const m: typeof members.$inferInsert; send({ m }); declare const o: Omit<New, "id">; send({ o });',
    '',
  ],
  'patches, and data without the key': [
    'declare const p: Partial<User>; declare const o: Omit<User, "id" | "createdAt">; send({ p, o });',
    '',
  ],
  'picked columns': ['declare const p: Pick<User, "id" | "email">; send({ p });', ''],
  'tables and columns themselves': ['send({ users, c: users.id, all: getTableColumns(users) });', ''],
  'result of a write': ['async function f() { send({ r: await db.delete(users) }); }', ''],
  'payload of a running job': [
    'import type { Job } from "bullmq";\nasync function work({ data: { user } }: Job<{ user: User }>) { send({ user }); }',
    '',
  ],
};

const found: EntityCases = {
  'annotated row': [
    'send({ user }); declare const u: typeof users.$inferSelect; send(u);',
    `users row at user ${key} ; users row ${key}`,
  ],
  'select from': [
    'async function f() { const [u] = await db.select().from(users).where(eq(users.id, 1)).limit(1); send({ u }); if (u) send(u); }',
    `users row at u ${key} ; users row ${key}`,
  ],
  'many rows': [
    'async function f() { const all = await db.select().from(users); send(all); for (const u of all) send({ u }); send({ posts: await db.query.posts.findMany() }); }',
    `users row at [] ${key} ; users row at u ${key} ; posts row at posts[] (id: string)`,
  ],
  'relational query': [
    'async function f() { const u = await db.query.users.findFirst({ with: { posts: true } }); send({ u }); const p = await db.query.posts.findFirst({ columns: { id: true }, with: { author: true } }); send({ p }); }',
    `users row at u ${key} ; users row at p.author ${key}`,
  ],
  returning: [
    'async function f() { const [u] = await db.insert(users).values({ email: "" }).returning(); send({ u }); const [d] = await db.update(users).set({ email: "" }).where(eq(users.id, 1)).returning(); send({ d }); }',
    `users row at u ${key} ; users row at d ${key}`,
  ],
  joins: [
    'async function f() { const [r] = await db.select().from(users).leftJoin(posts, eq(posts.authorId, users.id)); send(r); const [s] = await db.select({ user: users, title: posts.title }).from(users).innerJoin(posts, eq(posts.authorId, users.id)); send(s); }',
    `users row at users ${key} | posts row at posts (id: string) ; users row at user ${key}`,
  ],
  'all columns by name': [
    'async function f() { const [u] = await db.select(getTableColumns(users)).from(users); send({ u }); }',
    `users row at u ${key}`,
  ],
  spread: ['send({ ...user, x: 1 });', `users snapshot ${key}`],
  'rest and Omit': [
    'const { password, ...rest } = user; use(password); declare const o: Omit<User, "password">; send({ rest, o });',
    `users snapshot at rest ${key} | users snapshot at o ${key}`,
  ],
  'copies made by functions, interfaces, intersections': [
    'const safe = (u: User) => ({ ...u, at: 1 }); interface Mine extends User { extra: number } declare const m: Mine; declare const i: User & { n: number }; send({ s: safe(user), m, i });',
    `users row at s ${key} | users row at m ${key} | users row at i ${key}`,
  ],
  'small table whose columns another table has too': [
    'async function f() { const [t] = await db.select().from(tags); send({ t }); send({ q: await db.query.tags.findFirst() }); }',
    `tags row at t ${key} ; tags row at q ${key}`,
  ],
  'composite key': [
    'async function f() { const [m] = await db.select().from(members); send({ m }); }',
    'members row at m (userId: number, orgId: number)',
  ],
  'bigint key, callback of columns, creator and schema': [
    'const make = pgTableCreator((name) => `app_${name}`); const jobs = make("jobs", { id: bigint("id", { mode: "bigint" }).primaryKey(), kind: text("kind") }); const own = pgSchema("own").table("things", { slug: text("slug").primaryKey(), size: integer("size") }); async function f() { const [j] = await db.select().from(jobs); send({ j }); const [o] = await db.select().from(own); send({ o }); }',
    'jobs row at j (id: bigint) ; own row at o (slug: string)',
  ],
  'other dialects': [
    'const m = mysqlTable("m", { id: int("id").primaryKey(), name: varchar("name", { length: 9 }) }); const s = sqliteTable("s", { id: whole("id").primaryKey(), name: words("name") }); declare const a: typeof m.$inferSelect; declare const b: typeof s.$inferSelect; send({ a, b });',
    'm row at a (id: number) | s row at b (id: number)',
  ],
  'table without a key': [
    'const logs = pgTable("logs", { at: timestamp("at"), text: text("text") }); declare const l: typeof logs.$inferSelect; send({ l });',
    'logs row at l (?)',
  ],
  generics: ['function g<T extends User>(u: T) { send({ u }); } use(g);', `users row at u ${key}`],
  'nullable and nested': [
    'async function f(n: User | null) { send({ a: { b: [n] } }); }\nuse(f);',
    `users row at a.b[0] ${key}`,
  ],
};

for (const [version, paths] of Object.entries(versions)) {
  for (const name of version === '0.45'
    ? (['typescript', 'ts54', 'ts59', 'ts-morph'] as const)
    : (['typescript'] as const)) {
    describe(`${name}, ${version}: silent`, () => {
      testEntities(compiler(name), prelude, silent, paths);
    });
    describe(`${name}, ${version}: found`, () => {
      testEntities(compiler(name), prelude, found, paths);
    });
  }
}
