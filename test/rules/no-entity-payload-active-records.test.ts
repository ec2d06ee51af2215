import rule from '../../src/rules/no-entity-payload.js';
import { testRule } from './kit.js';

const sequelize = `
import { DataTypes, Model, Sequelize, type InferAttributes, type InferCreationAttributes } from 'sequelize';
import { Queue } from 'bullmq';
export class User extends Model<InferAttributes<User>, InferCreationAttributes<User>> {
  declare id: number;
  declare email: string;
  declare password: string;
}
User.init({ id: { type: DataTypes.INTEGER, primaryKey: true }, email: DataTypes.TEXT, password: DataTypes.TEXT }, { sequelize: new Sequelize('postgres://localhost/app') });
export const queue = new Queue('mail', { connection: {} });
`;

const objection = `
import { Model } from 'objection';
import { Queue } from 'bullmq';
export class Post extends Model { static override tableName = 'posts'; static override idColumn = 'slug'; slug!: string; title!: string; body!: string; }
export const queue = new Queue('mail', { connection: {} });
`;

const lucid = `
import { BaseModel, column } from '@adonisjs/lucid/orm';
import { Queue } from 'bullmq';
export class Account extends BaseModel {
  @column({ isPrimary: true }) declare id: number;
  @column() declare owner: string;
}
export const queue = new Queue('mail', { connection: {} });
`;

testRule(rule, {
  silent: {
    'ids, columns, projections and plain copies of Sequelize': `${sequelize}
export async function a(user: User) {
  await queue.add('welcome', { userId: user.id, email: user.email, copy: user.get({ plain: true }) });
  const some = await User.findOne({ attributes: ['id', 'email'] });
  await queue.add('welcome', { some, count: await User.count() });
}
`,
    'ids, columns, projections and plain copies of Objection': `${objection}
export async function a(post: Post) {
  await queue.add('publish', { slug: post.slug, copy: post.toJSON() });
  await queue.add('publish', { post: await Post.query().findById(post.slug).select('slug', 'title') });
}
`,
    'ids, columns and plain copies of Lucid': `${lucid}
export async function a(account: Account) {
  await queue.add('open', { id: account.id, copy: account.serialize(), list: (await Account.all()).map(({ id }) => id) });
}
`,
  },
  reports: {
    'rows of Sequelize': `${sequelize}
export async function a(user: User) {
  await queue.add('welcome', { user });
                               ~~~~ [entity]
  await queue.add('welcome', { ...user });
                                  ~~~~ [entity]
  await queue.add('welcome', { all: await User.findAll({ raw: true }) });
                                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [entity]
  await queue.add('welcome', { next: User.build({ id: 1, email: '', password: '' }) });
                                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [unsaved]
}
`,
    'plain copies, where they are wanted': {
      options: { serialised: true },
      code: `${sequelize}
export async function a(user: User) {
  await queue.add('welcome', { user: user.dataValues });
                                     ~~~~~~~~~~~~~~~ [entity]
}
`,
    },
    'rows of Objection': `${objection}
export async function a(post: Post) {
  await queue.add('publish', { post });
                               ~~~~ [entity]
  const found = await Post.query().findOne({ title: '' }).throwIfNotFound();
  await queue.add('publish', { found });
                               ~~~~~ [entity]
}
`,
    'rows of Lucid': `${lucid}
export async function a() {
  await queue.add('open', { account: await Account.findOrFail(1) });
                                     ~~~~~~~~~~~~~~~~~~~~~~~~~~~ [entity]
}
`,
  },
});
