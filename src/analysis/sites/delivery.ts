/** What becomes of the promise that an enqueue returns. */
import type ts from 'typescript';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import type { Host } from '../program/host.js';
import { symbolAt, typeAt } from '../program/symbols.js';
import { bare, enclosingFunction, hasBody } from '../program/syntax.js';
import type { EnqueueSite } from './site.js';

/** How an enqueue's promise gets lost, and where. */
export interface Loss {
  /** `dropped`: nobody awaits it; `forEach`: handed to `forEach`, which ignores it; `empty-catch`: its failure is swallowed. */
  readonly how: 'dropped' | 'forEach' | 'empty-catch';
  readonly node: ts.Node;
}

/** @returns whether the promise of an enqueue is lost. `void`, `.catch(log)`, a kept or collected promise are decisions. */
export function promiseLoss(host: Host, site: EnqueueSite): Answer<Loss> {
  if (site.item > 0) return no;
  const type = typeAt(host, site.call);
  if (!type) return unknown('compiler error');
  if (!host.checker.getPropertyOfType(type, 'then')) return no;
  if (!site.wrappers.every((step) => returnsEnqueue(host, step.declaration, site))) return no;
  return lossOf(host, site.call);
}

/**
 * Only a wrapper whose own outcome is the enqueue's gives its caller a promise that stands for it: it returns the enqueue,
 * or awaits it whatever happens before. A function that enqueues on one of its ways does more than that.
 */
function returnsEnqueue(host: Host, wrapper: ts.SignatureDeclaration, site: EnqueueSite): boolean {
  const inner = innermost(site, wrapper);
  if (!inner) return true;
  const { ts } = host;
  let settled = false;
  for (let at: ts.Node = inner.call; at !== wrapper; at = at.parent) {
    settled ||= ts.isAwaitExpression(at) || ts.isReturnStatement(at);
    if (ts.isArrowFunction(at.parent) && at.parent === wrapper && at.parent.body === at) settled = true;
    if (ts.isVoidExpression(at) || ts.isIfStatement(at) || ts.isTryStatement(at)) return false;
    if (ts.isCaseOrDefaultClause(at) || ts.isConditionalExpression(at)) return false;
    if (ts.isExpressionStatement(at) && !settled) return false;
  }
  return settled;
}

function innermost(site: EnqueueSite, wrapper: ts.SignatureDeclaration): EnqueueSite | undefined {
  for (let at: EnqueueSite | undefined = site; at; at = at.inner) {
    if (at.wrappers[0]?.declaration === wrapper) return at.inner;
  }
  return undefined;
}

function lossOf(host: Host, call: ts.CallExpression): Answer<Loss> {
  const { ts } = host;
  let node: ts.Node = call;
  let handled = false;
  for (;;) {
    const parent: ts.Node = node.parent;
    if (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isNonNullExpression(parent)) {
      node = parent;
    } else if (isChained(host, parent, node)) {
      // `enqueue().then(…)`, `.catch(…)`, `.finally(…)`
      const chained = parent.parent;
      const step = handling(host, parent.name.text, chained);
      if (step === 'empty') return yes({ how: 'empty-catch', node: chained });
      handled ||= step === 'handled';
      node = chained;
    } else if (ts.isExpressionStatement(parent)) {
      return handled ? no : yes({ how: 'dropped', node: call });
    } else if (isOptionalStep(host, parent, node)) {
      // `enabled && enqueue()`, `enabled ? enqueue() : undefined` as a statement.
      node = parent;
    } else if (hasBody(ts, parent) && parent.body === node) {
      return handled ? no : givenToForEach(host, parent);
    } else if (ts.isAwaitExpression(parent) || ts.isReturnStatement(parent)) {
      return handled ? no : awaitedInForEach(host, parent);
    } else return no;
  }
}

function isChained(
  host: Host,
  parent: ts.Node,
  node: ts.Node,
): parent is ts.PropertyAccessExpression & { readonly parent: ts.CallExpression } {
  const { ts } = host;
  return (
    ts.isPropertyAccessExpression(parent) &&
    parent.expression === node &&
    /^(?:then|catch|finally)$/u.test(parent.name.text) &&
    ts.isCallExpression(parent.parent) &&
    parent.parent.expression === parent
  );
}

function isOptionalStep(host: Host, parent: ts.Node, node: ts.Node): boolean {
  const { ts } = host;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  if (!ts.isBinaryExpression(parent) || parent.right !== node) return false;
  const { AmpersandAmpersandToken, BarBarToken, QuestionQuestionToken } = ts.SyntaxKind;
  return [AmpersandAmpersandToken, BarBarToken, QuestionQuestionToken].some(
    (kind) => kind === parent.operatorToken.kind,
  );
}

/** `.catch(log)` and a second argument of `.then` are an author's decision; a catch that does nothing loses the task. */
function handling(host: Host, member: string, call: ts.CallExpression): 'handled' | 'empty' | 'open' {
  const handler = member === 'catch' ? call.arguments[0] : member === 'then' ? call.arguments[1] : undefined;
  if (!handler) return 'open';
  return member === 'catch' && doesNothing(host, handler) ? 'empty' : 'handled';
}

function doesNothing(host: Host, handler: ts.Expression): boolean {
  const { ts } = host;
  const fn = bare(ts, handler);
  if (!hasBody(ts, fn)) return false;
  if (ts.isBlock(fn.body)) return fn.body.statements.length === 0 && !hasComment(fn.body);
  const value = bare(ts, fn.body);
  return value.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(value) && value.text === 'undefined');
}

/** A comment in an empty catch is a decision that its author wrote down. */
function hasComment(block: ts.Node): boolean {
  return /\/[/*]/u.test(block.getText());
}

/** An arrow's expression body is the promise that `forEach` ignores. */
function givenToForEach(host: Host, fn: ts.Node): Answer<Loss> {
  const call = forEachCall(host, fn);
  return call ? yes({ how: 'forEach', node: call }) : no;
}

/** `await enqueue()` inside `forEach(async …)`: the callback's own promise is ignored. */
function awaitedInForEach(host: Host, node: ts.Node): Answer<Loss> {
  const fn = enclosingFunction(host.ts, node);
  if (!fn) return no;
  if (host.ts.isAwaitExpression(node) && isInTry(host, node, fn)) return no;
  return givenToForEach(host, fn);
}

function isInTry(host: Host, node: ts.Node, stop: ts.Node): boolean {
  for (let at = node; at !== stop; at = at.parent) {
    if (host.ts.isTryStatement(at.parent) && at.parent.tryBlock === at && at.parent.catchClause) return true;
  }
  return false;
}

/** @returns the `forEach` call of the default library that this function is given to. */
function forEachCall(host: Host, fn: ts.Node): ts.CallExpression | undefined {
  const { ts, program } = host;
  const call = fn.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== fn) return undefined;
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'forEach') return undefined;
  const declaration = symbolAt(host, callee.name)?.declarations?.[0];
  return declaration && program.isSourceFileDefaultLibrary(declaration.getSourceFile()) ? call : undefined;
}
