import { describe, expect, test } from 'vitest';
import { keyInSchema } from '../../../src/analysis/payload/models/prisma-schema.js';
import { compiler, entities, entityText, sends, verdict, testEntities, type EntityCases } from './harness.js';

const clients = {
  prisma6: '../../fixtures/libraries/prisma6/client/index.js',
  prisma7: '../../fixtures/libraries/prisma7/client/client.js',
} as const;

const model = (from: string): string => `
import { Prisma, PrismaClient, type User, type Post } from '${from}';
declare const prisma: PrismaClient;
declare const user: User;
declare const post: Post;
function use(..._: unknown[]): void {}
use(prisma, user, post, Prisma);
`;

const key = '(id: number)';

const silent: EntityCases = {
  'ids and columns': ['send({ id: user.id, email: user.email, meta: user.meta });', ''],
  'look-alike DTO': [
    'declare const dto: { id: number; email: string; name: string | null }; send({ dto });',
    '',
  ],
  'select of a few columns': [
    'async function f() { send({ u: await prisma.user.findUnique({ where: { id: 1 }, select: { id: true, email: true } }) }); }',
    '',
  ],
  'key only': [
    'async function f() { send({ u: await prisma.user.findMany({ select: { id: true } }) }); }',
    '',
  ],
  'a few picked columns': ['declare const p: Pick<User, "id" | "email" | "name">; send({ p });', ''],
  inputs: [
    'declare const c: Prisma.UserCreateInput; declare const w: Prisma.UserWhereUniqueInput; send({ c, w });',
    '',
  ],
  'counts and groups': [
    'async function f() { send({ n: await prisma.user.count(), g: await prisma.user.groupBy({ by: ["role"], _count: true }), b: await prisma.user.deleteMany() }); }',
    '',
  ],
  'update patches, and inputs without the key': [
    'declare const before: Partial<User>; declare const input: Omit<User, "id" | "createdAt">; send({ before, ...before, input });',
    '',
  ],
  'JSON column': ['declare const j: Prisma.JsonValue; send({ j });', ''],
  'payload of a running job': [
    'import type { Job } from "bullmq";\nasync function work({ data: { user } }: Job<{ user: User }>) { send({ user }); }',
    '',
  ],
};

const found: EntityCases = {
  'annotated row': ['send({ user });', `User row at user ${key}`],
  'find, create, update': [
    'async function f() { send({ a: await prisma.user.findUniqueOrThrow({ where: { id: 1 } }), b: await prisma.user.update({ where: { id: 1 }, data: {} }) }); }',
    `User row at a ${key} | User row at b ${key}`,
  ],
  'many rows': [
    'async function f() { const users = await prisma.user.findMany(); send(users); }',
    `User row at [] ${key}`,
  ],
  'one of many rows': [
    'async function f() { const users = await prisma.user.findMany(); for (const u of users) send({ u }); users.map((u) => send({ user: u })); }',
    `User row at u ${key} ; User row at user ${key}`,
  ],
  include: [
    'async function f() { const u = await prisma.user.findFirst({ include: { posts: true } }); send({ u }); }',
    `User row at u ${key}`,
  ],
  'select that reaches whole rows': [
    'async function f() { send({ u: await prisma.user.findFirst({ select: { id: true, posts: true } }) }); }',
    `Post row at u.posts[] ${key}`,
  ],
  'omit of one column': [
    'async function f() { send({ u: await prisma.user.findFirst({ omit: { email: true } }) }); }',
    `User snapshot at u ${key}`,
  ],
  spread: ['send({ ...user, x: 1 });', `User snapshot ${key}`],
  'rest and Omit': [
    'const { email, ...rest } = user; use(email); declare const o: Omit<User, "email" | "views">; send({ rest, o });',
    `User snapshot at rest ${key} | User snapshot at o ${key}`,
  ],
  transaction: [
    'async function f() { const u = await prisma.$transaction((tx) => tx.user.create({ data: { email: "", balance: 1, views: 1n } })); send({ u }); }',
    `User row at u ${key}`,
  ],
  'extended client': [
    'const x = prisma.$extends({ result: { user: { shout: { needs: { email: true }, compute: (u) => u.email.toUpperCase() } } } }); async function f() { send({ u: await x.user.findFirst() }); }',
    `User row at u ${key}`,
  ],
  'composite key': [
    'async function f() { send({ m: await prisma.membership.findFirstOrThrow() }); }',
    'Membership row at m (userId: number, orgId: number)',
  ],
  'bigint key': [
    'async function f() { send({ l: await prisma.ledger.findFirstOrThrow() }); }',
    'Ledger row at l (id: bigint)',
  ],
  'inferred by a service': [
    'class Users { find(id: number) { return prisma.user.findUnique({ where: { id } }); } } async function f() { send({ u: await new Users().find(1) }); }',
    `User row at u ${key}`,
  ],
  'row behind a narrower annotation': [
    'async function f() { const u: { id: number } = await prisma.user.findFirstOrThrow(); send({ u }); }',
    `User row at u ${key}`,
  ],
  'interface that extends a row': [
    'interface Mine extends User { extra: number } declare const m: Mine; send({ m });',
    `User row at m ${key}`,
  ],
};

for (const [version, from] of Object.entries(clients)) {
  for (const name of version === 'prisma7'
    ? (['typescript', 'ts54', 'ts59', 'ts-morph'] as const)
    : (['typescript'] as const)) {
    describe(`${name}, ${version}: silent`, () => {
      testEntities(compiler(name), model(from), silent);
    });
    describe(`${name}, ${version}: found`, () => {
      testEntities(compiler(name), model(from), found);
    });
  }
}

describe('rows and the walker', () => {
  const ts = compiler('typescript');

  test('a row is reported as a row only; a projection is walked', () => {
    const code = `${model(clients.prisma7)}
async function f() {
  send({ user });
  send({ u: await prisma.user.findFirst({ select: { id: true, views: true, createdAt: true, balance: true, avatar: true } }) });
}`;
    expect(sends(ts, code).map((sent) => verdict(sent))).toEqual([
      'no',
      'changes date at u.createdAt | changes self-written at u.balance | throws bigint at u.views | changes bytes at u.avatar',
    ]);
  });

  test('an un-awaited query is a promise, not a row', () => {
    const [sent] = sends(ts, `${model(clients.prisma7)}\nsend({ u: prisma.post.findMany() });`);
    expect(sent && entityText(sent)).toBe('');
    expect(sent && verdict(sent)).toBe('loses promise at u');
  });

  test('include and the delegate are kept for the worker', () => {
    const code = `${model(clients.prisma7)}
async function f(id: number) { const u = await prisma.user.findUnique({ where: { id }, include: { posts: true } }); if (u) send({ u }); }`;
    const [sent] = sends(ts, code);
    const [entity] = sent ? entities(sent) : [];
    expect(entity?.query?.receiver.getText()).toBe('prisma.user');
    expect(entity?.query?.options.map(({ text }) => text)).toEqual(['include: { posts: true }']);
    expect(entity?.keys.compound).toBeUndefined();
  });
});

describe('keys in a schema', () => {
  const schema = `
model A { // one line is no model
}
model B {
  a Int
  b String // @id
  c Int? @unique
  d String @unique @map("dd")
}
model C {
  x Int
  y Int
  @@id([x(sort: Desc), y], name: "place")
}
model D {
  no Int
  id String @id @default(cuid())
}`;

  test.each([
    ['B', ['d'], undefined],
    ['C', ['x', 'y'], 'place'],
    ['D', ['id'], undefined],
  ])('%s', (name, fields, compound) => {
    expect(keyInSchema(schema, name)).toEqual({ fields, name: compound });
  });

  test('none', () => {
    expect(keyInSchema(schema, 'A')).toBeUndefined();
    expect(keyInSchema(schema, 'Nope')).toBeUndefined();
  });
});
