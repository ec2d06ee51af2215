import { defineOrm } from './shape.js';

const missing = 'DocumentNotFoundError';

/** Members of a query that stand between a read and its document. */
const queryMembers = [
  'orFail',
  'exec',
  'where',
  'equals',
  'and',
  'or',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'ne',
  'exists',
  'sort',
  'limit',
  'skip',
  'session',
  'read',
  'readConcern',
  'hint',
  'maxTimeMS',
  'comment',
  'collation',
  'batchSize',
];

/**
 * Mongoose 8 and 9, with the classes of `@nestjs/mongoose` and Typegoose. Facts: 9.12 and 8.24. A document is an
 * intersection of `Document` with the program's own type; what `lean()` and `toObject()` give has an `_id` that Mongoose
 * declares and no more.
 */
export const mongoose = defineOrm({
  id: 'mongoose',
  title: 'Mongoose',
  packages: {
    mongoose: '>=7 <10',
    '@nestjs/mongoose': '>=10',
    '@typegoose/typegoose': '>=11',
    // Sessions and their transactions.
    mongodb: '>=5',
  },
  classes: {
    decorators: ['Schema', 'modelOptions'],
    members: ['Prop', 'prop'],
    // The same decorators make classes of embedded values.
    registered: ['{{class}}.name', 'getModelForClass({{class}}'],
  },
  documents: [
    { bases: ['Subdocument', 'ArraySubdocument'], members: ['ownerDocument'], shape: 'embedded' },
    { bases: ['Document'], members: ['$assertPopulated'], shape: 'instance' },
    // `{ ...document }`
    { bases: [], members: ['$locals'], shape: 'snapshot' },
    { bases: [], members: ['_id'], within: ['Require_id', 'Default_id'], shape: 'serialised' },
  ],
  shape: 'row',
  copies: ['toObject', 'toJSON'],
  key: { default: '_id', type: 'ObjectId', wire: 'text' },
  reads: [
    { owner: 'Model', members: ['findById', 'findOne'], projection: 1, options: 2 },
    {
      owner: 'Model',
      members: ['findByIdAndUpdate', 'findOneAndUpdate', 'findOneAndReplace'],
      options: 2,
    },
    { owner: 'Model', members: ['findByIdAndDelete', 'findOneAndDelete'], options: 1 },
    { owner: 'Model', members: ['find'], projection: 1, options: 2, many: true },
    { owner: 'Model', members: ['create', 'insertOne'] },
    { owner: 'Model', members: ['insertMany'], many: true },
    { owner: 'Document', members: ['save'] },
  ],
  saves: ['save', 'insertMany', 'bulkSave'],
  previous: {
    members: ['findByIdAndUpdate', 'findOneAndUpdate', 'findOneAndReplace'],
    options: 2,
    unless: { new: 'true', returnDocument: 'after', returnOriginal: 'false' },
  },
  options: {
    relations: ['populate'],
    columns: ['projection', 'fields', 'select'],
    plain: ['lean'],
    relationMembers: ['populate'],
    columnMembers: ['select', 'projection'],
    plainMembers: ['lean'],
    queryMembers,
    later: ['populate'],
  },
  handleWords: ['model', 'getModelForClass', 'Model'],
  load: [
    {
      handle: 'Model',
      serves: 'hydrate',
      one: '{{handle}}.findById({{id}}){{chain}}.orFail()',
      oneWithExtras: '{{handle}}.findById({{id}}){{chain}}.orFail()',
      many: '{{handle}}.find({ {{key}}: { $in: {{keys}} } }){{chain}}',
      manyWithExtras: '{{handle}}.find({ {{key}}: { $in: {{keys}} } }){{chain}}',
      missing,
    },
  ],
  nest: {
    package: '@nestjs/mongoose',
    decorator: 'InjectModel',
    argument: '{{entity}}.name',
    property: 'name',
    type: 'Model',
    from: 'mongoose',
    suffixes: ['Model'],
  },
  json: { by: 'columns', spread: 'internals', kinds: { map: 'changes' } },
});
