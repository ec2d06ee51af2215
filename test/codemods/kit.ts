/**
 * Before/after tests of codemods. Each `fixtures/codemods/<id>/<case>/` holds `before/` (a small project with a tsconfig),
 * `after/` (the files that change or are new) and, where something is left alone, `skips.json`: `[{ file, line, reason }]`.
 * `options.json` lists the codemod's own options that are set.
 */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CodemodDefinition } from '../../src/codemods/kit/codemod.js';
import { plan, type Change, type Skipped } from '../../src/codemods/kit/plan.js';
import { writeAll } from '../../src/codemods/kit/write.js';
import { commentsOf } from '../../src/edits/comments.js';
import { findCandidates } from '../../src/project/candidates.js';
import { ts } from '../../src/project/compiler.js';
import { findUnits } from '../../src/project/units.js';

const repository = path.resolve(import.meta.dirname, '../..');

/** What a codemod does to a folder. */
export interface FolderPlan {
  readonly changes: readonly Change[];
  readonly skipped: readonly Skipped[];
}

/** Plans a codemod for the project in a folder; nothing is written. */
export function planFolder(
  codemod: CodemodDefinition,
  folder: string,
  paths: readonly string[] = [],
  options: ReadonlySet<string> = new Set(),
): FolderPlan {
  const { units, problems } = findUnits(folder, paths);
  if (problems[0] !== undefined) throw problems[0];
  const plans = findCandidates(units).map((candidates) => plan(codemod, candidates, {}, options));
  return {
    changes: plans.flatMap(({ changes }) => changes),
    skipped: plans.flatMap(({ skipped }) => skipped),
  };
}

/** Declares the tests of one codemod: one for each of its cases. */
export function testCodemod(codemod: CodemodDefinition): void {
  const root = path.join(repository, 'fixtures/codemods', codemod.id);
  describe(codemod.id, () => {
    for (const name of readdirSync(root).sort()) {
      test(name, () => {
        checkCase(codemod, path.join(root, name));
      });
    }
  });
}

function checkCase(codemod: CodemodDefinition, folder: string): void {
  const before = path.join(folder, 'before');
  expect(compileErrors(before), 'before/ compiles').toEqual([]);
  const untouched = textsOf(before);
  const options = optionsIn(path.join(folder, 'options.json'));
  const { changes, skipped } = planFolder(codemod, before, [], options);
  expect(textsOf(before), 'a preview changes no file').toEqual(untouched);

  const results = Object.fromEntries(changes.map(({ file, after }) => [path.relative(before, file), after]));
  const expected = Object.fromEntries(
    Object.entries(textsOf(path.join(folder, 'after'))).filter(([file, text]) => untouched[file] !== text),
  );
  expect(results, 'the files that change').toEqual(expected);
  expect(
    skipped.map(({ file, line, reason }) => ({ file: path.relative(before, file), line, reason })),
    'what is left alone',
  ).toEqual(expectedSkips(path.join(folder, 'skips.json')));
  const named = { ...codemod.reasons, ...kitOnly(skipped) };
  for (const { reason } of skipped) expect(named, 'the reason is documented').toHaveProperty(reason);
  expect(lostComments(changes), 'comments that are lost').toEqual([]);

  const copy = copyOf(before);
  writeAll(
    changes.map((change) => ({ ...change, file: path.join(copy, path.relative(before, change.file)) })),
  );
  expect(compileErrors(copy), 'the result compiles').toEqual([]);
  expect(planFolder(codemod, copy, [], options).changes, 'a second run changes nothing').toEqual([]);
}

/** Reasons that the kit gives; a case may show one of them as well. */
function kitOnly(skipped: readonly Skipped[]): Record<string, string> {
  const own = [
    'would-not-compile',
    'would-lose-comment',
    'outside-paths',
    'not-yours',
    'overlap',
    'no-fixed-point',
  ];
  return Object.fromEntries(
    skipped.filter(({ reason }) => own.includes(reason)).map(({ reason }) => [reason, '']),
  );
}

function optionsIn(file: string): ReadonlySet<string> {
  return new Set(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : []);
}

function expectedSkips(file: string): unknown {
  if (!existsSync(file)) return [];
  const listed = JSON.parse(readFileSync(file, 'utf8')) as { file: string; line: number; reason: string }[];
  return listed
    .map(({ file: name, line, reason }) => ({ file: name, line, reason }))
    .sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

/** @returns comments of changed files that none of the new texts holds. */
function lostComments(changes: readonly Change[]): string[] {
  const count = (texts: readonly (readonly [string, string])[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const [name, text] of texts) {
      const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
      for (const comment of commentsOf(ts, file)) {
        const words = comment.text.replace(/\s+/gu, ' ');
        counts.set(words, (counts.get(words) ?? 0) + 1);
      }
    }
    return counts;
  };
  const after = count(changes.map((change) => [change.file, change.after]));
  const before = count(changes.map((change) => [change.file, change.before ?? '']));
  return [...before].filter(([text, times]) => (after.get(text) ?? 0) < times).map(([text]) => text);
}

const declarations = new Map<string, ReturnType<typeof ts.createSourceFile> | undefined>();

/** @returns every error of every file that the folder's tsconfig includes. */
export function compileErrors(folder: string): string[] {
  const errors: string[] = [];
  for (const { options, fileNames } of findUnits(folder, []).units) {
    const host = ts.createCompilerHost(options, true);
    host.getDefaultLibLocation = () => path.join(repository, 'node_modules/typescript/lib');
    host.getDefaultLibFileName = (given) =>
      path.join(repository, 'node_modules/typescript/lib', ts.getDefaultLibFileName(given));
    const parse = host.getSourceFile.bind(host);
    host.getSourceFile = (name, languageOrOptions, ...rest) => {
      if (!name.includes('/node_modules/')) return parse(name, languageOrOptions, ...rest);
      // Declarations of packages are the same for every case with the same options.
      const shared = { ...options, configFilePath: '', pathsBasePath: '' };
      const key = JSON.stringify([name, languageOrOptions, shared]);
      if (!declarations.has(key)) declarations.set(key, parse(name, languageOrOptions, ...rest));
      return declarations.get(key);
    };
    const program = ts.createProgram({ rootNames: [...fileNames], options, host });
    for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
      errors.push(
        `${path.basename(file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
    }
  }
  return errors;
}

/** @returns the texts of a folder's files, by relative path. */
export function textsOf(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('/node_modules/'));
  return Object.fromEntries(
    names.sort().map((file) => [path.relative(folder, file), readFileSync(file, 'utf8')]),
  );
}

/** Copies a project to a temporary folder that goes away with the test. */
export function copyOf(folder: string): string {
  const copy = realpathSync(mkdtempSync(path.join(tmpdir(), 'task-queue-')));
  onTestFinished(() => {
    rmSync(copy, { recursive: true, force: true });
  });
  cpSync(folder, copy, { recursive: true });
  if (!existsSync(path.join(copy, 'node_modules'))) {
    symlinkSync(path.join(repository, 'node_modules'), path.join(copy, 'node_modules'));
  }
  return copy;
}
