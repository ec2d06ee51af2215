/** Cases of the walker: a payload, and its verdict as short text. */
import { describe, expect, test } from 'vitest';
import type { CodecId } from '../../../src/adapters/codecs.js';
import { compiler, sendsOfAll, verdict, type TypeScript } from './harness.js';

/** Declarations, payload expression (empty where the declarations send), expected verdict. */
export type VerdictCase = readonly [declarations: string, payload: string, expected: string];

/** By name. */
export type VerdictCases = Readonly<Record<string, VerdictCase>>;

/** Declares one test per case; all of them share a program. */
export function testVerdicts(ts: TypeScript, cases: VerdictCases, codec: CodecId = 'json'): void {
  const sources = Object.fromEntries(
    Object.entries(cases).map(([name, [declarations, payload]]) => [
      name,
      payload ? `${declarations}\nsend(${payload});` : declarations,
    ]),
  );
  let all: ReturnType<typeof sendsOfAll> | undefined;
  test.each(Object.entries(cases))('%s', (name, [, , expected]) => {
    all ??= sendsOfAll(ts, sources);
    const [sent] = all.get(name) ?? [];
    expect(sent && verdict(sent, codec)).toBe(expected);
  });
}

/** Declares the cases under each TypeScript that the analysis supports. */
export function testOnEveryCompiler({
  silent,
  open,
  problems,
}: Readonly<Record<'silent' | 'open' | 'problems', VerdictCases>>): void {
  for (const name of ['typescript', 'ts54', 'ts59', 'ts-morph'] as const) {
    const ts = compiler(name);
    describe(`${name}: silent`, () => {
      testVerdicts(ts, silent);
    });
    describe(`${name}: unknown`, () => {
      testVerdicts(ts, open);
    });
    describe(`${name}: problems`, () => {
      testVerdicts(ts, problems);
    });
  }
}
