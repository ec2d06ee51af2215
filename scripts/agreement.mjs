/**
 * The tables of agreement: what the linter predicts of a value, and what a library was seen to do with it. The numbers come
 * from the JSON files of `test/agreement`, which the tests there compare with what they see.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** @typedef {'survives' | 'changes' | 'loses' | 'throws'} Outcome */
/** @typedef {{ kind: string, predicted: Outcome | 'open', observed: Record<string, Outcome> }} Row */
/** @typedef {Record<string, Record<string, Row>>} Table */

const folder = path.resolve(import.meta.dirname, '../test/agreement');

/** @param {readonly string[]} names files of `test/agreement` @returns {Table} all of them as one */
export function readTables(names) {
  /** @type {Table} */
  const whole = {};
  for (const name of names) {
    /** @type {Table} */
    const table = JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
    for (const [column, rows] of Object.entries(table)) {
      const into = (whole[column] ??= {});
      for (const [value, row] of Object.entries(rows)) {
        into[value] = { ...row, observed: { ...into[value]?.observed, ...row.observed } };
      }
    }
  }
  return whole;
}

const words = { survives: 'arrives', changes: 'changes', loses: 'loses', throws: 'throws', open: 'open' };

/** @param {Row | undefined} row one word where prediction and observation are the same */
function cell(row) {
  if (!row) return '';
  const seen = [...new Set(Object.values(row.observed))].map((outcome) => words[outcome]);
  const predicted = words[row.predicted];
  return seen.length === 1 && seen[0] === predicted ? predicted : `${predicted} / ${seen.join(', ')}`;
}

/**
 * @param {Table} table
 * @param {readonly (readonly [column: string, title: string])[]} columns
 * @returns {string} one line per value
 */
export function agreementTable(table, columns) {
  const values = [...new Set(columns.flatMap(([column]) => Object.keys(table[column] ?? {})))];
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [
    line(['value', ...columns.map(([, title]) => title)]),
    line(['---', ...columns.map(() => '---')]),
    ...values.map((value) => line([value, ...columns.map(([column]) => cell(table[column]?.[value]))])),
  ].join('\n');
}

/**
 * @param {Table} table
 * @param {readonly string[]} either columns that stand for one of several wires: what is lighter is predicted
 * @returns {string} how often both agree, and whose code ran
 */
export function agreementText(table, either = []) {
  const weights = ['survives', 'changes', 'loses', 'throws'];
  let [agreed, open, all] = [0, 0, 0];
  for (const [column, rows] of Object.entries(table)) {
    for (const { predicted, observed } of Object.values(rows)) {
      const seen = Object.values(observed);
      for (const outcome of seen) {
        all++;
        if (predicted === 'open') open++;
        else if (outcome === predicted) agreed++;
        else if (either.includes(column) && weights.indexOf(predicted) < weights.indexOf(outcome)) agreed++;
      }
    }
  }
  const libraries = new Set(
    Object.values(table).flatMap((rows) => Object.values(rows).flatMap((row) => Object.keys(row.observed))),
  );
  return [
    `${all} observations: ${agreed} as predicted, ${open} left open, ${all - agreed - open} otherwise.`,
    `Code that ran: ${[...libraries].join(', ')}.`,
  ].join(' ');
}

/**
 * @param {Table} table rows of ORMs, each value named `read: column`
 * @returns {string} one line per read: what it is recognised as, and what becomes of its columns
 */
export function rowTable(table) {
  const lines = Object.entries(table).flatMap(([orm, values]) => {
    /** @type {Map<string, Row & { columns: [string, Row][] }>} */
    const reads = new Map();
    for (const [name, row] of Object.entries(values)) {
      const cut = name.lastIndexOf(': ');
      const known = reads.get(name.slice(0, cut)) ?? { ...row, columns: [] };
      known.columns.push([name.slice(cut + 2), row]);
      reads.set(name.slice(0, cut), known);
    }
    return [...reads].map(([read, { kind, columns }]) => {
      const groups = Object.entries(words).flatMap(([outcome, word]) => {
        const names = columns.filter(([, row]) => cell(row) === word && row.predicted === outcome);
        return names.length > 0 ? [`${word}: ${names.map(([name]) => `\`${name}\``).join(', ')}`] : [];
      });
      const others = columns
        .filter(([, row]) => cell(row).includes(' / '))
        .map(([name, row]) => `\`${name}\` ${cell(row)}`);
      return `| ${orm} | \`${read}\` | ${kind} | ${[...groups, ...others].join('; ')} |`;
    });
  });
  return ['| ORM | what is sent | recognised as | columns |', '| --- | --- | --- | --- |', ...lines].join(
    '\n',
  );
}
