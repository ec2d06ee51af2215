import type ts from 'typescript';
import { commentsOf } from '../../edits/comments.js';
import { diagnosticText } from '../../project/compiler.js';
import type { Group } from './merge.js';

/** @returns the first comment that a group of edits would drop: it is replaced and in none of the new texts. */
export function lostComment(
  compiler: typeof ts,
  group: Group,
  fileOf: (name: string) => ts.SourceFile | undefined,
): { readonly file: string; readonly start: number; readonly text: string } | undefined {
  const added = group.edits.map(({ text }) => text).join('\n');
  const needed = new Map<string, number>();
  for (const name of new Set(group.edits.map(({ file }) => file))) {
    const file = fileOf(name);
    if (file === undefined) continue;
    const edits = group.edits.filter((edit) => edit.file === name && edit.end > edit.start);
    if (edits.length === 0) continue;
    for (const { start, end, text } of commentsOf(compiler, file)) {
      if (!edits.some((edit) => edit.start < end && start < edit.end)) continue;
      // The words count: a comment that moves may be indented anew.
      const words = text.replace(/\s+/gu, ' ');
      const count = (needed.get(words) ?? 0) + 1;
      needed.set(words, count);
      if (occurrences(added.replace(/\s+/gu, ' '), words) < count) return { file: name, start, text };
    }
  }
  return undefined;
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Numbers of diagnostics by code, for one file. */
export type Health = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** @returns the errors of files, counted by code; positions and wording may change with an edit. */
export function healthOf(program: ts.Program, files: Iterable<string>): Health {
  const health = new Map<string, ReadonlyMap<number, number>>();
  for (const name of files) {
    const counts = new Map<number, number>();
    for (const { code } of diagnosticsOf(program, name)) counts.set(code, (counts.get(code) ?? 0) + 1);
    health.set(name, counts);
  }
  return health;
}

/** An error that was not there before. */
export interface NewError {
  readonly file: string;
  readonly text: string;
}

/** @returns one error for each file that has more of a kind than before. */
export function newErrors(program: ts.Program, files: Iterable<string>, before: Health): NewError[] {
  const errors: NewError[] = [];
  for (const name of files) {
    const allowed = new Map(before.get(name));
    for (const diagnostic of diagnosticsOf(program, name)) {
      const left = allowed.get(diagnostic.code) ?? 0;
      allowed.set(diagnostic.code, left - 1);
      if (left > 0) continue;
      errors.push({ file: name, text: diagnosticText(diagnostic) });
      break;
    }
  }
  return errors;
}

function diagnosticsOf(program: ts.Program, name: string): readonly ts.Diagnostic[] {
  const file = program.getSourceFile(name);
  if (file === undefined) return [];
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
}

/** A module that hands on what it imports. */
const reexports = /\bexport\s*(?:type\s*)?(?:\*|\{[^}]*\})\s*(?:as\s+\w+\s*)?from\b/u;

/**
 * @returns `files` and those of `among` that import one of them: directly, through modules that re-export them, or
 * through the files in `followed`, whose inferred types may change with what they import.
 */
export function withImporters(
  textOf: (file: string) => string,
  files: ReadonlySet<string>,
  among: Iterable<string>,
  followed: ReadonlySet<string>,
  resolve: (specifier: string, from: string) => string | undefined,
  importsOf: (text: string) => readonly string[],
): Set<string> {
  const importers = new Map<string, string[]>();
  for (const name of among) {
    for (const specifier of importsOf(textOf(name))) {
      const target = resolve(specifier, name);
      if (target === undefined) continue;
      const known = importers.get(target);
      if (known === undefined) importers.set(target, [name]);
      else known.push(name);
    }
  }
  const reached = new Set(files);
  const pending = [...files];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const importer of importers.get(name) ?? []) {
      if (reached.has(importer)) continue;
      reached.add(importer);
      if (followed.has(importer) || reexports.test(textOf(importer))) pending.push(importer);
    }
  }
  return reached;
}
