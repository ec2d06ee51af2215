/** Rows of TypeORM 0.3 and 1 on an embedded SQLite: what the tool says of their columns, against what JSON made of them. */
import { createRequire } from 'node:module';
import 'reflect-metadata';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { columnOutcomes } from '../../src/analysis/payload/entity-wire.js';
import { compiler, entities, sendsOfAll } from '../analysis/payload/harness.js';
import { recorded, type Outcome, type Row } from './observe.js';

/** Compiled by the checker, and transpiled with the options that TypeORM's decorators need. */
const source = `
import { Column, DataSource, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';

@Entity()
class User {
  @PrimaryGeneratedColumn() id!: number;
  @Column('text') email!: string;
  @Column('datetime') createdAt!: Date;
  @Column('simple-json') meta!: { theme: string };
  @Column('blob') photo!: Buffer;
  @OneToMany(() => Post, (post) => post.author) posts!: Relation<Post>[];
}

@Entity()
class Post {
  @PrimaryGeneratedColumn() id!: number;
  @Column('text') title!: string;
  @ManyToOne(() => User, (user) => user.posts) author!: Relation<User>;
}

@Entity()
class Ledger {
  @PrimaryGeneratedColumn() id!: number;
  @Column('text', { transformer: { to: String, from: BigInt } }) total!: bigint;
}

export async function reads(): Promise<void> {
  const source = new DataSource({ type: 'sqljs', entities: [User, Post, Ledger], synchronize: true });
  await source.initialize();
  const users = source.getRepository(User);
  const { id } = await users.save({ email: 'a@b.c', createdAt: new Date(0), meta: { theme: 'dark' }, photo: Buffer.from('ab') });
  await source.getRepository(Post).save({ title: 'one', author: { id } });
  await source.getRepository(Ledger).save({ total: 5n });
  const user = await users.findOneByOrFail({ id });
  send(user);
  send({ ...user });
  send(await users.findOneOrFail({ where: { id }, relations: { posts: { author: true } } }));
  send((await users.find())[0]!);
  send(await source.getRepository(Ledger).findOneByOrFail({ id: 1 }));
  await source.destroy();
}
`;

const names = [
  'user',
  '{ ...user }',
  'user with posts and their author',
  'one of find()',
  'row with a bigint',
];
const table: Record<string, Record<string, Row>> = { TypeORM: {} };
const require = createRequire(import.meta.url);

/** @returns what the reads send, as TypeORM of that name made it. */
async function run(library: string): Promise<readonly object[]> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      useDefineForClassFields: false,
    },
  });
  const sent: object[] = [];
  const exports: { reads?: () => Promise<void> } = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- this file's own text
  new Function('require', 'exports', 'send', outputText)(
    (name: string): unknown => require(name === 'typeorm' ? library : name) as unknown,
    exports,
    (payload: object) => sent.push(payload),
  );
  await exports.reads?.();
  return sent;
}

function observed(payload: object, columns: readonly string[]): Record<string, Outcome> {
  let text: string;
  try {
    text = JSON.stringify(payload);
  } catch {
    return Object.fromEntries(columns.map((name) => [name, 'throws']));
  }
  const arrived = JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(
    columns.map((name): [string, Outcome] => {
      const before: unknown = Reflect.get(payload, name);
      if (arrived[name] === undefined) return [name, 'loses'];
      const plain = !(before instanceof Date) && !ArrayBuffer.isView(before);
      return [name, plain ? 'survives' : 'changes'];
    }),
  );
}

describe.each([
  ['0.3', 'typeorm'],
  ['1', 'typeorm1'],
])('TypeORM %s', (version, library) => {
  test('every column arrives as predicted', { timeout: 60_000 }, async () => {
    const payloads = await run(library);
    const sent = sendsOfAll(compiler('typescript'), { main: source }).get('main') ?? [];
    expect(payloads).toHaveLength(names.length);
    sent.forEach((one, index) => {
      const [finding] = entities(one);
      const payload = payloads[index];
      if (!finding || !payload) throw new Error(`nothing found in ${names[index] ?? ''}`);
      const outcomes = Object.fromEntries(columnOutcomes(one.host, finding, 'json'));
      // One column that throws takes all others with it.
      const fatal = Object.values(outcomes).includes('throws');
      const predicted = Object.fromEntries(
        Object.entries(outcomes).map(([name, outcome]) => [name, fatal ? 'throws' : outcome]),
      );
      const seen = observed(payload, Object.keys(outcomes));
      expect(predicted, names[index]).toEqual(seen);
      for (const [name, outcome] of Object.entries(seen)) {
        const key = `${names[index] ?? ''}: ${name}`;
        const rows = (table['TypeORM'] ??= {});
        rows[key] = {
          kind: finding.shape,
          predicted: predicted[name] ?? 'open',
          observed: { ...rows[key]?.observed, [`TypeORM ${version}`]: outcome },
        };
      }
    });
  });
});

test('the recorded table is what was seen', () => {
  expect(recorded('typeorm.json', table)).toEqual(table);
});
