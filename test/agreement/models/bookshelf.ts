/** Reads of Bookshelf; compiled by the checker and executed. */
import bookshelfOf from 'bookshelf';
import knex from 'knex';

const db = knex({ client: 'pg' });
// The types of Bookshelf bring a Knex of their own.
const bookshelf = bookshelfOf(db as never);

class User extends bookshelf.Model<User> {
  override get tableName(): string {
    return 'bookshelf_users';
  }
}

/** Sends what each kind of read gives. */
export async function reads(url: string, send: (payload: unknown) => void): Promise<void> {
  const own = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  bookshelf.knex = own as never;
  await own.schema.createTable('bookshelf_users', (table) => {
    table.increments('id');
    table.text('email');
    table.timestamp('createdAt').defaultTo(own.fn.now());
  });
  await own('bookshelf_users').insert({ email: 'a@b.c' });

  const user = await new User({ email: 'a@b.c' }).fetch({ require: true });
  send(user);
  // eslint-disable-next-line @typescript-eslint/no-misused-spread -- how a spread of a row is written
  send({ ...user });
  send(user.toJSON());
  send(user.attributes);
  send(await new User().fetchAll());
  send(await new User({ email: 'a@b.c' }).fetch({ columns: ['id'] }));
  send(user.id);
  await own.destroy();
}
