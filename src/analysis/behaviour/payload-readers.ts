/** Functions that are given a payload, when others call them as well. */
import type ts from 'typescript';
import { ownFiles } from '../program/candidates.js';
import { functionOf } from '../program/functions.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { functionName, hasBody, type FunctionWithBody } from '../program/syntax.js';
import { identifiersIn, isReference } from './names.js';

/** @returns every place of the program that uses a function by its name, the known calls left out. */
export function otherUses(
  host: Host,
  fn: FunctionWithBody,
  calls: readonly ts.CallExpression[],
): readonly ts.Identifier[] {
  const { ts } = host;
  const name = functionName(ts, fn)?.split('.').at(-1) ?? '';
  const word = new RegExp(String.raw`\b${name.replaceAll('$', String.raw`\$`)}\b`, 'u');
  const found: ts.Identifier[] = [];
  for (const file of ownFiles(host.program)) {
    if (!word.test(file.text)) continue;
    for (const identifier of identifiersIn(ts, file)) {
      if (identifier.text !== name || isCallOf(ts, identifier, calls)) continue;
      const symbol = symbolAt(host, identifier);
      if (symbol && isUse(ts, identifier) && functionOf(host, symbol) === fn) found.push(identifier);
    }
  }
  return found;
}

function isCallOf(
  compiler: typeof ts,
  identifier: ts.Identifier,
  calls: readonly ts.CallExpression[],
): boolean {
  return calls.some(
    ({ expression }) =>
      expression === identifier ||
      (compiler.isPropertyAccessExpression(expression) && expression.name === identifier),
  );
}

/** Imports and exports of a name, and its declaration, do not call it. */
function isUse(compiler: typeof ts, identifier: ts.Identifier): boolean {
  const { parent } = identifier;
  if (
    compiler.isImportSpecifier(parent) ||
    compiler.isExportSpecifier(parent) ||
    compiler.isImportClause(parent)
  ) {
    return false;
  }
  if (compiler.isPropertyAccessExpression(parent)) return true;
  return isReference(compiler, identifier) && !(hasBody(compiler, parent) && parent.name === identifier);
}
