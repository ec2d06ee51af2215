import rule from '../../src/rules/no-entity-payload.js';
import { testRule } from './kit.js';

const mongoose = `
import { UserModel, type UserDocument } from '../../fixtures/libraries/orms/mongoose-models.js';
import { Queue } from 'bullmq';
export const queue = new Queue('mail', { connection: {} });
`;

const mikro = `
import { defineEntity, p, type EntityManager, type InferEntity } from '@mikro-orm/core';
import { Queue } from 'bullmq';
export const Tag = defineEntity({ name: 'Tag', properties: { id: p.integer().primary(), label: p.string(), color: p.string() } });
export type Tag = InferEntity<typeof Tag>;
export declare const em: EntityManager;
export const queue = new Queue('mail', { connection: {} });
`;

const firestore = `
import type { DocumentSnapshot } from '@google-cloud/firestore';
import { Queue } from 'bullmq';
export const queue = new Queue('mail', { connection: {} });
`;

testRule(rule, {
  silent: {
    'Mongoose: ids, fields, projections, plain copies': `${mongoose}
export async function a(user: UserDocument) {
  await queue.add('welcome', { userId: user._id, email: user.email });
  await queue.add('welcome', { user: await UserModel.findById('1').select('email').orFail() });
  await queue.add('welcome', { user: await UserModel.findById('1').lean() });
}
`,
    'MikroORM: ids and chosen fields': `${mikro}
export async function a(id: number) {
  await queue.add('welcome', { id, tag: await em.findOneOrFail(Tag, id, { fields: ['id', 'label'] }) });
}
`,
    'Firestore: ids and fields': `${firestore}
export async function a(snapshot: DocumentSnapshot<{ email: string }>) {
  await queue.add('welcome', { path: snapshot.ref.path, email: snapshot.data()?.email });
}
`,
  },
  reports: {
    'a document': {
      code: `${mongoose}
export async function a(user: UserDocument) {
  await queue.add('welcome', { user });
                               ~~~~ [entity]
}
`,
      message:
        'Task `welcome` carries in `user` a whole Mongoose row (User): the worker acts on data that is stale by then, and every column is stored in the queue. Send its `_id` as a string (`String(user._id)`) and load the row in the worker.',
      suggestion: `${mongoose}
export async function a(user: UserDocument) {
  await queue.add('welcome', { userId: String(user._id) });
}
`,
    },
    'documents: read, many, spread, not stored yet': `${mongoose}
export async function a() {
  const user = await UserModel.findById('1').populate('author').orFail();
  await queue.add('welcome', { ...user, extra: 1 });
                                  ~~~~ [entity]
  await queue.add('welcome', { users: await UserModel.find() });
                                      ~~~~~~~~~~~~~~~~~~~~~~ [entity]
  const draft = new UserModel({ email: '' });
  await queue.add('welcome', { draft });
                               ~~~~~ [unsaved]
}
`,
    'an entity of defineEntity': {
      code: `${mikro}
export async function a(tag: Tag) {
  await queue.add('welcome', { tag });
                               ~~~ [entity]
}
`,
      suggestion: `${mikro}
export async function a(tag: Tag) {
  await queue.add('welcome', { tagId: tag.id });
}
`,
    },
    'a snapshot': `${firestore}
export async function a(snapshot: DocumentSnapshot<{ email: string }>) {
  await queue.add('welcome', { snapshot });
                               ~~~~~~~~ [entity]
}
`,
  },
});
