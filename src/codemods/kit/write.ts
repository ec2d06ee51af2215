import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { ProjectProblem } from '../../project/problem.js';
import type { Change } from './plan.js';

const byteOrderMark = '\uFEFF';

/**
 * Writes all changes or none: every new text goes to a temporary file first, then all are renamed; a failure puts back
 * what was renamed already.
 *
 * @throws ProjectProblem naming the file that stands in the way; nothing is changed then
 */
export function writeAll(changes: readonly Change[]): void {
  const prepared: Prepared[] = [];
  try {
    for (const change of changes) prepared.push(prepare(change));
  } catch (error) {
    for (const { temporary } of prepared) rmSync(temporary, { force: true });
    throw error;
  }
  const done: Prepared[] = [];
  try {
    for (const entry of prepared) {
      renameSync(entry.temporary, entry.file);
      done.push(entry);
    }
  } catch (error) {
    for (const { file, previous, mode } of done.reverse()) {
      if (previous === undefined) rmSync(file, { force: true });
      else writeFileSync(file, previous, { mode });
    }
    for (const { temporary } of prepared) rmSync(temporary, { force: true });
    throw new ProjectProblem(
      `${describe(error)}, so nothing was changed; free the file and run the codemod again.`,
      { cause: error },
    );
  }
}

interface Prepared {
  readonly file: string;
  readonly temporary: string;
  /** Bytes to put back; `undefined` for a new file. */
  readonly previous: Buffer | undefined;
  readonly mode: number;
}

function prepare({ file, before, after }: Change): Prepared {
  const temporary = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${String(process.pid)}.task-queue`,
  );
  let previous: Buffer | undefined;
  let mode = 0o644;
  let mark = '';
  if (existsSync(file)) {
    previous = readFileSync(file);
    ({ mode } = statSync(file));
    const text = previous.toString('utf8');
    if (text.startsWith(byteOrderMark)) mark = byteOrderMark;
    if (text.slice(mark.length) !== before?.replace(/^\uFEFF/u, '')) {
      throw new ProjectProblem(
        `${file} changed while the codemod ran, so nothing was changed; run it again.`,
      );
    }
    requireWritable(file, mode);
  }
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(temporary, mark + after.replace(/^\uFEFF/u, ''), { mode, flag: 'wx' });
  } catch (error) {
    throw new ProjectProblem(
      `${path.dirname(file)} cannot be written (${describe(error)}), so nothing was changed; make it writable and run the codemod again.`,
      { cause: error },
    );
  }
  return { file, temporary, previous, mode };
}

/** A rename would replace a read-only file without asking, and root may write any file: the mode counts. */
function requireWritable(file: string, mode: number): void {
  let writable = (mode & 0o200) !== 0;
  try {
    accessSync(file, constants.W_OK);
  } catch {
    writable = false;
  }
  if (!writable) {
    throw new ProjectProblem(
      `${file} is read-only, so nothing was changed; run \`chmod u+w ${file}\` and the codemod again.`,
    );
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
