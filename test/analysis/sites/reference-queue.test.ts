import { expect, test } from 'vitest';
import { analysisOf, factLines } from './facts.js';

test('tasks of the reference queue carry their name and queue', () => {
  const analysis = analysisOf({
    'main.ts': `
import { createMemoryStore, createQueue, defineTask } from 'eslint-plugin-task-queue/queue';
const sendReceipt = defineTask({
  name: 'send-receipt',
  queue: 'mail',
  run: async (payload: { orderId: number }) => { await Promise.resolve(payload.orderId); },
});
const cleanUp = defineTask({ name: 'clean-up', run() { /* nothing */ } });
const queue = createQueue({ store: createMemoryStore(), tasks: [sendReceipt, cleanUp] });
export const place = (id: number) => queue.enqueue(sendReceipt, { orderId: id });
export const placeAll = (ids: number[]) => queue.enqueueMany(sendReceipt, ids.map((orderId) => ({ orderId })));
export const clean = () => queue.enqueue(cleanUp, null);
`,
  });
  expect(factLines(analysis)).toMatchInlineSnapshot(`
    [
      "main.ts:10 enqueue enqueue, queue mail, task send-receipt, payload : { orderId: number; }",
      "main.ts:11 enqueue enqueueMany, queue mail, task send-receipt, payload : { orderId: number; }",
      "main.ts:12 enqueue enqueue, queue default, task clean-up, payload : null",
      "main.ts:3 queue mail",
      "main.ts:3 worker queue mail, task send-receipt, body main.ts:6",
      "main.ts:8 queue default",
      "main.ts:8 worker queue default, task clean-up, body main.ts:8",
    ]
  `);
});
