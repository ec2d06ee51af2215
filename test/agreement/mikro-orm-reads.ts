/** Reads of MikroORM that are run by one test and read by the checker in another: every payload that is sent. */
import type * as mikro from '@mikro-orm/core';

/** Makes an entity manager for these entities, without a server. */
export type Open = (entities: readonly mikro.EntitySchema[]) => mikro.EntityManager;

/** Sends what MikroORM reads, in every form that it gives. */
export function reads(send: (payload: unknown) => void, core: typeof mikro, open: Open): void {
  const { p } = core;
  const Row = core.defineEntity({
    name: 'Row',
    properties: {
      id: p.integer().primary(),
      text: p.string(),
      at: p.datetime(),
      secret: p.string().hidden(),
    },
  });
  const Ledger = core.defineEntity({
    name: 'Ledger',
    properties: { id: p.integer().primary(), text: p.string(), total: p.bigint() },
  });
  const em = open([Row, Ledger]);
  const row = em.map(Row, { id: 1, text: 'a', at: new Date(0), secret: 's' });
  const ledger = em.map(Ledger, { id: 1, text: 'a', total: '5' } as never);
  // instance
  send(row);
  // spread
  send({ ...row });
  // plain copy
  send(core.wrap(row).toObject());
  // instance with a bigint
  send(ledger);
  // spread with a bigint
  send({ ...ledger });
}
