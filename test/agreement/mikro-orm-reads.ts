/** Reads of MikroORM that are run by one test and read by the checker in another: every payload that is sent. */
import { EntitySchema, wrap, type EntityManager } from '@mikro-orm/core';

export class Row {
  id!: number;
  text!: string;
  at!: Date;
  secret!: string;
}

export const RowSchema = new EntitySchema<Row>({
  class: Row,
  properties: {
    id: { type: 'number', primary: true },
    text: { type: 'string' },
    at: { type: 'Date' },
    secret: { type: 'string', hidden: true },
  },
});

/** Sends what MikroORM reads, in every form that it gives. */
export function reads(send: (payload: unknown) => void, em: EntityManager): void {
  const row = em.map(RowSchema, { id: 1, text: 'a', at: new Date(0), secret: 's' } as never);
  // instance
  send(row);
  // spread
  send({ ...row });
  // plain copy
  send(wrap(row).toObject());
}
