import { describe } from 'vitest';
import { compiler, testEntities, type EntityCases } from './harness.js';

const prelude = `
import { defineSchema, defineTable, type DataModelFromSchemaDefinition, type DocumentByName, type GenericMutationCtx } from 'convex/server';
import { v, type GenericId } from 'convex/values';
const schema = defineSchema({
  users: defineTable({ name: v.string(), email: v.string(), bio: v.optional(v.string()) }),
  posts: defineTable({ title: v.string(), author: v.id('users') }),
});
type Data = DataModelFromSchemaDefinition<typeof schema>;
type Doc<T extends 'users' | 'posts'> = DocumentByName<Data, T>;
type Id<T extends 'users' | 'posts'> = GenericId<T>;
declare const user: Doc<'users'>;
declare const ctx: GenericMutationCtx<Data>;
declare const id: Id<'users'>;
function use(..._: unknown[]): void {}
use(user, ctx, id);
`;

const key = '(_id: string)';

const silent: EntityCases = {
  'ids and fields': ['send({ userId: user._id, id, name: user.name });', ''],
  'look-alike DTO': [
    'declare const dto: { _id: string; _creationTime: number; name: string; email: string }; send({ dto });',
    '',
  ],
  'fields without the system ones': [
    'const { _id, _creationTime, ...input } = user; use(_id, _creationTime); send({ input });',
    '',
  ],
  patches: ['declare const p: Partial<Doc<"users">>; send({ p });', ''],
  'picked fields': ['declare const p: Pick<Doc<"users">, "_id" | "name">; send({ p });', ''],
};

const found: EntityCases = {
  'annotated document': ['send({ user }); send(user);', `users row at user ${key} ; users row ${key}`],
  'read from the database': [
    'async function f() { send({ u: await ctx.db.get(id) }); send(await ctx.db.query("users").collect()); }',
    `users row at u ${key} ; users row at [] ${key}`,
  ],
  spread: ['send({ ...user, x: 1 });', `users snapshot ${key}`],
  'nullable, nested, generic': [
    'function f<T extends Doc<"users">>(n: Doc<"posts"> | null, u: T) { send({ a: [n] }); send({ u }); } use(f);',
    `posts row at a[0] ${key} ; users row at u ${key}`,
  ],
};

for (const name of ['typescript', 'ts54'] as const) {
  describe(`${name}: silent`, () => {
    testEntities(compiler(name), prelude, silent);
  });
  describe(`${name}: found`, () => {
    testEntities(compiler(name), prelude, found);
  });
}
