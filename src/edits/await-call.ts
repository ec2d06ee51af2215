import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import { guarded } from '../analysis/program/symbols.js';
import { enclosingFunction, type FunctionWithBody } from '../analysis/program/syntax.js';
import { dependsOnOrder } from './order.js';
import { isSkip, type Rewrite, type TextEdit } from './edit.js';
import { refuse } from './refuse.js';

/** Awaits a call whose promise is dropped, in a function that is async or that may become so unnoticed. */
export function awaitCall(host: Host, call: ts.CallExpression): Rewrite {
  const after = dependsOnOrder(host, call);
  if (after) {
    return refuse(
      call,
      'order-matters',
      `Line ${String(lineOf(after))} runs before anything else gets a turn; with an await in between, an answer or another call could come first. Move it before the enqueue, then run again.`,
    );
  }
  const keyword = allowAwait(host, call);
  return isSkip(keyword) ? keyword : [...keyword, insertion(call, 'await ')];
}

/** @returns the edit that lets the function around a node await; none when it can already. */
export function allowAwait(host: Host, node: ts.Node): Rewrite {
  const { ts } = host;
  const fn = enclosingFunction(ts, node);
  if (fn && (ts.getCombinedModifierFlags(fn) & ts.ModifierFlags.Async) !== 0) return [];
  const callback = fn && (ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) ? fn : undefined;
  if (callback && !callback.asteriskToken && !callback.type && isTakenAsPromise(host, callback)) {
    return [insertion(callback, 'async ')];
  }
  return refuse(
    node,
    'synchronous-function',
    'The function around this enqueue is not async and its callers do not wait for it; make it async and await it in its callers.',
  );
}

/** Whether who calls a callback also takes a promise from it (`void | Promise<void>`). */
function isTakenAsPromise(host: Host, fn: FunctionWithBody & ts.Expression): boolean {
  const { checker } = host;
  const expected = guarded(() => checker.getContextualType(fn));
  // A parameter that also takes lists of handlers and the like: its functions decide.
  const options = expected?.isUnion() ? expected.types : expected ? [expected] : [];
  const signatures = options.flatMap((option) =>
    checker.getSignaturesOfType(option, host.ts.SignatureKind.Call),
  );
  return (
    signatures.length > 0 &&
    signatures.every((signature) => {
      const returned = signature.getReturnType();
      const parts = returned.isUnion() ? returned.types : [returned];
      return parts.some((part) => checker.getPropertyOfType(part, 'then') !== undefined);
    })
  );
}

function lineOf(node: ts.Node): number {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

function insertion(node: ts.Node, text: string): TextEdit {
  const file = node.getSourceFile();
  const start = node.getStart(file);
  return { file: file.fileName, start, end: start, text };
}
