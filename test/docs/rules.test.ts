/** Every example of a rule's page is compiled and run: what it marks as reported is reported, the rest is silent. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../../src/rules/index.js';
import { checkCase } from '../rules/kit.js';

const folder = path.resolve(import.meta.dirname, '../../docs/rules');

const SECTIONS = [
  'What it catches',
  'Why it matters',
  'Examples',
  'Options',
  'Fix safety',
  'Supported libraries',
  'Codemod',
  'When not to use it',
];

interface Example {
  readonly kind: 'reports' | 'silent';
  readonly options: Readonly<Record<string, unknown>>;
  readonly code: string;
}

/** Code blocks marked ` ```ts reports ` or ` ```ts silent `, with options as JSON behind the mark. */
function examplesOf(page: string): readonly Example[] {
  return [...page.matchAll(/```ts (reports|silent)( \{.*\})?\n([\s\S]*?)```/gu)].map((match) => ({
    kind: match[1] === 'reports' ? 'reports' : 'silent',
    options: JSON.parse(match[2] ?? '{}') as Record<string, unknown>,
    code: match[3] ?? '',
  }));
}

test('every rule has a page and every page a rule', () => {
  expect(readdirSync(folder).sort()).toEqual(rules.map((rule) => `${rule.name}.md`).sort());
});

describe.each(rules.map((rule) => ({ rule, name: rule.name })))('docs of $name', ({ rule, name }) => {
  const file = path.join(folder, `${name}.md`);
  const page = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const examples = examplesOf(page);

  test('sections stand in order', () => {
    expect([...page.matchAll(/^## (.*)$/gmu)].map((match) => match[1])).toEqual(SECTIONS);
    expect(page.startsWith(`# task-queue/${name}\n`)).toBe(true);
  });

  test('it shows both sides, and every block of code is one of them', () => {
    expect(new Set(examples.map(({ kind }) => kind))).toEqual(new Set(['reports', 'silent']));
    expect(page.match(/^```ts\b/gmu)?.length).toBe(examples.length);
  });

  test.each(examples.map((example, index) => ({ ...example, index })))(
    'example $index: $kind',
    ({ kind, code, options }) => {
      checkCase(rule, { code, options }, kind === 'silent');
    },
  );
});
