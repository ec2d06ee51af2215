import type { TextEdit } from '../../edits/edit.js';

/** Edits of one rewrite, in the order of the file, all or nothing. */
export interface Group {
  /** Names the rewrite across passes: files, replaced texts and new texts, without positions. */
  readonly key: string;
  readonly edits: readonly TextEdit[];
}

/** Groups that fit together, and those that wait for the next pass. */
export interface Merged {
  readonly accepted: readonly Group[];
  readonly postponed: readonly Group[];
}

/** @returns a rewrite as a group; the same edit twice counts once. */
export function toGroup(edits: readonly TextEdit[], textOf: (file: string) => string): Group {
  const unique = new Map<string, TextEdit>();
  for (const edit of edits) unique.set(idOf(edit), edit);
  const sorted = [...unique.values()].sort(byPlace);
  const key = sorted
    .map(({ file, start, end, text }) => `${file}\u0000${textOf(file).slice(start, end)}\u0000${text}`)
    .join('\u0001');
  return { key, edits: sorted };
}

/**
 * Merges groups: identical edits are made once; a group that overlaps an accepted one waits for the next pass, when it is
 * worked out again on the edited program.
 */
export function merge(groups: readonly Group[]): Merged {
  const taken = new Map<string, TextEdit[]>();
  const accepted: Group[] = [];
  const postponed: Group[] = [];
  for (const group of groups) {
    const clash =
      overlapsItself(group.edits) ||
      group.edits.some((edit) => (taken.get(edit.file) ?? []).some((other) => clashes(edit, other)));
    if (clash) {
      postponed.push(group);
      continue;
    }
    accepted.push(group);
    for (const edit of group.edits) {
      const inFile = taken.get(edit.file);
      if (inFile === undefined) taken.set(edit.file, [edit]);
      else inFile.push(edit);
    }
  }
  return { accepted, postponed };
}

/** @returns the edits of groups by file, each edit once, in the order of the file. */
export function editsByFile(groups: readonly Group[]): Map<string, readonly TextEdit[]> {
  const byFile = new Map<string, Map<string, TextEdit>>();
  for (const edit of groups.flatMap(({ edits }) => edits)) {
    const inFile = byFile.get(edit.file) ?? new Map<string, TextEdit>();
    inFile.set(idOf(edit), edit);
    byFile.set(edit.file, inFile);
  }
  return new Map([...byFile].map(([file, edits]) => [file, [...edits.values()].sort(byPlace)]));
}

/** @returns `text` with edits made; they must be in order and apart. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: replacement } of edits) {
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}

function idOf({ file, start, end, text }: TextEdit): string {
  return `${file}\u0000${String(start)}\u0000${String(end)}\u0000${text}`;
}

function byPlace(a: TextEdit, b: TextEdit): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.start - b.start || a.end - b.end;
}

/** Two insertions at one place clash too, because their order would be arbitrary; the same edit twice does not. */
function clashes(a: TextEdit, b: TextEdit): boolean {
  if (idOf(a) === idOf(b)) return false;
  if (a.start === a.end && b.start === b.end) return a.start === b.start;
  return a.start < b.end && b.start < a.end;
}

function overlapsItself(edits: readonly TextEdit[]): boolean {
  return edits.some((edit, index) => {
    const next = edits[index + 1];
    return next?.file === edit.file && next.start < edit.end;
  });
}
