/**
 * `npm run demo`: lints the shop, repairs a copy of it, lints again, and runs its tasks before and after on the reference
 * queue while mails fail, a worker crashes and customers change their address. Everything happens on this machine.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import { codemods } from '../dist/codemods/index.js';
import { runShop } from '../fixtures/engine/index.mjs';

const root = path.resolve(import.meta.dirname, '..');
const cli = path.join(root, 'dist/cli/main.js');
const shop = path.join(root, 'fixtures/apps/shop');
const copy = path.join(root, '.demo/shop');

/** @param {string} text */
function heading(text) {
  console.log(`\n${styleText('bold', `== ${text} ==`)}\n`);
}

/**
 * Runs the command; ends the demo when it could not do its work.
 * @param {string[]} args @param {string} cwd
 */
function taskQueue(args, cwd) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) },
  });
  if (status === 2 || status === null)
    throw new Error(`task-queue ${args.join(' ')} failed:\n${stderr}${stdout}`);
  return stdout;
}

/** @param {string} text */
function indented(text) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
}

rmSync(path.dirname(copy), { recursive: true, force: true });
mkdirSync(path.dirname(copy), { recursive: true });
cpSync(shop, copy, { recursive: true });

heading('1. task-queue check, on fixtures/apps/shop');
console.log(indented(taskQueue(['check'], shop)));

heading('2. The codemods, on a copy');
/** @type {{ codemod: string, file: string, line: number, reason: string, message: string }[]} */
const refused = [];
for (const { id } of codemods) {
  console.log(styleText('bold', `npx task-queue codemod ${id} --write`));
  console.log(indented(taskQueue(['codemod', id], copy)));
  const written = JSON.parse(
    taskQueue(['codemod', id, '--write', '--allow-dirty', '--format', 'json'], copy),
  );
  /** @type {{ file: string, line: number, reason: string, message: string }[]} */
  const skipped = written.skipped;
  refused.push(...skipped.map((skip) => ({ codemod: id, ...skip })));
}

heading('3. task-queue check, on the repaired copy');
console.log(indented(taskQueue(['check'], copy)));
if (refused.length > 0) {
  console.log('\n  What the codemods left to you, and why:');
  for (const { codemod, file, line, reason, message } of refused) {
    console.log(
      `  - ${codemod} ${path.relative(copy, path.resolve(copy, file))}:${line} (${reason}) ${message}`,
    );
  }
}

heading('4. A rush hour, before and after');
const [before, after] = [await runShop(shop), await runShop(copy)];
const rows = /** @type {const} */ ([
  ['mails sent', 'mailsSent'],
  ['mails sent twice', 'mailsRepeated'],
  ['stale rows used', 'staleRowsUsed'],
  ['tasks lost', 'tasksLost'],
  ['  to an outage of seconds', 'lostToOutage'],
  ['  to a payload that broke on the wire', 'lostToPayload'],
  ['  before they were stored', 'lostAtEnqueue'],
  ['retries', 'retries'],
  ['results kept for ever', 'resultsKept'],
  ['password hashes in the queue', 'passwordHashesQueued'],
]);
const table = [
  ''.padEnd(40) + 'before'.padStart(8) + 'after'.padStart(8),
  ...rows.map(
    ([label, key]) => label.padEnd(40) + String(before[key]).padStart(8) + String(after[key]).padStart(8),
  ),
].join('\n');
console.log(indented(table));
console.log(`
  The same day, the same faults: mails fail for seconds, a worker dies between two effects, one task is delivered twice,
  customers move. What is left after the repair is what the codemods refused above.

Read on: docs/rules/ for each rule, docs/codemods/ for each codemod, docs/guides/reference-queue.md for the queue that ran this.
The repaired copy is in .demo/shop; compare it with: git diff --no-index fixtures/apps/shop .demo/shop`);

// The README shows the table; CI asks with --check whether it still tells the truth, `npm run docs` writes it.
const readme = path.join(root, 'README.md');
const text = readFileSync(readme, 'utf8');
const block = /(<!-- generated: demo -->)[\s\S]*?(<!-- \/generated -->)/u;
const updated = text.replace(block, (_, open, close) => `${open}\n\n\`\`\`\n${table}\n\`\`\`\n\n${close}`);
if (process.argv.includes('--write')) writeFileSync(readme, updated);
else if (process.argv.includes('--check') && text !== updated) {
  console.error('README.md shows other figures than this run; run `npm run docs`.');
  process.exitCode = 1;
}
