import rule from '../../src/rules/no-entity-payload.js';
import { testRule } from './kit.js';

const drizzle = `
import { eq, type InferInsertModel, type InferSelectModel } from 'drizzle-orm';
import { pgTable, serial, text } from 'drizzle-orm/pg-core';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Queue } from 'bullmq';
export const users = pgTable('users', { id: serial('id').primaryKey(), email: text('email').notNull(), bio: text('bio'), pass: text('pass') });
export type User = InferSelectModel<typeof users>;
export type NewUser = InferInsertModel<typeof users>;
export declare const db: NodePgDatabase<{ users: typeof users }>;
export const queue = new Queue('mail', { connection: {} });
export { eq };
`;

const kysely = `
import type { Generated, Kysely, Selectable } from 'kysely';
import { Queue } from 'bullmq';
export interface UserTable { id: Generated<string>; email: string; bio: string | null; pass: string }
export type User = Selectable<UserTable>;
export declare const db: Kysely<{ user: UserTable }>;
export const queue = new Queue('mail', { connection: {} });
`;

const convex = `
import { defineSchema, defineTable, type DataModelFromSchemaDefinition, type DocumentByName, type FunctionReference, type Scheduler } from 'convex/server';
import { v } from 'convex/values';
import { Queue } from 'bullmq';
const schema = defineSchema({ users: defineTable({ name: v.string() }) });
type User = DocumentByName<DataModelFromSchemaDefinition<typeof schema>, 'users'>;
type Ref = FunctionReference<'mutation', 'internal', { user: User }>;
export const queue = new Queue('mail', { connection: {} });
`;

testRule(rule, {
  silent: {
    'Drizzle: ids, projections and data to insert': `${drizzle}
export async function a(id: number, input: NewUser) {
  const [user] = await db.select({ id: users.id, email: users.email }).from(users).where(eq(users.id, id));
  await queue.add('welcome', { user, userId: id, input });
  await queue.add('welcome', await db.query.users.findFirst({ columns: { id: true, email: true } }));
}
`,
    'Kysely: ids and projections': `${kysely}
export async function a() {
  const user = await db.selectFrom('user').select(['id', 'email', 'bio']).executeTakeFirstOrThrow();
  await queue.add('welcome', { user, userId: user.id });
}
`,
    'Convex: its own scheduler takes its own documents': `${convex}
export const a = (scheduler: Scheduler, ref: Ref, user: User) => scheduler.runAfter(0, ref, { user });
`,
    'a package that is not there, whose rows are anything': `
import { Queue } from 'bullmq';
// @ts-expect-error
import { db, type Row } from './generated-by-nobody.js';
export const queue = new Queue('mail', { connection: {} });
export async function a(row: Row) {
  await queue.add('welcome', { row, user: await db.selectFrom('user').selectAll().executeTakeFirst() });
}
`,
  },
  reports: {
    'a Drizzle row, one that was read and one that was given': `${drizzle}
export async function a(given: User) {
  const [user] = await db.select().from(users).where(eq(users.id, 1));
  await queue.add('welcome', { user });
                               ~~~~ [entity]
  await queue.add('welcome', { given });
                               ~~~~~ [entity]
  await queue.add('welcome', { ...given, at: 1 });
                                  ~~~~~ [entity]
}
`,
    'a Kysely row': `${kysely}
export async function a(user: User) {
  await queue.add('welcome', user);
                             ~~~~ [entity]
  const found = await db.selectFrom('user').selectAll().execute();
  await queue.add('welcome', { users: found });
                                      ~~~~~ [entity]
}
`,
    'a Convex document in a queue of another kind': `${convex}
export async function a(user: User) {
  await queue.add('welcome', { user });
                               ~~~~ [entity]
}
`,
  },
});
