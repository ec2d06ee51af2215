import type ts from 'typescript';
import { entityQueues } from '../analysis/payload/entity-tasks.js';
import type { Host } from '../analysis/program/host.js';
import { dropImports, withBlankLine } from '../edits/drop-imports.js';
import type { Skip, TextEdit } from '../edits/edit.js';
import { passIds, type PassedIds } from '../edits/pass-ids.js';
import type { Change } from '../edits/reindent.js';
import { joinImports } from '../edits/value-import.js';
import { createCodemod, type CodemodContext, type Proposal } from './kit/codemod.js';

/** Keys instead of rows in payloads, on both ends of the queue. */
export default createCodemod({
  id: 'pass-ids',
  practice: '27.3.3',
  description: 'Sends primary keys instead of ORM rows; the worker loads the rows when it runs.',
  reasons: {
    'composite-key': 'The row has a key of several columns that cannot be named here.',
    'dynamic-name': 'A task of the queue gets its name at run time.',
    'dynamic-queue': 'The queue that gets the row is chosen at run time.',
    'in-transaction':
      'The task is enqueued inside a transaction: the row may not be visible to the worker yet.',
    'key-type': 'The key has a type that a payload cannot carry as it is.',
    'maybe-absent': 'The row may be null or undefined where it is sent.',
    'mixed-producers': 'Not every producer of the task sends the same kind of row in the same place.',
    'name-taken': 'A name that the rewrite needs means something else there.',
    'no-handle': 'Nothing in reach of the worker can load the row.',
    'no-key': 'The primary key of the row is not known.',
    'not-async': 'A function that reads the row cannot wait for it.',
    'payload-elsewhere': 'The payload is not written where it is sent.',
    'payload-escapes': 'The worker hands its payload to code that may read the row from it.',
    'payload-type': "The payload's type says more than the row, so it cannot be changed by itself.",
    'payload-type-shared': "The payload's type is used by other code too.",
    'relations-unknown': "The worker may need relations that the producers' queries do not show.",
    'row-deleted': 'The row is deleted before the worker could load it.',
    'several-workers': 'Several workers read the task, or one worker reads several queues.',
    snapshot: 'The row is written by other means between its load and its task, which sends the old one.',
    'unsaved-changes': 'The row is changed and not stored again before it is sent.',
    'unsaved-entity': 'The row was created but not stored, so it has no key.',
    'worker-out-of-sight': 'No worker of the queue is a function of this program.',
    'worker-shape': 'The worker reads the row in a place where nothing can be loaded.',
  },
  *run({ analysis }: CodemodContext): Generator<Proposal> {
    const { host } = analysis;
    const files = [...analysis.all()];
    const workers = files.flatMap((file) => file.workers);
    const done: PassedIds[] = [];
    for (const queue of entityQueues(host, files)) {
      const seen = new Set<string>();
      for (const { rows, name = '' } of queue.sendings) {
        if (rows.length === 0 || seen.has(name)) continue;
        const result = passIds(host, queue, name, workers);
        for (const known of result.names) seen.add(known);
        if ('skip' in result) yield { rewrite: result.skip };
        else done.push(result);
      }
    }
    const { together, skips } = settle(done);
    for (const rewrite of skips) yield { rewrite };
    yield* proposals(host, together);
  },
});

/**
 * Tasks that share a payload type are changed together; one whose type other code uses is left alone, and so are those
 * that would have to change with it.
 */
function settle(done: readonly PassedIds[]): {
  readonly together: readonly PassedIds[];
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
  const together: PassedIds[] = [];
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
function* proposals(host: Host, tasks: readonly PassedIds[]): Generator<Proposal> {
  const files = new Set(tasks.flatMap(({ removed }) => removed.map(({ file }) => file)));
  const friends = new Map<PassedIds, Set<PassedIds>>();
  for (const file of files) {
    const concerned = tasks.filter(({ removed }) => removed.some((range) => range.file === file));
    const alone = new Set(concerned.flatMap((task) => freed(host, file, [task])));
    if (freed(host, file, concerned).every((name) => alone.has(name))) continue;
    const together = new Set(concerned.flatMap((task) => [task, ...(friends.get(task) ?? [])]));
    for (const task of together) friends.set(task, together);
  }
  for (const together of new Set(friends.values())) yield { rewrite: rewriteOf(host, [...together]) };
  for (const task of tasks) yield { rewrite: rewriteOf(host, [task]) };
}

/** Edits of tasks with the imports that they free. */
function rewriteOf(host: Host, tasks: readonly PassedIds[]): readonly TextEdit[] {
  const edits = tasks.flatMap((task) => task.edits);
  const files = new Set(tasks.flatMap(({ removed }) => removed.map(({ file }) => file)));
  return joinedEdits(
    edits,
    [...files].flatMap((file) => tidy(host, file, tasks)),
  );
}

/** Imported names that go with these tasks. */
function freed(host: Host, file: ts.SourceFile, tasks: readonly PassedIds[]): readonly string[] {
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
function tidy(host: Host, file: ts.SourceFile, tasks: readonly PassedIds[]): readonly TextEdit[] {
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
