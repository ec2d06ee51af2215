import { describe, expect, test } from 'vitest';
import { compiler, entities, entityText, sends, testEntities, type EntityCases } from './harness.js';

const inits = `
User.init({ id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }, email: DataTypes.STRING, name: DataTypes.STRING, password: DataTypes.STRING, createdAt: DataTypes.DATE }, { sequelize });
Member.init({ ...memberKey, role: DataTypes.STRING }, { sequelize });`;

/** Classes without decorators, in the manner of Sequelize 6 and 7. */
const model = (from: string, options: string): string => `
import * as orm from '${from}';
import { Model, DataTypes, Sequelize } from '${from}';
import type { Attributes, CreationAttributes, CreationOptional, ForeignKey, HasManyGetAssociationsMixin, InferAttributes, InferCreationAttributes, NonAttribute, WhereOptions } from '${from}';
class User extends Model<InferAttributes<User>, InferCreationAttributes<User>> {
  declare id: CreationOptional<number>;
  declare email: string;
  declare name: string | null;
  declare password: string;
  declare createdAt: CreationOptional<Date>;
  declare posts?: NonAttribute<Post[]>;
  declare label?: NonAttribute<string>;
  declare getPosts: HasManyGetAssociationsMixin<Post>;
  get shout(): NonAttribute<string> { return this.email; }
}
abstract class Base<A extends {} = any, B extends {} = A> extends orm.Model<A, B> { declare createdAt: CreationOptional<Date>; }
class Post extends Base<InferAttributes<Post>, InferCreationAttributes<Post>> {
  declare uuid: string;
  declare title: string;
  declare body: string;
  declare userId: ForeignKey<User['id']>;
  static setUp() { this.init({ uuid: { type: DataTypes.UUID, primaryKey: true }, title: DataTypes.STRING, body: DataTypes.STRING, userId: DataTypes.INTEGER, createdAt: DataTypes.DATE }, { sequelize }); }
}
class Member extends Model<InferAttributes<Member>, InferCreationAttributes<Member>> { declare userId: number; declare orgId: number; declare role: string; }
class Hidden extends Model<InferAttributes<Hidden>, InferCreationAttributes<Hidden>> { declare id: number; declare label: string; }
interface Attrs { uid: string; email: string; note: string }
interface Account extends Model<Attrs, Attrs>, Attrs { greet(): void }
type Invoice = Model<Attrs, Attrs> & Attrs;
class UserDto { id!: number; email!: string; name!: string; password!: string; createdAt!: string; }
const sequelize = new Sequelize(${options} as any);
const memberKey = { userId: { type: DataTypes.INTEGER, primaryKey: true }, orgId: { type: DataTypes.INTEGER, primaryKey: true } };
declare const hiddenAttributes: any;
${inits}
Hidden.init(hiddenAttributes, { sequelize });
const Accounts = sequelize.define<Account>('account', { uid: { type: DataTypes.STRING, primaryKey: true }, email: DataTypes.STRING, note: DataTypes.STRING });
const Invoices = sequelize.define<Invoice>('invoice', { uid: { type: DataTypes.STRING, primaryKey: true }, email: DataTypes.STRING, note: DataTypes.STRING });
const Loose = sequelize.define('loose', { name: DataTypes.STRING });
declare const user: User;
declare const post: Post;
declare const account: Account;
declare const where: WhereOptions<User>;
function use(..._: unknown[]): void {}
use(Member, Hidden, Accounts, Invoices, Loose, UserDto, post, account, where);
`;

const silent: EntityCases = {
  'ids and columns': [
    'send({ id: user.id, email: user.email, note: user.get("email"), shout: user.shout, post: user.posts?.[0]?.title, label: user.label });',
    '',
  ],
  'look-alike DTO': [
    'send(new UserDto()); send({ user: { id: 1, email: "", name: "", password: "", createdAt: "" } });',
    '',
  ],
  'picked columns, key, patch': [
    'declare const p: Pick<User, "id" | "email">; declare const k: Pick<User, "id">; declare const c: Partial<User>; declare const a: Partial<Attributes<User>>; send({ p, k, c, a });',
    '',
  ],
  'a patch of a class with relations that may be missing': [
    'declare const changes: { attributes: Partial<InferAttributes<User, { omit: never }>>; row: Partial<User> }; send({ changes });',
    '',
  ],
  'inputs of a write': [
    'declare const c: CreationAttributes<User>; declare const i: InferCreationAttributes<User>; send({ c, i });',
    '',
  ],
  'results of a write': [
    'async function f() { send(await User.update({ name: "" }, { where: {} })); send({ n: await User.destroy({ where: {} }), c: await User.count() }); }',
    '',
  ],
  'a few attributes': [
    'async function f() { const u = await User.findByPk(1, { attributes: ["id", "email"] }); send({ u }); const { rows } = await User.findAndCountAll({ attributes: ["id"] }); send({ rows }); send({ all: (await User.findAndCountAll({ attributes: ["id"] })).rows }); }',
    '',
  ],
  'what the ORM made plain': [
    'send(user.toJSON()); send(user.get()); send({ d: user.dataValues, p: user.get({ plain: true }) }); send({ ...user.toJSON() }); const { password, ...rest } = user.toJSON(); use(password); send({ rest });',
    '',
  ],
  'payload of a running job': [
    'import type { Job } from "bullmq";\nasync function work(job: Job<{ user: User }>) { send({ user: job.data.user }); }',
    '',
  ],
  'what a constraint makes optional': [
    'interface Props { to: string; author?: User } function f<T extends Props>(props: T) { send({ props }); }',
    '',
  ],
  'the class itself': ['send({ User, Accounts, sequelize });', ''],
};

const found: EntityCases = {
  'instance by its base': [
    'send({ user, post });',
    'User instance at user (id: number) | Post instance at post (uuid: string)',
  ],
  'nullable read': [
    'async function f() { const u = await User.findByPk(1); send({ u }); const p = await Post.findOne(); if (p) send({ p }); }',
    'User instance at u (id: number) ; Post instance at p (uuid: string)',
  ],
  'many rows': [
    'async function f() { send({ all: await User.findAll() }); const { rows, count } = await User.findAndCountAll(); send({ rows, count }); }',
    'User instance at all[] (id: number) ; User instance at rows[] (id: number)',
  ],
  'row or new row': [
    'async function f() { const [row, made] = await User.findOrCreate({ where: { email: "" } }); send({ row, made }); }',
    'User instance at row (id: number)',
  ],
  'plain rows': [
    'async function f() { const u = await User.findOne({ raw: true }); send({ u }); send({ all: await User.findAll({ raw: true }) }); }',
    'User row at u (id: number) ; User row at all[] (id: number)',
  ],
  'all columns but a few': [
    'async function f() { const u = await User.findOne({ attributes: { exclude: ["password"] } }); send({ u }); }',
    'User instance at u (id: number)',
  ],
  'a relation that is loaded': ['send({ posts: user.posts });', 'Post instance at posts[] (uuid: string)'],
  'spread and rest': [
    'send({ ...user, extra: 1 }); const { email, ...rest } = user; use(email); send({ rest });',
    'User snapshot (id: number) ; User snapshot at rest (id: number)',
  ],
  'generic by its constraint': [
    'function f<T extends User>(row: T) { send({ row }); } function g<T extends Model>(row: T) { send({ row }); }',
    'User instance at row (id: number) ; Model instance at row (?)',
  ],
  'not stored yet': [
    'send({ u: User.build({ email: "", name: null, password: "" }) }); const n = new User(); send({ n });',
    'User instance at u (id: number) unpersisted ; User instance at n (id: number) unpersisted',
  ],
  'built, then saved': [
    'async function f() { const n = User.build({ email: "", name: null, password: "" }); await n.save(); send({ n }); send({ c: await User.create({ email: "", name: null, password: "" }) }); }',
    'User instance at n (id: number) ; User instance at c (id: number)',
  ],
  'key of two columns, and one that nobody shows': [
    'declare const m: Member; declare const h: Hidden; send({ m, h });',
    'Member instance at m (userId: number, orgId: number) | Hidden instance at h (?)',
  ],
  'models of define': [
    'declare const invoice: Invoice; send({ account, invoice }); async function f() { const row = await Loose.findOne(); send({ row, acc: await Accounts.findByPk("1") }); }',
    'Account instance at account (uid: string) | Invoice instance at invoice (uid: string) ; Loose instance at row (?) | Account instance at acc (uid: string)',
  ],
};

for (const [name, from] of [
  ['typescript', 'sequelize'],
  ['typescript', '@sequelize/core'],
  ['ts54', 'sequelize'],
] as const) {
  const prelude = model(from, from === 'sequelize' ? "'sqlite::memory:'" : '{}');
  describe(`${name}, ${from}: silent`, () => {
    testEntities(compiler(name), prelude, silent);
  });
  describe(`${name}, ${from}: found`, () => {
    testEntities(compiler(name), prelude, found);
  });
}

describe('decorated classes', () => {
  const decorated = (imports: string, column: string): string => `${imports}
interface UserAttributes { id?: string; email: string; password: string }
class IdModel<A extends {} = any, B extends {} = A> extends Model<A, B> { @PrimaryKey ${column} declare id: string; ${column} declare createdAt: Date; }
class User extends IdModel<UserAttributes, UserAttributes> { ${column} declare email: string; ${column} declare password: string; declare cached?: string; @HasMany(() => Post, 'userId') declare posts: Post[]; }
class Post extends Model<any, any> { ${column} declare title: string; SLUG declare slug: string; }
declare const user: User; declare const post: Post;
function use(..._: unknown[]): void {}
use(user, post);
`;
  const typescript6 = decorated(
    `import { Model, Column, PrimaryKey, HasMany, DataType } from 'sequelize-typescript';`,
    '@Column(DataType.TEXT)',
  ).replace('SLUG', '@Column({ primaryKey: true })');
  const core7 = decorated(
    `import { Model, DataTypes } from '@sequelize/core';\nimport { Attribute, PrimaryKey, HasMany } from '@sequelize/core/decorators-legacy';`,
    '@Attribute(DataTypes.TEXT)',
  ).replace('SLUG', '@Attribute({ type: DataTypes.TEXT, primaryKey: true })');
  for (const [name, prelude] of [
    ['sequelize-typescript', typescript6],
    ['@sequelize/core', core7],
  ] as const) {
    describe(name, () => {
      testEntities(compiler('typescript'), prelude, {
        'ids, plain copies and inputs are silent': [
          'send({ id: user.id, email: user.email }); send(user.dataValues); send({ copy: user.get({ plain: true }) }); declare const p: Pick<User, "id" | "email">; send({ p });',
          '',
        ],
        'instances, with an inherited key': [
          'send({ user }); send({ post, posts: user.posts });',
          'User instance at user (id: string) ; Post instance at post (slug: string) | Post instance at posts[] (slug: string)',
        ],
        'rest and spread belong to the derived class': [
          'const { email, ...rest } = user; use(email); send({ rest }); send({ ...user });',
          'User snapshot at rest (id: string) ; User snapshot (id: string)',
        ],
        'a model that is built in its own static': [
          'class Extra extends User { static later() { send(this.build({ email: "", password: "" })); } } use(Extra);',
          'Extra instance (id: string) unpersisted',
        ],
      });
    });
  }
});

describe('details', () => {
  const ts = compiler('typescript');
  const prelude = model('sequelize', "'sqlite::memory:'");

  test('plain copies are found where they are wanted', () => {
    const code = `${prelude}\nsend({ d: user.dataValues, j: user.toJSON(), e: user.get('email') }); send({ ...user.get() });`;
    const texts = sends(ts, code).map((sent) => entityText(sent, { serialised: true }));
    expect(texts).toEqual([
      'User serialised at d (id: number) | User serialised at j (id: number)',
      'User serialised (id: number)',
    ]);
  });

  test('a toJSON() of the program says what it gives', () => {
    const code = `${prelude}\nclass Slim extends User { override toJSON(): any { return { id: this.id }; } }\ndeclare const slim: Slim;\nsend({ s: slim.toJSON() });`;
    const [sent] = sends(ts, code);
    expect(sent && entityText(sent, { serialised: true })).toBe('');
  });

  test('the query is kept for the worker', () => {
    const code = `${prelude}\nasync function f(id: number) { const u = await User.findByPk(id, { include: { all: true }, attributes: { exclude: ['password'] } }); send({ u }); const v = await User.findByPk(id); if (v) { await v.reload({ include: { all: true } }); send({ v }); } }`;
    const [first, second] = sends(ts, code).flatMap((sent) => entities(sent));
    expect(first?.query?.options.map(({ text, role }) => `${role} ${text}`)).toEqual([
      'relations include: { all: true }',
      "relations attributes: { exclude: ['password'] }",
    ]);
    expect(first?.query?.complete).toBe(true);
    expect(second?.query?.complete).toBe(false);
  });
});
