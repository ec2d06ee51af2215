/** Who calls a function, and which function waits for a promise. */
import type ts from 'typescript';
import { isCalledIn, ownFiles } from '../program/candidates.js';
import type { Host } from '../program/host.js';
import { guarded, symbolAt } from '../program/symbols.js';
import {
  bare,
  enclosingFunction,
  fileSyntax,
  functionName,
  hasBody,
  type FunctionWithBody,
} from '../program/syntax.js';
import { runs } from '../sites/index.js';

const cache = new WeakMap<ts.Program, Map<FunctionWithBody, readonly ts.CallExpression[]>>();

/** @returns the calls of a function that the program shows, also through an interface or base class that declares it. */
export function callsOf(host: Host, fn: FunctionWithBody): readonly ts.CallExpression[] {
  let known = cache.get(host.program);
  if (!known) cache.set(host.program, (known = new Map<FunctionWithBody, readonly ts.CallExpression[]>()));
  let calls = known.get(fn);
  if (!calls) known.set(fn, (calls = findCalls(host, fn)));
  return calls;
}

function findCalls(host: Host, fn: FunctionWithBody): readonly ts.CallExpression[] {
  const name = functionName(host.ts, fn)?.split('.').at(-1);
  if (name === undefined || host.ts.isConstructorDeclaration(fn)) return [];
  return ownFiles(host.program)
    .filter((file) => isCalledIn(file, name))
    .flatMap((file) => fileSyntax(host.ts, file).calls)
    .filter((call) => {
      const symbol = call.name === name ? symbolAt(host, call.nameNode) : undefined;
      return symbol !== undefined && runs(host, symbol, fn);
    })
    .map(({ node }) => node);
}

const COMBINATORS: ReadonlySet<string> = new Set(['all', 'allSettled', 'race', 'any']);
const WALKS: ReadonlySet<string> = new Set(['map', 'flatMap']);

/** Names and properties that a promise goes through on its way to who awaits it. */
const MAX_HOPS = 3;

/**
 * @returns the functions that go on only when the promise of an expression is settled: they await or return it, directly,
 * through `Promise.all`, a chain of `then`, the callback of a `map`, a name, a list or a property that keeps it. None when
 * the promise is dropped or handed on.
 */
export function waitersOf(
  host: Host,
  expression: ts.Expression,
  hops = MAX_HOPS,
): readonly FunctionWithBody[] {
  const { ts } = host;
  let node: ts.Node = expression;
  for (;;) {
    const parent: ts.Node = node.parent;
    const call = combinatorOf(host, parent, node);
    if (call) node = call;
    else if (isTransparent(ts, parent, node)) node = parent;
    else if (isThen(ts, parent, node)) node = parent.parent;
    else {
      const keeper = keeperOf(host, parent, node);
      if (keeper)
        return hops > 0 ? usesOf(host, keeper).flatMap((use) => waitersOf(host, use, hops - 1)) : [];
      const fn = settledIn(ts, parent, node);
      const outer = fn && calledAtOnce(host, fn);
      if (!outer) return fn ? [fn] : [];
      node = outer;
    }
  }
}

/** Parentheses, casts, and choices of which the node is one side. */
function isTransparent(compiler: typeof ts, parent: ts.Node, node: ts.Node): boolean {
  if (compiler.isConditionalExpression(parent)) return parent.condition !== node;
  if (compiler.isBinaryExpression(parent)) return isChoice(compiler, parent);
  return (
    compiler.isParenthesizedExpression(parent) ||
    compiler.isAsExpression(parent) ||
    compiler.isNonNullExpression(parent) ||
    compiler.isSatisfiesExpression(parent)
  );
}

/** The function that awaits a node, or whose result it is. */
function settledIn(compiler: typeof ts, parent: ts.Node, node: ts.Node): FunctionWithBody | undefined {
  if (compiler.isAwaitExpression(parent) || compiler.isReturnStatement(parent)) {
    return enclosingFunction(compiler, parent);
  }
  return compiler.isArrowFunction(parent) && parent.body === node ? parent : undefined;
}

/** `const done = job.finished()`, `pending.push(job.finished())`, `this.done = job.finished()`: the name that keeps it. */
export function keeperOf(host: Host, parent: ts.Node, node: ts.Node): ts.Identifier | undefined {
  const { ts } = host;
  if (ts.isVariableDeclaration(parent) && parent.initializer === node) {
    return ts.isIdentifier(parent.name) ? parent.name : undefined;
  }
  if (ts.isBinaryExpression(parent) && parent.right === node) {
    const { left, operatorToken } = parent;
    if (operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
    const name = ts.isPropertyAccessExpression(left) ? left.name : left;
    return ts.isIdentifier(name) ? name : undefined;
  }
  const callee = ts.isCallExpression(parent) && parent.arguments[0] === node ? parent.expression : undefined;
  if (!callee || !ts.isPropertyAccessExpression(callee) || callee.name.text !== 'push') return undefined;
  return ts.isIdentifier(callee.expression) && isOfLanguage(host, callee.name)
    ? callee.expression
    : undefined;
}

/** @returns the places that read what a name keeps, in the file that declares it. */
export function usesOf(host: Host, name: ts.Identifier): readonly ts.Expression[] {
  const { ts } = host;
  const symbol = symbolAt(host, name);
  const declaration = symbol?.valueDeclaration;
  if (!declaration) return [];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    const other =
      ts.isIdentifier(node) && node !== name && node.text === name.text && node.parent !== declaration;
    if (other && symbolAt(host, node) === symbol) {
      const { parent } = node;
      found.push(ts.isPropertyAccessExpression(parent) && parent.name === node ? parent : node);
    }
    ts.forEachChild(node, visit);
  };
  visit(enclosingFunction(ts, declaration)?.body ?? declaration.getSourceFile());
  return found;
}

function isChoice(compiler: typeof ts, { operatorToken }: ts.BinaryExpression): boolean {
  const { AmpersandAmpersandToken, BarBarToken, QuestionQuestionToken } = compiler.SyntaxKind;
  const { kind } = operatorToken;
  return kind === AmpersandAmpersandToken || kind === BarBarToken || kind === QuestionQuestionToken;
}

function isThen(
  compiler: typeof ts,
  parent: ts.Node,
  node: ts.Node,
): parent is ts.PropertyAccessExpression & { readonly parent: ts.CallExpression } {
  return (
    compiler.isPropertyAccessExpression(parent) &&
    parent.expression === node &&
    /^(?:then|catch|finally)$/u.test(parent.name.text) &&
    compiler.isCallExpression(parent.parent) &&
    parent.parent.expression === parent
  );
}

/** `Promise.all(list)` around a list, or around the list literal that holds a promise. */
function combinatorOf(host: Host, parent: ts.Node, node: ts.Node): ts.CallExpression | undefined {
  const { ts } = host;
  const call = ts.isArrayLiteralExpression(parent)
    ? parent.parent
    : ts.isSpreadElement(parent)
      ? parent.parent.parent
      : parent;
  if (!ts.isCallExpression(call) || call.expression === node) return undefined;
  return isCombinator(host, call) ? call : undefined;
}

/** @returns whether a call is `Promise.all`, `allSettled`, `race` or `any` of the language. */
export function isCombinator(host: Host, call: ts.CallExpression): boolean {
  const callee = bare(host.ts, call.expression);
  return (
    host.ts.isPropertyAccessExpression(callee) &&
    COMBINATORS.has(callee.name.text) &&
    isOfLanguage(host, callee.name)
  );
}

/** @returns whether a name is declared by the language's own library. */
export function isOfLanguage(host: Host, name: ts.Node): boolean {
  const declaration = symbolAt(host, name)?.declarations?.[0];
  return (
    declaration !== undefined &&
    guarded(() => host.program.isSourceFileDefaultLibrary(declaration.getSourceFile())) === true
  );
}

/** The call that runs a function where it is written: `list.map(async (x) => …)`, `(async () => …)()`. */
function calledAtOnce(host: Host, fn: FunctionWithBody): ts.CallExpression | undefined {
  const { ts } = host;
  let node: ts.Node = fn;
  while (ts.isParenthesizedExpression(node.parent)) node = node.parent;
  const call = node.parent;
  if (!ts.isCallExpression(call)) return undefined;
  if (call.expression === node) return call;
  const callee = call.expression;
  const walks =
    call.arguments[0] === fn &&
    hasBody(ts, fn) &&
    ts.isPropertyAccessExpression(callee) &&
    WALKS.has(callee.name.text) &&
    isOfLanguage(host, callee.name);
  return walks ? call : undefined;
}
