import { describe, expect, test } from 'vitest';
import { compiler, entities, entityText, sends, verdict, testEntities, type EntityCases } from './harness.js';

const model = (from: string): string => `
import * as orm from '${from}';
import { Entity as Model, Column, PrimaryGeneratedColumn, PrimaryColumn, OneToMany, ManyToOne, CreateDateColumn, ViewEntity, ViewColumn, BaseEntity, EntitySchema } from '${from}';
import type { Repository, EntityManager, DataSource, DeepPartial } from '${from}';
abstract class Base {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @CreateDateColumn() createdAt!: Date;
}
@Model() class User extends Base {
  @Column() email!: string;
  @Column() name!: string;
  @Column('bigint') balance!: bigint;
  @OneToMany(() => Post, (post) => post.author) posts!: Post[];
  greet(): string { return this.name; }
}
@orm.Entity() class Post {
  @Column({ primary: true }) id!: number;
  @Column() title!: string;
  @ManyToOne(() => User) author!: User;
}
@Model() class Member { @PrimaryColumn() userId!: string; @PrimaryColumn() orgId!: number; @Column() role!: string; }
@ViewEntity() class Stats { @ViewColumn() total!: number; }
@Model() class Active extends BaseEntity { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
class Address { @Column() street!: string; @Column() city!: string; }
interface Tag { id: number; label: string }
const TagEntity = new EntitySchema<Tag>({ name: 'tag', columns: { id: { primary: true, type: Number }, label: { type: String } } });
class UserDto { id!: string; email!: string; name!: string; createdAt!: string; }
declare const user: User;
declare const repo: Repository<User>;
declare const manager: EntityManager;
declare const source: DataSource;
function use(..._: unknown[]): void {}
use(Stats, Active, Address, UserDto, TagEntity, source, Member);
`;

const silent: EntityCases = {
  'ids and columns': ['send({ id: user.id, email: user.email, post: user.posts[0]!.title });', ''],
  'look-alike DTO': ['send(new UserDto()); send({ user: { id: "1", email: "", name: "" } });', ''],
  'a few picked columns': ['declare const p: Pick<User, "id" | "email">; send({ p });', ''],
  'key only': ['declare const p: Pick<User, "id">; send({ p });', ''],
  'embedded value': ['declare const a: Address; send({ a });', ''],
  'input of a write': ['declare const d: DeepPartial<User>; send({ d });', ''],
  'results of a write': [
    'async function f() { send(await repo.insert({ email: "" })); send(await repo.update("1", {})); }',
    '',
  ],
  'select of a few columns': [
    'async function f() { const u = await repo.findOneOrFail({ where: { id: "1" }, select: { id: true, email: true } }); send({ u }); }',
    '',
  ],
  'query builder that selects columns': [
    'async function f() { const u = await repo.createQueryBuilder("u").select(["u.id", "u.email"]).getMany(); send({ u }); }',
    '',
  ],
  'JSON.parse typed as an entity': ['const u = JSON.parse("") as User; send({ u });', ''],
  'payload of a running job': [
    'import type { Job } from "bullmq";\nasync function work(job: Job<{ user: User; users: User[] }>) { send({ user: job.data.user }); const { user } = job.data; send({ user, more: job.data.users.map((u) => ({ u })) }); for (const u of job.data.users) send(u); }',
    '',
  ],
  'helper that is given the payload of a running job': [
    'import type { Job } from "bullmq";\nfunction forward(data: { user: User }) { send({ user: data.user }); }\nexport async function work(job: Job<{ user: User }>) { forward(job.data); }',
    '',
  ],
  'update patches and diffs': [
    'declare const patch: Partial<User>; declare const diff: { [K in keyof User]?: { old: User[K]; next: User[K] } }; send({ patch, ...patch, diff });',
    '',
  ],
  'create inputs without the key': ['declare const u: Omit<User, "posts" | "id">; send({ u });', ''],
  'a property that is written over after a spread': [
    'declare const d: { id: number; user: User; deep: { user: User } }; send({ ...d, user: d.user.id, deep: 1 }); const c = { ...d, user: 1, deep: d.deep.user.id }; send({ c }); send(c);',
    '',
  ],
  'a property that is deleted or changed before': [
    'const m: { id: string; user?: User } = { id: user.id, user }; delete m.user; send(m); function f(d: { user: any }, e: { user?: User | undefined }) { e.user = undefined; send(e); send({ ...e }); }',
    '',
  ],
  'a parameter with a decorator': [
    'declare function Who(): ParameterDecorator; class C { go(@Who() user: User) { send({ user }); send(user); } }',
    '',
  ],
  'a cast of any': [
    'declare const res: { json(): Promise<any> }; async function f(x: unknown) { const u: User = await res.json(); send({ u, v: (await res.json()) as User, x: x as User }); }',
    '',
  ],
  'the class itself and its repository': ['send({ User }); send({ repo });', ''],
  'DTO that extends a partial entity': [
    'declare function PartialType<T>(type: new () => T): new () => Partial<T>;\nclass UpdateUser extends PartialType(User) { extra = 1 }\nsend(new UpdateUser());',
    '',
  ],
};

const found: EntityCases = {
  'instance by its class': ['send({ user });', 'User instance at user (id: string)'],
  'helper that others give a row': [
    'import type { Job } from "bullmq";\nfunction forward(data: { user: User }) { send({ user: data.user }); }\nexport async function work(job: Job<{ user: User }>) { forward(job.data); forward({ user }); }',
    'User instance at user (id: string)',
  ],
  'at the root': ['send(user);', 'User instance (id: string)'],
  'nullable read': [
    'async function f() { const u = await repo.findOne({ where: { id: "1" } }); send({ u }); }',
    'User instance at u (id: string)',
  ],
  'array of rows': [
    'async function f() { send({ users: await repo.find() }); }',
    'User instance at users[] (id: string)',
  ],
  'nested in a type': [
    'declare const order: { items: { post: Post }[]; buyer?: User | null }; send({ order });',
    'Post instance at order.items[].post (id: number) | User instance at order.buyer (id: string)',
  ],
  'result of save': [
    'async function f() { send(await repo.save({ email: "" })); }',
    'User instance (id: string)',
  ],
  spread: ['send({ ...user, extra: 1 });', 'User snapshot (id: string)'],
  'spread with a column written again': [
    'send({ user: { ...user, createdAt: user.createdAt.toISOString() } });',
    'User snapshot at user (id: string)',
  ],
  rest: [
    'const { email, ...rest } = user; use(email); send({ rest });',
    'User snapshot at rest (id: string)',
  ],
  'a row with another property written over': [
    'async function f(d: { user: User; post: Post }) { send({ ...d, user: d.user.id }); d.post = user.posts[0]!; send({ d }); }',
    'Post snapshot at post (id: number) ; User instance at d.user (id: string) | Post instance at d.post (id: number)',
  ],
  'a changed row': ['user.name = "x"; send({ user });', 'User instance at user (id: string)'],
  'Omit, Readonly': [
    'declare const o: { a: Omit<User, "email">; c: Readonly<User> }; send(o);',
    'User snapshot at a (id: string) | User snapshot at c (id: string)',
  ],
  'type parameter by its constraint': [
    'function f<T extends User>(row: T) { send({ row }); }',
    'User instance at row (id: string)',
  ],
  'composite key': [
    'declare const m: Member; send({ m });',
    'Member instance at m (userId: string, orgId: number)',
  ],
  'view without a key': ['declare const s: Stats; send({ s });', 'Stats instance at s (?)'],
  'active record': [
    'async function f() { send({ a: await Active.findOneByOrFail({ id: 1 }) }); }',
    'Active instance at a (id: number)',
  ],
  'EntitySchema by flow': [
    'async function f() { const tag = await source.getRepository(TagEntity).findOneByOrFail({ id: 1 }); send({ tag }); }',
    'Tag instance at tag (id: number)',
  ],
  'row behind a narrower annotation': [
    'async function f() { const u: { id: string } = await repo.findOneByOrFail({ id: "1" }); send({ u }); }',
    'User instance at u (id: string)',
  ],
  'row behind any': [
    'async function f() { const u: any = await repo.findOneByOrFail({ id: "1" }); send({ u }); }',
    'User instance at u (id: string)',
  ],
  'not stored yet': [
    'send({ u: repo.create({ email: "" }) });',
    'User instance at u (id: string) unpersisted',
  ],
  'created, then saved': [
    'async function f() { const u = repo.create({ email: "" }); await repo.save(u); send({ u }); }',
    'User instance at u (id: string)',
  ],
  'manager and loop': [
    'async function f() { for (const u of await manager.find(User)) send({ u }); }',
    'User instance at u (id: string)',
  ],
  'entity in a cast literal': [
    'send({ user } as unknown as { user: UserDto });',
    'User instance at user (id: string)',
  ],
};

for (const name of ['typescript', 'ts54', 'ts59', 'ts-morph'] as const) {
  for (const from of name === 'typescript' ? ['typeorm', 'typeorm1'] : ['typeorm']) {
    describe(`${name}, ${from}: silent`, () => {
      testEntities(compiler(name), model(from), silent);
    });
    describe(`${name}, ${from}: found`, () => {
      testEntities(compiler(name), model(from), found);
    });
  }
}

describe('entities and the walker', () => {
  const ts = compiler('typescript');

  test('an entity is not walked again', () => {
    const [sent] = sends(ts, `${model('typeorm')}\nsend({ user, at: new Date() });`);
    expect(sent && verdict(sent)).toBe('changes date at at');
  });

  test('a projection is walked', () => {
    const [sent] = sends(
      ts,
      `${model('typeorm')}\ndeclare const p: Pick<User, 'id' | 'createdAt'>; send({ p });`,
    );
    expect(sent && verdict(sent)).toBe('changes date at p.createdAt');
  });

  test('the query is kept for the worker', () => {
    const [sent] = sends(
      ts,
      `${model('typeorm')}\nasync function f(id: string) { const u = await repo.findOne({ where: { id }, relations: { posts: true } }); if (u) send({ user: u }); }`,
    );
    const [entity] = sent ? entities(sent) : [];
    expect(entity?.query?.options.map(({ text }) => text)).toEqual(['relations: { posts: true }']);
    expect(entity?.query?.owner).toBe('Repository');
    expect(entity?.nullable).toBe(false);
    expect(entity?.node.getText()).toBe('u');
  });

  test('decorators of the house, by settings', () => {
    const code = `declare function Table(): ClassDecorator;\n@Table() class Row { id = 1; name = '' }\nsend({ row: new Row() });`;
    const plain = sends(ts, code);
    expect(plain[0] && entityText(plain[0])).toBe('');
    const [sent] = sends(ts, code, { entityDecorators: ['Table'] });
    expect(sent && entityText(sent)).toBe('Row instance at row (id: number) unpersisted');
  });
});
