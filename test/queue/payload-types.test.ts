import { expect, test } from 'vitest';
import { typecheck } from './typecheck.js';

/** Snippets by what TypeScript should say of them; each is the body of a file that imports the queue. */
const accepted = [
  `interface Order { id: string; note?: string; lines: { sku: string; amount: number | undefined }[]; pair: [string, number | null] }
   const task = defineTask({ name: 'a', result: { keepMs: 1 }, run: async (order: Order, { id }) => ({ note: order.note ?? id }) });
   void queue.enqueue(task, { id: 'o1', lines: [], pair: ['', null] });
   export const note: Promise<{ note: string } | undefined> = queue.result(task, 'a-1');`,
  `const task = defineTask({ name: 'a', run: () => undefined }); void queue.enqueue(task, null);`,
  `export const task = defineTask({ name: 'a', run: (value: JsonValue) => { void value; } });`,
  `export const task = defineTask({ name: 'a', run: (value: any) => { void value; } });`,
  `export const task = defineTask({ name: 'a', dedup: { key: (id) => id }, run: (id: string) => { void id; } });`,
  `export const task = defineTask({ name: 'a', run: (value: readonly { a: 1 }[]) => { void value; } });`,
  `export const task = defineTask({ name: 'a', run: (value: { kind: 'a'; x: number } | { kind: 'b'; y?: string } | null) => { void value; } });`,
  `export const task = defineTask({ name: 'a', run: (value: Record<string, number>) => { void value; } });`,
  `export const tasks: AnyTask[] = [defineTask({ name: 'a', run: (id: string) => id }), defineTask({ name: 'b', run: () => 1 })];`,
];
const refused = [
  ...['Date', 'bigint', 'undefined', 'symbol', 'Set<string>'],
  ...['{ at: Date }', '{ a: Map<string, string> }', '{ a: () => void }', '(string | undefined)[]'],
  ...[
    '{ a: { b: { c: bigint }[] } }',
    '{ a: unknown }',
    '{ a: Buffer }',
    '{ a: URL }',
    '{ [key: symbol]: 1 }',
  ],
].map((type) => `export const task = defineTask({ name: 'a', run: (value: ${type}) => { void value; } });`);
refused.push(
  `const task = defineTask({ name: 'a', run: (value: { id: string }) => { void value; } }); void queue.enqueue(task, { id: 1 });`,
  `const task = defineTask({ name: 'a', run: () => new Date(0) }); void queue.result(task, 'a-1');`,
);

const head = `import { createQueue, defineTask, type AnyTask, type JsonValue } from 'eslint-plugin-task-queue/queue';
  export type Used = [AnyTask, JsonValue]; export const queue = createQueue();\n`;

const check = (bodies: readonly string[]): (string | undefined)[] =>
  typecheck(bodies.map((body) => head + body));

test('TypeScript takes JSON payloads, interfaces included', () => {
  expect(check(accepted)).toEqual(accepted.map(() => undefined));
});

test('TypeScript refuses payloads and results that are not JSON', () => {
  const messages = check(refused);
  expect(refused.filter((_, index) => !/not assignable/.test(messages[index] ?? ''))).toEqual([]);
});
