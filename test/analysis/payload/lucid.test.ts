import { describe, expect, test } from 'vitest';
import { compiler, entities, entityText, sends, testEntities, type EntityCases } from './harness.js';

const prelude = `
import { BaseModel, column, computed, hasMany, belongsTo } from '@adonisjs/lucid/orm';
import type { HasMany, BelongsTo } from '@adonisjs/lucid/types/relations';
import type { DateTime } from 'luxon';
class User extends BaseModel {
  @column({ isPrimary: true }) declare id: number;
  @column() declare email: string;
  @column({ serializeAs: null }) declare password: string;
  @column.dateTime({ autoCreate: true }) declare createdAt: DateTime;
  @hasMany(() => Post) declare posts: HasMany<typeof Post>;
  @computed() get upper(): string { return this.email; }
}
class Post extends BaseModel {
  static override primaryKey = 'uuid';
  @column() declare uuid: string;
  @column() declare title: string;
  @belongsTo(() => User) declare author: BelongsTo<typeof User>;
}
class Tag extends BaseModel { @column() declare id: number; @column() declare label: string; }
class UserDto { id!: number; email!: string; password!: string; createdAt!: string; }
declare const user: User; declare const post: Post; declare const tag: Tag;
function use(..._: unknown[]): void {}
use(user, post, tag, UserDto);
`;

const silent: EntityCases = {
  'ids and columns': [
    'send({ id: user.id, email: user.email, upper: user.upper, title: user.posts[0]?.title });',
    '',
  ],
  'look-alike DTO': [
    'send(new UserDto()); send({ user: { id: 1, email: "", password: "", createdAt: "" } });',
    '',
  ],
  'picked, key, patch': [
    'declare const p: Pick<User, "id" | "email">; declare const k: Pick<User, "id">; declare const c: Partial<User>; send({ p, k, c });',
    '',
  ],
  'what the ORM made plain': [
    'send({ j: user.toJSON(), s: user.serialize({ fields: ["id"] }), a: user.$attributes }); send({ ...user.serialize() });',
    '',
  ],
  'selected columns': [
    'async function f() { send({ u: await User.query().select("id").first() }); send({ n: await User.query().count("* as total").pojo() }); }',
    '',
  ],
  'payload of a running job': [
    'import type { Job } from "bullmq";\nasync function work(job: Job<{ user: User }>) { send({ user: job.data.user }); }',
    '',
  ],
  'the class itself': ['send({ User });', ''],
};

const found: EntityCases = {
  'instance by its base, keys by option, static and convention': [
    'send({ user, post, tag });',
    'User instance at user (id: number) | Post instance at post (uuid: string) | Tag instance at tag (id: number)',
  ],
  reads: [
    'async function f() { send({ a: await User.find(1) }); const b = await User.findByOrFail("email", ""); send({ b }); send({ c: await User.all(), d: await User.query().where("id", 1).preload("posts"), e: await User.query().firstOrFail() }); }',
    'User instance at a (id: number) ; User instance at b (id: number) ; User instance at c[] (id: number) | User instance at d[] (id: number) | User instance at e (id: number)',
  ],
  'a page of rows': [
    'async function f() { send({ page: await User.query().paginate(1) }); }',
    'User instance at page[] (id: number)',
  ],
  'relations of a row': [
    'send({ posts: user.posts, author: post.author });',
    'Post instance at posts[] (uuid: string) | User instance at author (id: number)',
  ],
  'spread and rest': [
    'send({ ...user, extra: 1 }); const { email, ...rest } = user; use(email); send({ rest });',
    'User snapshot (id: number) ; User snapshot at rest (id: number)',
  ],
  'generic by its constraint': [
    'function f<T extends User>(row: T) { send({ row }); }',
    'User instance at row (id: number)',
  ],
  'not stored yet': [
    'const n = new User(); send({ n }); const s = new User(); s.save(); send({ s });',
    'User instance at n (id: number) unpersisted ; User instance at s (id: number)',
  ],
};

for (const name of ['typescript', 'ts59'] as const) {
  describe(`${name}: silent`, () => {
    testEntities(compiler(name), prelude, silent);
  });
  describe(`${name}: found`, () => {
    testEntities(compiler(name), prelude, found);
  });
}

describe('details', () => {
  const ts = compiler('typescript');

  test('plain copies are found where they are wanted', () => {
    const [sent] = sends(ts, `${prelude}\nsend({ j: user.toJSON(), s: user.serialize() });`);
    expect(sent && entityText(sent, { serialised: true })).toBe(
      'User serialised at j (id: number) | User serialised at s (id: number)',
    );
  });

  test('relations that are loaded later make the query incomplete', () => {
    const code = `${prelude}\nasync function f() { const u = await User.query().where('id', 1).preload('posts').firstOrFail(); send({ u }); const v = await User.findOrFail(1); await v.load('posts'); send({ v }); }`;
    const [first, second] = sends(ts, code).flatMap((sent) => entities(sent));
    expect(first?.query?.members.map(({ name, role }) => `${name} ${role}`)).toEqual([
      'where other',
      'preload relations',
      'firstOrFail other',
    ]);
    expect(first?.query?.complete).toBe(true);
    expect(second?.query?.complete).toBe(false);
  });
});
