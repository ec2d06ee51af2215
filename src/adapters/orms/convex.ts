import { defineOrm } from './shape.js';

/**
 * Convex documents. Facts: `convex/dist/esm-types/server/system_fields.d.ts`. `Doc<'users'>` has lost its alias; what it
 * always has is the library's own `_creationTime`. Arguments of Convex's scheduler are values of the same database, and
 * only code behind a queue of another kind has to come back for the row.
 */
export const convex = defineOrm({
  id: 'convex',
  title: 'Convex',
  packages: { convex: '>=1 <2' },
  documents: [
    {
      bases: [],
      members: ['_creationTime'],
      within: ['SystemFields'],
      brand: ['_id', '__tableName'],
      shape: 'row',
    },
  ],
  shape: 'row',
  key: { default: '_id' },
  reads: [
    { owner: 'OrderedQuery', members: ['first', 'unique'] },
    { owner: 'OrderedQuery', members: ['collect', 'take'], many: true },
  ],
  saves: [],
  options: { relations: [], columns: [], typed: true },
  load: [],
});
