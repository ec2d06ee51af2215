/** Reads of Mongoose that are run by one test and read by the checker in another: every payload that is sent. */
import type * as mongoose from 'mongoose';
import type { Types } from 'mongoose';

export interface Row {
  text: string;
  at: Date;
  price: Types.Decimal128;
  labels: Map<string, string>;
  bytes: Buffer;
}

export interface Ledger {
  text: string;
  total: bigint;
}

/** Sends what Mongoose reads, in every form that it gives. */
export function reads(send: (payload: unknown) => void, { model, Schema, Types }: typeof mongoose): void {
  const Rows = model<Row>(
    'Row',
    new Schema<Row>({
      text: String,
      at: Date,
      price: Schema.Types.Decimal128,
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- as Mongoose documents it
      labels: { type: Map, of: String },
      bytes: Buffer,
    }),
  );
  const Ledgers = model<Ledger>('Ledger', new Schema<Ledger>({ text: String, total: BigInt }));
  const row = Rows.hydrate({
    _id: new Types.ObjectId(),
    text: 'a',
    at: new Date(0),
    price: Types.Decimal128.fromString('1.50'),
    labels: { a: 'b' },
    bytes: Buffer.from('ab'),
  });
  const ledger = Ledgers.hydrate({ _id: new Types.ObjectId(), text: 'a', total: 5n });
  // instance
  send(row);
  // spread
  // eslint-disable-next-line @typescript-eslint/no-misused-spread -- what becomes of it is the question
  send({ ...row });
  // plain copy
  send(row.toObject());
  // instance with a bigint
  send(ledger);
  // plain copy with a bigint
  send(ledger.toObject());
}
