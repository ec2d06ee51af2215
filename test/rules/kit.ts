/**
 * Squiggle tests: the expected report is drawn under the code, `~~~~ [messageId]`. A report over several lines is drawn under
 * its first line. Silent cases come first in every rule's test.
 */
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analysis/facts.js';
import type { Settings } from '../../src/analysis/program/host.js';
import type { AnyRule } from '../../src/rules/kit/rule.js';
import { runRule, type Finding } from '../../src/rules/kit/run.js';
import { createTestProgram, virtualPath } from '../program.js';

/** Code of one file (`main.ts`), or of several. */
export type Sources = string | Readonly<Record<string, string>>;

/** One case of a rule. */
export interface RuleCase {
  readonly code: Sources;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly settings?: Settings;
  /** Expected text of the first finding's file after its first suggestion is applied. */
  readonly suggestion?: string;
  /** Expected message of the first finding. */
  readonly message?: string;
  /** Code that does not compile on purpose. */
  readonly broken?: boolean;
}

/** Cases by name. */
export type RuleCases = Readonly<Record<string, Sources | RuleCase>>;

/** Declares the tests of one rule: what must stay silent, then what must be reported where. */
export function testRule(
  rule: AnyRule,
  cases: { readonly silent: RuleCases; readonly reports?: RuleCases },
): void {
  describe(`${rule.name}: silent`, () => {
    for (const [name, entry] of Object.entries(cases.silent)) {
      test(name, () => {
        checkCase(rule, toCase(entry), true);
      });
    }
  });
  if (!cases.reports) return;
  const { reports } = cases;
  describe(`${rule.name}: reports`, () => {
    for (const [name, entry] of Object.entries(reports)) {
      test(name, () => {
        checkCase(rule, toCase(entry), false);
      });
    }
  });
}

function toCase(entry: Sources | RuleCase): RuleCase {
  return typeof entry === 'object' && 'code' in entry && !isFileName('code', entry)
    ? (entry as RuleCase)
    : { code: entry as Sources };
}

function isFileName(key: string, entry: object): boolean {
  return key in entry && Object.keys(entry).every((name) => /\.[cm]?tsx?$/u.test(name));
}

/** Runs one case: compiles it, runs the rule, compares what it drew. */
export function checkCase(rule: AnyRule, entry: RuleCase, silent: boolean): void {
  const drawn = typeof entry.code === 'string' ? { 'main.ts': entry.code } : entry.code;
  const clean = Object.fromEntries(Object.entries(drawn).map(([name, code]) => [name, erase(code)]));
  const program = createTestProgram(clean);
  if (entry.broken !== true) expect(compileErrors(program, Object.keys(clean))).toEqual([]);
  const analysis = analyze(ts, program, entry.settings);
  const found: Finding[] = [];
  const redrawn: Record<string, string> = {};
  for (const name of Object.keys(clean)) {
    const file = program.getSourceFile(virtualPath(name));
    if (!file) throw new Error(`${name} is not in the program`);
    const findings = runRule(rule, analysis, file, entry.options ?? {});
    found.push(...findings);
    redrawn[name] = draw(file, findings);
  }
  if (silent) expect(found.map((finding) => finding.message)).toEqual([]);
  else {
    expect(found.length, 'a reporting case without a report').toBeGreaterThan(0);
    expect(redrawn).toEqual(
      Object.fromEntries(Object.entries(drawn).map(([name, code]) => [name, normal(code)])),
    );
  }
  const first = found[0];
  if (entry.message !== undefined) expect(first?.message).toBe(entry.message);
  if (entry.suggestion !== undefined) {
    const suggestion = first?.suggestions[0];
    expect(suggestion, 'a suggestion').toBeDefined();
    const text = clean[path.basename(first?.file ?? '')] ?? '';
    expect(apply(text, suggestion?.edits ?? [])).toBe(entry.suggestion);
  }
}

const SQUIGGLE = /^\s*~+ \[.*\]\s*$/u;

function erase(code: string): string {
  return code
    .split('\n')
    .filter((line) => !SQUIGGLE.test(line))
    .join('\n');
}

function normal(code: string): string {
  return code
    .split('\n')
    .map((line) => (SQUIGGLE.test(line) ? line.trimEnd() : line))
    .join('\n');
}

function draw(file: ts.SourceFile, findings: readonly Finding[]): string {
  const below = new Map<number, string[]>();
  for (const { start, end, messageId } of findings) {
    const from = file.getLineAndCharacterOfPosition(start);
    const to = file.getLineAndCharacterOfPosition(end);
    const line = file.text.split('\n')[from.line] ?? '';
    const stop = to.line === from.line ? to.character : line.length;
    const text = `${' '.repeat(from.character)}${'~'.repeat(Math.max(1, stop - from.character))} [${messageId}]`;
    below.set(from.line, [...(below.get(from.line) ?? []), text]);
  }
  return file.text
    .split('\n')
    .flatMap((line, index) => [line, ...(below.get(index) ?? [])])
    .join('\n');
}

function compileErrors(program: ts.Program, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const file = program.getSourceFile(virtualPath(name));
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      (diagnostic) => `${name}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`,
    );
  });
}

/** Applies edits of one file, last first. */
export function apply(
  text: string,
  edits: readonly { readonly start: number; readonly end: number; readonly text: string }[],
): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((current, edit) => current.slice(0, edit.start) + edit.text + current.slice(edit.end), text);
}
