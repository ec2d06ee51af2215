/** Whether code runs inside a transaction that is opened around it, or before it, in the same function or file. */
import type ts from 'typescript';
import { chainBefore, flowAround, isDatabaseCall, memberOf } from '../payload/orm-calls.js';
import type { Host } from '../program/host.js';
import { declaringPackage, guarded, typeAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';

const members = ['transaction', '$transaction', 'transactional', 'withTransaction'];
const commits = new Set(['commitTransaction', 'commit']);
/** Types whose `manager` works outside of a transaction. */
const plain = new Set(['DataSource', 'Connection', 'Repository', 'TreeRepository', 'MongoRepository']);

/** @returns what opens a transaction around a node: a call with a callback, or the decorator of a method. */
export function transactionAround(host: Host, node: ts.Node): ts.Node | undefined {
  const { ts } = host;
  for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (!ts.isFunctionLike(at)) continue;
    const decorators = ts.canHaveDecorators(at) ? (ts.getDecorators(at) ?? []) : [];
    const marked = decorators.find((decorator) => /^@Transaction(?:al)?\b/u.test(decorator.getText()));
    if (marked) return marked;
    const call = at.parent as ts.Node | undefined;
    if (!call || !ts.isCallExpression(call)) continue;
    const opens = opening(host, call);
    if (opens && (isOwn(host, opens) || isDatabaseCall(host, opens) !== false)) return opens;
  }
  return undefined;
}

/** `db.transaction(work)`, `transaction(knex, work)`, `db.transaction().setIsolationLevel(…).execute(work)`. */
function opening(host: Host, call: ts.CallExpression): ts.CallExpression | undefined {
  const callee = bare(host.ts, call.expression);
  const member = host.ts.isIdentifier(callee) ? callee.text : memberOf(host, call);
  if (member !== undefined && members.includes(member)) return call;
  if (member !== 'execute') return undefined;
  return chainBefore(host, call).find((part) => memberOf(host, part) === 'transaction');
}

/** The program's own `transaction()` opens one as well. */
function isOwn(host: Host, call: ts.CallExpression): boolean {
  const declaration = guarded(() => host.checker.getResolvedSignature(call))?.declaration;
  return declaration !== undefined && declaringPackage(declaration) === undefined;
}

/**
 * @param from what the row was read through
 * @returns the transaction that is open where a task is sent: begun before it, and not committed on every way to it
 */
export function transactionBefore(host: Host, node: ts.Node, from?: ts.Expression): ts.Node | undefined {
  const { ts } = host;
  let open = from && runnerOf(host, from);
  const visit = (at: ts.Node): void => {
    if (at.pos > node.pos) return;
    ts.forEachChild(at, visit);
    if (!ts.isCallExpression(at)) return;
    const member = memberOf(host, at);
    if (member === undefined) return;
    if (isBegun(host, at, member)) open = at;
    else if (commits.has(member) && isDatabaseCall(host, at) !== false && isOnTheWay(ts, at, node))
      open = undefined;
  };
  visit(flowAround(host, node));
  return open;
}

/** `startTransaction()`, `em.begin()`, and `await knex.transaction()` without work to do in it. */
function isBegun(host: Host, call: ts.CallExpression, member: string): boolean {
  if (member === 'startTransaction') return isDatabaseCall(host, call) !== false;
  if (member === 'begin') return isDatabaseCall(host, call) === true;
  if (member !== 'transaction' || host.ts.isPropertyAccessExpression(call.parent)) return false;
  const works = call.arguments.some(
    (argument) => (typeAt(host, argument)?.getCallSignatures().length ?? 0) > 0,
  );
  return !works && isDatabaseCall(host, call) === true;
}

/** Whether a call stands in a block around a node, so that it has run before. */
function isOnTheWay(compiler: typeof ts, call: ts.Node, node: ts.Node): boolean {
  let block: ts.Node = call.parent;
  while (!compiler.isBlock(block) && !compiler.isSourceFile(block)) {
    if (compiler.isIfStatement(block) || compiler.isFunctionLike(block)) return false;
    block = block.parent;
  }
  const { parent } = block;
  if (compiler.isTryStatement(parent) && parent.tryBlock === block) {
    const last = parent.catchClause?.block.statements.at(-1);
    const leaves = !parent.catchClause || (last !== undefined && compiler.isThrowStatement(last));
    if (leaves) block = parent.parent;
  }
  return node.pos >= block.pos && node.end <= block.end;
}

/** @returns the `manager` of a query runner that a query was made through: its rows may not be committed yet. */
function runnerOf(host: Host, receiver: ts.Expression): ts.Node | undefined {
  const { ts } = host;
  let at: ts.Node = bare(ts, receiver);
  for (;;) {
    if (ts.isPropertyAccessExpression(at)) {
      if (at.name.text === 'manager' && at.expression.kind !== ts.SyntaxKind.ThisKeyword) {
        const name = typeAt(host, at.expression)?.getSymbol()?.name;
        return name !== undefined && plain.has(name) ? undefined : at;
      }
    } else if (!ts.isCallExpression(at)) return undefined;
    at = at.expression;
  }
}
