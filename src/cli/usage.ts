import { parseArgs } from 'node:util';
import type { Arguments, Command, Flags } from './command.js';

/** The user asked for something that does not exist; the message names the next thing to try. */
export class UsageProblem extends Error {
  override readonly name = 'UsageProblem';
}

/**
 * Reads a command's arguments.
 *
 * @throws UsageProblem for an unknown flag or value
 */
export function readArguments(command: Command, argv: readonly string[]): Arguments {
  const options = Object.fromEntries(
    Object.entries(command.flags).map(([name, { type }]) => [name, { type }]),
  );
  const help = `see \`task-queue ${command.name} --help\``;
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const flags = values as Arguments['flags'];
    for (const [name, value] of Object.entries(flags)) {
      const allowed = command.flags[name]?.values;
      if (allowed === undefined || typeof value !== 'string' || allowed.includes(value)) continue;
      throw new UsageProblem(
        `Unknown ${name} \`${value}\`${suggestion(value, allowed)}; it is one of ${allowed.join(', ')}; ${help}.`,
      );
    }
    return { positionals, flags };
  } catch (error) {
    if (error instanceof UsageProblem || !isParseError(error)) throw error;
    const flag = /'(--?[^' ,]+)/u.exec(error.message)?.[1] ?? '';
    if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const known = Object.keys(command.flags).map((name) => `--${name}`);
      throw new UsageProblem(`Unknown flag ${flag}${suggestion(flag, known)}; ${help}.`, { cause: error });
    }
    throw new UsageProblem(`${flag} ${valueAdvice(flag, command.flags)}; ${help}.`, { cause: error });
  }
}

function valueAdvice(flag: string, flags: Flags): string {
  const known = flags[flag.replace(/^-+/u, '')];
  if (known?.type === 'boolean') return 'takes no value';
  return known?.values === undefined ? 'needs a value' : `needs one of ${known.values.join(', ')}`;
}

function isParseError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** @returns ` (did you mean …?)` for a near miss, otherwise nothing. */
export function suggestion(given: string, known: readonly string[]): string {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const name of known) {
    const distance = name.includes(given) && given.length > 2 ? 1 : editDistance(given, name);
    if (distance < least) [best, least] = [name, distance];
  }
  return best === undefined ? '' : ` (did you mean \`${best}\`?)`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** @returns the help of one command. */
export function helpOf(command: Command): string {
  const flags = Object.entries(command.flags).map(([name, { help, values, type }]) => {
    const value = values === undefined ? (type === 'string' ? ' <value>' : '') : ` ${values.join('|')}`;
    return [`--${name}${value}`, help] as const;
  });
  const width = Math.max(0, ...flags.map(([left]) => left.length));
  return [
    command.summary,
    '',
    `Usage: task-queue ${command.name} ${command.usage}`.trimEnd(),
    '',
    ...flags.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`),
    '',
  ].join('\n');
}
