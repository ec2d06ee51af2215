import { describe, expect, test } from 'vitest';
import { compiler, entities, entityText, sends, testEntities, type EntityCases } from './harness.js';

const prelude = `
import type Bookshelf from 'bookshelf';
declare const bookshelf: Bookshelf;
class User extends bookshelf.Model<User> {
  get tableName() { return 'users'; }
  posts() { return this.hasMany(Post); }
}
class Post extends bookshelf.Model<Post> { get tableName() { return 'posts'; } override idAttribute = 'uuid'; }
class UserDto { id!: number; attributes!: { email: string }; }
declare const user: User; declare const post: Post;
function use(..._: unknown[]): void {}
use(user, post, UserDto);
`;

const silent: EntityCases = {
  'ids and columns': [
    'send({ id: user.id, email: user.get("email"), has: user.has("email"), isNew: user.isNew() });',
    '',
  ],
  'look-alike DTO': ['send(new UserDto()); send({ user: { id: 1, attributes: { email: "" } } });', ''],
  'what the ORM made plain': [
    'send({ j: user.toJSON(), s: user.serialize({ shallow: true }), a: user.attributes }); send({ ...user.toJSON() });',
    '',
  ],
  'selected columns': [
    'async function f() { send({ u: await new User({ id: 1 }).fetch({ columns: ["id", "email"] }) }); send({ n: await new User().count() }); }',
    '',
  ],
  'payload of a running job': [
    'import type { Job } from "bullmq";\nasync function work(job: Job<{ user: User }>) { send({ user: job.data.user }); }',
    '',
  ],
  'the class itself': ['send({ User });', ''],
};

const found: EntityCases = {
  'instance by its base': [
    'send({ user, post });',
    'User instance at user (id: any) | Post instance at post (id: any)',
  ],
  reads: [
    'async function f() { const u = await new User({ id: 1 }).fetch({ require: true }); send({ u }); send({ all: await new User().fetchAll() }); }',
    'User instance at u (id: any) ; User instance at all[] (id: any)',
  ],
  'a row of whatever model': [
    'declare const row: Bookshelf.Model<any>; send({ row });',
    'Model instance at row (?)',
  ],
  'spread, which types do not show': ['send({ ...user });', 'User snapshot (id: any)'],
  'not stored yet': [
    'send({ n: new User({ email: "" }) }); const s = new User({ email: "" }); s.save(); send({ s });',
    'User instance at n (id: any) unpersisted ; User instance at s (id: any)',
  ],
};

for (const name of ['typescript', 'ts-morph'] as const) {
  describe(`${name}: silent`, () => {
    testEntities(compiler(name), prelude, silent);
  });
  describe(`${name}: found`, () => {
    testEntities(compiler(name), prelude, found);
  });
}

describe('details', () => {
  const ts = compiler('typescript');

  test('plain copies are found where they are wanted, though their type is any', () => {
    const [sent] = sends(ts, `${prelude}\nconst copy = user.toJSON(); send({ copy, a: user.attributes });`);
    expect(sent && entityText(sent, { serialised: true })).toBe(
      'User serialised at copy (id: any) | User serialised at a (id: any)',
    );
  });

  test('a row has the key as `id`, a query by its column', () => {
    const [sent] = sends(ts, `${prelude}\nsend({ post });`);
    const [post] = sent ? entities(sent) : [];
    expect(post?.keys.properties).toMatchObject([{ name: 'id', column: 'uuid' }]);
  });
});
