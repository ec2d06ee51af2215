/** Whether a request has had its answer before something happens in its handler. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare, isInside, type FunctionWithBody } from '../program/syntax.js';

/** Members of Express' and Fastify's responses that send the answer. */
const sending = new Set(['json', 'send', 'end', 'redirect', 'sendStatus', 'render', 'sendFile']);

/** @returns whether a statement on every way to `node` sends the answer: `response.json(…); await job.finished()`. */
export function hasAnswered(host: Host, handler: FunctionWithBody, node: ts.Node): boolean {
  const { ts } = host;
  for (let at = node; at !== handler; at = at.parent) {
    const block = at.parent;
    if (!ts.isBlock(block)) continue;
    const before = block.statements.filter((statement) => statement.end <= at.pos);
    if (before.some((statement) => sendsAnswer(host, handler, statement))) return true;
  }
  return false;
}

function sendsAnswer(host: Host, handler: FunctionWithBody, statement: ts.Statement): boolean {
  const { ts } = host;
  if (!ts.isExpressionStatement(statement)) return false;
  const call = bare(ts, statement.expression);
  if (!ts.isCallExpression(call)) return false;
  let root = bare(ts, call.expression);
  if (!ts.isPropertyAccessExpression(root) || !sending.has(root.name.text)) return false;
  // `response.status(202).json(…)`
  while (ts.isPropertyAccessExpression(root) || ts.isCallExpression(root)) root = bare(ts, root.expression);
  const declaration = ts.isIdentifier(root) ? symbolAt(host, root)?.valueDeclaration : undefined;
  return declaration !== undefined && ts.isParameter(declaration) && isInside(declaration, handler);
}
