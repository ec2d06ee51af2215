import { defineOrm } from './shape.js';

/** Interface that the generated client declares for each model. */
const delegate = /^(\w+)Delegate$/u;

/**
 * Prisma 6 and 7. Facts: generated clients of 6.19 (`prisma-client-js`) and 7.10 (`prisma-client`). Rows carry no alias
 * and no class: their members' declarations sit in the generated `$UserPayload`.
 */
export const prisma = defineOrm({
  id: 'prisma',
  title: 'Prisma',
  packages: { '@prisma/client': '>=5 <8', '.prisma/client': '*' },
  generated: {
    alias: /^\$(\w+)Payload$/u,
    properties: ['name', 'objects', 'scalars', 'composites'],
    relations: 'objects',
    columns: 'scalars',
  },
  types: [
    // A `select`: only the chosen columns. `include` adds relations to a `Compute` or `DefaultSelection` row.
    { alias: 'GetFindResult', shape: 'partial' },
  ],
  shape: 'row',
  key: { schema: 'prisma' },
  reads: [
    {
      owner: delegate,
      members: ['findUnique', 'findUniqueOrThrow', 'findFirst', 'findFirstOrThrow'],
      options: 0,
    },
    { owner: delegate, members: ['create', 'update', 'upsert', 'delete'], options: 0 },
    {
      owner: delegate,
      members: ['findMany', 'createManyAndReturn', 'updateManyAndReturn'],
      options: 0,
      many: true,
    },
  ],
  saves: [],
  handleWords: ['$extends'],
  options: { relations: ['include'], columns: ['select', 'omit'], typed: true },
  load: [
    {
      handle: 'PrismaClient',
      one: '{{handle}}.{{delegate}}.findUniqueOrThrow({ where: { {{where}} } })',
      oneWithExtras: '{{handle}}.{{delegate}}.findUniqueOrThrow({ where: { {{where}} }, {{extras}} })',
      many: '{{handle}}.{{delegate}}.findMany({ where: { {{key}}: { in: {{keys}} } } })',
      manyWithExtras:
        '{{handle}}.{{delegate}}.findMany({ where: { {{key}}: { in: {{keys}} } }, {{extras}} })',
      missing: 'PrismaClientKnownRequestError P2025',
    },
  ],
});
