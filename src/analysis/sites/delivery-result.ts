/** Whether the program does anything with what an enqueue returns. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { hasBody } from '../program/syntax.js';

/** @returns whether the task that a call returns may be used: `false` only when it is proven to be dropped. */
export function resultIsRead(host: Host, call: ts.CallExpression): boolean {
  const { ts } = host;
  let node: ts.Node = call;
  for (let steps = 0; steps < 20; steps++) {
    const parent: ts.Node = node.parent;
    if (ts.isExpressionStatement(parent) || ts.isVoidExpression(parent)) return false;
    if (ts.isAwaitExpression(parent) || ts.isParenthesizedExpression(parent)) node = parent;
    else if (isCatch(host, parent, node)) node = parent.parent;
    else if (ts.isArrowFunction(parent) && parent.body === node) node = parent;
    else if (ts.isReturnStatement(parent) && callback(host, parent)) node = callback(host, parent) ?? parent;
    else if (ts.isCallExpression(parent) && isCollected(host, parent, node)) node = parent;
    else return true;
  }
  return true;
}

function isCatch(host: Host, parent: ts.Node, node: ts.Node): boolean {
  const { ts } = host;
  return (
    ts.isPropertyAccessExpression(parent) &&
    parent.expression === node &&
    /^(?:catch|finally)$/u.test(parent.name.text) &&
    ts.isCallExpression(parent.parent)
  );
}

/** The callback that a `return` stands in. */
function callback(host: Host, node: ts.Node): ts.Node | undefined {
  const { ts } = host;
  for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (hasBody(ts, at)) return ts.isArrowFunction(at) || ts.isFunctionExpression(at) ? at : undefined;
  }
  return undefined;
}

/** `items.map(callback)`, `Promise.all(list)`: the results are as read as those of the whole. */
function isCollected(host: Host, call: ts.CallExpression, argument: ts.Node): boolean {
  const { ts } = host;
  const callee = call.expression;
  if (call.arguments[0] !== argument || !ts.isPropertyAccessExpression(callee)) return false;
  return /^(?:map|flatMap|forEach|all|allSettled)$/u.test(callee.name.text);
}
