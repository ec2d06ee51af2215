/**
 * What an adapter says of its library holds in the library's real declarations, in every version installed: symbols, overloads,
 * where things sit in calls, and the paths of options.
 */
import { describe, expect, test } from 'vitest';
import { boundAdapter, queueLibraries } from '../../src/adapters/queues/index.js';
import { editionsOf, type QueueAdapter, type QueueLibrary } from '../../src/adapters/queues/shape.js';
import { claimsOf } from './adapter-claims.js';
import { describes, inRange, installed, libraryOf, unresolved, type Installation } from './libraries.js';
import { unchecked } from './unchecked.js';

const entries = queueLibraries.map((library) => ({ library, id: library.id }));

test('every adapter is checked', () => {
  expect(entries.map(({ id }) => id).filter((id) => !(id in installed))).toEqual([]);
});

/** Claims that the real types do not bear out: `pg-boss9 option x (retry): missing`, or `open` where a type says nothing. */
function problems(library: QueueLibrary, installation: Installation): readonly string[] {
  const claims = editionFor(library, installation).flatMap((adapter) =>
    claimsOf(libraryOf(adapter, installation), adapter, boundAdapter(adapter)),
  );
  const failed = claims.filter(({ found }) => found !== 'typed');
  return [...new Set(failed.map(({ says, found }) => `${installation[0] ?? ''} ${says}: ${found}`))];
}

/** Packages that are not installed. */
function absent(library: QueueLibrary, installations: readonly Installation[]): readonly string[] {
  const names = new Set(
    installations.flatMap((installation) => [...libraryOf(library, installation).versions.keys()]),
  );
  return Object.keys(library.packages)
    .filter((name) => !names.has(name))
    .map((name) => `package ${name}: missing`);
}

function editionFor(library: QueueLibrary, installation: Installation): readonly QueueAdapter[] {
  return editionsOf(library).filter((adapter) =>
    describes(adapter.packages, libraryOf(adapter, installation)),
  );
}

describe.each(entries)('$id', ({ library, id }) => {
  const installations = installed[id] ?? [];

  test.each(installations)('%s resolves and is described by one edition', (...installation) => {
    expect(unresolved(installation)).toEqual([]);
    expect(editionFor(library, installation)).toHaveLength(1);
  });

  const known = Object.keys(unchecked[id] ?? {});

  test.each(installations)('%s has what the adapter says', (...installation) => {
    expect(problems(library, installation).filter((problem) => !known.includes(problem))).toEqual([]);
  });

  test('every package is installed', () => {
    expect(absent(library, installations).filter((problem) => !known.includes(problem))).toEqual([]);
  });

  test('no exception is out of date', () => {
    const found = installations.flatMap((installation) => problems(library, installation));
    expect(known.filter((entry) => ![...found, ...absent(library, installations)].includes(entry))).toEqual(
      [],
    );
  });

  test('every range of versions holds an installed one', () => {
    const versions = installations.flatMap((installation) => [
      ...libraryOf(library, installation).versions.values(),
    ]);
    const empty = rangesOf(library).filter((range) => !versions.some((version) => inRange(version, range)));
    expect(empty).toEqual([]);
  });
});

/** Ranges of editions and of single facts; packages' own ranges where there are no editions. */
function rangesOf({ editions, packages, ...facts }: QueueLibrary): readonly string[] {
  return [...new Set([...(editions ? [] : Object.values(packages)), ...within(editions), ...within(facts)])];
}

function within(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    key === 'versions' && typeof entry === 'string' ? [entry] : within(entry),
  );
}

describe('the check itself', () => {
  const bullmq = queueLibraries.find(({ id }) => id === 'bullmq');
  const wrong = (change: Partial<QueueAdapter>): readonly string[] =>
    problems({ ...(bullmq as QueueLibrary), invalid: [], ...change }, ['bullmq']);

  test.each<[string, Partial<QueueAdapter>, string]>([
    ['a symbol', { jobTypes: ['Jobb'] }, 'bullmq symbol Jobb: missing'],
    [
      'an argument',
      { enqueue: [{ owner: 'Queue', member: 'add', name: '#0', payload: '#3', options: '#2' }] },
      'bullmq locator Queue.add #3: missing',
    ],
    [
      'an overload',
      { enqueue: [{ owner: 'Queue', member: 'add', when: 'arg0:array', payload: '#1', options: '#2' }] },
      'bullmq options Queue.add (arg0:array) #2: missing',
    ],
    [
      'a place for defaults',
      { queues: [{ construct: 'Queue', name: '#0', defaults: '#1.jobOptions' }] },
      'bullmq defaults Queue #1.jobOptions: missing',
    ],
    [
      'an option',
      { dedup: [{ path: 'deduplication.key', lasts: 'pending' }] },
      'bullmq option deduplication.key (dedup): missing',
    ],
    ['a member of a task', { jobPayload: 'payload' }, 'bullmq property of a task payload: missing'],
  ])('finds %s that is not there', (_, change, problem) => {
    expect(wrong({})).toEqual([]);
    expect(wrong(change)).toContain(problem);
  });
});
