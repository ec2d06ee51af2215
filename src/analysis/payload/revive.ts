/** Whether a task body makes a Date again of what the wire turned into a text, so that nothing is broken. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import type { TaskBody } from '../sites/site.js';

/** Functions and constructors that take a date's text. */
const parsers = new Set([
  'Date',
  'parse',
  'parseISO',
  'toDate',
  'dayjs',
  'moment',
  'utc',
  'fromISO',
  'parseJSON',
]);

const MAX_STEPS = 12;

/**
 * @param path of a Date in the payload, as findings write it: `user.createdAt`, `items[].at`
 * @returns whether the task hands exactly this value to something that parses dates
 */
export function revivesDate(host: Host, task: TaskBody, path: string): boolean {
  const wanted = names(path);
  const { ts } = host;
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.arguments?.[0]) {
      const callee = bare(ts, node.expression);
      const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
      if (parsers.has(name)) {
        const read = payloadPath(host, task, node.arguments[0], MAX_STEPS);
        found = read !== undefined && read.join('.') === wanted.join('.');
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(task.function.body);
  return found;
}

/** Names of a path; which element of an array it is makes no difference. */
function names(path: string): readonly string[] {
  return path
    .replaceAll(/\[(?:\d+|key)?\]/gu, '')
    .split('.')
    .filter((name) => name !== '');
}

/** The property names from a task's payload to the value of an expression. */
function payloadPath(
  host: Host,
  task: TaskBody,
  written: ts.Expression,
  steps: number,
): readonly string[] | undefined {
  if (steps <= 0) return undefined;
  const { ts } = host;
  const expression = bare(ts, written);
  if (ts.isPropertyAccessExpression(expression)) {
    const holder = payloadPath(host, task, expression.expression, steps - 1);
    return holder && below(task, holder, expression.name.text);
  }
  if (ts.isElementAccessExpression(expression))
    return payloadPath(host, task, expression.expression, steps - 1);
  if (!ts.isIdentifier(expression)) return undefined;
  const declaration = symbolAt(host, expression)?.valueDeclaration;
  return declaration && declaredPath(host, task, declaration, steps - 1);
}

/** The job is one step above its payload: marked by an empty first name until the payload's property is read. */
function below(task: TaskBody, holder: readonly string[], name: string): readonly string[] | undefined {
  if (holder[0] !== '') return [...holder, name];
  return name === task.payloadProperty ? [] : undefined;
}

function declaredPath(
  host: Host,
  task: TaskBody,
  declaration: ts.Declaration,
  steps: number,
): readonly string[] | undefined {
  const { ts } = host;
  if (steps <= 0) return undefined;
  if (declaration === task.jobParameter) return task.payloadProperty === '' ? [] : [''];
  if (ts.isBindingElement(declaration)) {
    const pattern = declaration.parent;
    const outer = declaredPath(host, task, pattern.parent, steps - 1);
    if (!outer || ts.isArrayBindingPattern(pattern) || declaration.dotDotDotToken) return outer;
    const key = declaration.propertyName ?? declaration.name;
    return ts.isIdentifier(key) ? below(task, outer, key.text) : undefined;
  }
  if (ts.isVariableDeclaration(declaration)) {
    if (declaration.initializer) return payloadPath(host, task, declaration.initializer, steps - 1);
    const loop = declaration.parent.parent as ts.Node;
    return ts.isForOfStatement(loop) ? payloadPath(host, task, loop.expression, steps - 1) : undefined;
  }
  if (ts.isParameter(declaration)) {
    // `job.data.items.map((item) => new Date(item.at))`
    const fn = declaration.parent;
    const call = fn.parent as ts.Node | undefined;
    const callback =
      call !== undefined &&
      ts.isCallExpression(call) &&
      ts.isPropertyAccessExpression(call.expression) &&
      call.arguments[0] === fn &&
      fn.parameters[0] === declaration;
    return callback ? payloadPath(host, task, call.expression.expression, steps - 1) : undefined;
  }
  return undefined;
}
