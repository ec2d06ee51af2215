import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import { hasBody, type FunctionWithBody } from '../analysis/program/syntax.js';
import { allowAwait } from './await-call.js';
import { isSkip, type Rewrite, type Skip, type TextEdit } from './edit.js';
import { refuse } from './refuse.js';

/** Turns `items.forEach(async (item) => { … })` into `for (const item of items) { … }`, which waits for each. */
export function forEachToForOf(host: Host, call: ts.CallExpression): Rewrite {
  const { ts } = host;
  const callee = call.expression;
  const callback = call.arguments[0];
  if (!ts.isPropertyAccessExpression(callee) || !callback || !hasBody(ts, callback)) return unusual(call);
  const parameter = callback.parameters[0];
  if (!ts.isExpressionStatement(call.parent) || callee.questionDotToken || !ts.isArrowFunction(callback)) {
    return unusual(call);
  }
  if (!parameter || !ts.isParameter(parameter) || callback.parameters.length !== 1) return unusual(call);
  if (parameter.type || parameter.initializer || call.arguments.length !== 1) return unusual(call);
  if (
    leaves(host, callback) ||
    declaresVar(host, callback) ||
    changesList(host, callee.expression, callback)
  ) {
    return unusual(call);
  }
  const keyword = allowAwait(host, call);
  if (isSkip(keyword)) return keyword;
  const file = call.getSourceFile();
  const edit = (start: number, end: number, text: string): TextEdit => ({
    file: file.fileName,
    start,
    end,
    text,
  });
  const list = callee.expression;
  const { body } = callback;
  const head = `for (const ${parameter.name.getText(file)} of ${list.getText(file)}) `;
  const start = call.getStart(file);
  const statementEnd = call.parent.end;
  if (ts.isBlock(body)) {
    return [...keyword, edit(start, body.getStart(file), head), edit(body.end, statementEnd, '')];
  }
  const wait = ts.isAwaitExpression(body) ? '' : 'await ';
  const tail = file.text.slice(call.end, statementEnd);
  return [...keyword, edit(start, body.getStart(file), head + wait), edit(body.end, statementEnd, tail)];
}

/** A `return` of the callback would leave the whole function once it is a loop. */
function leaves(host: Host, callback: FunctionWithBody): boolean {
  const { ts } = host;
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node)) found = true;
    if (!found && !ts.isFunctionLike(node) && !ts.isClassLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(callback.body, visit);
  return found;
}

/** A `var` of the callback is one for each call, of a loop one for all. */
function declaresVar(host: Host, callback: FunctionWithBody): boolean {
  const { ts } = host;
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) found = true;
    if (!found && !ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(callback.body, visit);
  return found;
}

/** `forEach` runs over the length it began with; a loop would also meet what is added on the way. */
function changesList(host: Host, list: ts.Expression, callback: FunctionWithBody): boolean {
  const { ts } = host;
  const text = list.getText();
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found) return;
    // Any mention of the list that is more than reading one of its properties or elements may change it.
    if (ts.isExpression(node) && node.getText() === text) {
      const { parent } = node;
      const read = ts.isPropertyAccessExpression(parent) && parent.name.text === 'length';
      found = !read && !ts.isElementAccessExpression(parent);
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(callback.body);
  return found;
}

function unusual(call: ts.CallExpression): Skip {
  return refuse(
    call,
    'unusual-loop',
    'This forEach uses its index, returns early, declares a var, touches its own list or is part of an expression; write it as a for…of loop that awaits.',
  );
}
