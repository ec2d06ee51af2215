/** What a program keeps in a map under keys that only run time knows: `queues.set(name, queue)`, `queues[name] = queue`. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { symbolAt, typeAt } from '../program/symbols.js';
import { bare, fileSyntax } from '../program/syntax.js';

/** @returns the map that `map.get(key)` reads, when it is one of the language's own. */
export function readMap(host: Host, call: ts.CallExpression): ts.Expression | undefined {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'get') return undefined;
  const symbol = typeAt(host, callee.expression)?.symbol;
  const declaration = symbol?.declarations?.[0];
  const isMap = symbol?.name === 'Map' || symbol?.name === 'WeakMap';
  const own = declaration && host.program.isSourceFileDefaultLibrary(declaration.getSourceFile());
  return isMap && own === true ? callee.expression : undefined;
}

/** @returns every value that the file of its declaration puts into a map or record; empty when it is filled elsewhere too. */
export function keptValues(host: Host, map: ts.Expression): readonly ts.Expression[] {
  const { ts } = host;
  const symbol = holderSymbol(host, map);
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration || isFilled(host, declaration)) return [];
  const found: ts.Expression[] = [];
  const file = declaration.getSourceFile();
  for (const { node, name, receiver } of fileSyntax(ts, file).calls) {
    const value = node.arguments[1];
    if (name === 'set' && receiver && value && holderSymbol(host, receiver) === symbol) found.push(value);
  }
  const visit = (node: ts.Node): void => {
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isElementAccessExpression(node.left) &&
      holderSymbol(host, node.left.expression) === symbol
    ) {
      found.push(node.right);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function holderSymbol(host: Host, expression: ts.Expression): ts.Symbol | undefined {
  const { ts } = host;
  const holder = bare(ts, expression);
  return symbolAt(host, ts.isPropertyAccessExpression(holder) ? holder.name : holder);
}

/** Filled where it is made, or handed in: its values are not only those that are put into it later. */
function isFilled(host: Host, declaration: ts.Declaration): boolean {
  const { ts } = host;
  if (!ts.isVariableDeclaration(declaration) && !ts.isPropertyDeclaration(declaration)) return true;
  const made = declaration.initializer && bare(ts, declaration.initializer);
  if (!made) return true;
  if (ts.isNewExpression(made)) return (made.arguments?.length ?? 0) > 0;
  return !ts.isObjectLiteralExpression(made) || made.properties.length > 0;
}
