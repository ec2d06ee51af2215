import { defineOrm } from './shape.js';

const missing = 'NoResultError';

/**
 * Kysely. Facts: `kysely/dist/esm/util/{column-type,type-utils}.d.ts`, `parser/select-parser.d.ts` of 0.28. Its types do not
 * tell primary keys: `id` counts by convention where the database generates it and nothing else could be the key.
 */
export const kysely = defineOrm({
  id: 'kysely',
  title: 'Kysely',
  packages: { kysely: '>=0.26 <1' },
  rowTypes: { database: 'Kysely', generated: ['Generated', 'GeneratedAlways'] },
  types: [
    { alias: 'Selectable', shape: 'row', row: 'mapped', over: 'R' },
    { alias: 'Insertable', shape: 'input' },
    { alias: 'Updateable', shape: 'input' },
    { alias: 'AllSelection', shape: 'row', row: 'mapped', over: 'DB', table: 'TB' },
    { alias: 'Selection', shape: 'partial' },
    { alias: 'Simplify', shape: 'row', row: 'mapped', over: 'T' },
  ],
  shape: 'row',
  key: { default: 'id' },
  reads: ['SelectQueryBuilder', 'InsertQueryBuilder', 'UpdateQueryBuilder', 'DeleteQueryBuilder'].flatMap(
    (owner) => [
      { owner, members: ['executeTakeFirst', 'executeTakeFirstOrThrow'], chained: true },
      { owner, members: ['execute'], chained: true, many: true },
    ],
  ),
  saves: [],
  handleWords: ['Kysely'],
  options: { relations: [], columns: [], typed: true },
  load: [
    {
      handle: 'Kysely',
      one: "{{handle}}.selectFrom('{{table}}').selectAll().where('{{column}}', '=', {{id}}).executeTakeFirstOrThrow()",
      oneWithExtras: '',
      many: "{{handle}}.selectFrom('{{table}}').selectAll().where('{{column}}', 'in', {{keys}}).execute()",
      manyWithExtras: '',
      missing,
    },
  ],
});
