/** What a command may touch of its surroundings; tests give their own. */
export interface Surroundings {
  readonly cwd: string;
  /** Results. */
  readonly out: Output;
  /** Progress, notes and problems. */
  readonly err: Output;
}

/** One of the two streams. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** Flags by name, as `parseArgs` of node:util takes them, with a line of help. */
export type Flags = Readonly<Record<string, Flag>>;

/** One flag. */
export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly help: string;
  /** Allowed values of a string flag. */
  readonly values?: readonly string[];
}

/** What the user typed, checked. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
}

/** A command: one file each. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows the name. */
  readonly usage: string;
  readonly flags: Flags;
  readonly run: (given: Arguments, surroundings: Surroundings) => Promise<ExitCode>;
}

/** 0 clean or previewed, 1 findings (or `--check` would change something), 2 could not do its work. */
export type ExitCode = 0 | 1 | 2;
