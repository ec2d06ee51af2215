import { defineOrm } from './shape.js';

/** Members of a query that choose neither columns nor relations. */
const queryMembers = [
  'all',
  'andWhere',
  'exec',
  'first',
  'firstOrFail',
  'forPage',
  'forUpdate',
  'limit',
  'offset',
  'orWhere',
  'orderBy',
  'where',
  'whereBetween',
  'whereHas',
  'whereIn',
  'whereNot',
  'whereNotIn',
  'whereNotNull',
  'whereNull',
];

const finds = true;

/** Lucid 21 and 22 (AdonisJS). Facts: their `.d.ts` files; its base class is typed as interface `LucidRow`. */
export const lucid = defineOrm({
  id: 'lucid',
  title: 'Lucid',
  packages: { '@adonisjs/lucid': '>=21 <23' },
  classes: {
    members: ['column', 'date', 'dateTime'],
    relations: ['belongsTo', 'hasMany', 'hasManyThrough', 'hasOne', 'manyToMany'],
    bases: ['LucidRow'],
    based: true,
    lists: ['ModelPaginatorContract'],
  },
  copies: ['serialize', 'toJSON', 'toObject', 'serializeAttributes', '$attributes'],
  key: { option: 'isPrimary', statics: ['primaryKey'], default: 'id' },
  reads: [
    { owner: 'LucidModel', members: ['find', 'findOrFail', 'findBy', 'findByOrFail'] },
    { owner: 'LucidModel', members: ['first', 'firstOrFail'], finds },
    { owner: 'LucidModel', members: ['findMany', 'findManyBy'], many: true },
    { owner: 'LucidModel', members: ['all'], many: true, finds },
    { owner: 'LucidModel', members: ['create', 'createQuietly', 'firstOrCreate', 'updateOrCreate'] },
    { owner: 'LucidModel', members: ['createMany', 'fetchOrCreateMany', 'updateOrCreateMany'], many: true },
    { owner: 'LucidModel', members: ['firstOrNew'], unpersisted: true },
    { owner: 'LucidModel', members: ['fetchOrNewUpMany'], many: true, unpersisted: true },
    { owner: 'LucidModel', members: ['query'], builder: true, finds },
  ],
  saves: ['save', 'saveQuietly'],
  options: {
    relations: [],
    columns: [],
    relationMembers: ['preload', 'preloadOnce', 'withCount', 'withAggregate'],
    columnMembers: ['select', 'count', 'countDistinct', 'min', 'max', 'sum', 'avg', 'groupBy', 'pojo'],
    queryMembers,
    later: ['load', 'loadOnce', 'loadCount', 'loadAggregate', 'preload', 'refresh'],
  },
  load: [
    {
      handle: undefined,
      one: '{{entity}}.findOrFail({{id}})',
      oneWithExtras: '{{entity}}.findOrFail({{id}})',
      oneWithChain: "{{entity}}.query().where('{{column}}', {{id}}){{chain}}.firstOrFail()",
      many: '{{entity}}.findMany({{keys}})',
      manyWithExtras: '{{entity}}.findMany({{keys}})',
      manyWithChain: "{{entity}}.query().whereIn('{{column}}', {{keys}}){{chain}}",
      missing: 'E_ROW_NOT_FOUND',
    },
  ],
  json: { by: 'columns', spread: 'internals' },
});
