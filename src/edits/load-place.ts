/** Where a row is loaded, so that every read of it finds it and nothing is loaded for nothing. */
import type ts from 'typescript';
import type { FunctionWithBody } from '../analysis/program/syntax.js';

/** A place for `const row = await …`. */
export type LoadPlace =
  | { readonly kind: 'before'; readonly statement: ts.Statement }
  /** The only read stands where no statement can be added: it is replaced by the awaited call. */
  | { readonly kind: 'inline' }
  /** Several reads in a `case` without braces, or in a single statement of an `if`. */
  | {
      readonly kind: 'braces';
      readonly first: ts.Statement;
      readonly last: ts.Statement;
      readonly clause: boolean;
    }
  /** Several reads in an arrow function without braces. */
  | { readonly kind: 'arrow'; readonly body: ts.Expression };

/**
 * @param inline whether the load may stand in the place of a read; not when the row must be checked first
 * @returns the innermost place of a function that covers all nodes: outside of loops and callbacks
 */
export function loadPlace(
  compiler: typeof ts,
  fn: FunctionWithBody,
  nodes: readonly ts.Node[],
  inline = true,
): LoadPlace | undefined {
  const chains = nodes.map((node) => chainOf(node, fn));
  const [first] = chains;
  if (!first) return undefined;
  if (!compiler.isBlock(fn.body)) {
    const nested = chains.some((chain) => chain.some((node) => isBoundary(compiler, node)));
    return inline && nodes.length === 1 && !nested ? { kind: 'inline' } : { kind: 'arrow', body: fn.body };
  }
  let depth = 0;
  while (first[depth] !== undefined && chains.every((chain) => chain[depth] === first[depth])) depth++;
  const boundary = first.findIndex((node) => isBoundary(compiler, node));
  if (boundary >= 0) depth = Math.min(depth, boundary);
  for (let at = depth - 1; at >= 0; at--) {
    const holder = first[at];
    const entries = chains.map((chain) => chain[at + 1]);
    const inner = first[at + 1];
    if (!holder || !inner) continue;
    const alone = inline && nodes.length === 1 && !first.slice(at).some((node) => isBoundary(compiler, node));
    if (compiler.isBlock(holder)) {
      return { kind: 'before', statement: earliest(entries as ts.Statement[]) };
    }
    if (compiler.isCaseClause(holder) || compiler.isDefaultClause(holder)) {
      if (alone) return { kind: 'inline' };
      const statements = holder.statements;
      const [start] = statements;
      const last = statements.at(-1);
      return start && last ? { kind: 'braces', first: start, last, clause: true } : undefined;
    }
    const branch = compiler.isIfStatement(holder) && inner !== holder.expression;
    if (branch && entries.every((entry) => entry === inner) && !compiler.isBlock(inner)) {
      if (alone) return { kind: 'inline' };
      const statement = inner as ts.Statement;
      return { kind: 'braces', first: statement, last: statement, clause: false };
    }
  }
  return undefined;
}

/** Ancestors from the function's body down to the node. */
function chainOf(node: ts.Node, fn: FunctionWithBody): readonly ts.Node[] {
  const chain: ts.Node[] = [];
  for (let at = node; at !== fn; at = at.parent) chain.unshift(at);
  return chain;
}

function earliest(statements: readonly ts.Statement[]): ts.Statement {
  return statements.reduce((first, other) => (other.pos < first.pos ? other : first));
}

/** Code below it runs more than once, or later. */
function isBoundary(compiler: typeof ts, node: ts.Node): boolean {
  return (
    compiler.isFunctionLike(node) ||
    compiler.isClassLike(node) ||
    compiler.isForStatement(node) ||
    compiler.isForOfStatement(node) ||
    compiler.isForInStatement(node) ||
    compiler.isWhileStatement(node) ||
    compiler.isDoStatement(node)
  );
}
