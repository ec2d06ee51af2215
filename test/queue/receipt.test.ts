import { expect, test } from 'vitest';
import { defineTask } from '../../src/queue/index.js';
import { crashAfter, delay, simulate, type Simulation, type World } from '../../src/queue/testing.js';

interface Order {
  readonly id: string;
  readonly email: string;
}

/** The mailer of both versions: it knows the address that is right at the moment of sending. */
async function send(world: World, order: Order, idempotencyKey?: string): Promise<void> {
  const current = await world.table<Order>('orders').get(order.id);
  const detail = { to: order.email, stale: order.email !== current?.email };
  await world.effect('mail.send', detail, idempotencyKey === undefined ? {} : { idempotencyKey });
}

/** The order is placed, the task is late, and meanwhile the customer corrects the address. */
async function placeAndCorrect(world: World, enqueue: (order: Order) => Promise<unknown>): Promise<void> {
  const orders = world.table<Order>('orders');
  const order = { id: 'o1', email: 'old@example.com' };
  world.work({ processes: 2 });
  await world.request('checkout', async () => {
    await orders.set(order.id, order);
    await enqueue(order);
  });
  await world.request('correction', () => orders.set(order.id, { ...order, email: 'new@example.com' }));
}

const faults = [delay('sendReceipt', 5_000), crashAfter('mail.send')];

const before = (): Promise<Simulation<void>> =>
  simulate(
    async (world) => {
      const sendReceipt = defineTask({ name: 'sendReceipt', run: (order: Order) => send(world, order) });
      world.queue.register(sendReceipt);
      await placeAndCorrect(world, (order) => world.queue.enqueue(sendReceipt, order));
    },
    { faults },
  );

const after = (): Promise<Simulation<void>> =>
  simulate(
    async (world) => {
      const sendReceipt = defineTask({
        name: 'sendReceipt',
        run: async ({ orderId }: { orderId: string }, { id }) => {
          const order = await world.table<Order>('orders').get(orderId);
          if (order !== undefined) await send(world, order, id);
        },
      });
      world.queue.register(sendReceipt);
      await placeAndCorrect(world, (order) => world.queue.enqueue(sendReceipt, { orderId: order.id }));
    },
    { faults },
  );

function harm({ effects }: Simulation<void>): { receipts: number; stale: boolean[] } {
  const sent = effects.list('mail.send').map(({ detail }) => detail as { stale: boolean });
  return { receipts: sent.length, stale: sent.map(({ stale }) => stale) };
}

test('an entity payload sends two receipts to a stale address; an id with an idempotency key sends one', async () => {
  expect(harm(await before())).toEqual({ receipts: 2, stale: [true, true] });
  expect(harm(await after())).toEqual({ receipts: 1, stale: [false] });
});

test('the trace tells the story line by line', async () => {
  const { trace } = await before();
  expect(String(trace)).toMatchInlineSnapshot(`
    "     0.000s  FAULT        sendReceipt-1 becomes due 5000 ms late
         0.000s  checkout     enqueues sendReceipt-1
         5.000s  process-1    starts sendReceipt-1, attempt 1
         5.000s  process-1    does mail.send {"to":"old@example.com","stale":true}
         5.000s  FAULT        process-1 crashes after mail.send
         6.000s  process-1/2  is up again
        35.000s  queue        ends the lease of sendReceipt-1: no sign of life
        35.000s  process-2    starts sendReceipt-1, attempt 2
        35.000s  process-2    does mail.send {"to":"old@example.com","stale":true}
        35.000s  process-2    completes sendReceipt-1"
  `);
});
