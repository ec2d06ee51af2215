/** Whether it matters that what follows a call runs before anything else gets a turn. */
import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import { symbolAt } from '../analysis/program/symbols.js';
import { bare, enclosingFunction, isAssignment, isInside } from '../analysis/program/syntax.js';

const keeping = new Set(['set', 'add', 'delete', 'push', 'on', 'once', 'addListener']);

/**
 * @returns the first thing after a call that others may see too early or too late once the call is awaited: a promise that is
 * made, a listener or entry that is registered, state outside the function that is written. What comes after the next `await`
 * waits already.
 */
export function dependsOnOrder(host: Host, call: ts.Node): ts.Node | undefined {
  const { ts } = host;
  const fn = enclosingFunction(ts, call);
  if (!fn) return undefined;
  let found: ts.Node | undefined;
  let waits = false;
  const visit = (node: ts.Node): void => {
    if (found ?? waits) return;
    if (node.end <= call.end || isInside(call, node)) {
      ts.forEachChild(node, visit);
      return;
    }
    if (ts.isAwaitExpression(node)) waits = true;
    else if (isShared(host, node, fn)) found = node;
    else if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  visit(fn.body);
  return found;
}

function isShared(host: Host, node: ts.Node, fn: ts.Node): boolean {
  const { ts } = host;
  if (ts.isNewExpression(node)) return ts.isIdentifier(node.expression) && node.expression.text === 'Promise';
  if (isAssignment(ts, node)) return isOutside(host, node.left, fn);
  if (!ts.isCallExpression(node)) return false;
  const callee = bare(ts, node.expression);
  return (
    ts.isPropertyAccessExpression(callee) &&
    keeping.has(callee.name.text) &&
    isOutside(host, callee.expression, fn)
  );
}

/** What an expression starts from is declared outside the function. */
function isOutside(host: Host, expression: ts.Expression, fn: ts.Node): boolean {
  const { ts } = host;
  let root = bare(ts, expression);
  while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root)) {
    root = bare(ts, root.expression);
  }
  if (root.kind === ts.SyntaxKind.ThisKeyword) return true;
  const declaration = ts.isIdentifier(root) ? symbolAt(host, root)?.valueDeclaration : undefined;
  return declaration !== undefined && !isInside(declaration, fn);
}
