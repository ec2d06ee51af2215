import { describe, expect, test } from 'vitest';
import { compiler, entities, entityText, sends, testEntities, type EntityCases } from './harness.js';

const prelude = `
import { Model } from 'objection';
import type { ModelObject, PartialModelObject } from 'objection';
class Base extends Model { createdAt!: string; }
class User extends Base {
  static override tableName = 'users';
  id!: number;
  email!: string;
  password!: string;
  name?: string;
  posts?: Post[];
  best?: Post | null;
  get upper(): string { return this.email; }
  static override relationMappings = {};
}
class Post extends Model {
  static override tableName = 'posts';
  static override get idColumn() { return ['userId', 'posts.slug']; }
  userId!: number; slug!: string; title!: string;
}
class Tag extends Model { static override idColumn = 'uuid'; uuid!: string; label!: string; }
class Note extends Model { static override idColumn = process.env.KEY ?? 'id'; id!: number; text!: string; }
class UserDto { id!: number; email!: string; password!: string; createdAt!: string; }
declare const user: User; declare const post: Post; declare const tag: Tag; declare const note: Note;
function use(..._: unknown[]): void {}
use(user, post, tag, note, UserDto);
`;

const silent: EntityCases = {
  'ids and columns': [
    'send({ id: user.id, email: user.email, upper: user.upper, title: user.posts?.[0]?.title });',
    '',
  ],
  'look-alike DTO': [
    'send(new UserDto()); send({ user: { id: 1, email: "", password: "", createdAt: "" } });',
    '',
  ],
  'picked, key, patch, input': [
    'declare const p: Pick<User, "id" | "email">; declare const k: Pick<User, "id">; declare const c: Partial<User>; declare const i: PartialModelObject<User>; send({ p, k, c, i });',
    '',
  ],
  'what the ORM made plain': [
    'declare const o: ModelObject<User>; send({ o, j: user.toJSON(), t: user.$toJson() }); send({ ...user.toJSON() });',
    '',
  ],
  'selected columns': [
    'async function f() { send({ u: await User.query().select("id").findById(1) }); send({ u: await User.query().findById(1).select("id", "email").throwIfNotFound() }); send({ n: await User.query().resultSize(), c: await User.query().patch({ name: "" }).where("id", 1) }); }',
    '',
  ],
  'payload of a running job': [
    'import type { Job } from "bullmq";\nasync function work(job: Job<{ user: User }>) { send({ user: job.data.user }); }',
    '',
  ],
  'the class itself': ['send({ User });', ''],
};

const found: EntityCases = {
  'instance by its base': ['send({ user });', 'User instance at user (id: number)'],
  'keys that the class names': [
    'send({ post, tag, note });',
    'Post instance at post (userId: number, slug: string) | Tag instance at tag (uuid: string) | Note instance at note (?)',
  ],
  'reads of a builder': [
    'async function f() { const u = await User.query().findById(1); send({ u }); const t = await User.query().findOne({ email: "" }).throwIfNotFound(); send({ t }); const l = await User.query().where("id", ">", 1).orderBy("id").limit(3); send({ l }); const [first] = await User.query(); send({ first }); }',
    'User instance at u (id: number) ; User instance at t (id: number) ; User instance at l[] (id: number) ; User instance at first (id: number)',
  ],
  'all columns of a join': [
    'async function f() { send({ u: await User.query().select("users.*").joinRelated("posts").findById(1) }); }',
    'User instance at u (id: number)',
  ],
  'relations of a row': [
    'async function f() { send({ posts: user.posts, best: user.best, more: await user.$relatedQuery("posts") }); }',
    'Post instance at posts[] (userId: number, slug: string) | Post instance at best (userId: number, slug: string) | Post instance at more[] (userId: number, slug: string)',
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
    'send({ u: User.fromJson({}) }); const n = new User(); send({ n });',
    'User instance at u (id: number) unpersisted ; User instance at n (id: number) unpersisted',
  ],
  inserted: [
    'async function f() { send({ u: await User.query().insert({ email: "" }) }); }',
    'User instance at u (id: number)',
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

describe('details', () => {
  const ts = compiler('typescript');

  test('plain copies are found where they are wanted', () => {
    const [sent] = sends(
      ts,
      `${prelude}\ndeclare const o: ModelObject<User>; send({ o, j: user.$toJson() });`,
    );
    expect(sent && entityText(sent, { serialised: true })).toBe(
      'User serialised at o (id: number) | User serialised at j (id: number)',
    );
  });

  test('the members of the query are kept for the worker', () => {
    const code = `${prelude}\nasync function f() { const u = await User.query().findById(1).withGraphFetched('posts').throwIfNotFound(); send({ u }); const v = await User.query().findById(1).modify('active').throwIfNotFound(); send({ v }); const w = await User.query().findById(1).throwIfNotFound(); await w.$fetchGraph('posts'); send({ w }); }`;
    const [first, second, third] = sends(ts, code).flatMap((sent) => entities(sent));
    expect(first?.query?.members.map(({ name, role }) => `${name} ${role}`)).toEqual([
      'findById other',
      'withGraphFetched relations',
      'throwIfNotFound other',
    ]);
    expect(first?.query?.complete).toBe(true);
    expect(first?.query?.many).toBe(false);
    expect(second?.query?.complete).toBe(false);
    expect(third?.query?.complete).toBe(false);
  });
});
