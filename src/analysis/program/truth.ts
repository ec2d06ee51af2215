/** Whether a condition holds, as far as constants and missing arguments say. */
import type ts from 'typescript';
import type { Bound } from './bound.js';
import type { Host } from './host.js';
import { bare } from './syntax.js';
import { literalOf, resolve } from './values.js';

/** @returns whether a condition is true; `undefined` when only run time knows. */
export function truthOf(host: Host, condition: Bound, steps: number): boolean | undefined {
  if (steps <= 0) return undefined;
  const { ts } = host;
  const { scope } = condition;
  const expression = bare(ts, condition.expression);
  if (ts.isPrefixUnaryExpression(expression) && expression.operator === ts.SyntaxKind.ExclamationToken) {
    const inner = truthOf(host, { expression: expression.operand, scope }, steps - 1);
    return inner === undefined ? undefined : !inner;
  }
  if (ts.isBinaryExpression(expression)) return truthOfComparison(host, expression, scope, steps);
  const target = resolve(host, { expression, scope }, steps - 1);
  if (target.is === 'no') return false;
  if (target.is === 'unknown') return undefined;
  if (isObject(host, target.value.expression)) return true;
  const literal = literalOf(host, target.value, steps - 1);
  return literal === undefined ? undefined : Boolean(literal);
}

function truthOfComparison(
  host: Host,
  { left, right, operatorToken }: ts.BinaryExpression,
  scope: Bound['scope'],
  steps: number,
): boolean | undefined {
  const { SyntaxKind } = host.ts;
  const { kind } = operatorToken;
  const negated =
    kind === SyntaxKind.ExclamationEqualsToken || kind === SyntaxKind.ExclamationEqualsEqualsToken;
  const equals = kind === SyntaxKind.EqualsEqualsToken || kind === SyntaxKind.EqualsEqualsEqualsToken;
  if (negated || equals) {
    const strict =
      kind === SyntaxKind.EqualsEqualsEqualsToken || kind === SyntaxKind.ExclamationEqualsEqualsToken;
    const absent = nothingness(host, { expression: left, scope }, right, { strict, steps });
    return absent === undefined ? undefined : absent !== negated;
  }
  const first = truthOf(host, { expression: left, scope }, steps - 1);
  if (kind === SyntaxKind.AmpersandAmpersandToken) {
    return first === true ? truthOf(host, { expression: right, scope }, steps - 1) : first;
  }
  if (kind === SyntaxKind.BarBarToken) {
    return first === false ? truthOf(host, { expression: right, scope }, steps - 1) : first;
  }
  return undefined;
}

/** Whether a value equals `undefined` or `null`, whichever `other` is. */
function nothingness(
  host: Host,
  value: Bound,
  other: ts.Expression,
  { strict, steps }: { strict: boolean; steps: number },
): boolean | undefined {
  const { ts } = host;
  const isUndefined = ts.isIdentifier(other) && other.text === 'undefined';
  if (!isUndefined && (other.kind !== ts.SyntaxKind.NullKeyword || strict)) return undefined;
  const target = resolve(host, value, steps - 1);
  if (target.is !== 'yes') return target.is === 'no' ? true : undefined;
  if (isObject(host, target.value.expression)) return false;
  const literal = literalOf(host, target.value, steps - 1);
  return literal === undefined ? undefined : literal === null;
}

function isObject(host: Host, expression: ts.Expression): boolean {
  const { ts } = host;
  return (
    ts.isObjectLiteralExpression(expression) ||
    ts.isArrayLiteralExpression(expression) ||
    ts.isFunctionExpression(expression) ||
    ts.isArrowFunction(expression)
  );
}
