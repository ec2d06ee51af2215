/** A body that only chooses, by the task's name, what to run. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import type { TaskBody } from '../sites/site.js';

/** @returns whether an expression is the running task's name: `job.name`, or a constant that holds it. */
export function isJobName(host: Host, task: TaskBody, expression: ts.Expression): boolean {
  const { ts } = host;
  const at = bare(ts, expression);
  if (ts.isPropertyAccessExpression(at)) {
    return at.name.text === 'name' && isJob(host, task, at.expression);
  }
  if (!ts.isIdentifier(at)) return false;
  const declaration = symbolAt(host, at)?.valueDeclaration;
  if (!declaration) return false;
  if (ts.isVariableDeclaration(declaration)) {
    // A copy that may be changed is another name.
    const constant = (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
    const value = constant ? declaration.initializer : undefined;
    return value !== undefined && bare(ts, value) !== at && isJobName(host, task, value);
  }
  if (!ts.isBindingElement(declaration) || keyOf(ts, declaration) !== 'name') return false;
  const holder = declaration.parent.parent;
  if (ts.isParameter(holder)) return holder === task.jobParameter;
  return ts.isVariableDeclaration(holder) && holder.initializer !== undefined
    ? isJob(host, task, holder.initializer)
    : false;
}

/** @returns whether an expression is the running task itself. */
function isJob(host: Host, task: TaskBody, expression: ts.Expression): boolean {
  const at = bare(host.ts, expression);
  if (!task.jobParameter || !host.ts.isIdentifier(at)) return false;
  return symbolAt(host, at)?.valueDeclaration === task.jobParameter;
}

/** @returns whether an expression is read from the running task or its payload. */
export function readsJob(host: Host, task: TaskBody, expression: ts.Expression, depth = 4): boolean {
  const { ts } = host;
  const at = bare(ts, expression);
  if (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) {
    return readsJob(host, task, at.expression, depth);
  }
  if (!ts.isIdentifier(at) || depth === 0) return false;
  if (isJob(host, task, at)) return true;
  let holder: ts.Node | undefined = symbolAt(host, at)?.valueDeclaration;
  while (holder && (ts.isBindingElement(holder) || ts.isBindingName(holder))) holder = holder.parent;
  if (!holder) return false;
  if (ts.isParameter(holder)) return holder === task.jobParameter;
  return ts.isVariableDeclaration(holder) && holder.initializer !== undefined
    ? readsJob(host, task, holder.initializer, depth - 1)
    : false;
}

/** @returns the written name in a test that singles out tasks by name (`job.name === 'a' || job.name === 'b'`). */
export function dispatchTest(
  host: Host,
  task: TaskBody,
  condition: ts.Expression,
): ts.Expression | undefined {
  const { ts } = host;
  const at = bare(ts, condition);
  if (!ts.isBinaryExpression(at)) return undefined;
  const operator = at.operatorToken.kind;
  if (operator === ts.SyntaxKind.BarBarToken) {
    const left = dispatchTest(host, task, at.left);
    return left && dispatchTest(host, task, at.right) ? left : undefined;
  }
  const equal =
    operator === ts.SyntaxKind.EqualsEqualsEqualsToken || operator === ts.SyntaxKind.EqualsEqualsToken;
  if (!equal) return undefined;
  if (isJobName(host, task, at.left)) return at.right;
  return isJobName(host, task, at.right) ? at.left : undefined;
}

/** @returns whether an object literal is a table of handlers that the body reads by the task's name. */
export function handlerTable(host: Host, task: TaskBody, table: ts.ObjectLiteralExpression): boolean {
  const { ts } = host;
  let holder: ts.Node = table.parent;
  while (
    ts.isParenthesizedExpression(holder) ||
    ts.isAsExpression(holder) ||
    ts.isSatisfiesExpression(holder)
  ) {
    holder = holder.parent;
  }
  if (ts.isElementAccessExpression(holder)) return isJobName(host, task, holder.argumentExpression);
  if (!ts.isVariableDeclaration(holder)) return false;
  const variable = holder;
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found) return;
    found =
      ts.isElementAccessExpression(node) &&
      ts.isIdentifier(bare(ts, node.expression)) &&
      symbolAt(host, bare(ts, node.expression))?.valueDeclaration === variable &&
      isJobName(host, task, node.argumentExpression);
    ts.forEachChild(node, visit);
  };
  visit(task.function.body);
  return found;
}

/** @returns the table beside the task that an access reads by the task's name. */
export function outerTable(
  host: Host,
  task: TaskBody,
  access: ts.ElementAccessExpression,
): ts.ObjectLiteralExpression | undefined {
  const { ts } = host;
  if (!isJobName(host, task, access.argumentExpression)) return undefined;
  const declaration = symbolAt(host, bare(ts, access.expression))?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  const { body } = task.function;
  const outside = declaration.end <= body.pos || declaration.pos >= body.end;
  if (!outside || declaration.getSourceFile() !== task.file) return undefined;
  const value = bare(ts, declaration.initializer);
  return ts.isObjectLiteralExpression(value) ? value : undefined;
}

function keyOf(compiler: typeof ts, element: ts.BindingElement): string | undefined {
  const key = element.propertyName ?? element.name;
  return compiler.isIdentifier(key) ? key.text : undefined;
}
