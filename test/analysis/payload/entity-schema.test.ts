import { describe } from 'vitest';
import { compiler, testEntities, type EntityCases } from './harness.js';

const prelude = `
import { EntitySchema, type DataSource, type Repository } from 'typeorm';
interface Tag { id: number; name: string; colour: string }
interface Place { x: number; y: number; note: string }
const TagEntity = new EntitySchema<Tag>({
  name: 'tag',
  columns: { id: { type: Number, primary: true, generated: true }, name: { type: String }, colour: { type: String } },
});
const PlaceEntity = new EntitySchema<Place>({
  name: 'place',
  columns: { x: { type: Number, primary: true }, y: { type: Number, primary: true }, note: { type: String } },
});
declare const source: DataSource;
declare const tags: Repository<Tag>;
declare const dto: Tag;
function use(..._: unknown[]): void {}
use(TagEntity, PlaceEntity, source, tags, dto);
`;

const silent: EntityCases = {
  'the interface alone says nothing': ['send({ dto });', ''],
  'ids and columns': [
    'async function f() { const t = await tags.findOneByOrFail({ id: 1 }); send({ tagId: t.id, name: t.name }); }',
    '',
  ],
  projections: [
    'async function f() { send({ t: await tags.findOneOrFail({ where: { id: 1 }, select: { id: true, name: true } }) }); }',
    '',
  ],
  'results of writes': ['async function f() { send({ r: await tags.delete(1) }); }', ''],
};

const found: EntityCases = {
  'repository of the interface': [
    'async function f() { const t = await tags.findOneByOrFail({ id: 1 }); send({ t }); send(t); }',
    'Tag instance at t (id: number) ; Tag instance (id: number)',
  ],
  'repository of the schema, with a composite key': [
    'async function f() { const p = await source.getRepository(PlaceEntity).findOneBy({ x: 1 }); send({ p }); }',
    'Place instance at p (x: number, y: number)',
  ],
  'manager with the schema': [
    'async function f() { const t = await source.manager.findOneByOrFail(TagEntity, { id: 1 }); send({ t }); }',
    'Tag instance at t (id: number)',
  ],
  spread: [
    'async function f() { const t = await tags.findOneByOrFail({ id: 1 }); send({ ...t, x: 1 }); }',
    'Tag snapshot (id: number)',
  ],
};

for (const name of ['typescript', 'ts54'] as const) {
  describe(`${name}: silent`, () => {
    testEntities(compiler(name), prelude, silent);
  });
  describe(`${name}: found`, () => {
    testEntities(compiler(name), prelude, found);
  });
}
