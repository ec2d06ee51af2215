/** Reads of Sequelize 6; compiled by the checker and executed. */
import {
  DataTypes,
  Model,
  Sequelize,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type NonAttribute,
} from 'sequelize';

class User extends Model<InferAttributes<User>, InferCreationAttributes<User>> {
  declare id: CreationOptional<number>;
  declare email: string;
  declare password: string;
  declare balance: string;
  declare createdAt: CreationOptional<Date>;
  declare posts?: NonAttribute<Post[]>;
}

class Post extends Model<InferAttributes<Post>, InferCreationAttributes<Post>> {
  declare id: CreationOptional<number>;
  declare userId: number;
  declare title: string;
  declare author?: NonAttribute<User>;
}

/** Sends what each kind of read gives. */
export async function reads(url: string, send: (payload: unknown) => void): Promise<void> {
  const sequelize = new Sequelize(url, { logging: false, pool: { max: 1 } });
  User.init(
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      email: DataTypes.TEXT,
      password: DataTypes.TEXT,
      balance: DataTypes.BIGINT,
      createdAt: DataTypes.DATE,
    },
    { sequelize, tableName: 'sequelize_users', updatedAt: false },
  );
  Post.init(
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      userId: DataTypes.INTEGER,
      title: DataTypes.TEXT,
    },
    { sequelize, tableName: 'sequelize_posts', timestamps: false },
  );
  User.hasMany(Post, { as: 'posts', foreignKey: 'userId' });
  Post.belongsTo(User, { as: 'author', foreignKey: 'userId' });
  await sequelize.sync();
  const { id } = await User.create({ email: 'a@b.c', password: 'x', balance: '9007199254740993' });
  await Post.create({ userId: id, title: 'one' });

  const user = await User.findByPk(id, { rejectOnEmpty: true });
  send(user);
  // eslint-disable-next-line @typescript-eslint/no-misused-spread -- how a spread of a row is written
  send({ ...user });
  send(user.toJSON());
  send(user.get({ plain: true }));
  send(user.dataValues);
  send(await User.findOne({ where: { id }, raw: true, rejectOnEmpty: true }));
  send(await User.findOne({ where: { id }, attributes: ['id', 'email'], rejectOnEmpty: true }));
  send(
    await User.findByPk(id, {
      include: { association: 'posts', include: [{ association: 'author' }] },
      rejectOnEmpty: true,
    }),
  );
  send(user.id);
  await sequelize.close();
}
