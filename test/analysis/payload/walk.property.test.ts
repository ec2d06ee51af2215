/** The walker's verdict on a type must agree with what JSON does to values of it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { walkPayload, type PayloadVerdict } from '../../../src/analysis/payload/walk.js';
import { compiler, sendsOfAll } from './harness.js';
import { prelude, samples, written, type Sample } from './samples.js';

type Outcome = 'same' | 'differs' | 'throws';

/** What JSON makes of a value. */
function measure(value: unknown): Outcome {
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
  if (written in a) return same((a as unknown as { toJSON(): unknown }).toJSON(), b);
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((name) =>
    same((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]),
  );
}

/** The values that a path of a report means, in one payload; JSON asks each object on the way for `toJSON`. */
function at(payload: unknown, path: string): readonly unknown[] {
  let values: readonly unknown[] = [payload];
  for (const [step] of path.matchAll(/\["(?:[^"\\]|\\.)*"\]|\[\w*\]|[^.[\]]+/gu)) {
    values = values.flatMap((value) => {
      if (typeof value !== 'object' || value === null) return [];
      if (step === '[]' || step === '[key]') return Object.values(value) as unknown[];
      const name = step.startsWith('["')
        ? (JSON.parse(step.slice(1, -1)) as string)
        : step.replace(/^\[(\d+)\]$/u, '$1');
      return Object.hasOwn(value, name) ? [(value as Record<string, unknown>)[name]] : [];
    });
  }
  return values;
}

const ranks: readonly Outcome[] = ['same', 'differs', 'throws'];
const worst = (outcomes: readonly Outcome[]): Outcome =>
  ranks.findLast((rank) => outcomes.includes(rank)) ?? 'same';

/** Why a verdict is wrong. */
function objection(sample: Sample, verdict: PayloadVerdict, others: readonly unknown[]): string | undefined {
  const wrap = (root: unknown): unknown => ({ root });
  const shown = worst(sample.values.map((value) => measure(wrap(value))));
  if (verdict.is === 'unknown') {
    // The walker may not hide behind an unknown where all is said and near.
    return sample.loose || sample.open || sample.depth > 3 ? undefined : `unknown (${verdict.why})`;
  }
  if (verdict.is === 'no') {
    const all = worst([...sample.values, ...others].map((value) => measure(wrap(value))));
    return all === 'same' ? undefined : `no, but ${all}`;
  }
  const told = verdict.value.some(({ effect }) => effect === 'throws') ? 'throws' : 'differs';
  if (ranks.indexOf(told) > ranks.indexOf(shown)) return `${told}, but at worst ${shown}`;
  // Where a choice is left open less may be told than some value shows.
  if (told !== shown && !sample.loose && !sample.open) return `${told}, but ${shown}`;
  for (const { path, effect } of verdict.value) {
    const parts = sample.values.flatMap((value) => at(wrap(value), path)).map((part) => measure([part]));
    const proven = effect === 'throws' ? parts.includes('throws') : parts.some((part) => part !== 'same');
    if (!proven) return `${effect} at ${path}, where values are ${parts.join()}`;
  }
  return undefined;
}

test('types and values agree', () => {
  const ts = compiler('typescript');
  const drawn = samples.chain((sample) =>
    fc.array(sample.random, { minLength: 4, maxLength: 4 }).map((others) => ({
      sample,
      others,
      [fc.toStringMethod]: () => sample.type,
    })),
  );
  // A failure names its sample: making eighty of them smaller would tell no more.
  const batches = fc.noShrink(fc.array(drawn, { minLength: 80, maxLength: 80 }));
  const seen = { no: 0, yes: 0, unknown: 0 };
  fc.assert(
    fc.property(batches, (batch) => {
      const sources = Object.fromEntries(
        batch.map(({ sample: { type, declarations } }, index) => [
          String(index),
          `${prelude}${declarations}declare const root: ${type};\nsend({ root });`,
        ]),
      );
      const all = sendsOfAll(ts, sources);
      batch.forEach(({ sample, others }, index) => {
        const sent = all.get(String(index))?.[0];
        if (!sent) throw new Error('no payload');
        const verdict = walkPayload(sent.host, sent.part, 'json');
        seen[verdict.is]++;
        const source = `${sample.declarations}${sample.type}`;
        expect(objection(sample, verdict, others), source).toBeUndefined();
      });
    }),
    { numRuns: 6 },
  );
  // Each answer is met: a walker that always says the same would fail.
  expect(Math.min(seen.no, seen.yes, seen.unknown)).toBeGreaterThan(10);
});
