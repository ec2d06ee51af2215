/**
 * Writes the generated blocks of the pages: headers, options and libraries of rules, and the tables of README and docs.
 * `--check` only says which files are out of date (exit code 1). Run `npm run build` first.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { queueAdapters } from '../dist/adapters/queues/index.js';
import { codemods } from '../dist/codemods/index.js';
import { rules } from '../dist/rules/index.js';

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
  const rows = queueAdapters.filter((adapter) => {
    const facts = queueAdapters.find((other) => other.id === adapter.binds) ?? adapter;
    return rule.needs === undefined || facts[rule.needs] !== undefined;
  });
  return rows
    .map((adapter) => {
      const packages = Object.entries(adapter.packages).map(([name, range]) => `\`${name}\` ${range}`);
      return `- ${adapter.title} (${packages.join(', ').replace(/ \*/u, '')})`;
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
fill('README.md', { rules: ruleTable('docs/'), codemods: codemodTable('docs/') });
const known = new Set([...rules.map((rule) => `${rule.name}.md`)]);
for (const page of readdirSync(path.join(root, 'docs/rules'))) {
  if (!known.has(page)) throw new Error(`docs/rules/${page} belongs to no rule.`);
}
if (check && stale.length > 0) {
  console.error(`Out of date: ${stale.join(', ')}. Run \`npm run docs\`.`);
  process.exitCode = 1;
}
