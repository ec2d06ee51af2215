import { prisma } from './prisma.js';
import type { OrmAdapter } from './shape.js';
import { typeorm } from './typeorm.js';

/** Every ORM that the tool knows. */
export const ormAdapters: readonly OrmAdapter[] = [typeorm, prisma];

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
