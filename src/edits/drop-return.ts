import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import { bare, hasBody, returnedExpressions } from '../analysis/program/syntax.js';
import type { TaskBody } from '../analysis/sites/site.js';
import type { Rewrite } from './edit.js';

/**
 * Drops the value that a task returns at its end, when it is a plain value and the function serves the library alone.
 * A value that is computed by the `return` itself stays: dropping it could drop an effect.
 */
export function dropReturn(host: Host, task: TaskBody): Rewrite {
  const { ts } = host;
  const fn = task.function;
  if (!ts.isBlock(fn.body) || !isInline(host, fn) || fn.type) return [];
  const last = fn.body.statements.at(-1);
  if (!last || !ts.isReturnStatement(last) || !last.expression) return [];
  if (returnedExpressions(ts, fn).length !== 1 || !isPlain(host, last.expression)) return [];
  const file = task.file;
  const start = lineStart(file.text, last.getStart(file));
  const end = lineEnd(file.text, last.end);
  if (file.text.slice(start, end).trim() !== last.getText(file)) return [];
  return [{ file: file.fileName, start, end, text: '' }];
}

function isInline(host: Host, fn: ts.Node): boolean {
  const { ts } = host;
  return (
    hasBody(ts, fn) &&
    (ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) &&
    ts.isNewExpression(fn.parent)
  );
}

/** Names, literals and object literals of these have no effect of their own. */
function isPlain(host: Host, expression: ts.Expression): boolean {
  const { ts } = host;
  const value = bare(ts, expression);
  if (ts.isAwaitExpression(expression)) return false;
  if (ts.isIdentifier(value) || ts.isLiteralExpression(value)) return true;
  if (value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword) return true;
  if (ts.isPropertyAccessExpression(value)) return isPlain(host, value.expression);
  return (
    ts.isObjectLiteralExpression(value) &&
    value.properties.every(
      (property) =>
        ts.isShorthandPropertyAssignment(property) ||
        (ts.isPropertyAssignment(property) && isPlain(host, property.initializer)),
    )
  );
}

function lineStart(text: string, position: number): number {
  return text.lastIndexOf('\n', position - 1) + 1;
}

function lineEnd(text: string, position: number): number {
  const at = text.indexOf('\n', position);
  return at < 0 ? text.length : at + 1;
}
