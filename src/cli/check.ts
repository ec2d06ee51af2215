import { presetNames, type PresetName } from '../plugin.js';
import { painter } from './colour.js';
import type { Arguments, Command, ExitCode, Surroundings } from './command.js';
import { codemodOf, prettyFindings, prettyStats, shownPath, withShownPaths } from './pretty.js';
import { progressOn } from './progress.js';
import { UserEslint } from './user-eslint.js';

/** `task-queue check`: the rules on candidate files, without ESLint on everything. */
export const check: Command = {
  name: 'check',
  summary:
    'Finds what breaks task-queue practices; reads the whole program, loads only what has to do with queues.',
  usage: '[paths] [flags]',
  flags: {
    preset: {
      type: 'string',
      values: presetNames,
      help: "Rules to run; default: your ESLint config's task-queue rules, else recommended",
    },
    format: { type: 'string', values: ['pretty', 'json'], help: 'Output on stdout; default pretty' },
    stats: { type: 'boolean', help: 'Also say how many sites were found, resolved and unknown, and why' },
  },
  run: runCheck,
};

async function runCheck(
  { positionals, flags }: Arguments,
  { cwd, out, err }: Surroundings,
): Promise<ExitCode> {
  const progress = progressOn(err);
  const user = new UserEslint(flags['preset'] as PresetName | undefined, (message) => {
    progress.clear();
    err.write(`${withShownPaths(cwd, message)}\n`);
  });
  // The compiler is loaded here and not before, so that `--help` and mistakes answer at once.
  const { inspect } = await import('./inspect.js');
  const inspection = await inspect(cwd, positionals, user, progress.show);
  progress.clear();
  for (const problem of [...inspection.notes, ...inspection.problems]) {
    err.write(`${withShownPaths(cwd, problem)}\n`);
  }
  const { findings, stats } = inspection;
  const withStats = flags['stats'] === true;
  if (flags['format'] === 'json') {
    const listed = findings.map(
      ({ file, line, column, endLine, endColumn, rule, message: text, severity }) => {
        const codemod = codemodOf(rule);
        const message = withShownPaths(cwd, text);
        const at = { file: shownPath(cwd, file), line, column, endLine, endColumn };
        return { ...at, rule, severity, message, ...(codemod === undefined ? {} : { codemod }) };
      },
    );
    const report = { findings: listed, ...(withStats ? { stats } : {}) };
    out.write(`${JSON.stringify(report, undefined, 2)}\n`);
  } else {
    out.write(prettyFindings(cwd, inspection, painter(out)));
    if (withStats) out.write(`\n${prettyStats(cwd, stats)}`);
  }
  if (inspection.problems.length > 0) return 2;
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}
