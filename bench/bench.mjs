/**
 * CPU seconds on a generated project of 500 files, each figure from its own child process, interleaved, median of 3:
 * `tsc --noEmit`, typed ESLint with three typescript-eslint rules, the same plus ours, and `task-queue check`.
 * `node bench/bench.mjs [--json] [--files 500] [--rounds 3]`
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generate } from './generate.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    files: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
  },
});
const repository = path.resolve(import.meta.dirname, '..');
const modules = path.join(repository, 'node_modules');
const root = path.join(realpathSync(mkdtempSync(path.join(tmpdir(), 'task-queue-bench-'))), 'project');

const plugin = JSON.stringify(path.join(repository, 'dist/plugin.js'));
const tseslint = JSON.stringify(path.join(modules, 'typescript-eslint/dist/index.js'));

/** @param {boolean} ours */
const eslintConfig = (ours) => `import tseslint from ${tseslint};
${ours ? `import taskQueue from ${plugin};` : ''}
export default [
  {
    files: ['**/*.ts'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: ${JSON.stringify(root)} },
    },
    rules: {
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': 'error',
    },
  },
  ${ours ? 'taskQueue.configs.all' : '{}'},
];
`;

// The configs lie outside of the project, so that \`check\` finds none.
const typedConfig = path.join(root, '../typed.config.mjs');
const oursConfig = path.join(root, '../ours.config.mjs');
const eslint = path.join(modules, 'eslint/bin/eslint.js');

/** @type {Readonly<Record<string, readonly string[]>>} */
const jobs = {
  tsc: [path.join(modules, 'typescript/bin/tsc'), '--noEmit', '-p', root],
  eslint: [eslint, '--config', typedConfig, 'src'],
  eslintWithPlugin: [eslint, '--config', oursConfig, 'src'],
  check: [path.join(repository, 'dist/cli/main.js'), 'check'],
};

/** Loaded into the child first: prints its CPU time when it ends. */
const reporter = `data:text/javascript,${encodeURIComponent(`
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    process.getBuiltinModule('node:fs').writeSync(2, '\\nCPU ' + (userCPUTime + systemCPUTime) + '\\n');
  });
`)}`;

/**
 * @param {readonly string[]} command
 * @returns {number} CPU seconds of the child
 */
function measure(command) {
  const child = spawnSync(process.execPath, ['--import', reporter, ...command], {
    cwd: root,
    encoding: 'utf8',
  });
  const usage = /^CPU (\d+)$/mu.exec(child.stderr)?.[1];
  if (usage === undefined || child.status === null || child.status > 1) {
    throw new Error(
      `${command.join(' ')} ended with ${String(child.status)}:\n${child.stdout}${child.stderr}`,
    );
  }
  return Number(usage) / 1e6;
}

/** @param {readonly number[]} numbers */
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

try {
  generate(root, modules, Number(values.files));
  writeFileSync(typedConfig, eslintConfig(false));
  writeFileSync(oursConfig, eslintConfig(true));
  /** @type {Record<string, number[]>} */
  const rounds = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, command] of Object.entries(jobs)) {
      rounds[name]?.push(measure(command));
      if (!values.json) process.stderr.write('.');
    }
  }
  if (!values.json) process.stderr.write('\n');
  const cpuSeconds = Object.fromEntries(Object.entries(rounds).map(([name, all]) => [name, median(all)]));
  const { tsc = 0, eslint: typed = 0, eslintWithPlugin = 0, check = 0 } = cpuSeconds;
  // Rounds are interleaved: the difference within a round is less noisy than that of the medians.
  const added = (rounds['eslintWithPlugin'] ?? []).map(
    (ours, at) => ours / (rounds['eslint']?.[at] ?? 0) - 1,
  );
  const share = (rounds['check'] ?? []).map((ours, at) => ours / (rounds['tsc']?.[at] ?? 0));
  const ratios = { pluginAddedToTypedEslint: median(added), checkOverTsc: median(share) };
  if (values.json) {
    console.log(JSON.stringify({ files: Number(values.files), cpuSeconds, ratios }, undefined, 2));
  } else {
    /** @param {number} seconds */
    const shown = (seconds) => `${seconds.toFixed(2).padStart(7)} s`;
    console.log(`CPU seconds on ${values.files} files, median of ${values.rounds}`);
    console.log(`  tsc --noEmit               ${shown(tsc)}`);
    console.log(`  ESLint, 3 typed rules      ${shown(typed)}`);
    console.log(
      `  the same plus task-queue   ${shown(eslintWithPlugin)}  (${(ratios.pluginAddedToTypedEslint * 100).toFixed(1)} % added; aim: under 3 %)`,
    );
    console.log(
      `  task-queue check           ${shown(check)}  (${ratios.checkOverTsc.toFixed(2)} of tsc; aim: under 0.35)`,
    );
  }
} finally {
  rmSync(path.dirname(root), { recursive: true, force: true });
}
