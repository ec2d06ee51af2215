/** Clients that were never generated, or for another schema: nothing is guessed and nothing breaks. */
import { describe, expect, test } from 'vitest';
import { findEntities } from '../../../src/analysis/payload/entities.js';
import { keyInSchema } from '../../../src/analysis/payload/models/prisma-schema.js';
import { compiler, entityText, sends } from './harness.js';

const ts = compiler('typescript');

/** @returns for each payload: the entities in it, `no`, or why nothing is known. */
function answers(code: string): readonly string[] {
  return sends(ts, code).map((sent) => {
    const answer = findEntities(sent.host, sent.part);
    if (answer.is === 'yes') return entityText(sent);
    return answer.is === 'no' ? 'no' : `unknown (${answer.why})`;
  });
}

describe('a client that is not there', () => {
  test('rows of a missing module', () => {
    const code = `
// @ts-expect-error
import { PrismaClient, type User } from './generated-by-nobody/client.js';
const prisma = new PrismaClient();
async function f(user: User) {
  send({ user });
  send(await prisma.user.findFirst());
  send({ ids: [1], users: await prisma.user.findMany({ include: { posts: true } }) });
  send({ id: 1 });
}
void f;`;
    const any = 'unknown (any type)';
    expect(answers(code)).toEqual([any, any, any, 'no']);
  });

  test('a model that the client was generated without', () => {
    const code = `
import { PrismaClient } from '../../fixtures/libraries/prisma7/client/client.js';
declare const prisma: PrismaClient;
async function f() {
  // @ts-expect-error
  send({ team: await prisma.team.findFirstOrThrow({ where: { id: 1 } }) });
  send({ user: await prisma.user.findFirstOrThrow() });
}
void f;`;
    expect(answers(code)).toEqual(['unknown (any type)', 'User row at user (id: number)']);
  });

  test('a column that the client was generated without', () => {
    const code = `
import { PrismaClient } from '../../fixtures/libraries/prisma7/client/client.js';
declare const prisma: PrismaClient;
async function f() {
  const user = await prisma.user.findFirstOrThrow();
  // @ts-expect-error
  send({ nick: user.nickname });
  // @ts-expect-error
  send({ user: await prisma.user.findFirstOrThrow({ select: { nickname: true } }) });
}
void f;`;
    expect(answers(code).map((answer) => answer.split(' ')[0])).toEqual(['unknown', 'no']);
  });
});

describe('a client without its schema', () => {
  const payload = (scalars: string): string => `
type $UserPayload = { name: 'User'; objects: {}; scalars: ${scalars}; composites: {} };
declare const user: $UserPayload['scalars'];
send({ user });`;

  test('a row whose key nobody tells', () => {
    expect(answers(payload('{ id: number; email: string; name: string }'))).toEqual(['User row at user (?)']);
  });

  test('a generated type of another shape is no model', () => {
    expect(answers(payload('{ id: number; email: string }').replace('composites', 'views'))).toEqual(['no']);
    expect(answers(payload('any'))).toEqual(['unknown (any type)']);
  });
});

describe('a schema that is broken', () => {
  test.each<[string, string]>([
    ['a model that never ends', 'model User {\n  id Int @id\n'],
    ['no attributes', 'model User {\n  id Int\n}'],
    ['an empty key', 'model User {\n  id Int\n  @@id()\n}'],
    ['nothing', ''],
    ['something else', '{"id": 1}'],
  ])('%s', (_, schema) => {
    expect(keyInSchema(schema, 'User')).toBeUndefined();
  });
});
