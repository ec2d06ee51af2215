/** Reads of Sequelize 7; compiled by the checker and executed. */
import {
  DataTypes,
  Model,
  Sequelize,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
} from '@sequelize/core';
import { PostgresDialect } from '@sequelize/postgres';

class User extends Model<InferAttributes<User>, InferCreationAttributes<User>> {
  declare id: CreationOptional<number>;
  declare email: string;
  declare balance: string;
  declare createdAt: CreationOptional<Date>;
}

/** Sends what each kind of read gives. */
export async function reads(url: string, send: (payload: unknown) => void): Promise<void> {
  const sequelize = new Sequelize({ dialect: PostgresDialect, url, ssl: false, pool: { max: 1 } });
  User.init(
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      email: DataTypes.TEXT,
      balance: DataTypes.BIGINT,
      createdAt: DataTypes.DATE,
    },
    { sequelize, tableName: 'core_users', updatedAt: false },
  );
  await sequelize.sync();
  const { id } = await User.create({ email: 'a@b.c', balance: '9007199254740993' });

  const user = await User.findByPk(id, { rejectOnEmpty: true });
  send(user);
  // eslint-disable-next-line @typescript-eslint/no-misused-spread -- how a spread of a row is written
  send({ ...user });
  send(user.toJSON());
  send(user.dataValues);
  send(await User.findOne({ where: { id }, raw: true, rejectOnEmpty: true }));
  send(await User.findOne({ where: { id }, attributes: ['id', 'email'], rejectOnEmpty: true }));
  send(user.id);
  await sequelize.close();
}
