import type ts from 'typescript';
import type { Host } from '../../analysis/program/host.js';

/** @returns the range that names a construct, so that a report does not underline its whole body. */
export function headOf(host: Host, node: ts.Node): { readonly start: number; readonly end: number } {
  const { ts } = host;
  const start = node.getStart();
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
    const first = node.arguments?.[0];
    return { start, end: first && ts.isStringLiteralLike(first) ? first.end : node.expression.end };
  }
  if (ts.isObjectLiteralExpression(node)) {
    const name = node.properties.find(
      (property) => property.name && ts.isIdentifier(property.name) && property.name.text === 'name',
    );
    return name ? { start: name.getStart(), end: name.end } : { start, end: start + 1 };
  }
  if (ts.isClassLike(node) && node.name) return { start: node.name.getStart(), end: node.name.end };
  if (ts.isArrowFunction(node)) return { start, end: node.equalsGreaterThanToken.end };
  if (ts.isFunctionLike(node) && node.name) return { start: node.name.getStart(), end: node.name.end };
  return { start, end: node.end };
}
