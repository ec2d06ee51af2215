/** What is written to a value between its declaration and its use. */
import type ts from 'typescript';
import type { Host } from './host.js';
import { symbolAt } from './symbols.js';
import { isAssignment } from './syntax.js';

/** Properties of a variable or parameter that a function writes or deletes; `any` when they cannot be named. */
export interface Writes {
  readonly names: ReadonlySet<string>;
  readonly any: boolean;
}

const cache = new WeakMap<ts.Symbol, Writes>();

/** @returns what the scope of a name writes to its properties: `x.p = …`, `delete x.p`, `x[k] = …`, `Object.assign(x, …)`. */
export function writesTo(host: Host, symbol: ts.Symbol, scope: ts.Node): Writes {
  const known = cache.get(symbol);
  if (known) return known;
  const { ts } = host;
  const names = new Set<string>();
  let any = false;
  const isIt = (node: ts.Node): boolean =>
    ts.isIdentifier(node) && node.text === symbol.name && symbolAt(host, node) === symbol;
  const target = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && isIt(node.expression)) names.add(node.name.text);
    else if (ts.isElementAccessExpression(node) && isIt(node.expression)) {
      if (ts.isStringLiteralLike(node.argumentExpression)) names.add(node.argumentExpression.text);
      else any = true;
    } else if (isIt(node)) any = true;
  };
  const visit = (node: ts.Node): void => {
    if (isAssignment(ts, node)) target(node.left);
    else if (ts.isDeleteExpression(node)) target(node.expression);
    else if (ts.isCallExpression(node) && node.expression.getText() === 'Object.assign') {
      const first = node.arguments[0];
      if (first && isIt(first)) any = true;
    }
    ts.forEachChild(node, visit);
  };
  visit(scope);
  const writes = { names, any };
  cache.set(symbol, writes);
  return writes;
}
