import { defineOrm, type LoadTemplate } from './shape.js';

const missing = 'NotFoundError';

/** A worker needs an identity map of its own: the global one refuses to load, and would keep rows of other tasks. */
function forked(handle: string, manager: string): LoadTemplate {
  const em = `{{handle}}${manager}.fork()`;
  return {
    handle,
    one: `${em}.findOneOrFail({{entity}}, {{id}})`,
    oneWithExtras: `${em}.findOneOrFail({{entity}}, {{id}}, { {{extras}} })`,
    oneByColumns: `${em}.findOneOrFail({{entity}}, { {{where}} })`,
    oneByColumnsWithExtras: `${em}.findOneOrFail({{entity}}, { {{where}} }, { {{extras}} })`,
    many: `${em}.find({{entity}}, { {{key}}: { $in: {{keys}} } })`,
    manyWithExtras: `${em}.find({{entity}}, { {{key}}: { $in: {{keys}} } }, { {{extras}} })`,
    missing,
  };
}

/**
 * MikroORM 6 and 7. Facts: `.d.ts` files of 6.6 and 7.2, runs of 6.6 on Postgres. Decorators lie in `@mikro-orm/core` (6)
 * or `@mikro-orm/decorators` (7); what is read is `Loaded<User, …>`, an intersection with the class itself.
 */
export const mikroOrm = defineOrm({
  id: 'mikro-orm',
  title: 'MikroORM',
  packages: { '@mikro-orm/core': '>=6 <8', '@mikro-orm/decorators': '>=7 <8' },
  classes: {
    decorators: ['Entity'],
    members: ['Property', 'PrimaryKey', 'SerializedPrimaryKey', 'Enum', 'Formula', 'Embedded'],
    relations: ['OneToMany', 'ManyToOne', 'OneToOne', 'ManyToMany'],
    bases: ['BaseEntity'],
  },
  tables: [
    {
      functions: ['defineEntity'],
      columns: 0,
      property: 'properties',
      row: '~entity',
      primary: 'primary',
      references: ['manyToOne', 'oneToOne', 'oneToMany', 'manyToMany'],
      unless: 'embeddable',
    },
  ],
  schemas: [{ builder: 'EntitySchema', argument: 0, columns: 'properties' }],
  documents: [{ bases: ['Reference', 'ScalarReference'], shape: 'reference' }],
  types: [
    { alias: 'EntityDTO', shape: 'serialised' },
    { alias: 'EntityDTOFlat', shape: 'serialised' },
    { alias: 'SerializeDTO', shape: 'serialised' },
    { alias: 'RequiredEntityData', shape: 'input' },
    { alias: 'EntityData', shape: 'input' },
    { alias: 'FilterQuery', shape: 'input' },
    { alias: 'Loaded', shape: 'instance', row: 'argument', choice: 2 },
    { alias: 'InferEntityFromProperties', shape: 'instance' },
  ],
  key: {
    decorators: ['PrimaryKey'],
    option: 'primary',
    default: ['_id', 'id', 'uuid'],
  },
  reads: [
    { owner: 'EntityManager', members: ['findOne', 'findOneOrFail'], entity: 0, options: 2 },
    { owner: 'EntityManager', members: ['find'], entity: 0, options: 2, many: true },
    { owner: 'EntityManager', members: ['findAll'], entity: 0, options: 1, many: true },
    { owner: 'EntityManager', members: ['findAndCount'], entity: 0, options: 2, many: true, paired: true },
    { owner: 'EntityManager', members: ['upsert'], entity: 0 },
    { owner: 'EntityManager', members: ['create', 'assign', 'merge'], entity: 0, unpersisted: true },
    { owner: 'EntityRepository', members: ['findOne', 'findOneOrFail'], options: 1 },
    { owner: 'EntityRepository', members: ['find'], options: 1, many: true },
    { owner: 'EntityRepository', members: ['findAll'], options: 0, many: true },
    { owner: 'EntityRepository', members: ['findAndCount'], options: 1, many: true, paired: true },
    { owner: 'EntityRepository', members: ['upsert'] },
    { owner: 'EntityRepository', members: ['create', 'assign', 'merge'], unpersisted: true },
  ],
  saves: ['persist', 'persistAndFlush', 'insert', 'upsert'],
  flushes: ['flush', 'persistAndFlush', 'commit'],
  options: {
    relations: ['populate', 'strategy'],
    columns: ['fields', 'exclude'],
    later: ['populate', 'refresh'],
  },
  handleWords: ['init', 'initSync', 'em'],
  load: [
    forked('EntityManager', ''),
    forked('MikroORM', '.em'),
    forked('EntityRepository', '.getEntityManager()'),
  ],
  copies: ['toObject', 'toPOJO'],
  json: { by: 'columns', spread: 'fields', kinds: { bigint: 'changes' } },
});
