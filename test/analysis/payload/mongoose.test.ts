import { describe, expect, test } from 'vitest';
import { compiler, entities, sendsOfAll, testEntities, type EntityCases } from './harness.js';

const model = `
import mongoose, { Schema, model, Types, Document, type HydratedDocument, type Model, type InferSchemaType } from 'mongoose';
import { UserModel, CodedModel, type Author, type User, type UserDocument, type Old, type Coded, type PairDocument } from '../../fixtures/libraries/orms/mongoose-models.js';
interface Methods { greet(): string }
class UserDto { _id!: string; email!: string; name!: string; createdAt!: string; }
declare const user: UserDocument;
declare const id: string;
function use(..._: unknown[]): void {}
use(UserModel, CodedModel, mongoose, Schema, model, Types);
`;

const inferred = `
const articleSchema = new Schema(
  { title: { type: String, required: true }, body: String, at: Date, notes: [{ text: String }], author: { type: Schema.Types.ObjectId, ref: 'User' } },
  { methods: { hi() { return 1; } }, virtuals: { full: { get() { return 'x'; } } } },
);
const Article = model('Article', articleSchema);
`;

const cases: EntityCases = {
  'silent: ids and fields': [
    'send({ id: user._id, text: String(user._id), email: user.email, tags: user.tags });',
    '',
  ],
  'silent: look-alike DTO, and the raw type alone': [
    'declare const raw: User; send(new UserDto()); send({ user: raw, other: { _id: "1", email: "" } });',
    '',
  ],
  'silent: a few picked fields': [
    'declare const p: Pick<typeof user, "_id" | "email">; declare const k: Pick<typeof user, "_id">; send({ p, k });',
    '',
  ],
  'silent: a projection': [
    'async function f() { send({ a: await UserModel.findById(id).select("email name").orFail(), b: await UserModel.findById(id, "email"), c: await UserModel.find({}, { email: 1 }), d: await UserModel.findOne().select({ email: 1 }) }); }',
    '',
  ],
  'silent: a field of a document inside a payload': [
    'async function f() { const u = await UserModel.findById(id).orFail(); send({ user: { id: u._id, email: u.email } }); }',
    '',
  ],
  'silent: what Mongoose made plain, without the option': [
    'async function f() { send({ a: await UserModel.findById(id).lean(), b: user.toObject(), c: user.toJSON(), d: { ...user.toObject(), x: 1 } }); for (const u of await UserModel.find().lean<User[]>()) send({ u }); }',
    '',
  ],
  'silent: results of a write, counts, aggregates': [
    'async function f() { send(await UserModel.updateOne({}, {})); send({ n: await UserModel.countDocuments(), g: await UserModel.aggregate<User>([]) }); }',
    '',
  ],
  'silent: models, schemas and queries themselves': [
    'send({ UserModel }); send({ q: UserModel.findById(id) });',
    '',
  ],
  'silent: a patch': ['declare const patch: Partial<UserDocument>; send({ patch });', ''],
  'silent: JSON.parse and a running job': [
    'import type { Job } from "bullmq"; const u = JSON.parse("") as UserDocument; send({ u }); async function work(job: Job<{ user: UserDocument }>) { send({ user: job.data.user }); }',
    '',
  ],
  'silent: an untyped document': ['declare const d: any; send({ d, more: d.toObject() });', ''],
  'annotated document': ['send({ user });', 'User instance at user (_id: ObjectId)'],
  'at the root': ['send(user);', 'User instance (_id: ObjectId)'],
  reads: [
    'async function f() { send({ a: await UserModel.findById(id).orFail(), b: await UserModel.findOneAndUpdate({}, {}, { new: true }).orFail().exec(), c: await UserModel.create({ email: "" }) }); }',
    'User instance at a (_id: ObjectId) | User instance at b (_id: ObjectId) | User instance at c (_id: ObjectId)',
  ],
  'nullable read': [
    'async function f() { const u = await UserModel.findById(id); send({ u }); }',
    'User instance at u (_id: ObjectId)',
  ],
  'a choice that leaves fields out or adds them': [
    'async function f() { send({ a: await UserModel.findById(id).select("-tags").orFail(), b: await UserModel.findById(id).select("+name").orFail(), c: await UserModel.findById(id).select({ tags: 0 }).orFail() }); }',
    'User instance at a (_id: ObjectId) | User instance at b (_id: ObjectId) | User instance at c (_id: ObjectId)',
  ],
  'array of documents, and each of them': [
    'async function f() { const users = await UserModel.find({ name: "x" }).sort({ name: 1 }).limit(5); send(users); for (const u of users) send({ u }); users.map((one) => send({ one })); }',
    'User instance at [] (_id: ObjectId) ; User instance at u (_id: ObjectId) ; User instance at one (_id: ObjectId)',
  ],
  populated: [
    'async function f() { send({ a: await UserModel.findById(id).populate("author").orFail(), b: await UserModel.findById(id).populate<{ author: Author }>("author").orFail() }); }',
    'User instance at a (_id: ObjectId) | User instance at b (_id: ObjectId)',
  ],
  'spread and rest': [
    'const { email, ...rest } = user; use(email); send({ ...user, x: 1 }); send({ rest });',
    'User snapshot (_id: ObjectId) ; User snapshot at rest (_id: ObjectId)',
  ],
  'nested in a type, and nullable': [
    'declare const order: { lines: { buyer: UserDocument | null }[] }; send({ order });',
    'User instance at order.lines[].buyer (_id: ObjectId)',
  ],
  'type parameter by its constraint': [
    'function f<T extends UserDocument>(row: T) { send({ row }); }',
    'User instance at row (_id: ObjectId)',
  ],
  'methods in the document type': [
    'declare const d: HydratedDocument<User, Methods>; send({ d });',
    'User instance at d (_id: ObjectId)',
  ],
  'interface on Document': ['declare const o: Old; send({ o });', 'Old instance at o (_id: ObjectId)'],
  'intersection by hand': [
    'declare const o: User & Document; send({ o });',
    'User instance at o (_id: ObjectId)',
  ],
  'a key of another type': [
    'async function f() { send({ c: await CodedModel.findById(id).orFail() }); }',
    'Coded instance at c (_id: string)',
  ],
  'a key of several fields': ['declare const p: PairDocument; send({ p });', 'Pair instance at p (?)'],
  'not stored yet, and stored': [
    'async function f() { const u = new UserModel({ email: "" }); send({ u }); const v = new UserModel({}); await v.save(); send({ v }); }',
    'User instance at u (_id: ObjectId) unpersisted ; User instance at v (_id: ObjectId)',
  ],
  'row behind a narrower annotation': [
    'async function f() { const u: { email: string } = await UserModel.findById(id).orFail(); send({ u }); }',
    'User instance at u (_id: ObjectId)',
  ],
};

const fromSchema: EntityCases = {
  'silent: parts of a document': [
    'async function f() { const a = await Article.findById(id).orFail(); send({ note: a.notes[0], notes: a.notes }); }',
    '',
  ],
  'silent: the inferred type alone': [
    'declare const raw: InferSchemaType<typeof articleSchema>; send({ raw });',
    '',
  ],
  'inferred from a schema': [
    'async function f() { send({ a: await Article.findById(id).orFail() }); }',
    'Article instance at a (_id: ObjectId)',
  ],
  'populated and inferred': [
    'async function f() { send({ a: await Article.findById(id).populate<{ author: Author }>("author").orFail() }); }',
    'Article instance at a (_id: ObjectId)',
  ],
};

const eight = { mongoose: 'node_modules/mongoose8' };

for (const name of ['typescript', 'ts54', 'ts59', 'ts-morph'] as const) {
  describe(`${name}, mongoose 9`, () => {
    testEntities(compiler(name), model + (name === 'typescript' ? inferred : ''), {
      ...cases,
      ...(name === 'typescript' ? fromSchema : {}),
    });
  });
}

describe('typescript, mongoose 8', () => {
  testEntities(compiler('typescript'), model, cases, eight);
});

test('what Mongoose made plain, with the option', () => {
  const code = `${model}
async function f() {
  send({ a: await UserModel.findById(id).lean().orFail() });
  send({ b: user.toObject(), c: user.toJSON() });
  send({ ...user.toObject(), x: 1 });
  const d = await UserModel.findById(id).lean<User>().orFail();
  send({ d });
  send({ few: await UserModel.findById(id).select('email').lean().orFail() });
  send({ id: user._id });
}`;
  for (const paths of [{}, eight]) {
    const sent = sendsOfAll(compiler('typescript'), { main: code }, {}, paths).get('main') ?? [];
    const found = sent.map((one) =>
      entities(one, { serialised: true }).map(({ entity, shape, path }) =>
        `${entity} ${shape} ${path}`.trim(),
      ),
    );
    expect(found).toEqual([
      ['User serialised a'],
      ['User serialised b', 'User serialised c'],
      ['User serialised'],
      ['User serialised d'],
      [],
      [],
    ]);
  }
});
