/** The walker's verdict on a type must agree with what JSON does to values of it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compiler, sendsOfAll, verdict } from './harness.js';

/** A type as text, and values that between them show every alternative in it. */
interface Sample {
  readonly type: string;
  readonly values: readonly unknown[];
  /** Holds a choice, or what may be absent: the walker may then leave open what some of the values show. */
  readonly loose?: boolean;
}

function looseOf(...parts: readonly Sample[]): Pick<Sample, 'loose'> {
  return { loose: parts.some(({ loose }) => loose === true) };
}

const constant = (type: string, ...values: unknown[]): fc.Arbitrary<Sample> => fc.constant({ type, values });

const leaf = fc.oneof(
  constant('string', 'a'),
  constant('number', 1),
  constant('boolean', true, false),
  constant('null', null),
  constant(`'x' | 'y'`, 'x', 'y'),
  constant('`k${number}`', 'k1'),
  constant('string & { readonly __brand: "Id" }', 'id'),
  constant('bigint', 1n),
  constant('Date', new Date(0)),
  constant('Map<string, number>', new Map([['a', 1]])),
  constant('ReadonlySet<string>', new Set(['a'])),
  constant('RegExp', /x/u),
  constant('Error', new Error('x')),
  constant('Uint8Array', new Uint8Array([1])),
  constant('() => void', () => undefined),
  constant('symbol', Symbol('s')),
  constant('Promise<string>', Promise.resolve('a')),
  constant('Plain', { x: 1 }),
  constant(
    'Acting',
    new (class Acting {
      x = 1;
      run(): number {
        return this.x;
      }
    })(),
  ),
);

const key = fc.constantFrom('a', 'b', 'c d', 'e1');

/** Cartesian products grow fast: the i-th value of every part, as often as the longest part needs. */
function zip(parts: readonly Sample[], build: (values: unknown[]) => unknown): unknown[] {
  const length = Math.max(1, ...parts.map(({ values }) => values.length));
  return Array.from({ length }, (_, index) =>
    build(parts.map(({ values }) => values[index % values.length])),
  );
}

const { sample } = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: leaf },
    {
      weight: 3,
      arbitrary: fc
        .uniqueArray(fc.tuple(key, tie('sample')), { selector: ([name]) => name, maxLength: 3 })
        .map((members) => ({
          type: `{ ${members.map(([name, { type }]) => `${JSON.stringify(name)}: ${type}`).join('; ')} }`,
          values: zip(
            members.map(([, part]) => part),
            (values) => Object.fromEntries(members.map(([name], index) => [name, values[index]])),
          ),
          ...looseOf(...members.map(([, part]) => part)),
        })),
    },
    {
      weight: 1,
      arbitrary: tie('sample').map(({ type, values }) => ({
        type: `{ opt?: ${type} }`,
        values: [{}, ...values.map((opt) => ({ opt }))],
        loose: true,
      })),
    },
    {
      weight: 1,
      arbitrary: tie('sample').map((part) => ({
        type: `(${part.type})[]`,
        values: [[...part.values]],
        ...looseOf(part),
      })),
    },
    {
      weight: 1,
      arbitrary: tie('sample').map(({ type, values, loose }) => ({
        type: `Record<string, ${type}>`,
        values: values.map((value) => ({ k: value })),
        ...(loose === undefined ? {} : { loose }),
      })),
    },
    {
      weight: 1,
      arbitrary: tie('sample').map(({ type, values, loose }) => ({
        type: `Readonly<{ r: ${type} }>`,
        values: values.map((r) => ({ r })),
        ...(loose === undefined ? {} : { loose }),
      })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('sample'), tie('sample')).map(([left, right]) => ({
        type: `[${left.type}, ${right.type}]`,
        values: zip([left, right], (values) => values),
        ...looseOf(left, right),
      })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('sample'), tie('sample')).map(([left, right]) => ({
        type: `(${left.type}) | (${right.type})`,
        values: [...left.values, ...right.values],
        loose: true,
      })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('sample'), tie('sample')).map(([left, right]) => ({
        type: `{ l: ${left.type} } & { r: ${right.type} }`,
        values: zip([left, right], ([l, r]) => ({ l, r })),
        ...looseOf(left, right),
      })),
    },
  ),
}));

/** What JSON makes of a value: worst of throws, loses or changes, and unchanged. */
function measure(value: unknown): 'throws' | 'differs' | 'same' {
  try {
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string' && same(value, JSON.parse(text)) ? 'same' : 'differs';
  } catch {
    return 'throws';
  }
}

/** Equal in content and kind; a property that is undefined and one that is absent are the same. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b);
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((name) =>
    same((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]),
  );
}

const prelude = `
class Plain { x = 1 }
class Acting { x = 1; run(): number { return this.x } }
type Used = [Plain, Acting];
`;

test('types and values agree', () => {
  const ts = compiler('typescript');
  const batch = fc.array(sample, { minLength: 60, maxLength: 60 });
  fc.assert(
    fc.property(batch, (samples) => {
      const sources = Object.fromEntries(
        samples.map(({ type }, index) => [
          String(index),
          `${prelude}export type { Used };\ndeclare const value: ${type};\nsend(value);`,
        ]),
      );
      const all = sendsOfAll(ts, sources);
      samples.forEach(({ type, values, loose }, index) => {
        const [sent] = all.get(String(index)) ?? [];
        const answer = sent ? verdict(sent) : 'no payload';
        const measured = values.map(measure);
        const expected = measured.includes('throws')
          ? 'throws'
          : measured.includes('differs')
            ? 'differs'
            : 'same';
        // Five problems at most are told: a throw behind five others is not.
        const told = answer.includes('throws') ? 'throws' : answer === 'no' ? 'same' : 'differs';
        const full = answer.split(' | ').length >= 5;
        const rank = ['same', 'differs', 'throws'];
        const capped = full && expected === 'throws' && told === 'differs';
        // Where a choice is left open less may be told than some value shows, never more.
        const less = loose === true && told !== 'same' && rank.indexOf(told) < rank.indexOf(expected);
        const isUnknown = answer.startsWith('unknown');
        expect(
          isUnknown || told === expected || capped || less,
          `${type}\n  told: ${answer}\n  measured: ${expected}`,
        ).toBe(true);
        // Without a choice only the empty object type is unknown.
        if (isUnknown && loose !== true) expect(type).toContain('{  }');
        // A choice hides no more than what some of its values show.
        const certain = values.every((value) => measure(value) === 'same');
        if (certain) expect(isUnknown ? 'same' : told, type).toBe('same');
      });
    }),
    { numRuns: 5 },
  );
});
