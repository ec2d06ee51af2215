import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import { enclosingFunction } from '../analysis/program/syntax.js';
import type { Rewrite } from './edit.js';

/** Awaits a call that stands as a statement of an async function or of a module. */
export function awaitCall(host: Host, call: ts.CallExpression): Rewrite {
  const { ts } = host;
  const file = call.getSourceFile();
  const start = call.getStart(file);
  const fn = enclosingFunction(ts, call);
  const isAsync =
    fn !== undefined &&
    ts.canHaveModifiers(fn) &&
    ts.getModifiers(fn)?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true;
  if (!isAsync || !ts.isExpressionStatement(call.parent)) {
    return {
      skip: true,
      reason: 'synchronous-function',
      message: 'The function around this call is not async; make it async and await it in its callers.',
      file: file.fileName,
      start,
    };
  }
  return [{ file: file.fileName, start, end: start, text: 'await ' }];
}
