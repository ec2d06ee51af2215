import { defineOrm } from './shape.js';

/** Bookshelf 1. Facts: `@types/bookshelf`; columns are attributes, not properties, so types show none. */
export const bookshelf = defineOrm({
  id: 'bookshelf',
  title: 'Bookshelf',
  packages: { bookshelf: '>=1 <2' },
  drivers: ['knex'],
  classes: { bases: ['Model'], based: true, lists: ['Collection'] },
  copies: ['toJSON', 'serialize', 'attributes'],
  key: { fields: ['idAttribute'], default: 'id', aliased: true },
  reads: [
    { owner: 'Model', members: ['fetch'], options: 0, finds: true },
    { owner: 'Model', members: ['fetchAll', 'fetchPage'], options: 0, many: true, finds: true },
    { owner: /^Model(?:Base)?$/u, members: ['clone', 'forge'], unpersisted: true },
    { owner: 'Collection', members: ['fetchOne'], options: 0, finds: true },
  ],
  saves: ['save'],
  options: {
    relations: ['withRelated'],
    columns: ['columns'],
    later: ['load', 'refresh'],
  },
  load: [
    {
      handle: undefined,
      one: 'new {{entity}}({ {{where}} }).fetch({ require: true })',
      oneWithExtras: 'new {{entity}}({ {{where}} }).fetch({ require: true, {{extras}} })',
      many: "new {{entity}}().where('{{column}}', 'in', {{keys}}).fetchAll()",
      manyWithExtras: "new {{entity}}().where('{{column}}', 'in', {{keys}}).fetchAll({ {{extras}} })",
      missing: 'NotFoundError',
    },
  ],
  json: { by: 'columns', spread: 'internals' },
});
