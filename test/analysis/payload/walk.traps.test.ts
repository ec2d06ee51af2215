/** Types that other walkers get wrong. */
import { describe } from 'vitest';
import { compiler } from './harness.js';
import { testOnEveryCompiler, testVerdicts, type VerdictCases } from './verdicts.js';

const silent: VerdictCases = {
  'own class called Date with fields only': ['class Date { day = 1 }', '{ d: new Date() }', 'no'],
  'subclass of Error whose author writes it': [
    'class AppError extends Error { toJSON() { return { message: this.message } } }',
    '{ e: new AppError("x") }',
    'no',
  ],
  'subclass of Map whose author writes it': [
    'class Prices extends Map<string, number> { toJSON() { return [...this] } }',
    '{ m: new Prices() }',
    'no',
  ],
  'toJSON that is a text': ['declare const l: { toJSON: string; x: number };', '{ l }', 'no'],
  'toJSON with a key, in an interface': [
    'interface Money { toJSON(key: string): { cents: number }; add(): Money }\ndeclare const m: Money;',
    '{ m }',
    'no',
  ],
  'toJSON that returns another class': [
    'class View { x = 1; run() {} }\nclass A { toJSON(): View { return new View() } }',
    '{ a: new A() }',
    'no',
  ],
  'toJSON that hides the object': ['declare const l: { toJSON(): undefined };', '{ l }', 'no'],
  'spread of an auto-accessor': ['class A { accessor x = 1 }', '{ ...new A() }', 'no'],
  'symbol index signature': ['declare const x: { [k: symbol]: Date; a: 1 };', 'x', 'no'],
  'enum object and const enum': [
    'enum E { A, B = "x" }\nconst enum C { X }\n',
    '{ all: E, one: E.A, c: C.X }',
    'no',
  ],
  'brand before the primitive': [
    'declare const brand: unique symbol;\ndeclare const id: { readonly [brand]: 1 } & string;',
    '{ id, ids: [id] }',
    'no',
  ],
  'static members': ['class A { static run(): void {} static at = new Date(); x = 1 }', 'new A()', 'no'],
  'names of a mapped type': [
    'type M<T> = { [K in keyof T & string as `x_${K}`]: string };\ndeclare const m: M<{ at: Date; n: bigint }>;',
    'm',
    'no',
  ],
  'impossible intersection': ['declare const x: { at: Date } & { at: string };', 'x', 'no'],
  'round trip by hand': ['', 'JSON.parse(JSON.stringify({ at: new Date() }))', 'no'],
  'void and undefined properties': ['declare const x: { a: undefined; b: void; c: never };', 'x', 'no'],
};

const open: VerdictCases = {
  'function somewhere in an unbounded type': [
    'function f<T>(r: Record<string, T>, a: T[]): void { send({ r, a }); }',
    '',
    'unknown (any type)',
  ],
  'property of a type parameter': [
    'function f<T extends { at: Date }, K extends keyof T>(t: T, k: K): void { send({ v: t[k] }); }',
    '',
    'unknown (any type)',
  ],
  'boxed and lax types': [
    'declare const a: { n: Number; s: String; b: Boolean; o: Object; i: Iterable<Date>; l: ArrayLike<Date> };',
    'a',
    'unknown (any type)',
  ],
  'optional toJSON': ['class A { toJSON?(): string; x = 1 }', '{ a: new A() }', 'unknown (out of sight)'],
  'generic toJSON': ['declare const a: { toJSON<T>(): T };', '{ a }', 'unknown (out of sight)'],
  'one member of a discriminated union': [
    `declare const e: { kind: 'a'; at: Date } | { kind: 'b'; at: string };`,
    'e',
    'unknown (dynamic value)',
  ],
  'own class that extends Array': [
    'class List extends Array<string> { extra = 1; run(): void {} }',
    '{ list: new List() }',
    'unknown (out of sight)',
  ],
  'nothing or a Date in a tuple': ['declare const x: [] | [Date];', 'x', 'unknown (dynamic value)'],
  'type that doubles': [
    'interface Deep<T> { v: T; next: Deep<Deep<T>> }\ndeclare const d: Deep<1>;',
    'd',
    'unknown (budget spent)',
  ],
  'module that is not there': [
    '// @ts-ignore\nimport type { Order } from "./missing.js";\ndeclare const order: Order;',
    '{ order }',
    'unknown (any type)',
  ],
};

const problems: VerdictCases = {
  'own class called Map with methods': [
    'class Map { width = 1; run(): void {} }',
    '{ m: new Map() }',
    'loses class at m',
  ],
  'function as a type argument of what is lost anyway': [
    'function f<T>(m: Map<T, () => void>, p: Promise<() => T>): void { send({ m, p }); }',
    '',
    'loses map at m | loses promise at p',
  ],
  'record of functions by its constraint': [
    'function f<T extends Record<string, () => void>>(t: T): void { send({ t }); }',
    '',
    'loses function at t[key]',
  ],
  'type parameter that is a function': [
    'function f<T extends () => void>(t: T): void { send({ t }); }',
    '',
    'loses function at t',
  ],
  'all members of a discriminated union': [
    `declare const e: { kind: 'a'; at: Date } | { kind: 'b'; at: Date; n: bigint };`,
    'e',
    'changes date at at | throws bigint at n',
  ],
  'fields of a subclass of Error are written': [
    'class AppError extends Error { at = new Date(); cents = 1n; override toString(): string { return "" } }',
    '{ e: new AppError("x") }',
    'loses error at e | changes date at e.at | throws bigint at e.cents',
  ],
  'fields beside a Map in an intersection': [
    'declare const m: Map<string, number> & { since: Date };',
    '{ m }',
    'loses map at m | changes date at m.since',
  ],
  'toJSON of a subclass of Date': [
    'class Day extends Date { override toJSON(): string { return "2020-01-01" } }',
    '{ d: new Day() }',
    'changes self-written at d',
  ],
  // JSON asks for `toJSON` once.
  'toJSON that returns a Date': ['declare const l: { toJSON(): Date };', '{ l }', 'loses built-in at l'],
  'toJSON that returns a bigint': ['declare const l: { toJSON(): bigint };', '{ l }', 'throws bigint at l'],
  'toJSON that returns this': [
    'class A { at = new Date(); toJSON(): this { return this } run(): void {} }',
    '{ a: new A() }',
    'changes date at a.at',
  ],
  'toJSON of a generic class': [
    'class Box<T> { constructor(readonly v: T) {} toJSON(): T { return this.v } }',
    '{ a: new Box("a"), b: new Box(1n), c: new Box({ at: new Date() }) }',
    'changes self-written at a | throws bigint at b | changes date at c.at',
  ],
  'toJSON that may be null': [
    'class Time { toJSON(): string | null { return null } get day(): number { return 1 } }',
    '{ t: new Time() }',
    'changes self-written at t',
  ],
  'auto-accessor': ['class A { accessor x = 1 }', 'new A()', 'loses class'],
  'private and protected fields are written': [
    'class A { private at = new Date(); protected tags = new Set<string>() }',
    'new A()',
    'changes date at at | loses set at tags',
  ],
  'method made private': ['class A { x = 1; private run(): void {} }', 'new A()', 'loses class'],
  'inherited method': ['class A { run(): void {} }\nclass B extends A { x = 1 }', 'new B()', 'loses class'],
  'fields of a generic base class': [
    'class Base<T> { constructor(readonly data: T) {} }\nclass Event2 extends Base<Date> {}',
    'new Event2(new Date())',
    'changes date at data',
  ],
  'function in a field': ['class A { run = (): number => 1 }', 'new A()', 'loses function at run'],
  'tuple with a rest in the middle': [
    'declare const x: readonly [Date, ...string[], bigint];',
    '{ x }',
    'changes date at x[0] | throws bigint at x[2]',
  ],
  'template index signature': [
    'declare const x: { readonly [k: `d_${string}`]: Date };',
    'x',
    'changes date at [key]',
  ],
  'mapped and conditional types': [
    'type M = { [K in "a" | "b" as `x_${K}`]: K extends "a" ? Date : string };\ndeclare const m: M;',
    'm',
    'changes date at x_a',
  ],
  'Date beside an index of unknown': [
    'declare const x: Record<"a", Date> & Record<string, unknown>;',
    'x',
    'changes date at a',
  ],
  'interface that extends Array of Dates': [
    'interface Dates extends Array<Date> {}\ndeclare const d: Dates;',
    '{ d }',
    'changes date at d[]',
  ],
  'interface that extends Date': [
    'interface Dated extends Date { readonly zone: string }\ndeclare const d: Dated;',
    '{ d }',
    'changes date at d',
  ],
  'mutual recursion': [
    'interface A { b: B; at: Date }\ninterface B { a: A; n: bigint }\ndeclare const a: A;',
    'a',
    'throws bigint at b.n | changes date at at',
  ],
  'generic type that grows': [
    'interface Deep<T> { value: T; next?: Deep<T[]> }\ndeclare const d: Deep<Date>;',
    'd',
    'changes date at value',
  ],
  'fetch and streams': [
    'declare const h: Headers;\ndeclare const r: Response;\ndeclare const b: Blob;\ndeclare const u: URLSearchParams;',
    '{ h, r, b, u }',
    'loses built-in at h | loses built-in at r | loses built-in at b | loses built-in at u',
  ],
  'arrays of numbers': [
    '',
    '{ f: new Float64Array(1), b: new BigInt64Array(1), v: new DataView(new ArrayBuffer(1)) }',
    'changes typed-array at f | throws bigint-array at b | loses buffer at v',
  ],
  'boxed bigint and symbol': [
    'declare const a: { n: BigInt; s: Symbol };',
    'a',
    'throws bigint at n | loses symbol at s',
  ],
  'rest of a destructuring': [
    'const { at, ...rest } = { at: new Date(), n: 1n };',
    'rest',
    'throws bigint at n',
  ],
  'what throws is told before what changes': [
    'declare const d: Date;',
    '{ a: d, b: d, c: d, d, e: d, f: d, n: 1n }',
    'changes date at a | changes date at b | changes date at c | changes date at d | throws bigint at n',
  ],
};

/** Other wires: what is open there, and what a class adds to a built-in that they know. */
const superjson: VerdictCases = {
  'what arrives': [
    '',
    '{ d: new Date(), m: new Map(), u: new URL("https://a.b"), n: 1n, f: new Float64Array(1) }',
    'no',
  ],
  'plain subclass of Error': ['class AppError extends Error {}', '{ e: new AppError("x") }', 'no'],
  Buffer: ['', '{ b: Buffer.from("") }', 'unknown (out of sight)'],
  'fields of a subclass of Error': [
    'class AppError extends Error { code = 1 }',
    '{ e: new AppError("x") }',
    'unknown (out of sight)',
  ],
  'class that writes itself': [
    'class Id { toJSON(): string { return "" } }',
    '{ id: new Id() }',
    'changes self-written at id',
  ],
};

testOnEveryCompiler({ silent, open, problems });

describe('superjson', () => {
  testVerdicts(compiler('typescript'), superjson, 'superjson');
});
