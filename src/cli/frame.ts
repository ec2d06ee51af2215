import type { Paint } from './colour.js';

/** A range of a text, in 1-based lines and columns; the end is exclusive. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

const maxLines = 3;

/** @returns the code of a span with a line of carets under it. */
export function codeFrame(lines: readonly string[], span: Span, paint: Paint): string {
  const last = Math.min(span.endLine, span.line + maxLines - 1);
  const width = String(last).length;
  const output: string[] = [];
  for (let number = span.line; number <= last; number++) {
    const code = lines[number - 1] ?? '';
    const from = number === span.line ? span.column - 1 : code.length - code.trimStart().length;
    const to = number === span.endLine ? span.endColumn - 1 : code.length;
    // Tabs keep their width, so that carets stay under the code.
    const indent = code.slice(0, from).replace(/[^\t]/gu, ' ');
    output.push(`${paint('dim', `${String(number).padStart(width)} |`)} ${code}`);
    output.push(
      `${paint('dim', `${' '.repeat(width)} |`)} ${indent}${paint('red', '^'.repeat(Math.max(1, to - from)))}`,
    );
  }
  if (last < span.endLine) output.push(paint('dim', `${' '.repeat(width)} | …`));
  return output.join('\n');
}
