import { codemods } from '../codemods/index.js';
import type { CodemodDefinition } from '../codemods/kit/codemod.js';
import { painter } from './colour.js';
import type { Arguments, Command, ExitCode, Flags, Surroundings } from './command.js';
import { treeState } from './git.js';
import { counted, shownPath, withShownPaths } from './pretty.js';
import { progressOn } from './progress.js';
import { suggestion, UsageProblem } from './usage.js';

/** `task-queue codemod`: previews a repair, or makes it. */
export const codemod: Command = {
  name: 'codemod',
  summary: 'Previews a repair as a diff; --write makes it, in all files or none.',
  usage: '<id> [paths] [flags]',
  flags: {
    write: { type: 'boolean', help: 'Change the files; needs a clean git tree' },
    check: { type: 'boolean', help: 'Exit with 1 when something would change' },
    'allow-dirty': { type: 'boolean', help: 'Write although git has uncommitted changes, or without git' },
    format: { type: 'string', values: ['pretty', 'json'], help: 'Output on stdout; default pretty' },
    ...optionFlags(),
  },
  run: runCodemod,
};

/** Codemods' own options are flags of the command; which of them has it stands in the help. */
function optionFlags(): Flags {
  return Object.fromEntries(
    codemods.flatMap(({ id, options = {} }) =>
      Object.entries(options).map(([name, help]) => [name, { type: 'boolean', help: `${id}: ${help}` }]),
    ),
  );
}

function optionsOf(chosen: CodemodDefinition, flags: Arguments['flags']): ReadonlySet<string> {
  const own = Object.keys(chosen.options ?? {});
  for (const name of Object.keys(optionFlags())) {
    if (flags[name] !== true || own.includes(name)) continue;
    throw new UsageProblem(
      `\`${chosen.id}\` has no option --${name}; \`task-queue codemod --help\` tells whose it is.`,
    );
  }
  return new Set(own.filter((name) => flags[name] === true));
}

async function runCodemod(given: Arguments, surroundings: Surroundings): Promise<ExitCode> {
  const { cwd, out, err } = surroundings;
  const [id, ...paths] = given.positionals;
  const { flags } = given;
  const chosen = choose(id);
  const options = optionsOf(chosen, flags);
  const write = flags['write'] === true;
  if (write && flags['check'] === true) {
    throw new UsageProblem('--write and --check exclude each other; give one of them.');
  }
  if (write && flags['allow-dirty'] !== true) requireCleanTree(cwd);
  const progress = progressOn(err);
  const { repair } = await import('./repair.js');
  const outcome = await repair(cwd, chosen, paths, options, {
    progress: progress.show,
    warn(message) {
      progress.clear();
      err.write(`${withShownPaths(cwd, message)}\n`);
    },
  });
  progress.clear();
  for (const problem of outcome.problems) err.write(`${withShownPaths(cwd, problem)}\n`);
  if (outcome.problems.length > 0) return 2;
  if (write && outcome.changes.length > 0) {
    const { writeAll } = await import('../codemods/kit/write.js');
    writeAll(outcome.changes);
  }
  if (flags['format'] === 'json') {
    const report = {
      codemod: chosen.id,
      filesRead: outcome.filesRead,
      filesChanged: outcome.changes.length,
      edits: outcome.edits,
      skipped: outcome.skipped.map((skip) => ({
        ...skip,
        file: shownPath(cwd, skip.file),
        message: withShownPaths(cwd, skip.message),
      })),
    };
    out.write(`${JSON.stringify(report, undefined, 2)}\n`);
  } else {
    const { unifiedDiff } = await import('./unified.js');
    const paint = painter(out);
    if (!write) {
      for (const change of outcome.changes)
        out.write(unifiedDiff(shownPath(cwd, change.file), change, paint));
    }
    for (const { file, line, reason, message } of outcome.skipped) {
      const place = paint('underline', `${shownPath(cwd, file)}:${String(line)}`);
      out.write(
        `${place} ${paint('yellow', 'left alone')} ${withShownPaths(cwd, message)}  ${paint('dim', reason)}\n`,
      );
    }
    const files = counted(outcome.changes.length, 'file');
    const done = write ? `Changed ${files}` : `Would change ${files}`;
    const next =
      !write && outcome.changes.length > 0
        ? ` ${paint('cyan', `npx task-queue codemod ${[chosen.id, ...paths, ...[...options].map((name) => `--${name}`)].join(' ')} --write`)} makes it so.`
        : '';
    out.write(
      `${paint('bold', done)} (${counted(outcome.edits, 'edit')}), left ${counted(outcome.skipped.length, 'place')} alone.${next}\n`,
    );
  }
  return flags['check'] === true && outcome.changes.length > 0 ? 1 : 0;
}

function choose(id: string | undefined): CodemodDefinition {
  if (id === undefined) throw new UsageProblem('Name a codemod; `task-queue list` lists them.');
  const found = codemods.find((other) => other.id === id);
  if (found !== undefined) return found;
  const near = suggestion(
    id,
    codemods.map((other) => other.id),
  );
  throw new UsageProblem(`Unknown codemod \`${id}\`${near}; \`task-queue list\` lists them.`);
}

function requireCleanTree(cwd: string): void {
  const state = treeState(cwd);
  if (state === 'clean') return;
  throw new UsageProblem(
    state === 'dirty'
      ? 'Git has uncommitted changes here, so nothing was changed; commit or stash them (`git stash`), or add --allow-dirty.'
      : 'This folder is not under git, so a change could not be undone and nothing was changed; run `git init` first, or add --allow-dirty.',
  );
}
