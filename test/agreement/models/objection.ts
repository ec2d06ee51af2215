/** Reads of Objection; compiled by the checker and executed. */
import knex from 'knex';
import { Model, type RelationMappings } from 'objection';

class User extends Model {
  static override tableName = 'objection_users';
  id!: number;
  email!: string;
  password!: string;
  createdAt!: Date;
  posts?: Post[];

  static override get relationMappings(): RelationMappings {
    return {
      posts: {
        relation: Model.HasManyRelation,
        modelClass: Post,
        join: { from: 'objection_users.id', to: 'objection_posts.userId' },
      },
    };
  }
}

class Post extends Model {
  static override tableName = 'objection_posts';
  id!: number;
  userId!: number;
  title!: string;
}

/** Sends what each kind of read gives. */
export async function reads(url: string, send: (payload: unknown) => void): Promise<void> {
  const db = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  Model.knex(db);
  await db.schema.createTable('objection_users', (table) => {
    table.increments('id');
    table.text('email');
    table.text('password');
    table.timestamp('createdAt').defaultTo(db.fn.now());
  });
  await db.schema.createTable('objection_posts', (table) => {
    table.increments('id');
    table.integer('userId');
    table.text('title');
  });
  const { id } = await User.query().insert({ email: 'a@b.c', password: 'x' });
  await Post.query().insert({ userId: id, title: 'one' });

  const user = await User.query().findById(id).throwIfNotFound();
  send(user);
  // eslint-disable-next-line @typescript-eslint/no-misused-spread -- how a spread of a row is written
  send({ ...user });
  send(user.toJSON());
  send(user.$toJson());
  send(await User.query().findById(id).withGraphFetched('posts').throwIfNotFound());
  send(await User.query().findById(id).select('id', 'email').throwIfNotFound());
  send(user.id);
  await db.destroy();
}
