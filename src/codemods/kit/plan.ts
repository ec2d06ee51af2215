import path from 'node:path';
import { analyze } from '../../analysis/facts.js';
import type { Settings } from '../../analysis/program/host.js';
import { isSkip, type Skip } from '../../edits/edit.js';
import type { Candidates } from '../../project/candidates.js';
import { createResolver, importsOf } from '../../project/imports.js';
import { sourceSystem } from '../../project/references.js';
import { loadEditable, type EditableProgram } from '../../project/program.js';
import type { CodemodDefinition } from './codemod.js';
import { healthOf, lostComment, newErrors, withImporters, type NewError } from './guards.js';
import { applyEdits, editsByFile, merge, toGroup, type Group } from './merge.js';

/** One file as a codemod would leave it; `before` is `undefined` for a new file. */
export interface Change {
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** A construct left alone, with the reason; the line is 1-based. */
export interface Skipped {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly message: string;
}

/** What a codemod would do to one compilation unit. Nothing is written. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly edits: number;
  readonly skipped: readonly Skipped[];
}

/** Reasons that the kit itself gives, next to those of each codemod. */
export const kitReasons = {
  'would-not-compile': 'The rewrite would add a type error; the message quotes it.',
  'would-lose-comment': 'A comment stands where the code is replaced, and the rewrite has no place for it.',
  'outside-paths': 'The rewrite changes files outside of the paths you gave; all of it is left alone.',
  'not-yours':
    'The rewrite would change a file that is not a source of this program (a dependency, a declaration file).',
  overlap: 'Two rewrites want the same place and do not come apart when one is done first.',
  'no-fixed-point': 'The rewrite would be repeated without end, so it is left out.',
} as const;

const maxPasses = 8;

/**
 * Plans a codemod on one unit: analyze -> merge -> rewrite, on the edited program again until nothing new is proposed.
 * A rewrite that would break the build or lose a comment is left out whole, with its reason.
 */
export function plan(
  codemod: CodemodDefinition,
  candidates: Candidates,
  settings: Settings,
  options: ReadonlySet<string> = new Set(),
): Plan {
  return new Planner(codemod, candidates, settings, options).run();
}

class Planner {
  readonly #codemod: CodemodDefinition;
  readonly #candidates: Candidates;
  readonly #settings: Settings;
  readonly #options: ReadonlySet<string>;
  readonly #loaded: EditableProgram;
  readonly #original = new Map<string, string | undefined>();
  readonly #refused = new Map<string, Skipped>();
  readonly #made = new Set<string>();
  readonly #firstLine = new Map<string, number>();
  #edits = 0;

  constructor(
    codemod: CodemodDefinition,
    candidates: Candidates,
    settings: Settings,
    options: ReadonlySet<string>,
  ) {
    this.#codemod = codemod;
    this.#candidates = candidates;
    this.#settings = settings;
    this.#options = options;
    this.#loaded = loadEditable(candidates);
  }

  run(): Plan {
    let skips: readonly Skipped[];
    for (let pass = 0; ; pass++) {
      const proposed = this.#propose();
      skips = proposed.skips;
      const fitting = proposed.groups.filter((group) => !this.#refuses(group));
      if (pass === maxPasses) {
        for (const group of fitting) this.#refuse(group, 'no-fixed-point');
        break;
      }
      const { accepted, postponed } = merge(fitting);
      const applied = accepted.length > 0 ? this.#apply(accepted) : [];
      for (const { key } of applied) this.#made.add(key);
      if (applied.length === 0) {
        for (const group of postponed) this.#refuse(group, 'overlap');
        break;
      }
    }
    const changes: Change[] = [];
    for (const [file, before] of this.#original) {
      const after = this.#textOf(file);
      if (after !== before) changes.push({ file, before, after });
    }
    const skipped = [...skips, ...this.#refused.values()];
    return { changes: changes.sort(byFile), edits: this.#edits, skipped: skipped.sort(byLine) };
  }

  #propose(): { groups: Group[]; skips: Skipped[] } {
    const program = this.#loaded.program();
    const analysis = analyze(this.#loaded.ts, program, this.#settings);
    const files = program
      .getSourceFiles()
      .filter((file) => this.#candidates.unit.selected.has(file.fileName) && !file.isDeclarationFile);
    const groups = new Map<string, Group>();
    const skips = new Map<string, Skipped>();
    const alike = new Map<string, number>();
    for (const { rewrite } of this.#codemod.run({ analysis, files, options: this.#options })) {
      if (isSkip(rewrite)) {
        const skip = this.#toSkipped(rewrite, alike);
        skips.set(JSON.stringify(skip), skip);
      } else if (rewrite.length > 0) {
        const group = toGroup(rewrite, (file) => this.#textOf(file));
        const place = group.edits.map(({ file, start }) => `${file}:${String(start)}`).join();
        groups.set(`${group.key}\u0002${place}`, group);
      }
    }
    return { groups: [...groups.values()], skips: [...skips.values()] };
  }

  /** Skips keep the line of the text the user has, not of the text after other edits. */
  #toSkipped({ file, start, reason, message }: Skip, alike: Map<string, number>): Skipped {
    const words = `${file}\u0000${reason}\u0000${message}`;
    const nth = alike.get(words) ?? 0;
    alike.set(words, nth + 1);
    const id = `${words}\u0000${String(nth)}`;
    const line = this.#firstLine.get(id) ?? this.#line(file, start);
    if (!this.#original.has(file)) this.#firstLine.set(id, line);
    return { file, line, reason, message };
  }

  #refuses(group: Group): boolean {
    if (this.#refused.has(group.key)) return true;
    const { unit } = this.#candidates;
    for (const { file, start } of group.edits) {
      const known = unit.owned.has(file);
      const creates = this.#loaded.program().getSourceFile(file) === undefined && this.#textOf(file) === '';
      if (
        file.includes('/node_modules/') ||
        /\.d\.[mc]?ts$/u.test(file) ||
        (!known && !creates && !this.#isNew(file))
      ) {
        this.#refuse(group, 'not-yours', `${path.basename(file)} is not a source of this program`, start);
        return true;
      }
      if (known && !unit.selected.has(file)) {
        this.#refuse(
          group,
          'outside-paths',
          `${file} would have to change too; give its path as well`,
          start,
        );
        return true;
      }
    }
    const lost = lostComment(this.#loaded.ts, group, (name) => this.#loaded.program().getSourceFile(name));
    if (lost !== undefined) {
      const text = lost.text.split('\n')[0] ?? '';
      this.#refuse(
        group,
        'would-lose-comment',
        `move the comment \`${text}\` out of the way first`,
        lost.start,
      );
      return true;
    }
    return false;
  }

  /** Applies groups; those that break the build are taken back and refused. */
  #apply(groups: readonly Group[]): readonly Group[] {
    const before = this.#loaded.program();
    const texts = new Map<string, string>();
    const touched = new Set(groups.flatMap(({ edits }) => edits.map(({ file }) => file)));
    for (const file of touched) texts.set(file, this.#textOf(file));
    const watched = this.#watched(touched);
    // Files that import what changes have to go on compiling too, also when they have nothing to do with queues.
    for (const file of watched) {
      if (before.getSourceFile(file) === undefined && this.#existed(file)) {
        this.#loaded.setText(file, this.#textOf(file));
      }
    }
    const health = healthOf(this.#loaded.program(), watched);
    const tryOut = (some: readonly Group[]): readonly NewError[] => {
      for (const [file, text] of texts) this.#setText(file, text);
      for (const [file, edits] of editsByFile(some))
        this.#setText(file, applyEdits(texts.get(file) ?? '', edits));
      return newErrors(this.#loaded.program(), new Set([...watched, ...touched]), health);
    };
    let kept = groups;
    while (kept.length > 0) {
      const errors = tryOut(kept);
      const [first] = errors;
      if (first === undefined) {
        for (const [file, edits] of editsByFile(kept)) {
          if (!this.#original.has(file))
            this.#original.set(file, this.#existed(file) ? texts.get(file) : undefined);
          this.#edits += edits.length;
        }
        return kept;
      }
      const broken = new Set(errors.map(({ file }) => file));
      const near = kept.filter(({ edits }) => edits.some(({ file }) => broken.has(file)));
      const blamed = near.length > 0 ? near : kept;
      // Several rewrites in a broken file: each is tried alone, so that innocent neighbours stay and errors are their own.
      const trials = blamed.map((group) => ({ group, errors: blamed.length > 1 ? tryOut([group]) : errors }));
      const failing = trials.filter((trial) => trial.errors.length > 0);
      const guilty = failing.length > 0 ? failing : trials.slice(-1);
      for (const { group, errors: own } of guilty) {
        const error =
          own.find(({ file }) => group.edits.some((edit) => edit.file === file)) ?? own[0] ?? first;
        const { file, start } = group.edits[0] as Group['edits'][number];
        this.#refused.set(group.key, {
          file,
          line: lineAt(texts.get(file) ?? '', start),
          reason: 'would-not-compile',
          message: `${kitReasons['would-not-compile']} ${error.text}`,
        });
      }
      kept = kept.filter((group) => !guilty.some((trial) => trial.group === group));
    }
    for (const [file, text] of texts) this.#setText(file, text);
    return [];
  }

  #watched(touched: ReadonlySet<string>): Set<string> {
    const { unit, files } = this.#candidates;
    const resolver = createResolver(unit.options, new Set(unit.fileNames), sourceSystem(unit));
    return withImporters(
      (name) => this.#textOf(name),
      touched,
      unit.owned,
      files,
      (name, from) => resolver.resolve(name, from),
      importsOf,
    );
  }

  #refuse(group: Group, reason: keyof typeof kitReasons, detail?: string, at?: number): void {
    const { file, start } = group.edits[0] as Group['edits'][number];
    const message = detail === undefined ? kitReasons[reason] : `${kitReasons[reason]} ${detail}.`;
    this.#refused.set(group.key, { file, line: this.#line(file, at ?? start), reason, message });
  }

  #setText(file: string, text: string): void {
    if (text === '' && !this.#existed(file)) this.#loaded.remove(file);
    else this.#loaded.setText(file, text);
  }

  #isNew(file: string): boolean {
    return this.#original.has(file) && this.#original.get(file) === undefined;
  }

  #existed(file: string): boolean {
    return this.#candidates.unit.owned.has(file);
  }

  #textOf(file: string): string {
    return this.#loaded.program().getSourceFile(file)?.text ?? this.#loaded.ts.sys.readFile(file) ?? '';
  }

  #line(file: string, start: number): number {
    return lineAt(this.#textOf(file), start);
  }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function byFile(a: { readonly file: string }, b: { readonly file: string }): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : 0;
}

function byLine(a: Skipped, b: Skipped): number {
  return byFile(a, b) || a.line - b.line;
}
