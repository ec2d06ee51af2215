import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const room = new URL('../../src/queue/', import.meta.url);
const files = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

/** What a file imports, as [file, specifier]. */
const imports = files.flatMap((file) => {
  const text = readFileSync(new URL(file, room), 'utf8');
  return [...text.matchAll(/(?:from|import\() ?'([^']+)'/g)].map(([, specifier = '']) => ({
    file,
    specifier,
  }));
});

test('the queue imports itself and Node only', () => {
  expect(imports.length).toBeGreaterThan(50);
  const outside = imports.filter(({ file, specifier }) => {
    if (specifier.startsWith('node:')) return false;
    return !new URL(specifier, new URL(file, room)).href.startsWith(room.href);
  });
  expect(outside).toEqual([]);
});

test('the queue does not know its simulator', () => {
  const known = imports.filter(
    ({ file, specifier }) =>
      !file.startsWith('simulator') && file !== 'testing.ts' && /simulator|testing/.test(specifier),
  );
  expect(known).toEqual([]);
});

test('only the clock knows the time, only the random source draws', () => {
  const uses = (pattern: RegExp): string[] =>
    files.filter((file) => pattern.test(readFileSync(new URL(file, room), 'utf8')));
  expect(uses(/Date\.now\(|\bset(Timeout|Interval)\(|new Date\(|performance\./)).toEqual(['clock.ts']);
  expect(uses(/Math\.random\(|randomUUID|getRandomValues/)).toEqual(['random.ts']);
});
