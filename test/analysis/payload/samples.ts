/** Random types as text, with values of them: what fast-check makes of one is a value of the other. */
import fc from 'fast-check';

/** A type and its values. */
export interface Sample {
  readonly type: string;
  /** Classes, enums and interfaces that the type names. */
  readonly declarations: string;
  /** Values that between them show every alternative in it. */
  readonly values: readonly unknown[];
  /** Any other value. */
  readonly random: fc.Arbitrary<unknown>;
  /** Holds a choice, or what may be absent: the walker may then leave open what some of the values show. */
  readonly loose: boolean;
  /** Holds a type that says nothing (`any`, `{}`). */
  readonly open: boolean;
  /** Objects and arrays around the innermost value. */
  readonly depth: number;
}

/** Marks what `toJSON` of a sample's class returns as its author's word for the value. */
export const written = Symbol('written');

type Part = Pick<Sample, 'type' | 'values' | 'random'> & Partial<Sample>;

function sample(part: Part): Sample {
  return { declarations: '', loose: false, open: false, depth: 0, ...part };
}

/** A type with one value that stands for all, and others. */
const leaf = (
  type: string,
  values: readonly unknown[],
  random?: fc.Arbitrary<unknown>,
): fc.Arbitrary<Sample> =>
  fc.constant(sample({ type, values, random: random ?? fc.constantFrom(...values) }));

const text = fc.string({ unit: 'binary' });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number || 0);

const plain: readonly fc.Arbitrary<Sample>[] = [
  leaf('string', ['a'], text),
  leaf('number', [1], finite),
  leaf('boolean', [true, false]),
  leaf('null', [null]),
  leaf('undefined', [undefined]),
  leaf(`'x' | 'y'`, ['x', 'y']),
  leaf(
    '`k${number}`',
    ['k1'],
    fc.integer().map((number) => `k${number}`),
  ),
  leaf('string & { readonly __brand: "Id" }', ['id'], text),
  leaf('Color', ['red', 2]),
  leaf('Color.Red', ['red']),
  leaf('Tree', [{ name: 'a', children: [{ name: 'b', children: [] }] }]),
  leaf('Json', [{ a: [1, 'b', null] }], fc.jsonValue().map(withoutMinusZero)),
  leaf('Keyed<"a">', ['a']),
];

const harmful: readonly fc.Arbitrary<Sample>[] = [
  leaf('bigint', [1n], fc.bigInt()),
  leaf('bigint & { readonly __brand: "Cents" }', [1n], fc.bigInt()),
  leaf('Date', [new Date(0)], fc.date({ noInvalidDate: true })),
  leaf('Date & { readonly __brand: "Utc" }', [new Date(0)]),
  leaf('Map<string, number>', [new Map([['a', 1]])]),
  leaf('ReadonlyMap<string, () => void>', [new Map([['a', () => undefined]])]),
  leaf('ReadonlySet<string>', [new Set(['a'])]),
  leaf('RegExp', [/x/u]),
  leaf('Error', [new Error('x')]),
  leaf('Failure', [Object.assign(new TypeError('x'), { code: 1 })]),
  leaf('Uint8Array', [new Uint8Array([1])], fc.uint8Array({ minLength: 1 })),
  leaf('Buffer', [Buffer.from('a')]),
  leaf('Float64Array', [new Float64Array([1])]),
  leaf('BigInt64Array', [new BigInt64Array([1n])]),
  leaf('ArrayBuffer', [new ArrayBuffer(1)]),
  leaf('URL', [new URL('https://a.example')]),
  leaf('WeakMap<object, string>', [new WeakMap()]),
  leaf('() => void', [() => undefined]),
  leaf('new () => object', [Map]),
  leaf('Function', [() => undefined]),
  leaf('symbol', [Symbol('s')]),
  leaf('Promise<() => void>', [Promise.resolve(() => undefined)]),
];

const vague: readonly fc.Arbitrary<Sample>[] = ['any', 'unknown', 'object', '{}'].map((type) =>
  fc.constant(sample({ type, values: [{ a: 1 }], random: fc.constant({ a: 1 }), open: true })),
);

function withoutMinusZero(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function isGiven(value: unknown): boolean {
  return value !== undefined;
}

/** A sample of parts: the i-th value of every part, as often as the longest part needs. */
function combine(
  parts: readonly Sample[],
  type: string,
  build: (values: readonly unknown[]) => unknown,
  more: Partial<Sample> = {},
): Sample {
  const length = Math.max(1, ...parts.map(({ values }) => values.length));
  const values = Array.from({ length }, (_, index) =>
    build(parts.map(({ values }) => values[index % values.length])),
  );
  return {
    type,
    values,
    random: fc.tuple(...parts.map(({ random }) => random)).map(build),
    loose: parts.some(({ loose }) => loose),
    open: parts.some(({ open }) => open),
    depth: 1 + Math.max(0, ...parts.map(({ depth }) => depth)),
    ...more,
    declarations: parts.map(({ declarations }) => declarations).join('') + (more.declarations ?? ''),
  };
}

const names = fc.constantFrom('a', 'b', 'c d', 'e1', '__x', '0');
let classes = 0;

/** Members of an object or class, and how a value of them is made. */
function object(
  members: readonly (readonly [string, Sample])[],
  type: (fields: string) => string,
  prototype: object | null = null,
  more: Partial<Sample> = {},
): Sample {
  const fields = members.map(([name, { type }]) => `${JSON.stringify(name)}: ${type};`).join(' ');
  return combine(
    members.map(([, part]) => part),
    type(fields),
    (values) =>
      Object.assign(
        prototype ? (Object.create(prototype) as object) : {},
        Object.fromEntries(members.map(([name], index) => [name, values[index]])),
      ),
    more,
  );
}

/** An instance of a class of these fields: only fields, or with something that JSON does not write. */
function instance(members: readonly (readonly [string, Sample])[], kind: ClassKind): Sample {
  const name = `C${++classes}`;
  const { declared, prototype } = classKinds[kind];
  const declarations = `declare class ${name} { ${members
    .map(([key, { type }]) => `${JSON.stringify(key)}: ${type};`)
    .join(' ')} ${declared} }\n`;
  return object(members, () => name, prototype, { declarations });
}

type ClassKind = 'fields' | 'method' | 'accessor' | 'private' | 'text' | 'author' | 'big';

const classKinds: Readonly<
  Record<ClassKind, { readonly declared: string; readonly prototype: object | null }>
> = {
  fields: { declared: 'protected readonly own: number;', prototype: null },
  method: { declared: 'run(): number;', prototype: { run: () => 1 } },
  accessor: {
    declared: 'get size(): number;',
    prototype: Object.defineProperty({}, 'size', { get: () => 1 }),
  },
  private: { declared: '#hidden: number;', prototype: { constructor: Map } },
  text: { declared: 'toJSON(): string | null;', prototype: { toJSON: () => 'text' } },
  author: {
    declared: 'run(): void; toJSON(): { id: string };',
    prototype: { toJSON: () => ({ id: 'a' }), run: () => undefined, [written]: true },
  },
  big: { declared: 'toJSON(): bigint;', prototype: { toJSON: () => 1n } },
};

/** Types of any shape. */
export const { sample: samples } = fc.letrec<{ sample: Sample }>((tie) => {
  const one = tie('sample');
  const members = (minLength: number): fc.Arbitrary<(readonly [string, Sample])[]> =>
    fc.uniqueArray(fc.tuple(names, one), { selector: ([name]) => name, minLength, maxLength: 4 });
  const wrapped = (build: (part: Sample) => Sample): { weight: number; arbitrary: fc.Arbitrary<Sample> } => ({
    weight: 1,
    arbitrary: one.map(build),
  });
  return {
    sample: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      {
        weight: 6,
        arbitrary: fc.oneof(
          { weight: 12, arbitrary: fc.oneof(...plain) },
          { weight: 11, arbitrary: fc.oneof(...harmful) },
          { weight: 1, arbitrary: fc.oneof(...vague) },
        ),
      },
      { weight: 6, arbitrary: members(1).map((list) => object(list, (fields) => `{ ${fields} }`)) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(members(1), fc.constantFrom(...(Object.keys(classKinds) as ClassKind[])))
          .map(([list, kind]) => instance(list, kind)),
      },
      {
        weight: 1,
        arbitrary: members(1).map((list) => {
          const name = `I${++classes}`;
          const declarations = (fields: string): string =>
            `interface ${name}<T> { first: T; ${fields} }\ninterface ${name}Child extends ${name}<string> { last: 1 }\n`;
          const whole: (readonly [string, Sample])[] = [
            ...list,
            ['first', sample({ type: 'string', values: ['a'], random: text })],
            ['last', sample({ type: '1', values: [1], random: fc.constant(1) })],
          ];
          const fields = list.map(([key, { type }]) => `${JSON.stringify(key)}: ${type};`).join(' ');
          return object(whole, () => `${name}Child`, null, { declarations: declarations(fields) });
        }),
      },
      wrapped((part) => ({
        ...combine([part], `{ opt?: ${part.type} }`, ([opt]) => ({ opt })),
        values: [{}, ...part.values.map((opt) => ({ opt }))],
        random: fc.option(part.random, { nil: undefined }).map((opt) => (opt === undefined ? {} : { opt })),
        loose: true,
      })),
      wrapped((part) => ({
        ...combine([part], `(${part.type})[]`, (values) => values),
        values: [[...part.values]],
        random: fc.array(part.random, { maxLength: 3 }),
      })),
      wrapped((part) => ({
        ...combine([part], `Record<string, ${part.type}>`, ([k]) => ({ k })),
        random: fc.dictionary(fc.string(), part.random, { maxKeys: 3, noNullPrototype: true }),
      })),
      wrapped((part) => combine([part], `{ readonly [key: string]: ${part.type} }`, ([k]) => ({ k }))),
      wrapped((part) => combine([part], `Readonly<{ r: ${part.type} }>`, ([r]) => ({ r }))),
      wrapped((part) => combine([part], `Pick<{ r: ${part.type}; s: bigint }, 'r'>`, ([r]) => ({ r }))),
      wrapped((part) => combine([part], `Omit<{ r: ${part.type}; s: bigint }, 's'>`, ([r]) => ({ r }))),
      wrapped((part) => combine([part], `Wrapped<{ r: ${part.type} }>`, ([r]) => ({ get_r: r }))),
      wrapped((part) => combine([part], `Box<${part.type}>`, ([value]) => ({ value }))),
      wrapped((part) => combine([part], `[${part.type}, ...string[]]`, ([first]) => [first, 'a'])),
      wrapped((part) => ({
        ...combine([part], `[string, (${part.type})?]`, ([second]) => ['a', second]),
        // A place that is left out is not written; one that holds undefined is another case.
        values: [['a'], ...part.values.filter(isGiven).map((second) => ['a', second])],
        random: part.random.map((second) => (isGiven(second) ? ['a', second] : ['a'])),
        loose: true,
      })),
      wrapped((part) => ({
        ...combine([part], `(${part.type}) | null`, ([value]) => value),
        values: [null, ...part.values],
        random: fc.option(part.random),
        depth: part.depth,
      })),
      {
        weight: 1,
        arbitrary: fc
          .tuple(one, one)
          .map(([left, right]) =>
            combine([left, right], `[${left.type}, ${right.type}]`, (values) => values),
          ),
      },
      {
        weight: 2,
        arbitrary: fc.tuple(one, one).map(([left, right]) => ({
          ...combine([left, right], `(${left.type}) | (${right.type})`, ([value]) => value),
          values: [...left.values, ...right.values],
          random: fc.oneof(left.random, right.random),
          loose: true,
          depth: Math.max(left.depth, right.depth),
        })),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(one, one)
          .map(([left, right]) =>
            combine([left, right], `{ l: ${left.type} } & { r: ${right.type} }`, ([l, r]) => ({ l, r })),
          ),
      },
    ),
  };
});

/** What the types of all samples may name. */
export const prelude = `
enum Color { Red = 'red', Two = 2 }
interface Tree { name: string; children: Tree[] }
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Keyed<K extends string> = keyof { [P in K]: 1 };
type Wrapped<T> = { [K in keyof T & string as \`get_\${K}\`]: T[K] };
interface Box<T> { readonly value: T }
declare class Failure extends TypeError { code: number }
export type { Color, Tree, Json, Keyed, Wrapped, Box, Failure };
`;
