/** Moves a stretch of code to another indentation: whole lines only, and never inside a literal. */
import type ts from 'typescript';

/** A replacement by offsets of the file that the stretch stands in. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @returns the white space that starts the line of an offset. */
export function indentAt(text: string, offset: number): string {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/u.exec(text.slice(line, offset))?.[0] ?? '';
}

/** @returns the text of a range with changes applied and `indent` taken from the front of its lines. */
export function movedText(
  compiler: typeof ts,
  root: ts.Node,
  range: { readonly start: number; readonly end: number },
  indent: string,
  changes: readonly Change[] = [],
): string {
  const { text } = root.getSourceFile();
  const all = [...changes];
  if (indent !== '') {
    const literals = literalsIn(compiler, root);
    for (let line = text.indexOf('\n', range.start) + 1; line > 0 && line < range.end;) {
      const inside = literals.some((literal) => literal.start < line && line < literal.end);
      if (!inside && text.startsWith(indent, line)) {
        all.push({ start: line, end: line + indent.length, text: '' });
      }
      line = text.indexOf('\n', line) + 1;
    }
  }
  return applied(text, range, all);
}

/** @returns the text of a range with changes applied. */
function applied(
  text: string,
  range: { readonly start: number; readonly end: number },
  changes: readonly Change[],
): string {
  let result = '';
  let at = range.start;
  for (const change of [...changes].sort((a, b) => a.start - b.start)) {
    result += text.slice(at, change.start) + change.text;
    at = change.end;
  }
  return result + text.slice(at, range.end);
}

function literalsIn(compiler: typeof ts, root: ts.Node): readonly { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  const visit = (node: ts.Node): void => {
    const literal =
      compiler.isStringLiteralLike(node) ||
      compiler.isTemplateHead(node) ||
      compiler.isTemplateMiddleOrTemplateTail(node) ||
      compiler.isJsxText(node);
    if (literal) found.push({ start: node.getStart(), end: node.end });
    compiler.forEachChild(node, visit);
  };
  visit(root);
  return found;
}
