import { describe, expect, test } from 'vitest';
import { defineTask, PayloadError, type JsonValue } from '../../src/queue/index.js';
import { createStage } from './stage.js';

class Order {
  constructor(readonly id: string) {}
}

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;
let deep: unknown = 0;
for (let level = 0; level < 501; level++) deep = [deep];
const sparse: unknown[] = [1];
sparse[2] = 3;

const refused: [what: string, payload: unknown, path: string, reason: RegExp][] = [
  ['a Date', { at: new Date(0) }, 'payload.at', /a Date.*toISOString/],
  ['a BigInt', { order: { total: 5n } }, 'payload.order.total', /a BigInt.*toString/],
  ['a Map', { tags: new Map() }, 'payload.tags', /a Map.*fromEntries/],
  ['a Set', { tags: new Set() }, 'payload.tags', /a Set/],
  ['a class instance', { lines: [new Order('o1')] }, 'payload.lines[0]', /an instance of Order/],
  ['a function', { then: () => undefined }, 'payload.then', /a function/],
  ['a symbol', { kind: Symbol('kind') }, 'payload.kind', /a symbol/],
  ['a symbol key', { [Symbol('kind')]: 1 }, 'payload', /symbol keys/],
  ['undefined in an array', { ids: ['a', undefined] }, 'payload.ids[1]', /undefined.*pass null/],
  ['a hole in an array', sparse, 'payload[1]', /undefined/],
  ['undefined itself', undefined, 'payload', /undefined/],
  ['NaN', { 'unit price': NaN }, 'payload["unit price"]', /NaN/],
  ['Infinity', [1, Infinity], 'payload[1]', /Infinity/],
  ['a cycle', { node: cyclic }, 'payload.node.self', /cycle/],
  ['too deep a nesting', deep, `payload${'[0]'.repeat(500)}`, /more than 500 levels/],
  ['an Error', { cause: new Error('no') }, 'payload.cause', /an Error/],
  ['a Promise', { order: Promise.resolve(1) }, 'payload.order', /a Promise.*await/],
  ['binary data', { file: new Uint8Array(2) }, 'payload.file', /binary data/],
  ['a RegExp', { pattern: /x/ }, 'payload.pattern', /an instance of RegExp/],
];

const shared = { sku: 's1' };
const carried: [what: string, payload: JsonValue][] = [
  ['null', null],
  ['a text', 'a'],
  ['a number', -1.5],
  ['nested plain values', { a: [1, 'b', null, { c: [true] }] }],
  ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  ['one object at two places', [shared, shared]],
];

function createRecorder() {
  const seen: unknown[] = [];
  const record = defineTask({ name: 'record', run: (payload: JsonValue) => void seen.push(payload) });
  return { ...createStage([record]), record, seen };
}

describe('a payload that JSON cannot carry is refused and nothing is enqueued', () => {
  test.each(refused)('%s', async (_, payload, path, reason) => {
    const { queue, record, events } = createRecorder();
    const error: unknown = await queue
      .enqueue(record, payload as JsonValue)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PayloadError);
    expect(error).toMatchObject({ code: 'PAYLOAD', path, reason: expect.stringMatching(reason) as string });
    expect((error as Error).message).toBe(
      `Task "record" takes JSON only, but ${path} is ${(error as PayloadError).reason}. Nothing was enqueued.`,
    );
    expect((await queue.backlog()).depth).toBe(0);
    expect(events).toEqual([]);
  });

  test('one bad payload among many stops them all and is named', async () => {
    const { queue, record } = createRecorder();
    const payloads = [{ a: 1 }, { a: [NaN] }];
    await expect(queue.enqueueMany(record, payloads)).rejects.toMatchObject({ path: 'payloads[1].a[0]' });
    expect((await queue.backlog()).depth).toBe(0);
  });
});

describe('a JSON payload arrives as it was', () => {
  test.each(carried)('%s', async (_, payload) => {
    const { queue, record, seen, clock } = createRecorder();
    queue.work();
    await queue.enqueue(record, payload);
    await clock.runUntilIdle();
    expect(seen).toEqual([payload]);
  });

  test('an undefined property is left out', async () => {
    const { queue, record, seen, clock } = createRecorder();
    queue.work();
    await queue.enqueue(record, { a: 1, b: undefined });
    await clock.runUntilIdle();
    expect(seen).toStrictEqual([{ a: 1 }]);
  });

  test('a change after the enqueue does not reach the worker', async () => {
    const { queue, record, seen, clock } = createRecorder();
    const payload = { lines: ['a'] };
    await queue.enqueue(record, payload);
    payload.lines.push('b');
    queue.work();
    await clock.runUntilIdle();
    expect(seen).toEqual([{ lines: ['a'] }]);
  });

  test('each attempt gets a payload of its own', async () => {
    const seen: number[] = [];
    const grow = defineTask({
      name: 'grow',
      run: ({ lines }: { lines: string[] }) => {
        lines.push('x');
        seen.push(lines.length);
        throw new Error('again');
      },
    });
    const { queue, clock } = createStage([grow]);
    queue.work();
    await queue.enqueue(grow, { lines: [] });
    await clock.runUntilIdle();
    expect(seen).toEqual([1, 1, 1, 1, 1]);
  });
});
