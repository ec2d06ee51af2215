/** Which function of the program a call or a symbol stands for. */
import type ts from 'typescript';
import type { Host } from './host.js';
import { guarded, symbolAt } from './symbols.js';
import { bare, hasBody, type FunctionWithBody } from './syntax.js';

/** @returns the function of the program that a call runs, when it is certain. */
export function calledFunction(host: Host, call: ts.CallExpression): FunctionWithBody | undefined {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  const nameNode = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const symbol = symbolAt(host, nameNode);
  return symbol && functionOf(host, symbol);
}

/** @returns the function with a body that a symbol declares: function, method, arrow constant, object property. */
export function functionOf(host: Host, symbol: ts.Symbol): FunctionWithBody | undefined {
  const { ts } = host;
  for (const declaration of symbol.declarations ?? []) {
    if (declaration.getSourceFile().isDeclarationFile) continue;
    if (hasBody(ts, declaration)) return declaration;
    if (
      (ts.isVariableDeclaration(declaration) ||
        ts.isPropertyDeclaration(declaration) ||
        ts.isPropertyAssignment(declaration)) &&
      declaration.initializer
    ) {
      const value = bare(ts, declaration.initializer);
      if (hasBody(ts, value)) return value;
      if (ts.isIdentifier(value)) {
        const next = symbolAt(host, value);
        if (next && next !== symbol) return functionOf(host, next);
      }
    }
    if (ts.isShorthandPropertyAssignment(declaration)) {
      const next = guarded(() => host.checker.getShorthandAssignmentValueSymbol(declaration));
      const target =
        next && (next.flags & ts.SymbolFlags.Alias) !== 0 ? host.checker.getAliasedSymbol(next) : next;
      if (target && target !== symbol) return functionOf(host, target);
    }
  }
  return undefined;
}
