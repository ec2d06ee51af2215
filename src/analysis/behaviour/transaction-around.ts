/** Whether code runs inside a transaction that is opened around it, or before it, in the same function or file. */
import type ts from 'typescript';
import { memberOf, flowAround, isOrmCall } from '../payload/orm-calls.js';
import { isOfOrm } from '../payload/orm-code.js';
import type { Host } from '../program/host.js';
import { declaringPackage, guarded, typeAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';

const members = ['transaction', '$transaction', 'transactional', 'withTransaction'];
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
    const callee = bare(ts, call.expression);
    if (!ts.isPropertyAccessExpression(callee) || !members.includes(callee.name.text)) continue;
    const declaration = guarded(() => host.checker.getResolvedSignature(call))?.declaration;
    // The program's own `transaction()` opens one as well.
    if (!declaration || declaringPackage(declaration) === undefined || isOfOrm(host, declaration))
      return call;
  }
  return undefined;
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
    if (member === 'startTransaction' && isOrmCall(host, at) !== false) open = at;
    else if (member === 'commitTransaction' && isOnTheWay(ts, at, node)) open = undefined;
  };
  visit(flowAround(host, node));
  return open;
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
