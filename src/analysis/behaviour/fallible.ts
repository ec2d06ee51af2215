/** Whether a task body can fail for reasons that a later run may not have. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { typeAt } from '../program/symbols.js';
import type { TaskBody } from '../sites/site.js';

/**
 * @returns whether the body waits for something outside the process: an `await`, or a promise it returns or chains.
 * A body without any is pure computation: running it again gives the same failure.
 */
export function waitsForOthers(host: Host, task: TaskBody): boolean {
  const { ts } = host;
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) {
      found = true;
      return;
    }
    if (ts.isReturnStatement(node) && node.expression && isPromise(host, node.expression)) {
      found = true;
      return;
    }
    ts.forEachChild(node, visit);
  };
  const { body } = task.function;
  if (!ts.isBlock(body) && isPromise(host, body)) return true;
  visit(body);
  return found;
}

function isPromise(host: Host, expression: ts.Expression): boolean {
  const type = typeAt(host, expression);
  return type !== undefined && host.checker.getPropertyOfType(type, 'then') !== undefined;
}
