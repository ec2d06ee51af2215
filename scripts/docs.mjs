/**
 * Writes the generated blocks of the pages: headers, options and libraries of rules, and the tables of README and docs.
 * `--check` only says which files are out of date (exit code 1). Run `npm run build` first.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codecIds, codecOf } from '../dist/adapters/codecs.js';
import { ormAdapters } from '../dist/adapters/orms/index.js';
import { queueAdapters, queueLibraries } from '../dist/adapters/queues/index.js';
import { holdsTasks } from '../dist/adapters/queues/shape.js';
import { codemods } from '../dist/codemods/index.js';
import { rules } from '../dist/rules/index.js';
import { agreementTable, agreementText, readTables, rowTable } from './agreement.mjs';

const root = path.resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');
/** @type {string[]} */
const stale = [];

/** @param {string} file @param {Record<string, string>} blocks */
function fill(file, blocks) {
  const full = path.join(root, file);
  const before = readFileSync(full, 'utf8');
  let text = before;
  for (const [name, content] of Object.entries(blocks)) {
    const pattern = new RegExp(`(<!-- generated: ${name} -->)[\\s\\S]*?(<!-- /generated -->)`, 'u');
    if (!pattern.test(text)) throw new Error(`${file} has no block "<!-- generated: ${name} -->".`);
    text = text.replace(pattern, (_, open, close) => `${open}\n\n${content.trim()}\n\n${close}`);
  }
  if (text === before) return;
  stale.push(file);
  if (!check) writeFileSync(full, text);
}

/** @param {(typeof rules)[number]} rule */
function header(rule) {
  const presets = rule.presets.includes('recommended')
    ? 'recommended, strict, all'
    : [...rule.presets, 'all'].join(', ');
  const lines = [
    `Reports ${rule.description}.`,
    '',
    `| practice | presets | suggestion | codemod |`,
    `| --- | --- | --- | --- |`,
    `| ${rule.practice} | ${presets} | ${rule.fix === 'suggestion' ? 'yes' : 'no'} | ${codemodLink(rule, '../codemods/')} |`,
    '',
    `Needs type information (\`parserOptions.projectService\`).`,
  ];
  return lines.join('\n');
}

/** @param {(typeof rules)[number]} rule @param {string} folder */
function codemodLink(rule, folder) {
  const found = codemods.find((codemod) => codemod.id === rule.codemod);
  if (found) return `[\`${found.id}\`](${folder}${found.id}.md)`;
  return rule.codemod === undefined ? 'none' : `\`${rule.codemod}\` (planned)`;
}

/** @param {(typeof rules)[number]} rule */
function options(rule) {
  const properties = Object.entries(rule.schema['properties'] ?? {});
  if (properties.length === 0) return 'None.';
  const rows = properties.map(([name, schema]) => {
    const strict = rule.strict && name in rule.strict ? `\`${JSON.stringify(rule.strict[name])}\`` : 'same';
    return `| \`${name}\` | ${schema.type} | \`${JSON.stringify(rule.defaults[name])}\` | ${strict} | ${schema.description} |`;
  });
  return [
    '| option | type | default | in `strict` | meaning |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** @param {(typeof rules)[number]} rule */
function libraries(rule) {
  const { needs } = rule;
  const rows = queueLibraries.filter((library) => {
    const editions = queueAdapters.filter(({ id }) => id === (library.binds ?? library.id));
    return (
      (holdsTasks(library) || needs === 'emitters') &&
      (needs === undefined || editions.some((edition) => edition[needs] !== undefined))
    );
  });
  return rows
    .map((library) => {
      const packages = Object.entries(library.packages).map(([name, range]) => `\`${name}\` ${range}`);
      return `- ${library.title} (${packages.join(', ').replaceAll(' *', '')})`;
    })
    .join('\n');
}

/** One line per library that holds its own facts, its newest edition first. */
function capabilityTable() {
  const columns = [
    'library',
    'kept in',
    'runs by default',
    'retry after 10 s and growing',
    'delay',
    'schedule',
    'priority',
    'drops duplicates',
    'failed for good',
    'in your transaction',
    'finished tasks',
    'wire',
    'largest payload',
  ];
  const newest = new Map(queueAdapters.toReversed().map((adapter) => [adapter.id, adapter]));
  const rows = queueLibraries.flatMap(({ id }) => {
    const adapter = newest.get(id);
    return adapter?.capabilities ? [capabilityRow(adapter, adapter.capabilities)] : [];
  });
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** @param {import('../dist/adapters/queues/shape.js').QueueAdapter} adapter @param {import('../dist/adapters/queues/policies.js').Capabilities} facts */
function capabilityRow({ title, retry, results, dedup, codec, kind }, facts) {
  const yes = (/** @type {boolean} */ value) => (value ? 'yes' : '–');
  return [
    title,
    facts.durable ? facts.backend : `nothing (${facts.backend})`,
    runsText(retry, kind),
    retry?.recipe ? 'yes' : retry?.place === 'infrastructure' ? 'set outside the code' : '–',
    yes(facts.delay),
    yes(facts.schedule),
    yes(facts.priority),
    yes((dedup ?? []).length > 0),
    { set: 'kept apart', queue: 'dead-letter queue', infrastructure: 'set outside the code', none: '–' }[
      facts.deadLetter
    ],
    { none: '–', option: 'yes, by an option', sql: 'yes, by SQL', ambient: 'yes' }[facts.transaction],
    results
      ? { forever: 'kept for ever', delete: 'deleted', limited: 'kept for a time' }[results.default]
      : '–',
    codecOf(codec).title,
    facts.maxPayload === undefined ? '–' : `${String(facts.maxPayload)} bytes`,
  ];
}

/** @param {import('../dist/adapters/queues/policies.js').RetryFacts | undefined} retry @param {string | undefined} kind */
function runsText(retry, kind) {
  if (!retry) return kind === 'lossy' || kind === 'in-process' ? 'once' : '–';
  if (retry.place === 'infrastructure') return 'set outside the code';
  if (retry.default === 'infinite') return 'without end';
  return String(retry.counts === 'runs' ? retry.default : retry.default + 1);
}

/** ORMs by version, and how pass-ids loads a row of each. */
function ormTable() {
  const rows = ormAdapters
    .toSorted((a, b) => a.title.localeCompare(b.title))
    .map((orm) => {
      const packages = Object.entries(orm.packages).map(([name, range]) =>
        range === '*' ? `\`${name}\`` : `\`${name}\` ${range}`,
      );
      const [load] = orm.load;
      const text = load?.one
        .replaceAll('{{chain}}', '')
        .replaceAll(/\{\{(?:entity|model)\}\}/gu, 'User')
        .replaceAll('{{handle}}', 'handle')
        .replaceAll('{{delegate}}', 'user')
        .replaceAll('{{table}}', 'user')
        .replaceAll('{{where}}', 'id: userId')
        .replaceAll('{{column}}', 'id')
        .replaceAll('{{id}}', 'userId');
      return `| ${orm.title} | ${packages.join(', ')} | ${text === undefined ? 'none: by hand' : `\`${text}\``} |`;
    });
  return ['| ORM | packages | `pass-ids` loads with |', '| --- | --- | --- |', ...rows].join('\n');
}

/** Which libraries speak which wire. */
function wireList() {
  return codecIds
    .map((id) => {
      const users = queueAdapters.filter(
        (adapter) =>
          adapter.codec === id ||
          Object.values(adapter.codecOption?.values ?? {}).some((value) => value === id),
      );
      const titles = [...new Set(users.map(({ title }) => title))];
      return `- \`${id}\` (${codecOf(id).title}): ${titles.join(', ')}`;
    })
    .join('\n');
}

/** @param {string} folder */
function ruleTable(folder) {
  const rows = rules.map(
    (rule) =>
      `| [\`${rule.name}\`](${folder}rules/${rule.name}.md) | ${rule.description} | ${rule.presets.includes('recommended') ? 'recommended' : 'strict'} | ${codemodLink(rule, `${folder}codemods/`)} |`,
  );
  return ['| rule | reports | preset | codemod |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** @param {string} folder */
function codemodTable(folder) {
  const rows = codemods.map(
    (codemod) => `| [\`${codemod.id}\`](${folder}codemods/${codemod.id}.md) | ${codemod.description} |`,
  );
  return ['| codemod | what it does |', '| --- | --- |', ...rows].join('\n');
}

for (const rule of rules) {
  fill(`docs/rules/${rule.name}.md`, {
    header: header(rule),
    options: options(rule),
    libraries: libraries(rule),
  });
}
fill('docs/guides/choosing-a-queue.md', { capabilities: capabilityTable() });
const wires = readTables(['codecs.json', 'redis.json', 'postgres.json']);
/** @param {readonly import('../dist/adapters/codecs.js').CodecId[]} ids */
const wireTable = (ids) =>
  agreementTable(
    wires,
    ids.map((id) => [id, `\`${id}\``]),
  );
fill('docs/guides/payloads.md', {
  wires: wireList(),
  agreement: agreementText(wires, ['json-or-bson']),
  'json wires': wireTable([
    'json',
    'jsonb',
    'json-safe',
    'temporal',
    'json-or-bytes',
    'socketio',
    'strict-json',
  ]),
  'other wires': wireTable([
    'superjson',
    'devalue',
    'msgpack',
    'structured-clone',
    'bson',
    'bson4',
    'json-or-bson',
    'convex',
    'memory',
  ]),
});
fill('docs/guides/payloads.md', {
  'orm rows': rowTable(readTables(['typeorm.json', 'active-records.json', 'documents.json', 'tables.json'])),
});
fill('docs/rules/no-entity-payload.md', { orms: ormTable() });
fill('README.md', { rules: ruleTable('docs/'), codemods: codemodTable('docs/') });
const known = new Set([...rules.map((rule) => `${rule.name}.md`)]);
for (const page of readdirSync(path.join(root, 'docs/rules'))) {
  if (!known.has(page)) throw new Error(`docs/rules/${page} belongs to no rule.`);
}
if (check && stale.length > 0) {
  console.error(`Out of date: ${stale.join(', ')}. Run \`npm run docs\`.`);
  process.exitCode = 1;
}
