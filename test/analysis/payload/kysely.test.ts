import { describe, expect, test } from 'vitest';
import { tableOfNames } from '../../../src/analysis/payload/recognise/mapped-rows.js';
import { compiler, entities, sends, testEntities, type EntityCases } from './harness.js';

const prelude = `
import type { ColumnType, Generated, GeneratedAlways, Insertable, JSONColumnType, Kysely, Selectable, Updateable } from 'kysely';
interface UserTable {
  id: Generated<number>;
  email: string;
  password: string | null;
  meta: JSONColumnType<{ theme: string }>;
  created_at: ColumnType<Date, string | undefined, never>;
}
interface PostTable { id: Generated<string>; author_id: number; title: string }
interface TagTable { id: Generated<number>; email: string }
interface MemberTable { user_id: number; org_id: number; role: string }
interface EventTable { id: GeneratedAlways<bigint>; name: string }
interface AuditTable { id: Generated<number>; other_id: Generated<number>; name: string }
interface DB {
  user: UserTable; post: PostTable; tag: TagTable; member: MemberTable; event: EventTable; audit: AuditTable;
  inline: { id: Generated<number>; a: string; b: string };
}
declare const db: Kysely<DB>;
type User = Selectable<UserTable>;
declare const user: User;
function use(..._: unknown[]): void {}
type New = Insertable<UserTable>;
type Patch = Updateable<UserTable>;
declare const input: New;
declare const patch: Patch;
use(db, user, input, patch);
`;

const key = '(id: number)';

const silent: EntityCases = {
  'ids, columns and JSON columns': ['send({ id: user.id, email: user.email, meta: user.meta });', ''],
  'look-alike DTO': [
    'declare const dto: { id: number; email: string; password: string | null; meta: { theme: string }; created_at: Date }; send({ dto });',
    '',
  ],
  projections: [
    'async function f() { send({ u: await db.selectFrom("user").select(["id", "email"]).executeTakeFirstOrThrow() }); send({ n: await db.selectFrom("user").select(["id", "email", "password", "created_at"]).execute() }); send({ c: await db.selectFrom("user").select((eb) => eb.fn.countAll().as("n")).executeTakeFirst() }); }',
    '',
  ],
  'a projection of all the columns that another table has': [
    'async function f() { send({ u: await db.selectFrom("user").select(["id", "email"]).executeTakeFirstOrThrow() }); }',
    '',
  ],
  inputs: ['send({ input, patch, ...patch }); declare const o: Omit<New, "email">; send({ o });', ''],
  'patches, and data without the key': [
    'declare const p: Partial<User>; declare const o: Omit<User, "id">; send({ p, o });',
    '',
  ],
  'picked columns': ['declare const p: Pick<User, "id" | "email">; send({ p });', ''],
  'results of writes': [
    'async function f() { send({ r: await db.deleteFrom("user").executeTakeFirst(), i: await db.insertInto("tag").values({ email: "" }).executeTakeFirst() }); }',
    '',
  ],
  'the table interface itself, read nowhere': ['declare const t: MemberTable; send({ role: t.role });', ''],
  'payload of a running job': [
    'import type { Job } from "bullmq";\nasync function work({ data: { user } }: Job<{ user: User }>) { send({ user }); }',
    '',
  ],
};

const found: EntityCases = {
  'annotated row': ['send({ user }); send(user);', `UserTable row at user ${key} ; UserTable row ${key}`],
  selectAll: [
    'async function f() { const u = await db.selectFrom("user").selectAll().where("id", "=", 1).executeTakeFirstOrThrow(); send({ u }); send(await db.selectFrom("post").selectAll().execute()); }',
    `UserTable row at u ${key} ; PostTable row at [] (id: string)`,
  ],
  'one that may be missing, one of many': [
    'async function f() { send({ u: await db.selectFrom("user").selectAll().executeTakeFirst() }); for (const u of await db.selectFrom("user").selectAll().execute()) send({ u }); }',
    `UserTable row at u ${key} ; UserTable row at u ${key}`,
  ],
  returningAll: [
    'async function f() { send({ t: await db.insertInto("tag").values({ email: "" }).returningAll().executeTakeFirst() }); send({ d: await db.deleteFrom("post").returningAll().executeTakeFirstOrThrow() }); }',
    'TagTable row at t (id: number) ; PostTable row at d (id: string)',
  ],
  'a row with columns of another table': [
    'async function f() { send({ u: await db.selectFrom("user").innerJoin("post", "post.author_id", "user.id").selectAll("user").select("post.title").executeTakeFirstOrThrow() }); }',
    `UserTable row at u ${key}`,
  ],
  'small table whose columns another table has too': [
    'async function f() { send({ t: await db.selectFrom("tag").selectAll().executeTakeFirstOrThrow() }); } declare const t: Selectable<TagTable>; send({ t });',
    'TagTable row at t (id: number) ; TagTable row at t (id: number)',
  ],
  'table without an interface of its own': [
    'async function f() { send({ r: await db.selectFrom("inline").selectAll().executeTakeFirstOrThrow() }); }',
    'inline row at r (id: number)',
  ],
  spread: ['send({ ...user, x: 1 });', `UserTable snapshot ${key}`],
  'rest and Omit': [
    'const { password, ...rest } = user; use(password); declare const o: Omit<User, "password">; send({ rest, o });',
    `UserTable snapshot at rest ${key} | UserTable snapshot at o ${key}`,
  ],
  'row of a table without some columns': [
    'declare const s: Selectable<Omit<UserTable, "password">>; send({ a: [s] });',
    `UserTable snapshot at a[0] ${key}`,
  ],
  'copies made by functions, interfaces, intersections': [
    'const safe = (u: User) => ({ ...u, at: 1 }); interface Mine extends User { extra: number } declare const m: Mine; declare const i: User & { n: number }; send({ s: safe(user), m, i });',
    `UserTable row at s ${key} | UserTable row at m ${key} | UserTable row at i ${key}`,
  ],
  'no key in sight: none generated, or two': [
    'declare const m: Selectable<MemberTable>; declare const a: Selectable<AuditTable>; send({ m, a });',
    'MemberTable row at m (?) | AuditTable row at a (?)',
  ],
  'bigint key': ['declare const e: Selectable<EventTable>; send({ e });', 'EventTable row at e (id: bigint)'],
  'aliases of a generator': [
    'namespace Db { export type Generated<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>; export interface Users { createdAt: Generated<Date>; id: Generated<string>; name: string } } declare const u: Selectable<Db.Users>; send({ u });',
    'Users row at u (id: string)',
  ],
  generics: ['function g<T extends User>(u: T) { send({ u }); } use(g);', `UserTable row at u ${key}`],
  nullable: [
    'function f(n: User | undefined) { send({ a: { b: n } }); } use(f);',
    `UserTable row at a.b ${key}`,
  ],
};

for (const name of ['typescript', 'ts54', 'ts59', 'ts-morph'] as const) {
  describe(`${name}: silent`, () => {
    testEntities(compiler(name), prelude, silent);
  });
  describe(`${name}: found`, () => {
    testEntities(compiler(name), prelude, found);
  });
}

test('the name of a table is read from the type of the database', () => {
  const [sent] = sends(compiler('typescript'), `${prelude}\nsend({ user });`);
  const [entity] = sent ? entities(sent) : [];
  expect(entity?.model?.table).toBe('user');
});

describe('tables by the names of columns, where the compiler does not tell', () => {
  const user = { model: 'user', columns: ['id', 'email', 'name'] };
  const tag = { model: 'tag', columns: ['id', 'name'] };
  const tables = [user, tag, { model: 'one', columns: ['x'] }];

  test.each<[string, string[], string | undefined]>([
    ['all columns, with relations', ['id', 'email', 'name', 'posts'], 'user'],
    ['a projection of another table, or a small table', ['id', 'name'], undefined],
    ['some columns', ['id', 'email'], undefined],
    ['one column is nobody in particular', ['x'], undefined],
    ['small table and something else', ['id', 'name', 'x'], 'tag'],
    ['nothing', [], undefined],
  ])('%s', (_, names, expected) => {
    expect(tableOfNames(tables, new Set(names))).toBe(expected);
  });

  test('two tables with the same columns', () => {
    const twins = [user, { ...user, model: 'admin' }];
    expect(tableOfNames(twins, new Set(user.columns))).toBeUndefined();
  });
});
