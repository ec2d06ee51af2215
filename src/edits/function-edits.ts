/** Edits of one function: text that is replaced, statements that are put in, names that mean nothing there yet. */
import type ts from 'typescript';
import { identifiersIn, isBinding, isReference } from '../analysis/behaviour/names.js';
import type { Host } from '../analysis/program/host.js';
import type { FunctionWithBody } from '../analysis/program/syntax.js';
import type { TextEdit } from './edit.js';
import { fileStyle, type FileStyle } from './file-style.js';
import { StatementInserter } from './insert-statements.js';

/** Collects the edits of a function. */
export class FunctionEdits {
  readonly file: ts.SourceFile;
  readonly style: FileStyle;
  readonly statements: StatementInserter;
  private readonly made: TextEdit[] = [];
  private readonly taken: Set<string>;

  constructor({ ts, program }: Host, fn: FunctionWithBody) {
    this.file = fn.getSourceFile();
    this.style = fileStyle(ts, this.file, program.getCompilerOptions());
    this.statements = new StatementInserter(ts, fn, this.style);
    this.taken = new Set(
      identifiersIn(ts, fn)
        .filter((identifier) => isReference(ts, identifier) || isBinding(ts, identifier))
        .map(({ text }) => text),
    );
  }

  /** @returns everything collected so far. */
  all(): readonly TextEdit[] {
    return [...this.made, ...this.statements.edits()];
  }

  replace(node: ts.Node, text: string): void {
    this.put(node.getStart(this.file), node.end, text);
  }

  put(start: number, end: number, text: string): void {
    this.made.push({ file: this.file.fileName, start, end, text });
  }

  /** @returns the name, or one with a number behind it; it is taken from then on. */
  freshName(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.taken.has(name); count++) name = `${wanted}${String(count)}`;
    this.taken.add(name);
    return name;
  }
}
