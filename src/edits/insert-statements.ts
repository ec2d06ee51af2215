/** Puts statements into a function, each place once, in the file's own style. */
import type ts from 'typescript';
import type { FunctionWithBody } from '../analysis/program/syntax.js';
import type { TextEdit } from './edit.js';
import type { FileStyle } from './file-style.js';
import type { LoadPlace } from './load-place.js';
import { indentAt } from './reindent.js';

/** Where statements go: a place for a load, or behind a statement. */
export type InsertPlace =
  | Exclude<LoadPlace, { readonly kind: 'inline' }>
  | { readonly kind: 'after'; readonly statement: ts.Statement };

/** Collects statements by place. */
export class StatementInserter {
  private readonly insertions = new Map<ts.Node, { readonly lines: string[]; readonly place: InsertPlace }>();
  private readonly made: TextEdit[] = [];
  private readonly file: ts.SourceFile;

  constructor(
    private readonly compiler: typeof ts,
    private readonly fn: FunctionWithBody,
    private readonly style: FileStyle,
  ) {
    this.file = fn.getSourceFile();
  }

  /** @param anchor node by which the place is known: statements of one anchor stay together. */
  add(anchor: ts.Node, place: InsertPlace, line: string): void {
    const known = this.insertions.get(anchor);
    if (known) known.lines.push(line);
    else this.insertions.set(anchor, { lines: [line], place });
  }

  /** @returns the edits of everything added so far. */
  edits(): readonly TextEdit[] {
    for (const { place, lines } of this.insertions.values()) this.insert(place, lines);
    return this.made;
  }

  private put(start: number, text: string, end = start): void {
    this.made.push({ file: this.file.fileName, start, end, text });
  }

  private insert(place: InsertPlace, lines: readonly string[]): void {
    const { eol } = this.style;
    const { text } = this.file;
    if (place.kind === 'after') {
      const outer = indentAt(text, place.statement.getStart(this.file));
      const at = lineEndAfter(text, place.statement.end);
      this.put(at, lines.map((line) => `${eol}${outer}${line}`).join(''));
    } else if (place.kind === 'before') {
      const at = this.startWithComments(place.statement);
      this.put(at, this.above(lines, indentAt(text, at), place.statement));
    } else if (place.kind === 'braces') this.braces(place.first, place.last, place.clause, lines);
    else this.arrow(place.body, lines);
  }

  private above(lines: readonly string[], indent: string, statement: ts.Statement): string {
    const { eol, semicolon } = this.style;
    // Without semicolons a line that starts like this would go on with ours.
    const goesOn = semicolon === '' && /^[([`+\-/]/u.test(statement.getText(this.file));
    return lines
      .map((line, index) => `${line}${goesOn && index === lines.length - 1 ? ';' : ''}${eol}${indent}`)
      .join('');
  }

  private arrow(body: ts.Expression, lines: readonly string[]): void {
    const { eol, indent, semicolon } = this.style;
    const outer = indentAt(this.file.text, this.fn.getStart(this.file));
    const inner = outer + indent;
    // The body may start on the next line; its brace does not.
    const start = this.compiler.isArrowFunction(this.fn) ? this.fn.equalsGreaterThanToken.end : body.pos;
    const above = lines.map((line) => `${inner}${line}${eol}`).join('');
    this.put(start, ` {${eol}${above}${inner}return `, body.getStart(this.file));
    this.put(body.end, `${semicolon}${eol}${outer}}`);
  }

  private braces(first: ts.Statement, last: ts.Statement, clause: boolean, lines: readonly string[]): void {
    const { eol, indent } = this.style;
    const start = this.startWithComments(first);
    const own = indentAt(this.file.text, start);
    if (clause) {
      // Behind the colon of the clause, whose statements are indented already.
      const outer = own.endsWith(indent) ? own.slice(0, -indent.length) : own;
      this.put(first.pos, ' {');
      this.put(start, this.above(lines, own, first));
      this.put(lineEndAfter(this.file.text, last.end), `${eol}${outer}}`);
    } else {
      const inner = own + indent;
      this.put(start, `{${eol}${inner}${this.above(lines, inner, first)}`);
      this.put(last.end, `${eol}${own}}`);
    }
  }

  /** Comments above a statement belong to it. */
  private startWithComments(statement: ts.Statement): number {
    const [comment] = this.compiler.getLeadingCommentRanges(this.file.text, statement.pos) ?? [];
    return comment?.pos ?? statement.getStart(this.file);
  }
}

/** @returns the offset behind a comment that ends the statement's line. */
export function lineEndAfter(text: string, end: number): number {
  const rest = /^[^\r\n]*/u.exec(text.slice(end))?.[0] ?? '';
  return /^\s*(?:\/\/.*|\/\*.*\*\/\s*)?$/u.test(rest) ? end + rest.length : end;
}
