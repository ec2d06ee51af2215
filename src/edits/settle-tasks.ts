/** Rewrites of tasks that share a payload type are made together, or not at all; imports that they free go with them. */
import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import { dropImports, withBlankLine } from './drop-imports.js';
import type { Rewrite, Skip, TextEdit } from './edit.js';
import type { Change } from './reindent.js';
import { joinImports } from './value-import.js';

/** The rewrite of one task, and what it says about declared types that other tasks may share. */
export interface TaskRewrite {
  readonly edits: readonly TextEdit[];
  /** Code that the edits take away, for imports that nothing needs any more. */
  readonly removed: readonly { readonly file: ts.SourceFile; readonly start: number; readonly end: number }[];
  /** Uses of the payload's properties that the edits rewrite. */
  readonly handled: ReadonlySet<ts.Node>;
  /** Uses of the same declared types that they do not: another task's, or code that is no task at all. */
  readonly outside: readonly ts.Node[];
  /** @returns why the task is left alone, if such a use stays. */
  readonly shared: (use: ts.Node) => Skip;
}

/** @returns the skips of tasks whose types other code uses, and the rewrites of all others. */
export function* settledRewrites(host: Host, done: readonly TaskRewrite[]): Generator<Rewrite> {
  const { together, skips } = settle(done);
  yield* skips;
  yield* proposals(host, together);
}

/**
 * Tasks that share a payload type are changed together; one whose type other code uses is left alone, and so are those
 * that would have to change with it.
 */
function settle(done: readonly TaskRewrite[]): {
  readonly together: readonly TaskRewrite[];
  readonly skips: readonly Skip[];
} {
  const skips: Skip[] = [];
  let left = [...done];
  for (let count = -1; count !== left.length;) {
    count = left.length;
    const owned = (use: ts.Node): boolean => left.some(({ handled }) => handled.has(use));
    for (const task of left) {
      const use = task.outside.find((node) => !owned(node));
      if (!use) continue;
      skips.push(task.shared(use));
      left = left.filter((other) => other !== task);
      break;
    }
  }
  const together: TaskRewrite[] = [];
  for (const task of left) {
    const joined = together.filter(
      (other) =>
        other.outside.some((use) => task.handled.has(use)) ||
        task.outside.some((use) => other.handled.has(use)),
    );
    const all = [...joined, task];
    together.splice(0, together.length, ...together.filter((other) => !joined.includes(other)), {
      ...task,
      edits: all.flatMap(({ edits }) => edits),
      removed: all.flatMap(({ removed }) => removed),
      handled: new Set(all.flatMap(({ handled }) => [...handled])),
      outside: all.flatMap(({ outside }) => outside),
    });
  }
  return { together, skips };
}

/**
 * Imports that only removed types needed go too. Where it takes several tasks to free a name, they are offered together
 * as well: the kit makes equal edits once, and keeps what compiles if one of them does not.
 */
function* proposals(host: Host, tasks: readonly TaskRewrite[]): Generator<Rewrite> {
  const files = new Set(tasks.flatMap(({ removed }) => removed.map(({ file }) => file)));
  const friends = new Map<TaskRewrite, Set<TaskRewrite>>();
  for (const file of files) {
    const concerned = tasks.filter(({ removed }) => removed.some((range) => range.file === file));
    const alone = new Set(concerned.flatMap((task) => freed(host, file, [task])));
    if (freed(host, file, concerned).every((name) => alone.has(name))) continue;
    const together = new Set(concerned.flatMap((task) => [task, ...(friends.get(task) ?? [])]));
    for (const task of together) friends.set(task, together);
  }
  for (const together of new Set(friends.values())) yield rewriteOf(host, [...together]);
  for (const task of tasks) yield rewriteOf(host, [task]);
}

/** Edits of tasks with the imports that they free. */
function rewriteOf(host: Host, tasks: readonly TaskRewrite[]): readonly TextEdit[] {
  const edits = tasks.flatMap((task) => task.edits);
  const files = new Set(tasks.flatMap(({ removed }) => removed.map(({ file }) => file)));
  return joinedEdits(
    edits,
    [...files].flatMap((file) => tidy(host, file, tasks)),
  );
}

/** Imported names that go with these tasks. */
function freed(host: Host, file: ts.SourceFile, tasks: readonly TaskRewrite[]): readonly string[] {
  return tidy(host, file, tasks).flatMap(
    ({ start, end }) => file.text.slice(start, end).match(/[\w$]+/gu) ?? [],
  );
}

/** An import is added behind another that goes: both are one edit. */
function joinedEdits(edits: readonly TextEdit[], removals: readonly TextEdit[]): readonly TextEdit[] {
  const kept = joinImports(edits).filter((edit) => !removals.some((removal) => isWithin(edit, removal)));
  const replaced = removals.map((removal) => {
    const inside = [...new Set(edits.filter((edit) => isWithin(edit, removal)).map(({ text }) => text))];
    if (inside.length === 0) return removal;
    const eol = /^\r?\n/u.exec(inside[0] ?? '')?.[0] ?? '';
    return { ...removal, text: inside.join('').slice(eol.length) + eol };
  });
  return [...kept, ...replaced];
}

function isWithin(edit: TextEdit, removal: TextEdit): boolean {
  return edit.file === removal.file && edit.start > removal.start && edit.end < removal.end;
}

/** Removals of imports in one file. */
function tidy(host: Host, file: ts.SourceFile, tasks: readonly TaskRewrite[]): readonly TextEdit[] {
  const edits = tasks.flatMap((task) => task.edits);
  const removed = tasks.flatMap((task) => task.removed.filter((range) => range.file === file));
  const words = edits
    .filter((edit) => edit.file === file.fileName)
    .flatMap(({ text }) => text.match(/[\w$]+/gu) ?? []);
  const changes = dropImports(host, file, removed, new Set(words));
  if ('kind' in changes) return [];
  return adjoining(changes).map((change) => {
    // Imports that go as a block take the blank line below them along.
    const { start, end, text } = change.text === '' ? withBlankLine(file.text, change) : change;
    return { file: file.fileName, start, end, text };
  });
}

/** Removals that touch each other are one. */
function adjoining(changes: readonly Change[]): readonly Change[] {
  const joined: Change[] = [];
  for (const change of changes) {
    const last = joined.at(-1);
    if (last?.end === change.start && last.text === '' && change.text === '') {
      joined[joined.length - 1] = { ...last, end: change.end };
    } else joined.push(change);
  }
  return joined;
}
