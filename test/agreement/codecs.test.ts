/** What the linter says of each wire, against the libraries' own code: prediction and observation must agree. */
import { expect, test, vi } from 'vitest';
import { codecIds, codecOf } from '../../src/adapters/codecs.js';
import { carriers } from './carriers.js';
import { measure } from './measure.js';
import { disagreement, recorded, type Table } from './observe.js';

// Workflow says on the console what it refuses.
vi.spyOn(console, 'error').mockReturnValue(undefined);

const { table, mistaken } = await measure(carriers);

test('every wire is measured', () => {
  const onServers = ['jsonb'];
  expect(Object.keys(table).sort()).toEqual(codecIds.filter((id) => !onServers.includes(id)).sort());
});

test('the walker takes no specimen for another kind', () => {
  expect(mistaken).toEqual([]);
});

test('prediction and observation agree', () => {
  const wrong = Object.entries(table).flatMap(([codec, rows]) =>
    Object.entries(rows).flatMap(([name, row]) => {
      const text = disagreement(row, codec === 'json-or-bson');
      return text === undefined ? [] : [`${codec}: ${name}: ${text}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test('a wire leaves open only what fares differently', () => {
  const vain = codecIds.flatMap((id) =>
    (codecOf(id).open ?? []).flatMap((kind) => {
      const rows = Object.values(table[id] ?? {}).filter((row) => row.kind === kind);
      const seen = new Set(rows.flatMap(({ observed }) => Object.values(observed)));
      return seen.size > 1 ? [] : [`${id}: ${kind} always ${[...seen].join()}`];
    }),
  );
  expect(vain).toEqual([]);
});

test('the table of the docs is what was seen', () => {
  expect(recorded('codecs.json', table)).toEqual(table satisfies Table);
});
