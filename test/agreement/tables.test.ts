/** What the linter says of rows of Drizzle and Kysely, against rows that a real PostgreSQL gave through them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type typescript from 'typescript';
import { afterAll, expect, test } from 'vitest';
import { columnsOf, keysOf } from '../../src/analysis/payload/models/index.js';
import { recognise } from '../../src/analysis/payload/recognise/index.js';
import { walkPayload } from '../../src/analysis/payload/walk.js';
import type { Host } from '../../src/analysis/program/host.js';
import { compiler, program } from '../analysis/payload/harness.js';
import * as models from './models/tables.js';
import { disagreement, observe, recorded, type Outcome, type Row } from './observe.js';

const lite = await PGlite.create();
await lite.exec(models.ddl);
const server = new PGLiteSocketServer({ db: lite, port: 0, host: '127.0.0.1' });
await server.start();
const [host, port] = server.getServerConn().split(':');
// The embedded server takes one connection.
const pool = new pg.Pool({
  host: host ?? '',
  port: Number(port),
  database: 'postgres',
  user: 'postgres',
  max: 1,
});
const databases: models.Databases = {
  kysely: new Kysely({ dialect: new PostgresDialect({ pool }) }),
  // Drizzle tells `pg` for the whole process to leave dates as text: Kysely reads before it.
  get drizzle() {
    return drizzle(pool, { schema: models }) as unknown as models.Databases['drizzle'];
  },
};

afterAll(async () => {
  await pool.end();
  await server.stop();
  await lite.close();
});

/** Types of the reads' results, by name. */
function typesOfReads(): { readonly host: Host; readonly types: ReadonlyMap<string, typescript.Type> } {
  const ts = compiler('typescript');
  const text = readFileSync(path.join(import.meta.dirname, 'models', 'tables.ts'), 'utf8');
  const built = program(ts, { 'tables.ts': text });
  const checker = built.getTypeChecker();
  const source = built.getSourceFiles().find(({ fileName }) => fileName.endsWith('/virtual/tables.ts'));
  if (!source) throw new Error('no models');
  const errors = built.getSemanticDiagnostics(source).map(({ messageText }) => messageText);
  expect(errors).toEqual([]);
  const types = new Map<string, typescript.Type>();
  const visit = (node: typescript.Node): void => {
    if (
      ts.isPropertyAssignment(node) &&
      ts.isArrowFunction(node.initializer) &&
      ts.isStringLiteral(node.name)
    ) {
      const [signature] = checker.getTypeAtLocation(node.initializer).getCallSignatures();
      const row = signature && checker.getAwaitedType(signature.getReturnType());
      if (row) types.set(node.name.text, row);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { host: { ts, program: built, checker, settings: {} }, types };
}

const { host: tool, types } = typesOfReads();

/** @returns what is predicted of one column, by its type. */
function predicted(column: typescript.Symbol, node: typescript.Node): Outcome | 'open' {
  const type = tool.checker.getTypeOfSymbol(column);
  const answer = walkPayload(tool, { expression: undefined, type, node, path: [column.name] }, 'json');
  if (answer.is === 'no') return 'survives';
  return answer.is === 'unknown' ? 'open' : (answer.value[0]?.effect ?? 'open');
}

/** @returns what became of one column in JSON. */
function observed(value: unknown): Promise<Outcome> {
  const payload = (): unknown => ({ value });
  return observe({ kind: 'plain', payload, recovers: (arrived) => arrived !== undefined }, (sent): unknown =>
    JSON.parse(JSON.stringify(sent)),
  );
}

const table: Record<string, Record<string, Row>> = { Drizzle: {}, Kysely: {} };
const shapes: Record<string, string> = {};

for (const [name, read] of Object.entries(models.reads)) {
  const type = types.get(name);
  if (!type) throw new Error(`no type of ${name}`);
  const row: unknown = await read(databases);
  const found = recognise(tool, type);
  const keys = found && keysOf(tool, found.model).properties.map((key) => key.name);
  const columns = found && columnsOf(tool, found.model);
  const all = columns?.every((column) => column in (row as object)) === true;
  shapes[name] = found
    ? `${found.model.name} ${found.shape} (${keys?.join() ?? ''}), ${all ? 'all columns' : 'some columns'}`
    : 'no entity';
  const [library = '', of = ''] = name.split(': ');
  const source = tool.program
    .getSourceFiles()
    .find(({ fileName }) => fileName.endsWith('/virtual/tables.ts'));
  if (!source) throw new Error('no models');
  for (const column of tool.checker.getPropertiesOfType(type)) {
    const value: unknown = Reflect.get(row as object, column.name);
    (table[library] ??= {})[`${of}: ${column.name}`] = {
      kind: found?.shape ?? 'projection',
      predicted: predicted(column, source),
      observed: { [library]: await observed(value) },
    };
  }
  test(`${name} is a plain object with the members of its type`, () => {
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    const names = tool.checker.getPropertiesOfType(type).map((property) => property.name);
    expect(Object.keys(row as object).sort()).toEqual(names.sort());
  });
}

test('what each read is recognised as, and the columns that it had', () => {
  expect(shapes).toEqual({
    'Drizzle: select().from()': 'account row (id), all columns',
    'Drizzle: query.findFirst()': 'account row (id), all columns',
    'Drizzle: query.findFirst({ with })': 'account row (id), all columns',
    'Drizzle: returning()': 'account row (id), all columns',
    'Drizzle: one side of a join': 'entry row (id), all columns',
    'Drizzle: key of several columns': 'seat row (rowNo,seatNo), all columns',
    'Drizzle: { ...row }': 'account row (id), all columns',
    'Drizzle: row without a column': 'account snapshot (id), some columns',
    'Drizzle: select({ … })': 'no entity',
    'Drizzle: query.findFirst({ columns })': 'no entity',
    'Kysely: selectAll()': 'AccountTable row (id), all columns',
    'Kysely: declared as Selectable': 'AccountTable row (id), all columns',
    'Kysely: returningAll()': 'AccountTable row (id), all columns',
    'Kysely: row with a column of another table': 'AccountTable row (id), all columns',
    'Kysely: { ...row }': 'AccountTable row (id), all columns',
    'Kysely: select([…])': 'no entity',
  });
});

test('prediction and observation agree on every column', () => {
  const wrong = Object.entries(table).flatMap(([library, rows]) =>
    Object.entries(rows).flatMap(([name, row]) => {
      const text = disagreement(row, false);
      return text === undefined ? [] : [`${library}: ${name}: ${text}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test('the recorded table is what was seen', () => {
  expect(recorded('tables.json', table)).toEqual(table);
});
