import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Firestore, type DocumentSnapshot } from '@google-cloud/firestore';
import * as mongoose from 'mongoose';
import type * as core from '@mikro-orm/core';
import * as mikro from '@mikro-orm/postgresql';
import { describe, expect, test } from 'vitest';
import { codecOf, type ValueKind } from '../../src/adapters/codecs.js';
import { compiler, entities, sendsOfAll } from '../analysis/payload/harness.js';
import type { EntityFinding } from '../../src/analysis/payload/entities.js';
import { reads as readMikro, type Open } from './mikro-orm-reads.js';
import { reads as readMongoose } from './mongoose-reads.js';
import { recorded, type Outcome, type Row } from './observe.js';

/** Kinds of the values in the fields of a model; a plain text has none. */
type Kinds = Readonly<Record<string, ValueKind | undefined>>;

/** @returns what becomes of each field of a payload that goes through JSON. */
function observed(
  payload: unknown,
  kinds: Kinds,
  sent: Readonly<Record<string, unknown>>,
): Record<string, Outcome> {
  let text: string;
  try {
    text = JSON.stringify(payload);
  } catch {
    return Object.fromEntries(Object.keys(kinds).map((name) => [name, 'throws']));
  }
  const arrived = JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(kinds).map((name): [string, Outcome] => {
      const value = arrived[name];
      if (value === undefined || isDeepStrictEqual(value, {})) return [name, 'loses'];
      return [name, isDeepStrictEqual(value, sent[name]) ? 'survives' : 'changes'];
    }),
  );
}

/** @returns what the adapter says of a recognised value, field by field. */
function predicted({ shape, adapter, spread }: EntityFinding, kinds: Kinds): Record<string, Outcome> {
  const { effects } = codecOf('json');
  const { json } = adapter;
  const live = shape === 'instance';
  const outcome = (kind: ValueKind | undefined): Outcome => {
    if (live && json?.by === 'internals') return 'loses';
    if (spread && shape === 'snapshot' && json?.spread === 'internals') return 'loses';
    if (kind === undefined) return 'survives';
    return (live ? json?.kinds?.[kind] : undefined) ?? effects[kind] ?? 'survives';
  };
  const fields = Object.entries(kinds).map(([name, kind]): [string, Outcome] => [name, outcome(kind)]);
  // One field that throws takes all others with it.
  const fatal = fields.some(([, effect]) => effect === 'throws');
  return Object.fromEntries(fields.map(([name, effect]) => [name, fatal ? 'throws' : effect]));
}

function findings(file: string, paths: Readonly<Record<string, string>> = {}): readonly EntityFinding[] {
  const main = readFileSync(path.join(import.meta.dirname, file), 'utf8');
  const sent = sendsOfAll(compiler('typescript'), { main }, {}, paths).get('main') ?? [];
  return sent.map((one) => entities(one, { serialised: true })[0] as EntityFinding);
}

/** What each library was seen to do with each field, for the table of the docs. */
const table: Record<string, Record<string, Row>> = {};

function record(
  orm: string,
  version: string,
  reads: readonly string[],
  found: readonly EntityFinding[],
  [expected, seen]: readonly [readonly Record<string, Outcome>[], readonly Record<string, Outcome>[]],
): void {
  const rows = (table[orm] ??= {});
  reads.forEach((read, index) => {
    for (const [field, outcome] of Object.entries(seen[index] ?? {})) {
      const name = `${read}: ${field}`;
      rows[name] = {
        kind: found[index]?.shape ?? 'silent',
        predicted: expected[index]?.[field] ?? 'open',
        observed: { ...rows[name]?.observed, [`${orm} ${version}`.trim()]: outcome },
      };
    }
  });
}

const row: Kinds = { text: undefined, at: 'date', price: 'self-written', labels: 'map', bytes: 'bytes' };
const ledger: Kinds = { text: undefined, total: 'bigint' };
const require = createRequire(import.meta.url);
const eight = require('mongoose8') as typeof mongoose;

describe.each([
  ['9', mongoose, {}],
  ['8', eight, { mongoose: 'node_modules/mongoose8' }],
] as const)('Mongoose %s', (version, library, paths) => {
  test('documents, their spread and their plain copy', () => {
    const payloads: unknown[] = [];
    readMongoose((payload) => payloads.push(payload), library);
    const found = findings('mongoose-reads.ts', paths);
    expect(found.map(({ shape }) => shape)).toEqual([
      'instance',
      'snapshot',
      'serialised',
      'instance',
      'serialised',
    ]);
    const tables = payloads.map((payload, index) => {
      const kinds = index < 3 ? row : ledger;
      return observed(payload, kinds, { text: 'a' });
    });
    const expected = found.map((finding, index) => predicted(finding, index < 3 ? row : ledger));
    expect(expected).toEqual(tables);
    const reads = ['doc', '{ ...doc }', 'doc.toObject()', 'doc with a bigint', 'its toObject()'];
    record('Mongoose', version, reads, found, [expected, tables]);
  });
});

const six = createRequire(path.join(import.meta.dirname, '../../fixtures/libraries/mikro6/package.json'))(
  '@mikro-orm/postgresql',
) as typeof mikro;

/** No server is needed to make entities of rows. */
function opener(library: typeof mikro): Open {
  return (list) => {
    const options = { entities: [...list], dbName: 'agreement', connect: false } as never;
    const orm = library.MikroORM as typeof mikro.MikroORM & { initSync?: (o: never) => mikro.MikroORM };
    return (orm.initSync?.(options) ?? new orm(options)).em.fork();
  };
}

describe.each([
  ['7', mikro, {}],
  ['6', six, { '@mikro-orm/core': 'fixtures/libraries/mikro6/node_modules/@mikro-orm/core/index.d.ts' }],
] as const)('MikroORM %s', (version, library, paths) => {
  test('entities, their spread and their plain copy', () => {
    const payloads: unknown[] = [];
    readMikro((payload) => payloads.push(payload), library as unknown as typeof core, opener(library));
    const found = findings('mikro-orm-reads.ts', paths);
    expect(found.map(({ shape }) => shape)).toEqual([
      'instance',
      'snapshot',
      'serialised',
      'instance',
      'snapshot',
    ]);
    const kindsOf = (index: number): Kinds =>
      index < 3 ? { text: undefined, at: 'date' } : { text: undefined, total: 'bigint' };
    const tables = payloads.map((payload, index) => observed(payload, kindsOf(index), { text: 'a' }));
    const expected = found.map((finding, index) => predicted(finding, kindsOf(index)));
    expect(expected).toEqual(tables);
    const reads = [
      'entity',
      '{ ...entity }',
      'wrap(entity).toObject()',
      'entity with a bigint',
      'its spread',
    ];
    record('MikroORM', version, reads, found, [expected, tables]);
  });

  test('a hidden column is in a spread and nowhere else', () => {
    const payloads: object[] = [];
    readMikro(
      (payload) => payloads.push(payload as object),
      library as unknown as typeof core,
      opener(library),
    );
    const [live, spread, copy] = payloads
      .slice(0, 3)
      .map((payload) => Object.keys(JSON.parse(JSON.stringify(payload)) as object));
    expect(live).not.toContain('secret');
    expect(spread).toContain('secret');
    expect(copy).not.toContain('secret');
  });
});

test('Firestore: a snapshot is written as its internals', () => {
  const store = new Firestore({ projectId: 'agreement' }) as unknown as {
    snapshot_(document: unknown, readTime: unknown, encoding: string): DocumentSnapshot;
  };
  const stamp = { seconds: 1, nanos: 0 };
  const snapshot = store.snapshot_(
    {
      name: 'projects/agreement/databases/(default)/documents/users/1',
      fields: { text: { stringValue: 'a' } },
      createTime: stamp,
      updateTime: stamp,
    },
    stamp,
    'protobufJS',
  );
  const code = `
import type { DocumentSnapshot } from '@google-cloud/firestore';
declare const snapshot: DocumentSnapshot<{ text: string }>;
send(snapshot);
send(snapshot.ref.path);`;
  const [live] = (sendsOfAll(compiler('typescript'), { main: code }).get('main') ?? []).map(
    (one) => entities(one)[0],
  );
  if (!live) throw new Error('no entity');
  const expected = predicted(live, { text: undefined });
  const seen = observed(snapshot, { text: undefined }, { text: 'a' });
  expect([expected, seen]).toEqual([{ text: 'loses' }, { text: 'loses' }]);
  record('Firestore', '', ['snapshot'], [live], [[expected], [seen]]);
  expect(snapshot.data()).toEqual({ text: 'a' });
  expect(snapshot.ref.path).toBe('users/1');
});

test('the recorded table is what was seen', () => {
  expect(recorded('documents.json', table)).toEqual(table);
});
