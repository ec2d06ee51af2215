/** Lets a function await, where its callers cannot tell the difference. */
import type ts from 'typescript';
import { isElementCallback } from '../analysis/behaviour/payload-elements.js';
import type { Host } from '../analysis/program/host.js';
import { guarded } from '../analysis/program/symbols.js';
import type { FunctionWithBody } from '../analysis/program/syntax.js';
import type { Rewrite } from './edit.js';
import { refuse } from './refuse.js';

/**
 * @param called calls of the function; empty when the library calls it
 * @returns no edit for an async function, the keyword for one that returns a promise anyway
 */
export function makeAsync(host: Host, fn: FunctionWithBody, called: readonly ts.CallExpression[]): Rewrite {
  const { ts } = host;
  if ((ts.getCombinedModifierFlags(fn) & ts.ModifierFlags.Async) !== 0) return [];
  const sync = refuse(
    fn,
    'not-async',
    'The function that reads the row cannot wait for it; make it async and await it.',
  );
  if (fn.asteriskToken || ts.isConstructorDeclaration(fn) || ts.isAccessor(fn)) return sync;
  if (isElementCallback(ts, fn) && !returnsPromise(host, fn)) return sync;
  const promised = returnsPromise(host, fn);
  if (called.length > 0 && !promised && !called.every((call) => isAwaited(ts, call))) return sync;
  if (fn.type && !promised) return sync;
  const file = fn.getSourceFile();
  const start = keywordPlace(ts, fn, file);
  return [{ file: file.fileName, start, end: start, text: 'async ' }];
}

function keywordPlace(compiler: typeof ts, fn: FunctionWithBody, file: ts.SourceFile): number {
  if (compiler.isMethodDeclaration(fn)) return fn.name.getStart(file);
  if (compiler.isFunctionDeclaration(fn)) {
    const keyword = fn.getChildren(file).find(({ kind }) => kind === compiler.SyntaxKind.FunctionKeyword);
    return (keyword ?? fn).getStart(file);
  }
  return fn.getStart(file);
}

function returnsPromise(host: Host, fn: FunctionWithBody): boolean {
  const signature = guarded(() => host.checker.getSignatureFromDeclaration(fn));
  const type = signature?.getReturnType();
  return type?.getSymbol()?.name === 'Promise';
}

/** Its result is awaited or handed on as the caller's own. */
function isAwaited(compiler: typeof ts, call: ts.CallExpression): boolean {
  const { parent } = call;
  return (
    compiler.isAwaitExpression(parent) ||
    compiler.isReturnStatement(parent) ||
    (compiler.isArrowFunction(parent) && parent.body === call)
  );
}
