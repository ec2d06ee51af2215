import type { CodemodDefinition } from '../codemods/kit/codemod.js';
import { plan, type Change, type Skipped } from '../codemods/kit/plan.js';
import { missingPackages, syntaxProblemOf } from '../project/health.js';
import { findUnits } from '../project/units.js';
import { candidatesOf } from './wrapper-settings.js';
import { UserEslint } from './user-eslint.js';

/** What a codemod would do to the program. */
export interface Repair {
  readonly changes: readonly Change[];
  readonly edits: number;
  readonly filesRead: number;
  readonly skipped: readonly Skipped[];
  /** Sentences on what stands in the way; nothing may be written then. */
  readonly problems: readonly string[];
}

/** Where a repair tells how it goes. */
export interface Voice {
  readonly progress: (text: string) => void;
  readonly warn: (message: string) => void;
}

/**
 * Plans a codemod for every compilation unit of the given paths.
 *
 * @throws ProjectProblem when nothing can be read at all
 */
export async function repair(
  cwd: string,
  codemod: CodemodDefinition,
  paths: readonly string[],
  options: ReadonlySet<string>,
  { progress, warn }: Voice,
): Promise<Repair> {
  progress('Reading tsconfig files');
  const { units, problems: unread } = findUnits(cwd, paths);
  const problems = unread.map(({ message }) => message);
  const user = new UserEslint(undefined, warn);
  const changes: Change[] = [];
  const skipped: Skipped[] = [];
  let edits = 0;
  let filesRead = 0;
  for (const candidates of await candidatesOf(units, user)) {
    filesRead += candidates.filesRead;
    const { unit, files } = candidates;
    if (files.size === 0) continue;
    const broken = [
      ...missingPackages(unit, files),
      ...[...files].flatMap((file) => syntaxProblemOf(file) ?? []),
    ];
    if (broken.length > 0) {
      problems.push(...broken.map(({ message }) => message));
      continue;
    }
    progress(`Working out ${codemod.id} for ${unit.config}`);
    const [sample] = files;
    const { settings } = sample === undefined ? { settings: {} } : await user.forFile(sample);
    const planned = plan(codemod, candidates, settings, options);
    changes.push(...planned.changes);
    skipped.push(...planned.skipped);
    edits += planned.edits;
  }
  return { changes, edits, filesRead, skipped, problems: [...new Set(problems)] };
}
