/** Takes one turn of a loop apart that only builds a task and enqueues it. */
import type ts from 'typescript';
import type { Loop } from '../analysis/behaviour/loops.js';
import type { Host } from '../analysis/program/host.js';
import { bare, isAssignment, isInside } from '../analysis/program/syntax.js';
import type { Skip } from './edit.js';
import { refuse } from './refuse.js';

/** What a turn consists of. */
export interface Turn {
  /** Parameters that stand for an element, with their parentheses. */
  readonly parameters: string;
  /** Condition under which an element is enqueued. */
  readonly filter: string | undefined;
  /** Constants that the enqueue is built from. */
  readonly constants: readonly ts.Statement[];
}

/** @returns the parts of a turn that does nothing else, or what else it does. */
export function readTurn(
  host: Host,
  loop: Exclude<Loop, { form: 'for' }>,
  call: ts.CallExpression,
): Turn | Skip {
  const { ts } = host;
  if (loop.form !== 'for-of') return readCallback(host, loop.node, loop.callback, call);
  const { initializer, statement } = loop.node;
  const [variable] = ts.isVariableDeclarationList(initializer) ? initializer.declarations : [];
  if (!variable || ts.isLabeledStatement(loop.node.parent)) {
    return refuse(
      loop.node,
      'leaves-loop',
      'This loop has a label or a variable from outside; write a plain for…of.',
    );
  }
  const body = readBody(host, bodyOf(ts, statement), call, 'loop');
  return 'skip' in body ? body : { ...body, parameters: `(${variable.name.getText()})` };
}

function readCallback(host: Host, node: ts.Node, callback: ts.Node, call: ts.CallExpression): Turn | Skip {
  const { ts } = host;
  if (!ts.isArrowFunction(callback) || callback.typeParameters || callback.type) {
    return refuse(
      node,
      'unusual-shape',
      'The callback of this map is not a plain arrow function; write it as one.',
    );
  }
  const written = callback.parameters.map((parameter) => parameter.getText()).join(', ');
  const parameters = `(${written})`;
  if (!ts.isBlock(callback.body)) {
    const impure = impureIn(host, [callback.body], call);
    if (bare(ts, callback.body) !== call) return usesResult(call);
    return impure ?? { parameters, filter: undefined, constants: [] };
  }
  const body = readBody(host, callback.body.statements, call, 'callback');
  if ('skip' in body) return body;
  return body.filter === undefined ? { ...body, parameters } : condition(callback);
}

type Body = Omit<Turn, 'parameters'>;

/** Filters first, then constants, then the enqueue and nothing behind it. */
function readBody(
  host: Host,
  statements: readonly ts.Statement[],
  call: ts.CallExpression,
  kind: 'loop' | 'callback',
): Body | Skip {
  const { ts } = host;
  const [first, ...rest] = statements;
  if (kind === 'loop' && first && ts.isIfStatement(first)) {
    const inner = filtered(host, first, rest, call);
    if ('skip' in inner) return inner;
    const body = readPlain(host, inner.statements, call, kind);
    return 'skip' in body ? body : { ...body, filter: inner.filter };
  }
  return readPlain(host, statements, call, kind);
}

/** `if (…) continue;` before the rest, or `if (…) { … }` around all of it. */
function filtered(
  host: Host,
  first: ts.IfStatement,
  rest: readonly ts.Statement[],
  call: ts.CallExpression,
): { readonly filter: string; readonly statements: readonly ts.Statement[] } | Skip {
  const { ts } = host;
  if (first.elseStatement) return condition(first);
  const impure = impureIn(host, [first.expression], call);
  if (impure) return impure;
  const [only, ...more] = bodyOf(ts, first.thenStatement);
  if (only && more.length === 0 && ts.isContinueStatement(only)) {
    if (only.label) return leaves(only);
    return { filter: negated(ts, first.expression), statements: rest };
  }
  if (rest.length > 0) return leavesIn(ts, first) ?? condition(first);
  return { filter: first.expression.getText(), statements: bodyOf(ts, first.thenStatement) };
}

function readPlain(
  host: Host,
  statements: readonly ts.Statement[],
  call: ts.CallExpression,
  kind: 'loop' | 'callback',
): Body | Skip {
  const { ts } = host;
  const constants = statements.slice(0, -1);
  const last = statements.at(-1);
  for (const statement of constants) {
    if (isInside(call, statement)) return refusedStatement(ts, statement, call);
    const constant =
      ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    if (!constant) return leavesIn(ts, statement) ?? refusedStatement(ts, statement, call);
  }
  if (!last) return other(call);
  const value =
    ts.isExpressionStatement(last) || (kind === 'callback' && ts.isReturnStatement(last))
      ? last.expression
      : undefined;
  if (!value) return leavesIn(ts, last) ?? refusedStatement(ts, last, call);
  const promise = ts.isVoidExpression(value) ? value.expression : value;
  if (bare(ts, promise) !== call) return refusedStatement(ts, last, call);
  if (ts.isExpressionStatement(last) && !ts.isAwaitExpression(value)) return notAwaited(call);
  return impureIn(host, [...constants, last], call) ?? { filter: undefined, constants };
}

function bodyOf(compiler: typeof ts, statement: ts.Statement): readonly ts.Statement[] {
  return compiler.isBlock(statement) ? statement.statements : [statement];
}

/** Anything that waits for something else, or changes a value, is more than building a task. */
function impureIn(host: Host, nodes: readonly ts.Node[], call: ts.CallExpression): Skip | undefined {
  const { ts } = host;
  const { PlusPlusToken, MinusMinusToken } = ts.SyntaxKind;
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (found) return;
    const waits = ts.isAwaitExpression(node) && bare(ts, node) !== call;
    const counts =
      (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
      (node.operator === PlusPlusToken || node.operator === MinusMinusToken);
    if (
      waits ||
      isAssignment(ts, node) ||
      counts ||
      ts.isDeleteExpression(node) ||
      ts.isYieldExpression(node)
    )
      found = node;
    else ts.forEachChild(node, visit);
  };
  nodes.forEach(visit);
  return found && other(found);
}

/** The opposite of a condition, without a double negation. */
function negated(compiler: typeof ts, expression: ts.Expression): string {
  const { ExclamationToken, EqualsEqualsEqualsToken, ExclamationEqualsEqualsToken } = compiler.SyntaxKind;
  if (compiler.isPrefixUnaryExpression(expression) && expression.operator === ExclamationToken) {
    return expression.operand.getText();
  }
  if (compiler.isBinaryExpression(expression)) {
    const { left, right, operatorToken } = expression;
    if (operatorToken.kind === EqualsEqualsEqualsToken) return `${left.getText()} !== ${right.getText()}`;
    if (operatorToken.kind === ExclamationEqualsEqualsToken)
      return `${left.getText()} === ${right.getText()}`;
    return `!(${expression.getText()})`;
  }
  const operand =
    compiler.isIdentifier(expression) ||
    compiler.isPropertyAccessExpression(expression) ||
    compiler.isElementAccessExpression(expression) ||
    compiler.isCallExpression(expression) ||
    compiler.isParenthesizedExpression(expression);
  return operand ? `!${expression.getText()}` : `!(${expression.getText()})`;
}

/** A statement that is no constant: does it use the task that was made, or do something else? */
function refusedStatement(compiler: typeof ts, statement: ts.Node, call: ts.CallExpression): Skip {
  if (compiler.isIfStatement(statement)) return condition(statement);
  return isInside(call, statement) ? usesResult(call) : other(statement);
}

function leavesIn(compiler: typeof ts, root: ts.Node): Skip | undefined {
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (found || compiler.isFunctionLike(node)) return;
    if (
      compiler.isBreakStatement(node) ||
      compiler.isReturnStatement(node) ||
      compiler.isThrowStatement(node)
    ) {
      found = node;
    } else compiler.forEachChild(node, visit);
  };
  visit(root);
  return found && leaves(found);
}

function leaves(node: ts.Node): Skip {
  return refuse(
    node,
    'leaves-loop',
    'This ends the loop early, which a bulk call cannot do; cut the list before it.',
  );
}

/** Refuses an enqueue whose promise is dropped: a bulk call would have to be awaited where nothing was. */
export function notAwaited(node: ts.Node): Skip {
  return refuse(
    node,
    'not-awaited',
    'Nobody awaits this enqueue, so the code behind the loop does not wait for it; await it first (`await-enqueue`).',
  );
}

function condition(node: ts.Node): Skip {
  return refuse(
    node,
    'condition',
    'Whether or what is enqueued depends on more than one simple condition at the start; filter the list before the loop.',
  );
}

function usesResult(node: ts.Node): Skip {
  return refuse(
    node,
    'uses-result',
    'The stored task is used inside the loop; the bulk call returns all of them in order.',
  );
}

function other(node: ts.Node): Skip {
  return refuse(
    node,
    'other-effects',
    'This loop does more than build tasks and enqueue them; collect the tasks in it and enqueue them behind it.',
  );
}
