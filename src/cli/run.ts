import plugin from '../plugin.js';
import { check } from './check.js';
import { codemod } from './codemod.js';
import type { Command, ExitCode, Surroundings } from './command.js';
import { explain } from './explain.js';
import { list } from './list.js';
import { withShownPaths } from './pretty.js';
import { helpOf, readArguments, suggestion, UsageProblem } from './usage.js';

const commands: readonly Command[] = [check, codemod, explain, list];

/** Runs the command line. Every problem that a user can mend is one sentence on stderr and exit code 2. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { out, err } = surroundings;
  const literal = argv.indexOf('--');
  const flags = literal < 0 ? argv : argv.slice(0, literal);
  const name = argv.find((argument) => !argument.startsWith('-'));
  try {
    if (flags.includes('--version') || flags.includes('-v')) {
      out.write(`${plugin.meta.version}\n`);
      return 0;
    }
    if (name === undefined || name === 'help') {
      const unknown = flags.find((flag) => flag !== '--help' && flag !== '-h' && flag !== 'help');
      if (unknown !== undefined) {
        throw new UsageProblem(`Unknown flag ${unknown}; see \`task-queue --help\`.`);
      }
      out.write(help());
      return argv.length === 0 ? 2 : 0;
    }
    const command = commands.find((other) => other.name === name);
    if (command === undefined) {
      const near = suggestion(
        name,
        commands.map((other) => other.name),
      );
      throw new UsageProblem(`Unknown command \`${name}\`${near}; see \`task-queue --help\`.`);
    }
    if (flags.includes('--help') || flags.includes('-h')) {
      out.write(helpOf(command));
      return 0;
    }
    const at = argv.indexOf(name);
    return await command.run(
      readArguments(command, [...argv.slice(0, at), ...argv.slice(at + 1)]),
      surroundings,
    );
  } catch (error) {
    err.write(`${withShownPaths(surroundings.cwd, problemText(error))}\n`);
    return 2;
  }
}

/** Problems a user can mend carry their own sentence; anything else is a fault of this tool. */
function problemText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'UsageProblem' || error.name === 'ProjectProblem') return error.message;
  return `task-queue failed: ${error.stack ?? error.message}\nPlease report this with the command you ran.`;
}

function help(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    `task-queue ${plugin.meta.version}: finds and repairs task-queue mistakes in TypeScript programs`,
    '',
    'Usage: task-queue <command> [paths] [flags]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    '`task-queue <command> --help` lists the flags of a command; --version prints the version.',
    'Exit codes: 0 clean or previewed, 1 findings, 2 could not do its work.',
    '',
  ].join('\n');
}
