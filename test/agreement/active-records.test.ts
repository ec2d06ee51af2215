/** Rows of Sequelize, Objection, Bookshelf and Lucid: what the tool takes them for, against what JSON makes of the real ones. */
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { describe, expect, onTestFinished, test } from 'vitest';
import type typescript from 'typescript';
import type { EntityFinding } from '../../src/analysis/payload/entities.js';
import { columnsOf } from '../../src/analysis/payload/models/index.js';
import { walkPayload } from '../../src/analysis/payload/walk.js';
import { compiler, entities, sendsOfAll, type Sent } from '../analysis/payload/harness.js';
import { disagreement, observe, recorded, type Outcome, type Row } from './observe.js';

const reads = {
  bookshelf: () => import('./models/bookshelf.js'),
  lucid: () => import('./models/lucid.js'),
  objection: () => import('./models/objection.js'),
  sequelize: () => import('./models/sequelize.js'),
  'sequelize-core': () => import('./models/sequelize-core.js'),
};

const table: Record<string, Record<string, Row>> = {};
const shapes: Record<string, Record<string, string>> = {};
let compiled: ReadonlyMap<string, readonly Sent[]> | undefined;

/** A Postgres in this process, for clients that speak its protocol. */
async function database(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const db = await PGlite.create();
  const socket = new PGLiteSocketServer({ db, port, host: '127.0.0.1' });
  await socket.start();
  onTestFinished(async () => {
    await socket.stop();
    await db.close();
  });
  return `postgres://postgres:postgres@127.0.0.1:${String(port)}/postgres`;
}

/** What a worker finds under a column's name, against what the live row has there. */
async function observed(live: object, payload: unknown, column: string): Promise<Outcome> {
  let arrived: unknown;
  try {
    arrived = JSON.parse(JSON.stringify(payload));
  } catch {
    return 'throws';
  }
  const [row] = Array.isArray(arrived) ? (arrived as unknown[]) : [arrived];
  const value: unknown = Reflect.get(row as object, column);
  const specimen = {
    kind: 'plain' as const,
    payload: () => ({ value: Reflect.get(live, column) as unknown }),
    recovers: (after: unknown) => after !== undefined,
  };
  return observe(specimen, () => ({ value }));
}

/** What the tool says of a column: by its type, unless the library's internals are written in its place. */
function predicted(sent: Sent, entity: EntityFinding, column: string): Outcome | 'open' {
  const { json } = entity.adapter;
  const spread = json?.spread ?? 'fields';
  // Bookshelf keeps the key, and nothing else of the columns, in a field of the row.
  const kept = entity.adapter.key.aliased === true && column === entity.adapter.key.default;
  if (entity.shape === 'snapshot' && spread !== 'fields' && !kept)
    return spread === 'throws' ? 'throws' : 'loses';
  if (json?.by === 'internals') return 'loses';
  const { host, part } = sent;
  const symbol = rowTypes(sent, entity).find((member) => member.name === column);
  const type = symbol && host.checker.getTypeOfSymbol(symbol);
  if (!type) return 'open';
  const answer = walkPayload(host, { expression: undefined, type, node: part.node, path: [column] }, 'json');
  if (answer.is === 'no') return 'survives';
  return answer.is === 'unknown' ? 'open' : (answer.value[0]?.effect ?? 'open');
}

function rowTypes({ host }: Sent, { model }: EntityFinding): readonly typescript.Symbol[] {
  const name = model && 'name' in model.declaration ? (model.declaration.name as typescript.Node) : undefined;
  return name ? host.checker.getPropertiesOfType(host.checker.getTypeAtLocation(name)) : [];
}

describe('rows', () => {
  for (const [name, load] of Object.entries(reads)) {
    test(name, { timeout: 60_000 }, async () => {
      compiled ??= sendsOfAll(
        compiler('typescript'),
        Object.fromEntries(
          Object.keys(reads).map((file) => [
            file,
            readFileSync(path.join(import.meta.dirname, 'models', `${file}.ts`), 'utf8'),
          ]),
        ),
      );
      const values: unknown[] = [];
      const { reads: run } = await load();
      await run(await database(), (payload) => values.push(payload));
      const sent = compiled.get(name) ?? [];
      expect(values).toHaveLength(sent.length);
      const [live] = values;
      const rows: Record<string, Row> = {};
      for (const [index, one] of sent.entries()) {
        const read = one.part.node.getText().replaceAll(/\s+/gu, ' ');
        const [entity] = entities(one, { serialised: true });
        (shapes[name] ??= {})[read] = entity?.shape ?? 'silent';
        if (!entity?.model) continue;
        const keys = entity.keys.properties.map((key) => key.name);
        for (const column of new Set([...keys, ...columnsOf(one.host, entity.model)])) {
          expect(Reflect.get(live as object, column), column).toBeDefined();
          rows[`${read}: ${column}`] = {
            kind: entity.shape,
            predicted: predicted(one, entity, column),
            observed: { JSON: await observed(live as object, values[index], column) },
          };
        }
      }
      table[name] = rows;
      const wrong = Object.entries(rows).flatMap(
        ([row, what]) => disagreement(what, false)?.concat(`: ${row}`) ?? [],
      );
      expect(wrong).toEqual([]);
    });
  }

  test('the recorded table is what was seen', () => {
    expect(recorded('active-records.json', table)).toEqual(table);
  });

  test('what each read is taken for', () => {
    const live = {
      user: 'instance',
      '{ ...user }': 'snapshot',
      'user.toJSON()': 'serialised',
      'user.id': 'silent',
    };
    expect(shapes).toEqual({
      bookshelf: {
        ...live,
        'user.attributes': 'serialised',
        'await new User().fetchAll()': 'instance',
        "await new User({ email: 'a@b.c' }).fetch({ columns: ['id'] })": 'silent',
      },
      lucid: {
        ...live,
        "user.serialize({ fields: ['id', 'email', 'createdAt'] })": 'serialised',
      },
      objection: {
        ...live,
        'user.$toJson()': 'serialised',
        "await User.query().findById(id).withGraphFetched('posts').throwIfNotFound()": 'instance',
        "await User.query().findById(id).select('id', 'email').throwIfNotFound()": 'silent',
      },
      sequelize: {
        ...live,
        'user.get({ plain: true })': 'serialised',
        'user.dataValues': 'serialised',
        'await User.findOne({ where: { id }, raw: true, rejectOnEmpty: true })': 'row',
        "await User.findOne({ where: { id }, attributes: ['id', 'email'], rejectOnEmpty: true })": 'silent',
        "await User.findByPk(id, { include: { association: 'posts', include: [{ association: 'author' }] }, rejectOnEmpty: true, })":
          'instance',
      },
      'sequelize-core': {
        ...live,
        'user.dataValues': 'serialised',
        'await User.findOne({ where: { id }, raw: true, rejectOnEmpty: true })': 'row',
        "await User.findOne({ where: { id }, attributes: ['id', 'email'], rejectOnEmpty: true })": 'silent',
      },
    });
  });
});
