import { run } from '../../src/cli/run.js';

/** What a command did. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process, without a terminal. */
export async function shell(cwd: string, ...argv: readonly string[]): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  const code = await run(argv, {
    cwd,
    out: { write: (text) => (stdout += text) },
    err: { write: (text) => (stderr += text) },
  });
  return { code, stdout, stderr };
}

/** Findings of `check --format json`. */
export interface JsonFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

/** @returns the findings that a JSON report holds. */
export function findingsOf(outcome: Outcome): readonly JsonFinding[] {
  return (JSON.parse(outcome.stdout) as { findings: JsonFinding[] }).findings;
}
