/** Rows of Lucid, as its adapter makes them of a query's result; compiled by the checker and executed. */
import { BaseModel, column, hasMany } from '@adonisjs/lucid/orm';
import type { HasMany } from '@adonisjs/lucid/types/relations';
import type { DateTime } from 'luxon';

class Post extends BaseModel {
  declare id: number;
  declare title: string;
}

class User extends BaseModel {
  declare id: number;
  declare email: string;
  declare createdAt: DateTime;
  declare posts: HasMany<typeof Post>;
}

/** Sends what each kind of read gives. */
export function reads(_url: string, send: (payload: unknown) => void): Promise<void> {
  // As decorators do it; this project's own compiler options have none.
  column({ isPrimary: true })(User.prototype, 'id');
  column()(User.prototype, 'email');
  column.dateTime()(User.prototype, 'createdAt');
  hasMany(() => Post)(User.prototype, 'posts');
  column({ isPrimary: true })(Post.prototype, 'id');
  column()(Post.prototype, 'title');
  User.boot();
  Post.boot();
  const created_at = '2026-01-02T03:04:05.000Z';
  const user = User.$createFromAdapterResult({ id: 1, email: 'a@b.c', created_at });
  const post = Post.$createFromAdapterResult({ id: 2, title: 'one' });
  if (!user || !post) throw new Error('no row');
  user.$setRelated('posts', [post] as HasMany<typeof Post>);
  send(user);
  // eslint-disable-next-line @typescript-eslint/no-misused-spread -- how a spread of a row is written
  send({ ...user });
  send(user.toJSON());
  send(user.serialize({ fields: ['id', 'email', 'createdAt'] }));
  send(user.id);
  return Promise.resolve();
}
