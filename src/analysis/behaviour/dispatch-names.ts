/** For which tasks of a shared body a stretch of code runs. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { bare } from '../program/syntax.js';
import { unbound } from '../program/bound.js';
import { literalOf } from '../program/values.js';
import type { TaskBody } from '../sites/site.js';
import { isJobName } from './dispatch.js';

/**
 * @returns names of the tasks for which a node of the body runs, from the `switch (job.name)` and `if (job.name === …)`
 * around it; `undefined` when it may run for any
 */
export function dispatchNames(host: Host, task: TaskBody, node: ts.Node): ReadonlySet<string> | undefined {
  const { ts } = host;
  for (let at = node; at !== task.function && (at.parent as ts.Node | undefined); at = at.parent) {
    const parent = at.parent;
    if (
      ts.isCaseClause(parent) &&
      parent.expression !== at &&
      isJobName(host, task, parent.parent.parent.expression)
    ) {
      return clauseNames(host, parent);
    }
    if (ts.isIfStatement(parent) && parent.thenStatement === at) {
      const names = testedNames(host, task, parent.expression);
      if (names) return names;
    }
  }
  return undefined;
}

/** Names of a clause and of those that fall through to it. */
function clauseNames(host: Host, clause: ts.CaseClause): ReadonlySet<string> | undefined {
  const { ts } = host;
  const { clauses } = clause.parent;
  const names = new Set<string>();
  let index = clauses.indexOf(clause);
  for (let first = true; index >= 0; index--, first = false) {
    const current = clauses[index];
    if (!current || (!first && !fallsThrough(ts, current))) break;
    if (!ts.isCaseClause(current)) return undefined;
    const name = literalOf(host, unbound(current.expression));
    if (typeof name !== 'string') return undefined;
    names.add(name);
  }
  return names;
}

function fallsThrough(compiler: typeof ts, clause: ts.CaseOrDefaultClause): boolean {
  let last = clause.statements.at(-1);
  if (last && compiler.isBlock(last)) last = last.statements.at(-1);
  if (!last) return true;
  return !(
    compiler.isBreakStatement(last) ||
    compiler.isReturnStatement(last) ||
    compiler.isThrowStatement(last) ||
    compiler.isContinueStatement(last)
  );
}

function testedNames(host: Host, task: TaskBody, condition: ts.Expression): ReadonlySet<string> | undefined {
  const { ts } = host;
  const test = bare(ts, condition);
  if (!ts.isBinaryExpression(test)) return undefined;
  const operator = test.operatorToken.kind;
  if (operator === ts.SyntaxKind.BarBarToken) {
    const left = testedNames(host, task, test.left);
    const right = left && testedNames(host, task, test.right);
    return right && new Set([...left, ...right]);
  }
  if (operator === ts.SyntaxKind.AmpersandAmpersandToken) {
    return testedNames(host, task, test.left) ?? testedNames(host, task, test.right);
  }
  if (operator !== ts.SyntaxKind.EqualsEqualsEqualsToken && operator !== ts.SyntaxKind.EqualsEqualsToken) {
    return undefined;
  }
  const name = isJobName(host, task, test.left)
    ? test.right
    : isJobName(host, task, test.right)
      ? test.left
      : undefined;
  const literal = name && literalOf(host, unbound(name));
  return typeof literal === 'string' ? new Set([literal]) : undefined;
}
