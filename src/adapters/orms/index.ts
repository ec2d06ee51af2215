import { bookshelf } from './bookshelf.js';
import { convex } from './convex.js';
import { drizzle } from './drizzle.js';
import { kysely } from './kysely.js';
import { firestore } from './firestore.js';
import { lucid } from './lucid.js';
import { mikroOrm } from './mikro-orm.js';
import { mongoose } from './mongoose.js';
import { objection } from './objection.js';
import { prisma } from './prisma.js';
import { sequelize } from './sequelize.js';
import type { OrmAdapter } from './shape.js';
import { typeorm } from './typeorm.js';

/** Every ORM that the tool knows. */
export const ormAdapters: readonly OrmAdapter[] = [
  typeorm,
  prisma,
  bookshelf,
  convex,
  drizzle,
  kysely,
  firestore,
  lucid,
  mikroOrm,
  mongoose,
  objection,
  sequelize,
];

/** Stands for the ORM behind `settings['task-queue'].entityDecorators`. */
export const inHouse: OrmAdapter = {
  id: 'in-house',
  title: 'in-house ORM',
  packages: {},
  key: { default: 'id' },
  reads: [],
  saves: ['save'],
  options: { relations: [], columns: [] },
  load: [],
};
