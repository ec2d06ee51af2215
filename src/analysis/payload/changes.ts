/** What a function changes on a variable's object before it is sent: then the declared type is not what travels. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { isOpaque, symbolAt, typeAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { alternatives } from './structure.js';

/** Properties of a variable's object that are written over or deleted. */
export interface Changes {
  readonly names: ReadonlySet<string>;
  /** Some property is changed, and which one is not known: `x[key] = …`. */
  readonly open: boolean;
}

const unchanged: Changes = { names: new Set(), open: false };
const cache = new WeakMap<ts.Program, WeakMap<ts.Symbol, WeakMap<ts.Node, Changes>>>();

/** @returns the changes of the variable or parameter that an expression names; none for any other expression. */
export function changesOf(host: Host, expression: ts.Expression): Changes {
  const { ts } = host;
  const name = bare(ts, expression);
  if (!ts.isIdentifier(name)) return unchanged;
  const symbol = symbolAt(host, name);
  const declaration = symbol?.valueDeclaration;
  if (!symbol || !declaration) return unchanged;
  if (
    !ts.isVariableDeclaration(declaration) &&
    !ts.isParameter(declaration) &&
    !ts.isBindingElement(declaration)
  )
    return unchanged;
  let scope: ts.Node = declaration.parent;
  while (!ts.isFunctionLike(scope) && !ts.isSourceFile(scope)) scope = scope.parent;
  return changedProperties(host, symbol, scope);
}

/** @returns the properties of a variable's object that a scope writes over with something else, or deletes. */
export function changedProperties(host: Host, symbol: ts.Symbol, scope: ts.Node): Changes {
  let bySymbol = cache.get(host.program);
  if (!bySymbol) cache.set(host.program, (bySymbol = new WeakMap()));
  let byScope = bySymbol.get(symbol);
  if (!byScope) bySymbol.set(symbol, (byScope = new WeakMap()));
  let changes = byScope.get(scope);
  if (!changes) byScope.set(scope, (changes = read(host, symbol, scope)));
  return changes;
}

function read(host: Host, symbol: ts.Symbol, scope: ts.Node): Changes {
  const { ts } = host;
  const names = new Set<string>();
  const state = { open: false };
  const isVariable = (node: ts.Expression): boolean => {
    const name = bare(ts, node);
    return ts.isIdentifier(name) && name.text === symbol.name && symbolAt(host, name) === symbol;
  };
  const add = (target: ts.Expression): void => {
    const access = bare(ts, target);
    if (ts.isPropertyAccessExpression(access) && isVariable(access.expression)) names.add(access.name.text);
    if (!ts.isElementAccessExpression(access) || !isVariable(access.expression)) return;
    if (ts.isStringLiteralLike(access.argumentExpression)) names.add(access.argumentExpression.text);
    else state.open = true;
  };
  const addAll = (source: ts.Expression): void => {
    const type = typeAt(host, source);
    if (!type || isOpaque(host, type)) state.open = true;
    else for (const property of host.checker.getPropertiesOfType(type)) names.add(property.name);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isDeleteExpression(node)) add(node.expression);
    else if (ts.isBinaryExpression(node)) {
      if (node.operatorToken.kind === ts.SyntaxKind.EqualsToken && !keepsType(host, node)) add(node.left);
    } else if (ts.isCallExpression(node) && isAssign(ts, node)) {
      const [target, ...sources] = node.arguments;
      if (target && isVariable(target)) sources.forEach(addAll);
    }
    ts.forEachChild(node, visit);
  };
  visit(scope);
  return names.size === 0 && !state.open ? unchanged : { names, open: state.open };
}

/** `m.at = new Date()` gives what the type says; `m.at = m.at.toISOString()` does not. */
function keepsType(host: Host, assignment: ts.BinaryExpression): boolean {
  const written = typeAt(host, assignment.right);
  const access = bare(host.ts, assignment.left);
  const member = host.ts.isPropertyAccessExpression(access) ? symbolAt(host, access.name) : undefined;
  const declared = member && host.checker.getTypeOfSymbol(member);
  if (!written || !declared || isOpaque(host, written)) return false;
  const options = alternatives(host, declared);
  // Primitives are left out: a text for a text changes no finding.
  return alternatives(host, written).some(
    (option) => (option.flags & host.ts.TypeFlags.Object) !== 0 && options.includes(option),
  );
}

function isAssign(compiler: typeof ts, call: ts.CallExpression): boolean {
  const callee = call.expression;
  return (
    compiler.isPropertyAccessExpression(callee) &&
    compiler.isIdentifier(callee.expression) &&
    callee.expression.text === 'Object' &&
    callee.name.text === 'assign'
  );
}
