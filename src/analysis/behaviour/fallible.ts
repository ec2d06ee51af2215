/** Whether a task body can fail for reasons that a later run may not have. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { typeAt } from '../program/symbols.js';
import type { TaskBody } from '../sites/site.js';

/**
 * @returns whether the body waits for something outside the process, with an `await` or a promise it returns, and lets its
 * failure out. A body without any is pure computation: running it again gives the same failure. One that catches
 * everything never fails, so the queue has nothing to retry.
 */
export function waitsForOthers(host: Host, task: TaskBody): boolean {
  const { ts } = host;
  let found = false;
  const visit = (node: ts.Node, caught: boolean): void => {
    if (found) return;
    if (ts.isTryStatement(node)) {
      const swallows = node.catchClause !== undefined && !throws(ts, node.catchClause);
      visit(node.tryBlock, caught || swallows);
      if (node.catchClause) visit(node.catchClause.block, caught);
      if (node.finallyBlock) visit(node.finallyBlock, caught);
      return;
    }
    const waits =
      ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
    const hands =
      ts.isReturnStatement(node) && node.expression !== undefined && isPromise(host, node.expression);
    // A promise that is returned without `await` fails outside of the `try` around it.
    if ((waits && !caught) || hands) {
      found = true;
      return;
    }
    ts.forEachChild(node, (child) => {
      visit(child, caught);
    });
  };
  const { body } = task.function;
  if (!ts.isBlock(body) && isPromise(host, body)) return true;
  visit(body, false);
  return found;
}

function throws(compiler: typeof ts, clause: ts.CatchClause): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    found ||= compiler.isThrowStatement(node);
    if (!found && !compiler.isFunctionLike(node)) compiler.forEachChild(node, visit);
  };
  visit(clause.block);
  return found;
}

function isPromise(host: Host, expression: ts.Expression): boolean {
  const type = typeAt(host, expression);
  return type !== undefined && host.checker.getPropertyOfType(type, 'then') !== undefined;
}
