/** Rows that are read in an order and taken by their position in the worker, which loads them in no order. */
import type ts from 'typescript';
import { identifiersIn, isReference } from '../analysis/behaviour/names.js';
import type { EntityFinding } from '../analysis/payload/entities.js';
import { sourceOf } from '../analysis/payload/query.js';
import type { Host } from '../analysis/program/host.js';
import { symbolAt } from '../analysis/program/symbols.js';
import { bare, enclosingFunction } from '../analysis/program/syntax.js';

const orders = /^(?:order|orderBy|sort|sortBy|orderByRaw|addOrderBy)$/u;
const positions = new Set(['at', 'shift', 'pop', 'slice', 'splice']);

/** @returns the place where the worker takes a row by its position, when a producer reads the rows in an order. */
export function takenByPosition(
  host: Host,
  findings: readonly EntityFinding[],
  reads: readonly ts.Node[],
): ts.Node | undefined {
  if (!findings.some((finding) => isOrdered(host, finding))) return undefined;
  for (const read of reads) {
    const found = positionAt(host, read);
    if (found) return found;
  }
  return undefined;
}

/** `findMany({ orderBy })`, `.orderBy('name').execute()`, `users.sort(…)` after it. */
function isOrdered(host: Host, { expression, query }: EntityFinding): boolean {
  const { ts } = host;
  const source = query?.result ?? (expression && sourceOf(host, expression)?.expression);
  for (let at: ts.Node | undefined = source; at && ts.isCallExpression(at);) {
    const options = at.arguments.filter((argument) => ts.isObjectLiteralExpression(argument));
    if (options.some(({ properties }) => properties.some(({ name }) => orders.test(name?.getText() ?? ''))))
      return true;
    const callee: ts.Expression = bare(ts, at.expression);
    if (!ts.isPropertyAccessExpression(callee)) return false;
    if (orders.test(callee.name.text)) return true;
    at = bare(ts, callee.expression);
  }
  return false;
}

function positionAt(host: Host, read: ts.Node): ts.Node | undefined {
  const { ts } = host;
  if (ts.isBindingElement(read)) return positionIn(host, read.name, read);
  let at = read;
  while (ts.isNonNullExpression(at.parent) || ts.isParenthesizedExpression(at.parent)) at = at.parent;
  const { parent } = at;
  if (ts.isVariableDeclaration(parent) && parent.initializer === at)
    return positionIn(host, parent.name, parent);
  return isPosition(host, at) ? parent : undefined;
}

/** Whether what stands around a list takes one of its rows by its place. */
function isPosition(host: Host, list: ts.Node): boolean {
  const { ts } = host;
  const { parent } = list;
  if (ts.isElementAccessExpression(parent)) return parent.expression === list;
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== list) return false;
  return positions.has(parent.name.text) && ts.isCallExpression(parent.parent);
}

/** `const [first] = users`, or a name for the list whose uses take one of its rows. */
function positionIn(host: Host, name: ts.BindingName, at: ts.Node): ts.Node | undefined {
  const { ts } = host;
  if (ts.isArrayBindingPattern(name)) return name;
  const symbol = ts.isIdentifier(name) ? symbolAt(host, name) : undefined;
  if (!symbol) return undefined;
  return identifiersIn(ts, enclosingFunction(ts, at)?.body ?? at.getSourceFile()).find(
    (use) =>
      use.text === symbol.name &&
      isReference(ts, use) &&
      symbolAt(host, use) === symbol &&
      (isPosition(host, use) ||
        (ts.isVariableDeclaration(use.parent) &&
          use.parent.initializer === use &&
          ts.isArrayBindingPattern(use.parent.name))),
  );
}
