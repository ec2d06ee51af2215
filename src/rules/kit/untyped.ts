import { hasTypeScript7, type CompilerProblem } from './compiler.js';

/** Messages that every rule can give when it cannot see types. */
export const setupMessages = {
  needsTypes:
    'task-queue rules need type information: set languageOptions.parserOptions.projectService to true (with the @typescript-eslint parser) for this file, or lint it with `npx task-queue check`.',
  typescript7:
    'task-queue rules need the classic TypeScript API, which `typescript` 7 does not have: install it as an alias (`npm i -D typescript@npm:@typescript/typescript6@^6.0.2 @typescript/native@npm:typescript@^7.0.2`), or use `npx task-queue check`, which brings its own.',
  missingLibrary:
    'The types of the queue library that this file imports cannot be found, so task queues are not checked: run `npm install` (or add the package), then lint again.',
  failed:
    'TypeScript failed on this file ({{error}}), so its task queues were not checked; please report it with the file.',
  compilerMismatch:
    'task-queue rules cannot find the TypeScript that built this program: install `typescript` next to `eslint` (`npm i -D typescript`) so that both use one copy, or use `npx task-queue check`.',
} as const;

/** Id of one of the setup messages. */
export type SetupProblem = 'needsTypes' | 'missingLibrary' | CompilerProblem;

const firstFile = new Map<SetupProblem, string>();
const told = new WeakSet();

/**
 * Decides which report carries a setup problem: one per process, on the first file that has it (and on that file again
 * when an editor lints it again), so that silence never looks like success and nobody gets a wall of equal errors.
 */
export function claimSetupReport(problem: SetupProblem, filename: string, sourceCode: object): boolean {
  if (!firstFile.has(problem)) firstFile.set(problem, filename);
  if (firstFile.get(problem) !== filename || told.has(sourceCode)) return false;
  told.add(sourceCode);
  return true;
}

/** @returns the problem of a file that comes without a program. */
export function untypedProblem(): SetupProblem {
  return hasTypeScript7() ? 'typescript7' : 'needsTypes';
}
