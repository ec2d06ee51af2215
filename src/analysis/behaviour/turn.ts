/** What one turn of a loop does, and what differs from turn to turn. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { isInside } from '../program/syntax.js';

/** @returns whether an expression mentions a name that the loop around it declares, so that it may differ from turn to turn. */
export function dependsOn(host: Host, expression: ts.Node, loop: ts.Node): boolean {
  const { ts } = host;
  let found = false;
  const visit = (node: ts.Node): void => {
    const declaration = ts.isIdentifier(node) ? symbolAt(host, node)?.valueDeclaration : undefined;
    found ||= declaration !== undefined && isInside(declaration, loop) && !isInside(declaration, expression);
    if (!found) ts.forEachChild(node, visit);
  };
  visit(expression);
  return found;
}

/** @returns whether a turn that has enqueued leaves the loop: a `return` of it, or a `break`, `return` or `throw` behind it. */
export function leavesAfter(compiler: typeof ts, call: ts.Node, loop: ts.Node): boolean {
  for (let at = call; at !== loop; at = at.parent) {
    const { parent } = at;
    if (compiler.isFunctionLike(parent)) return false;
    if (compiler.isReturnStatement(parent)) return !isCallback(compiler, parent, loop);
    if (!compiler.isBlock(parent) && !compiler.isCaseOrDefaultClause(parent)) continue;
    const statements: readonly ts.Node[] = parent.statements;
    const later = statements.slice(statements.indexOf(at) + 1);
    // Behind the call in a callback, a `return` only ends this turn.
    if (!compiler.isCallExpression(loop) && later.some((statement) => isEnd(compiler, statement)))
      return true;
  }
  return false;
}

function isCallback(compiler: typeof ts, node: ts.Node, loop: ts.Node): boolean {
  if (!compiler.isCallExpression(loop)) return false;
  let at = node;
  while (!compiler.isFunctionLike(at)) at = at.parent;
  return loop.arguments.some((argument) => argument === at);
}

function isEnd(compiler: typeof ts, node: ts.Node): boolean {
  if (compiler.isBreakStatement(node)) return true;
  return compiler.isReturnStatement(node) || compiler.isThrowStatement(node);
}

/** @returns whether a turn also waits for something that is not the enqueue. */
export function otherWork(compiler: typeof ts, turn: ts.Node, call: ts.Node): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (compiler.isAwaitExpression(node) && !(node.pos <= call.pos && call.end <= node.end)) found = true;
    if (!found) compiler.forEachChild(node, visit);
  };
  visit(turn);
  return found;
}
