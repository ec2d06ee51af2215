import { describe, expect, test } from 'vitest';
import { compiler, entities, sendsOfAll, testEntities, type EntityCases } from './harness.js';

const six = { '@mikro-orm/core': 'fixtures/libraries/mikro6/node_modules/@mikro-orm/core/index.d.ts' };

const model = (decorators: string): string => `
import { Entity, Embeddable, Embedded, PrimaryKey, Property, OneToMany, ManyToOne } from '${decorators}';
import { Collection, EntitySchema, MikroORM, wrap, serialize, PrimaryKeyProp, type EntityManager, type EntityRepository, type Loaded, type Ref, type EntityDTO, type RequiredEntityData } from '@mikro-orm/core';
@Embeddable() class Address { @Property() street!: string; @Property() city!: string; }
abstract class Base { @PrimaryKey() id!: number; @Property() createdAt!: Date; }
@Entity() class User extends Base {
  @Property() email!: string;
  @Property({ hidden: true }) secret!: string;
  @Embedded(() => Address) home!: Address;
  @OneToMany({ entity: () => Post, mappedBy: 'author' }) posts = new Collection<Post>(this);
}
@Entity() class Post {
  @PrimaryKey() uuid!: string;
  @Property() title!: string;
  @ManyToOne({ entity: () => User }) author!: User;
  @ManyToOne({ entity: () => User, ref: true }) editor!: Ref<User>;
}
@Entity() class Member {
  [PrimaryKeyProp]?: ['userId', 'orgId'];
  @PrimaryKey() userId!: number;
  @PrimaryKey() orgId!: string;
  @Property() role!: string;
}
interface Note { no: number; text: string; at: Date }
const NoteSchema = new EntitySchema<Note>({ name: 'Note', properties: { no: { type: 'number', primary: true }, text: { type: 'string' }, at: { type: 'Date' } } });
class UserDto { id!: number; email!: string; }
declare const em: EntityManager;
declare const orm: MikroORM;
declare const repo: EntityRepository<User>;
declare const user: User;
declare const post: Post;
function use(..._: unknown[]): void {}
use(orm, NoteSchema, Member, Address, repo, post);
`;

const cases: EntityCases = {
  'silent: ids and columns': ['send({ id: user.id, email: user.email, at: post.author.id });', ''],
  'silent: look-alike DTO, embedded value': [
    'declare const a: Address; send(new UserDto()); send({ a, home: user.home });',
    '',
  ],
  'silent: chosen fields': [
    "async function f() { send({ u: await em.findOneOrFail(User, 1, { fields: ['id', 'email'] }) }); }",
    '',
  ],
  'silent: picked columns and keys': [
    'declare const p: Pick<User, "id" | "email">; declare const k: Pick<User, "id">; send({ p, k });',
    '',
  ],
  'silent: inputs': [
    'declare const d: RequiredEntityData<User>; declare const u: Partial<User>; send({ d, u });',
    '',
  ],
  'silent: what MikroORM made plain, without the option': [
    'declare const dto: EntityDTO<User>; send({ dto, a: wrap(user).toObject(), b: wrap(user).toPOJO() });',
    '',
  ],
  'silent: a reference': ['send({ editor: post.editor });', ''],
  'silent: the manager, a class, a repository': ['send({ User }); send({ em }); send({ repo });', ''],
  'silent: writes and counts': [
    'async function f() { send({ n: await em.count(User), k: await em.nativeDelete(User, 1) }); }',
    '',
  ],
  'bare class': ['send({ user });', 'User instance at user (id: number)'],
  reads: [
    "async function f() { send({ a: await em.findOneOrFail(User, 1), b: await repo.findOneOrFail(1), c: await em.findOneOrFail(User, 1, { populate: ['posts'] }) }); }",
    'User instance at a (id: number) | User instance at b (id: number) | User instance at c (id: number)',
  ],
  'many, and each of them': [
    'async function f() { const all = await em.find(User, {}); send({ all }); for (const one of all) send({ one }); const [rows] = await em.findAndCount(User, {}); send({ rows }); }',
    'User instance at all[] (id: number) ; User instance at one (id: number) ; User instance at rows[] (id: number)',
  ],
  'annotated Loaded, nullable': [
    "function f(u: Loaded<User, 'posts'> | null) { send({ u }); }",
    'User instance at u (id: number)',
  ],
  'type parameter by its constraint': [
    'function f<T extends User>(row: T) { send({ row }); }',
    'User instance at row (id: number)',
  ],
  'spread and rest': [
    'const { email, ...rest } = user; use(email); send({ ...user, x: 1 }); send({ rest });',
    'User snapshot (id: number) ; User snapshot at rest (id: number)',
  ],
  'key by decorator, by name': ['send({ post });', 'Post instance at post (uuid: string)'],
  'composite key': [
    'declare const m: Member; send({ m });',
    'Member instance at m (userId: number, orgId: string)',
  ],
  'silent: chosen fields of a schema': [
    "declare const n: Loaded<Note, never, 'no' | 'text'>; declare const plain: Note; send({ n, plain });",
    '',
  ],
  EntitySchema: [
    'async function f(a: Loaded<Note>) { send({ a, n: await em.findOneOrFail(NoteSchema, { no: 1 }) }); }',
    'Note instance at a (no: number) | Note instance at n (no: number)',
  ],
  'not stored yet, and stored': [
    'async function f(d: RequiredEntityData<User>) { const u = em.create(User, d); send({ u }); const v = em.create(User, d); await em.flush(); send({ v }); }',
    'User instance at u (id: number) unpersisted ; User instance at v (id: number)',
  ],
};

const defined = `
import { defineEntity, p as types, type InferEntity } from '@mikro-orm/core';
const Tag = defineEntity({ name: 'Tag', properties: { id: types.integer().primary(), label: types.string(), at: types.datetime(), owner: () => types.manyToOne(User) } });
const Money = defineEntity({ name: 'Money', embeddable: true, properties: { amount: types.integer(), currency: types.string(), note: types.string() } });
use(Tag, Money);
`;

const seven: EntityCases = {
  'silent: an embeddable': ['declare const m: InferEntity<typeof Money>; send({ m, n: { ...m } });', ''],
  'silent: a few of its columns': [
    'declare const t: Pick<InferEntity<typeof Tag>, "id" | "label">; send({ t });',
    '',
  ],
  defineEntity: [
    'async function f() { send({ t: await em.findOneOrFail(Tag, 1) }); }',
    'Tag instance at t (id: number)',
  ],
  'its inferred type, and a spread': [
    'declare const t: InferEntity<typeof Tag>; send({ t }); send({ ...t, x: 1 });',
    'Tag instance at t (id: number) ; Tag snapshot (id: number)',
  ],
};

for (const name of ['typescript', 'ts59', 'ts-morph'] as const) {
  describe(`${name}, MikroORM 7`, () => {
    testEntities(compiler(name), model('@mikro-orm/decorators/legacy') + defined, { ...cases, ...seven });
  });
}

for (const name of ['typescript', 'ts54'] as const) {
  describe(`${name}, MikroORM 6`, () => {
    testEntities(compiler(name), model('@mikro-orm/core'), cases, six);
  });
}

test('what MikroORM made plain, with the option', () => {
  const code = `${model('@mikro-orm/core')}
declare const dto: EntityDTO<User>;
send({ dto });
send({ a: wrap(user).toObject() });
send({ b: wrap(user).toJSON() });
send({ ...wrap(user).toObject(), x: 1 });`;
  const sent = sendsOfAll(compiler('typescript'), { main: code }, {}, six).get('main') ?? [];
  const found = sent.map((one) =>
    entities(one, { serialised: true }).map(({ entity, shape, path }) => `${entity} ${shape} ${path}`.trim()),
  );
  expect(found).toEqual([
    ['User serialised dto'],
    ['User serialised a'],
    ['User serialised b'],
    ['User serialised'],
  ]);
});
