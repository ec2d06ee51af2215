/** Uses of a value that need it to be the same object each time: it is changed in place, or compared by identity. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';

/** Members of Date, Map, Set, Buffer and typed arrays that change the value they are called on. */
const changing =
  /^(?:set(?:$|[A-Z])|add$|delete$|clear$|fill$|write(?:$|[A-Z])|copyWithin$|reverse$|sort$|swap\d+$)/u;

/** @returns the use of an expression's value that a new object in its place would break. */
export function identityUse({ ts }: Host, read: ts.Expression): ts.Node | undefined {
  let at: ts.Node = read;
  while (
    ts.isNonNullExpression(at.parent) ||
    ts.isParenthesizedExpression(at.parent) ||
    ts.isAsExpression(at.parent)
  ) {
    at = at.parent;
  }
  const { parent } = at;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === at) {
    const called = ts.isCallExpression(parent.parent) && parent.parent.expression === parent;
    return called && changing.test(parent.name.text) ? parent : undefined;
  }
  if (ts.isElementAccessExpression(parent) && parent.expression === at) {
    const assigned =
      ts.isBinaryExpression(parent.parent) &&
      parent.parent.left === parent &&
      parent.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    return assigned ? parent : undefined;
  }
  if (!ts.isBinaryExpression(parent)) return undefined;
  const { kind } = parent.operatorToken;
  const equality =
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
    kind === ts.SyntaxKind.EqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsToken;
  const other = parent.left === at ? parent.right : parent.left;
  return equality && !isNothing(ts, other) ? parent : undefined;
}

function isNothing(compiler: typeof ts, expression: ts.Expression): boolean {
  return (
    expression.kind === compiler.SyntaxKind.NullKeyword ||
    (compiler.isIdentifier(expression) && expression.text === 'undefined')
  );
}
