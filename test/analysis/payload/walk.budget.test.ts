/** Bad input: types without end and of any size cost no more than the budget, and are unknown. */
import { expect, test } from 'vitest';
import { codecOf } from '../../../src/adapters/codecs.js';
import { MAX_NODES, MAX_VALUES } from '../../../src/analysis/payload/structure.js';
import { walkPayload } from '../../../src/analysis/payload/walk.js';
import { Walker } from '../../../src/analysis/payload/walker.js';
import { compiler, sendsOfAll, verdict, type Sent } from './harness.js';

const many = (count: number, build: (index: number) => string, between: string): string =>
  Array.from({ length: count }, (_, index) => build(index)).join(between);

const sources = {
  'union of 5,000 texts': `declare const u: { kind: ${many(5000, (index) => `'k${index}'`, ' | ')} };\nsend(u);`,
  'union of 5,000 objects': `type U = ${many(5000, (index) => `{ kind: 'k${index}'; at: { v: string } }`, ' | ')};\ndeclare const u: U;\nsend({ u });`,
  'object of 3,000 properties': `interface Wide { ${many(3000, (index) => `p${index}: string`, '; ')}; last: bigint }\ndeclare const w: Wide;\nsend(w);`,
  'object of 3,000 objects': `interface Wide { ${many(3000, (index) => `p${index}: { v${index}: string }`, '; ')} }\ndeclare const w: Wide;\nsend(w);`,
  'type that grows without end': `interface Deep<T> { value: T; left: Deep<T[]>; right: Deep<[T]>; map: { [k: string]: Deep<Deep<T>> } }\ndeclare const d: Deep<string>;\nsend(d);`,
  'class that grows without end': `class Chain<T> { constructor(readonly value: T) {} declare next: Chain<Chain<T>> }\nsend(new Chain(1));`,
  'wide and deep': `interface A { ${many(30, (index) => `p${index}: B${index}`, '; ')} }\n${many(30, (index) => `interface B${index} { a: A; ${many(30, (other) => `q${other}: B${other}`, '; ')} }`, '\n')}\ndeclare const a: A;\nsend(a);`,
  'any everywhere': `declare const a: any;\ninterface A { x: any; y: any[]; z: Record<string, any>; f: { g: any } }\ndeclare const b: A;\nsend({ a, b, c: [a, a], ...a, d: a.b.c.d(), e: { ...b } });`,
  'the DOM': `/// <reference lib="dom" />\ndeclare const w: Window;\ndeclare const d: { document: Document; style: CSSStyleDeclaration }[];\nsend({ w, d });`,
} as const;

let programs: ReadonlyMap<string, readonly Sent[]> | undefined;

function sent(name: keyof typeof sources): Sent {
  programs ??= sendsOfAll(compiler('typescript'), sources);
  const [first] = programs.get(name) ?? [];
  if (!first) throw new Error(`no ${name}`);
  return first;
}

/** Walks the type alone; @returns what it cost. */
function spent(name: keyof typeof sources): Walker['spent'] {
  const { host, part } = sent(name);
  const walker = new Walker(host, codecOf('json'));
  walker.whole(part.type, 'root');
  return walker.spent;
}

test('a union of 5,000 texts is one value', () => {
  expect(verdict(sent('union of 5,000 texts'))).toBe('no');
  expect(spent('union of 5,000 texts')).toEqual({ nodes: 1, values: 2 });
});

test('a wide object of texts is read as far as the budget goes', () => {
  expect(verdict(sent('object of 3,000 properties'))).toBe('unknown (budget spent)');
  expect(spent('object of 3,000 properties')).toEqual({ nodes: 1, values: MAX_VALUES });
});

test.each([
  'union of 5,000 objects',
  'object of 3,000 objects',
  'type that grows without end',
  'class that grows without end',
  'wide and deep',
] as const)('%s: unknown within the budget', (name) => {
  expect(verdict(sent(name))).toBe('unknown (budget spent)');
  const { nodes, values } = spent(name);
  expect(nodes).toBeLessThanOrEqual(MAX_NODES);
  expect(values).toBeLessThanOrEqual(MAX_VALUES);
});

test('any everywhere is unknown, and the reason is counted', () => {
  const { host, part } = sent('any everywhere');
  expect(walkPayload(host, part, 'json')).toEqual({ is: 'unknown', why: 'any type' });
});

test('the DOM is not walked into', () => {
  expect(verdict(sent('the DOM'))).toBe('loses built-in at d[].style');
  expect(spent('the DOM').nodes).toBeLessThan(10);
});
