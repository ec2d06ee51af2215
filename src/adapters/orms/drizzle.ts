import { defineOrm, type LoadTemplate } from './shape.js';

const missing = 'an error that the worker throws itself';

/** What a worker may hold, by dialect: the drivers' own databases (`NodePgDatabase`) are based on these. */
const handles = ['PgDatabase', 'MySqlDatabase', 'BaseSQLiteDatabase'];

const load: readonly LoadTemplate[] = [
  ...handles.map((handle): LoadTemplate => ({
    handle,
    serves: 'query.{{model}}.findFirst',
    result: 'row-or-nothing',
    imports: [{ name: 'eq', from: 'drizzle-orm' }],
    oneByColumns: '',
    oneByColumnsWithExtras: '',
    one: '{{handle}}.query.{{model}}.findFirst({ where: eq({{entity}}.{{column}}, {{id}}) })',
    oneWithExtras:
      '{{handle}}.query.{{model}}.findFirst({ where: eq({{entity}}.{{column}}, {{id}}), {{extras}} })',
    many: '{{handle}}.query.{{model}}.findMany({ where: inArray({{entity}}.{{column}}, {{keys}}) })',
    manyWithExtras:
      '{{handle}}.query.{{model}}.findMany({ where: inArray({{entity}}.{{column}}, {{keys}}), {{extras}} })',
    manyImports: ['inArray'],
    missing,
  })),
  ...handles.map((handle): LoadTemplate => ({
    handle,
    result: 'rows',
    imports: [{ name: 'eq', from: 'drizzle-orm' }],
    oneByColumns: '',
    oneByColumnsWithExtras: '',
    one: '{{handle}}.select().from({{entity}}).where(eq({{entity}}.{{column}}, {{id}})).limit(1)',
    oneWithExtras: '',
    many: '{{handle}}.select().from({{entity}}).where(inArray({{entity}}.{{column}}, {{keys}}))',
    manyWithExtras: '',
    manyImports: ['inArray'],
    missing,
  })),
];

/**
 * Drizzle. Facts: `drizzle-orm/{table,utils,relations}.d.ts`, `query-builders/select.types.d.ts` of 0.45. Rows are mapped
 * types whose members have no declarations: they are known by what those types are made over.
 */
export const drizzle = defineOrm({
  id: 'drizzle',
  title: 'Drizzle',
  packages: { 'drizzle-orm': '>=0.30 <1' },
  tables: [
    {
      results: ['Table'],
      columns: 1,
      written: /^(?:Pg|MySql|SQLite|SingleStore|Gel)TableWithColumns$/u,
      holders: ['Column'],
      row: '$inferSelect',
      relations: 'relations',
      key: 'primaryKey',
    },
  ],
  types: [
    { alias: 'Simplify', shape: 'row', row: 'mapped', over: 'T', optional: 'input' },
    { alias: 'SelectResultFields', shape: 'row', row: 'mapped', over: 'TSelectedFields' },
    { alias: 'InferModelFromColumns', shape: 'row', row: 'mapped', over: 'TColumns', optional: 'input' },
    { alias: 'SelectPartialResult', shape: 'partial' },
    { alias: 'BuildQueryResult', shape: 'partial' },
  ],
  shape: 'row',
  key: {},
  reads: [
    { owner: 'RelationalQueryBuilder', members: ['findFirst'], options: 0 },
    { owner: 'RelationalQueryBuilder', members: ['findMany'], options: 0, many: true },
  ],
  saves: [],
  handleWords: ['drizzle'],
  options: { relations: ['with', 'extras'], columns: ['columns'], typed: true },
  load,
});
