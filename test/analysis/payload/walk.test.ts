import { testOnEveryCompiler, type VerdictCases } from './verdicts.js';

const silent: VerdictCases = {
  'plain data': ['', `{ id: 1, name: 'a', tags: ['x'], nested: { ok: true, none: null } }`, 'no'],
  'optional and undefined properties': [
    'declare const p: { a?: string; b: number | undefined; c?: undefined };',
    'p',
    'no',
  ],
  enums: [`enum Color { Red, Blue = 'b' }\ndeclare const e: { c: Color; d: Color.Red };`, 'e', 'no'],
  'template literal types': ['declare const t: { key: `user:${number}` };', 't', 'no'],
  'branded string': [
    `type UserId = string & { readonly __brand: 'UserId' };\ndeclare const u: { id: UserId };`,
    'u',
    'no',
  ],
  'branded object by a unique symbol': [
    `declare const brand: unique symbol;\ntype B = { id: string } & { readonly [brand]: 'B' };\ndeclare const b: B;`,
    'b',
    'no',
  ],
  'recursive tree': ['interface Tree { name: string; children: Tree[] }\ndeclare const t: Tree;', 't', 'no'],
  'recursive JSON value': [
    'type Json = string | number | boolean | null | Json[] | { [key: string]: Json };\ndeclare const j: Json;',
    '{ meta: j }',
    'no',
  ],
  'interface that extends Array': [
    'interface JsonArray extends Array<JsonValue> {}\ntype JsonValue = string | JsonArray;\ndeclare const j: JsonArray;',
    'j',
    'no',
  ],
  'mapped and picked types': [
    'interface U { id: string; at: Date; name: string }\ndeclare const p: Partial<Pick<U, "id" | "name">>;',
    'p',
    'no',
  ],
  'index signatures': ['declare const r: Record<string, number[]>;', 'r', 'no'],
  'tuples with rest and optional elements': [
    'declare const t: [a: string, b?: number, ...c: boolean[]];',
    '{ t }',
    'no',
  ],
  'class with fields only': [
    'class Point { constructor(public x: number, private y: number) {} sum = 1 }',
    'new Point(1, 2)',
    'no',
  ],
  'generic by its constraint': [
    'function f<T extends { id: string }, K extends keyof T>(t: T, k: K): void { send({ t, k }); }',
    '',
    'no',
  ],
  'getter of an object literal': ['', '{ get total() { return 3 } }', 'no'],
  'Date as text': ['declare const at: Date;', '{ at: at.toISOString(), ms: at.getTime(), s: `${at}` }', 'no'],
  'a Date that is written over after the spread': [
    'declare const row: { id: number; at: Date };',
    '{ ...row, at: row.at.toISOString() }',
    'no',
  ],
  'a property that is deleted before': [
    'const m: { id: number; at?: Date } = { id: 1, at: new Date() }; delete m.at;',
    'm',
    'no',
  ],
  'a property of a parameter that is written over before': [
    'function f(m: { id: number; at: any; on: unknown } & { at: Date; on?: Date }) { m.at = m.at.toISOString() as never; m["on"] = undefined; send(m); }',
    '',
    'no',
  ],
  'a property that Object.assign writes over': [
    'function f(m: { id: number; at: Date }) { Object.assign(m, { at: "2020" }); send({ m, ...m }); }',
    '',
    'no',
  ],
  'what a conditional literal does not show': [
    'interface Note { id: string; at?: Date; run?: () => void }\ndeclare const ok: boolean;\nconst n: Note = ok ? { id: "1" } : { id: "2" };',
    '{ n }',
    'no',
  ],
  'an optional Date that is written over after the spread': [
    'declare const row: { id: number; at?: Date };',
    '{ ...row, at: row.at?.toISOString() }',
    'no',
  ],
  'cast of a literal to a wider type': [
    'interface Data { at: Date | string; n: bigint | number }',
    `{ at: '2020', n: 1 } as Data`,
    'no',
  ],
  'JSON.parse typed as something it is not': [
    'const data = JSON.parse("{}") as { at: Date; m: Map<string, string> };',
    '{ since: data.at, ...data }',
    'no',
  ],
  'URL as text': ['', '{ url: new URL("https://a.b").href }', 'no'],
  'user class called Map': [
    'declare namespace mine { interface Map { width: number } interface Date { day: number } interface Set { size: number } }\ndeclare const m: { map: mine.Map; date: mine.Date; set: mine.Set };',
    'm',
    'no',
  ],
  'spread of a class instance drops methods by itself': [
    'class A { x = 1; run(): void {} get y(): number { return 2 } }',
    '{ ...new A() }',
    'no',
  ],
  'toJSON that returns plain data': [
    'class Money { constructor(readonly cents: bigint) {} toJSON(): { cents: string } { return { cents: String(this.cents) } } add(): void {} }',
    '{ total: new Money(1n) }',
    'no',
  ],
};

const open: VerdictCases = {
  any: ['declare const a: any;', '{ a }', 'unknown (any type)'],
  unknown: ['declare const a: { x: unknown };', 'a', 'unknown (any type)'],
  'object and {}': ['declare const a: { x: object; y: {} };', 'a', 'unknown (any type)'],
  'unbounded type parameter': ['function f<T>(t: T): void { send({ t }); }', '', 'unknown (any type)'],
  'a harmless alternative in a union': [
    'declare const u: { id: string | bigint; at: Date | string; xs: (string | undefined)[] };',
    'u',
    'unknown (dynamic value)',
  ],
  'optional functions, and values below an optional property': [
    'declare const u: { run?: () => void; opts?: { at: Date } };',
    '{ u, ...u }',
    'unknown (dynamic value)',
  ],
  'Partial, Pick and Omit of a class': [
    'class A { x = 1; y = 2; at = new Date(); run(): void {} get z(): number { return 1 } }\ndeclare const a: { p: Partial<A>; q: Pick<A, "x" | "z">; o: Omit<A, "y" | "at"> };',
    '{ a }',
    'unknown (dynamic value)',
  ],
  'a parameter with a decorator': [
    'declare function Body(): ParameterDecorator;\nclass C { go(@Body() dto: { at: Date; tags: Set<string> }) { send({ dto, ...dto, on: dto.at }); } }',
    '',
    'unknown (any type)',
  ],
  'a destructured parameter with a decorator': [
    'declare function Body(): ParameterDecorator;\nclass C { go(@Body() { at }: { at: Date }) { send({ at }); } }',
    '',
    'unknown (any type)',
  ],
  'a cast of any': [
    'declare const res: { json(): Promise<any>; body: any };\ninterface Dto { at: Date }\nasync function f(x: unknown, y: { at: Date }) { const a = (await res.json()) as Dto; const b: Dto = await res.json(); const c: Dto = x as any; send({ a, b, c, d: res.body as Dto, e: x as Dto, f: y as unknown as { at: Map<1, 1> } }); }',
    '',
    'unknown (any type)',
  ],
  'a helper that is only given a cast of any': [
    'declare const res: { json(): Promise<any> };\nfunction push(d: { at: Date }) { send(d); }\nexport async function f() { push(await res.json()); }',
    '',
    'unknown (any type)',
  ],
  'a property under a changing key': [
    'function f(m: { at: Date }, k: "at") { const d = { ...m }; (d as Record<string, unknown>)[k] = "x"; send(d); }',
    '',
    'unknown (dynamic value)',
  ],
  'growing type': [
    'interface Deep<T> { value: T; next: Deep<T[]> }\ndeclare const d: Deep<string>;',
    'd',
    'unknown (budget spent)',
  ],
  'library object': [
    'import { Queue } from "bullmq";\ndeclare const q: Queue;',
    '{ q }',
    'unknown (out of sight)',
  ],
  'overloaded toJSON': [
    'declare const d: { toJSON(): string; toJSON(x: number): object };',
    '{ d }',
    'unknown (out of sight)',
  ],
};

const problems: VerdictCases = {
  'generic by its constraint': [
    'function f<T extends { id: bigint }>(t: T[]): void { send({ t }); }',
    '',
    'throws bigint at t[].id',
  ],
  bigint: ['declare const id: bigint;', '{ user: { id } }', 'throws bigint at user.id'],
  'branded bigint': [
    'type Id = bigint & { __brand: 1 };\ndeclare const id: Id;',
    '[{ id }]',
    'throws bigint at [0].id',
  ],
  'unions without a harmless alternative': [
    'declare const u: { id: bigint | null; at?: Date | Map<string, string> };',
    'u',
    'throws bigint at id | changes date at at | loses map at at',
  ],
  Date: ['', '{ user: { createdAt: new Date() } }', 'changes date at user.createdAt'],
  'Date at the root': ['', 'new Date()', 'changes date'],
  'Date in an intersection': [
    'declare const d: Date & { readonly __brand: "Utc" };',
    '{ d }',
    'changes date at d',
  ],
  'class that extends Date': [
    'class Stamp extends Date { label = "x" }',
    '{ s: new Stamp() }',
    'changes date at s',
  ],
  'Map and Set': [
    'declare const a: { m: Map<string, number>; s: ReadonlySet<string> };',
    'a',
    'loses map at m | loses set at s',
  ],
  'Map of functions is reported once': [
    'declare const m: Map<string, () => void>;',
    '{ m }',
    'loses map at m',
  ],
  'promise of a function': ['declare const p: Promise<() => void>;', '{ p }', 'loses promise at p'],
  'un-awaited call': [
    'declare function load(): Promise<{ id: number }>;',
    '{ user: load() }',
    'loses promise at user',
  ],
  'record of functions': [
    'declare const r: Record<string, () => void>;',
    '{ r }',
    'loses function at r[key]',
  ],
  'function in an intersection': [
    'declare const f: { a: string } & { run: () => void };',
    'f',
    'loses function at run',
  ],
  'callable intersection': [
    'declare const f: (() => void) & { name2: string };',
    '{ f }',
    'loses function at f',
  ],
  'global Function': ['declare const f: Function;', '{ f }', 'loses function at f'],
  'a class itself': ['class A {}', '{ type: A }', 'loses function at type'],
  'method of an object literal': ['', '{ run() { return 1 } }', 'loses function at run'],
  'functions in an array': ['declare const f: (() => void)[];', '{ f }', 'loses function at f[]'],
  'undefined elements': [
    'declare const x: string;',
    '{ xs: [x, undefined] }',
    'loses undefined-element at xs[1]',
  ],
  'what a framework does not fill': [
    'class C { go(dto: { at: Date }) { send(dto); } }\nnew C().go({ at: new Date() });',
    '',
    'changes date at at',
  ],
  'typed by its maker, not by a cast of any': [
    'declare function load(): { at: Date };\nconst x: any = load();\nconst y = load() as { at: Date };',
    '{ y }',
    'changes date at y.at',
  ],
  'a property that is assigned what its type says': [
    'function f(m: { id: number; at?: Date }) { m.at = new Date(); send(m); }',
    '',
    'changes date at at',
  ],
  'others beside a changed property': [
    'function f(m: { id: number; at?: Date; on: Date }) { delete m.at; send(m); send({ ...m }); }',
    '',
    'changes date at on',
  ],
  'an object whose property is changed is the same class': [
    'class A { x = 1; run(): void {} }\nfunction f(a: A) { a.x = 2; send({ a }); }',
    '',
    'loses class at a',
  ],
  'what a conditional literal shows': [
    'interface Note { id: string; at?: Date }\ndeclare const ok: boolean;\nconst n: Note = ok ? { id: "1", at: new Date() } : { id: "2" };',
    'n',
    'changes date at at',
  ],
  symbol: ['declare const s: unique symbol;', '{ s: s as symbol }', 'loses symbol at s'],
  'symbol key': ['const key = Symbol("k");', '{ [key]: 1 }', 'loses symbol-key at [key]'],
  Error: [
    'class AppError extends Error { code = 1 }',
    '{ a: new Error("x"), b: new AppError() }',
    'loses error at a | loses error at b',
  ],
  RegExp: ['', '{ pattern: /x/u }', 'loses regexp at pattern'],
  Buffer: [
    '',
    '{ file: Buffer.from("x"), raw: new Uint8Array(2) }',
    'changes bytes at file | changes bytes at raw',
  ],
  'NaN and Infinity': [
    '',
    '{ a: NaN, b: -Infinity, c: Number.NaN }',
    'loses nan at a | loses nan at b | loses nan at c',
  ],
  URL: ['', '{ url: new URL("https://a.b") }', 'changes url at url'],
  'class with methods': [
    'class Cart { items: string[] = []; total(): number { return 1 } }',
    '{ cart: new Cart() }',
    'loses class at cart',
  ],
  'class with an accessor': [
    'class A { x = 1; get y(): number { return 1 } }',
    '{ a: new A() }',
    'loses class at a',
  ],
  'class with #private state': ['class A { #x = 1; y = this.#x }', '{ a: new A() }', 'loses class at a'],
  'class with a method, in an intersection': [
    'class A { x = 1; run(): void {} }\ndeclare const a: A & { extra: number };',
    '{ a }',
    'loses class at a',
  ],
  'fields of a class with methods': [
    'class A { at = new Date(); run(): void {} }',
    'new A()',
    'loses class | changes date at at',
  ],
  'own class that extends an emitter': [
    'import { EventEmitter } from "node:events";\nclass Bus extends EventEmitter { run(): void {} }',
    '{ bus: new Bus() }',
    'loses class at bus',
  ],
  'weak references, generators': [
    'function* g(): Generator<number> { yield 1 }',
    '{ w: new WeakMap<object, number>(), g: g() }',
    'loses built-in at w | loses built-in at g',
  ],
  'class that writes itself as a text': [
    'class Id { constructor(readonly v: string) {} toJSON(): string { return this.v } }',
    '{ id: new Id("a") }',
    'changes self-written at id',
  ],
  'toJSON with a bigint inside': [
    'class Money { toJSON(): { cents: bigint } { return { cents: 1n } } }',
    '{ total: new Money() }',
    'throws bigint at total.cents',
  ],
  'five at most': [
    'declare const d: Date;',
    '{ a: d, b: d, c: d, d, e: d, f: d }',
    'changes date at a | changes date at b | changes date at c | changes date at d | changes date at e',
  ],
  'both arms of a condition': [
    'declare const ok: boolean;',
    '{ at: ok ? new Date() : null, ...(ok && { n: 1n }) }',
    'changes date at at | throws bigint at n',
  ],
  'constant literal of the same file': ['const data = { at: new Date() };', 'data', 'changes date at at'],
  'cast to any hides nothing': ['declare const m: { at: Date };', 'm as any', 'changes date at at'],
  'literal in map() with a block': [
    'declare const rows: { id: bigint }[];',
    'rows.map((row) => { const { id } = row; return { id }; })',
    'throws bigint at [].id',
  ],
  'literal in map()': [
    'declare const rows: { id: bigint }[];',
    '{ rows: rows.map((row) => ({ id: row.id })) }',
    'throws bigint at rows[].id',
  ],
};

testOnEveryCompiler({ silent, open, problems });
