/** Declarations of a module that only the moved code uses and that mean the same elsewhere: they move with it. */
import type ts from 'typescript';
import {
  closureOf,
  freeNames,
  isReassigned,
  referredSymbol,
  type FreeName,
} from '../analysis/behaviour/closure.js';
import { identifiersIn, isReference } from '../analysis/behaviour/names.js';
import type { Host } from '../analysis/program/host.js';
import { guarded } from '../analysis/program/symbols.js';
import { hasBody } from '../analysis/program/syntax.js';

/** A statement that moves. */
export type Moving = ts.FunctionDeclaration | ts.VariableStatement;

/**
 * @returns the statements that move with `body`, in source order: unexported functions and literal constants that nothing
 * else uses, and that need only what a new module can have (`available`).
 */
export function movingAlong(
  host: Host,
  body: ts.Node,
  names: readonly FreeName[],
  available: (name: FreeName) => boolean,
): ReadonlyMap<ts.Symbol, Moving> {
  const moving = new Map<ts.Symbol, Moving>();
  const pending = [...names];
  for (let name = pending.pop(); name; name = pending.pop()) {
    if (name.origin !== 'module' || !name.value || moving.has(name.symbol)) continue;
    const statement = movable(host, name);
    if (!statement) continue;
    moving.set(name.symbol, statement);
    pending.push(...freeNames(host, statement));
  }
  for (let stable = false; !stable;) {
    stable = true;
    for (const [symbol, statement] of moving) {
      const needs = freeNames(host, statement).every((name) => available(name) || moving.has(name.symbol));
      if (needs && usedOnlyBy(host, symbol, [body, ...moving.values()])) continue;
      moving.delete(symbol);
      stable = false;
    }
  }
  return new Map([...moving].sort(([, a], [, b]) => a.pos - b.pos));
}

function movable(host: Host, { declaration, symbol }: FreeName): Moving | undefined {
  const { ts } = host;
  if (!declaration || symbol.declarations?.length !== 1) return undefined;
  if ((ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0) return undefined;
  if (ts.isFunctionDeclaration(declaration)) {
    if (!hasBody(ts, declaration) || !isPlainFunction(host, declaration)) return undefined;
    return declaration;
  }
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return undefined;
  const list = declaration.parent;
  if (!ts.isVariableDeclarationList(list) || list.declarations.length !== 1) return undefined;
  const statement = list.parent;
  if (!ts.isVariableStatement(statement) || !declaration.initializer) return undefined;
  if (statement.modifiers !== undefined || isReassigned(host, symbol, declaration.getSourceFile()))
    return undefined;
  return isConstant(host, declaration.initializer) ? statement : undefined;
}

function isPlainFunction(host: Host, fn: ts.Node): boolean {
  if (!hasBody(host.ts, fn)) return false;
  const { ties, members } = closureOf(host, fn);
  return ties.every(({ tie }) => tie === 'yield' || tie === 'arguments') && members.length === 0;
}

/** A value that is the same wherever and whenever it is made. */
function isConstant(host: Host, node: ts.Expression): boolean {
  const { ts } = host;
  const all = (nodes: readonly ts.Expression[]): boolean => nodes.every((each) => isConstant(host, each));
  if (ts.isLiteralExpression(node)) return true;
  if (ts.isArrowFunction(node)) return isPlainFunction(host, node);
  const { kind } = node;
  if (kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword) return true;
  if (kind === ts.SyntaxKind.NullKeyword) return true;
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)) {
    return isConstant(host, node.expression);
  }
  if (ts.isPrefixUnaryExpression(node)) return isConstant(host, node.operand);
  if (ts.isBinaryExpression(node)) return all([node.left, node.right]);
  if (ts.isIdentifier(node)) {
    const symbol = guarded(() => host.checker.getSymbolAtLocation(node));
    const declaration = symbol?.valueDeclaration;
    return (
      declaration !== undefined &&
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer !== undefined &&
      declaration.initializer !== node.parent &&
      isConstant(host, declaration.initializer)
    );
  }
  if (ts.isTemplateExpression(node)) return all(node.templateSpans.map((span) => span.expression));
  if (ts.isArrayLiteralExpression(node)) return all([...node.elements]);
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every(
      (property) => ts.isPropertyAssignment(property) && isConstant(host, property.initializer),
    );
  }
  return (
    ts.isNewExpression(node) &&
    ts.isIdentifier(node.expression) &&
    ['Set', 'Map', 'Date', 'URL'].includes(node.expression.text) &&
    (node.arguments?.length ?? 0) > 0 &&
    all([...(node.arguments ?? [])])
  );
}

function usedOnlyBy(host: Host, symbol: ts.Symbol, places: readonly ts.Node[]): boolean {
  const { ts } = host;
  const file = places[0]?.getSourceFile();
  if (!file) return false;
  return identifiersIn(ts, file).every((identifier) => {
    if (identifier.text !== symbol.name) return true;
    if (places.some((place) => identifier.pos >= place.pos && identifier.end <= place.end)) return true;
    if (ts.isExportSpecifier(identifier.parent)) return false;
    return !isReference(ts, identifier) || referredSymbol(host, identifier) !== symbol;
  });
}

/** @returns where moving statements stand, with the comments directly above them; neighbours in one piece. */
export function movedRanges(
  compiler: typeof ts,
  file: ts.SourceFile,
  statements: readonly ts.Node[],
): readonly { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (const statement of statements) {
    const range = withComments(compiler, statement);
    const previous = ranges.at(-1);
    if (previous && file.text.slice(previous.end, range.start).trim() === '') previous.end = range.end;
    else ranges.push(range);
  }
  return ranges;
}

function withComments(compiler: typeof ts, statement: ts.Node): { start: number; end: number } {
  const { text } = statement.getSourceFile();
  let start = statement.getStart();
  const comments = compiler.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
  for (const comment of [...comments].reverse()) {
    const between = text.slice(comment.end, start);
    const ownLine = text.slice(text.lastIndexOf('\n', comment.pos - 1) + 1, comment.pos).trim() === '';
    if (!ownLine || (between.match(/\n/gu)?.length ?? 0) > 1) break;
    start = comment.pos;
  }
  let { end } = statement;
  const trailing = compiler.getTrailingCommentRanges(text, end)?.at(-1);
  if (trailing) end = trailing.end;
  return { start, end };
}
