import { defineOrm } from './shape.js';

const missing = 'EmptyResultError, also for a soft-deleted row';

/**
 * Sequelize 6 and 7 (`@sequelize/core`), and sequelize-typescript. Facts: their `.d.ts` files and runs on Postgres. Rows
 * are classes on `Model`; a spread of one copies its internals, not its columns.
 */
export const sequelize = defineOrm({
  id: 'sequelize',
  title: 'Sequelize',
  packages: {
    sequelize: '>=6 <7',
    '@sequelize/core': '>=7.0.0-alpha <8',
    'sequelize-typescript': '>=2 <3',
  },
  classes: {
    decorators: ['Table'],
    members: ['Attribute', 'Column', 'CreatedAt', 'UpdatedAt', 'DeletedAt', 'Version'],
    relations: ['BelongsTo', 'BelongsToMany', 'HasMany', 'HasOne'],
    bases: ['Model'],
    based: true,
    notColumns: ['NonAttribute'],
  },
  schemas: [{ builder: 'define', argument: 1 }],
  types: [
    { alias: 'InferAttributes', shape: 'serialised' },
    { alias: 'InferCreationAttributes', shape: 'input' },
    { alias: 'MakeNullishOptional', shape: 'input' },
    { alias: 'WhereOptions', shape: 'input' },
    { alias: 'WhereAttributeHash', shape: 'input' },
  ],
  copies: ['toJSON', 'get', 'dataValues'],
  key: {
    decorators: ['PrimaryKey'],
    option: 'primaryKey',
    definedBy: { member: 'init', attributes: 0 },
    default: 'id',
  },
  reads: [
    { owner: /^Model(?:TypeScript)?$/u, members: ['findByPk'], options: 1 },
    { owner: 'Model', members: ['findOne'], options: 0 },
    { owner: 'Model', members: ['findAll'], options: 0, many: true },
    { owner: 'Model', members: ['findAndCountAll'], options: 0, many: true, within: 'rows' },
    { owner: 'Model', members: ['findOrCreate', 'findCreateFind'], options: 0, paired: true },
    { owner: 'Model', members: ['upsert'], options: 1, paired: true },
    { owner: 'Model', members: ['create'], options: 1 },
    { owner: 'Model', members: ['bulkCreate'], options: 1, many: true },
    { owner: 'Model', members: ['build'], unpersisted: true },
    { owner: 'Model', members: ['bulkBuild'], many: true, unpersisted: true },
    { owner: 'Model', members: ['findOrBuild'], options: 0, paired: true, unpersisted: true },
  ],
  saves: ['save', 'reload'],
  options: {
    relations: ['include', 'paranoid'],
    columns: ['attributes'],
    exceptions: ['exclude', 'include'],
    plain: ['raw'],
    later: ['reload', '$get', 'setDataValue'],
  },
  load: [
    {
      handle: undefined,
      one: '{{entity}}.findByPk({{id}}, { rejectOnEmpty: true })',
      oneWithExtras: '{{entity}}.findByPk({{id}}, { {{extras}}, rejectOnEmpty: true })',
      // `findByPk` takes one value only.
      oneByColumns: '{{entity}}.findOne({ where: { {{where}} }, rejectOnEmpty: true })',
      oneByColumnsWithExtras: '{{entity}}.findOne({ where: { {{where}} }, {{extras}}, rejectOnEmpty: true })',
      many: '{{entity}}.findAll({ where: { {{key}}: {{keys}} } })',
      manyWithExtras: '{{entity}}.findAll({ where: { {{key}}: {{keys}} }, {{extras}} })',
      missing,
    },
  ],
  // With included relations a spread even throws: its options hold the model.
  json: { by: 'columns', spread: 'internals' },
});
