/** Names that a task body which is given a list of running tasks has for one of them. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { hasBody, type FunctionWithBody } from '../program/syntax.js';
import { identifiersIn, isReference } from './names.js';

/** One name or pattern for one running task, and the function that knows it. */
export interface ListedJob {
  readonly name: ts.BindingName;
  readonly fn: FunctionWithBody;
  /** Offset from which it is known. */
  readonly since: number;
}

/** What a body does with its list. */
export interface ListUses {
  readonly jobs: readonly ListedJob[];
  /** `jobs[0]`: one of them without a name. */
  readonly direct: readonly ts.Expression[];
  /** Places where the list goes out of sight. */
  readonly escapes: readonly ts.Node[];
}

/** Methods of a list whose callback is given one element after the other. */
const perElement = new Set(['map', 'forEach', 'filter', 'some', 'every', 'flatMap', 'find', 'findLast']);

/** @returns everything that a function does with the parameter that is its list of running tasks. */
export function listUses(host: Host, fn: FunctionWithBody, parameter: ts.ParameterDeclaration): ListUses {
  const { ts } = host;
  const jobs: ListedJob[] = [];
  const direct: ts.Expression[] = [];
  const escapes: ts.Node[] = [];
  const pattern = (name: ts.BindingName, since: number): boolean => {
    if (!ts.isArrayBindingPattern(name)) return false;
    for (const element of name.elements) {
      if (ts.isOmittedExpression(element)) continue;
      if (element.dotDotDotToken || element.initializer) escapes.push(element);
      else jobs.push({ name: element.name, fn, since });
    }
    return true;
  };
  const { name } = parameter;
  if (pattern(name, 0)) return { jobs, direct, escapes };
  if (!ts.isIdentifier(name)) return { jobs, direct, escapes: [parameter] };
  const symbol = symbolAt(host, name);
  for (const reference of identifiersIn(ts, fn)) {
    if (reference === name || reference.text !== name.text || !isReference(ts, reference)) continue;
    if (symbolAt(host, reference) !== symbol) continue;
    const { parent } = reference;
    if (ts.isForOfStatement(parent) && parent.expression === reference) {
      const list = parent.initializer;
      const declared = ts.isVariableDeclarationList(list) ? list.declarations[0] : undefined;
      if (declared) jobs.push({ name: declared.name, fn, since: declared.end });
      else escapes.push(reference);
    } else if (ts.isVariableDeclaration(parent) && parent.initializer === reference) {
      if (!pattern(parent.name, parent.end)) escapes.push(reference);
    } else if (ts.isElementAccessExpression(parent) && parent.expression === reference) direct.push(parent);
    else if (ts.isPropertyAccessExpression(parent) && parent.expression === reference) {
      const job = callbackJob(host, parent);
      if (job) jobs.push(job);
      else if (parent.name.text !== 'length') escapes.push(reference);
    } else escapes.push(reference);
  }
  return { jobs, direct, escapes };
}

/** @returns whether a function is the callback of a list's method, which does not wait for what it does. */
export function isElementCallback(compiler: typeof ts, fn: FunctionWithBody): boolean {
  const call = fn.parent as ts.Node | undefined;
  return (
    call !== undefined &&
    compiler.isCallExpression(call) &&
    call.arguments[0] === fn &&
    compiler.isPropertyAccessExpression(call.expression) &&
    perElement.has(call.expression.name.text)
  );
}

/** `jobs.map(async (job) => …)` */
function callbackJob({ ts }: Host, access: ts.PropertyAccessExpression): ListedJob | undefined {
  const call = access.parent;
  if (!ts.isCallExpression(call) || call.expression !== access) return undefined;
  if (!perElement.has(access.name.text)) return undefined;
  const [callback] = call.arguments;
  if (!callback || (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback))) return undefined;
  const [parameter, second, third] = callback.parameters;
  if (!parameter || third || parameter.dotDotDotToken || !hasBody(ts, callback)) return undefined;
  // The index is no task.
  if (second && !ts.isIdentifier(second.name)) return undefined;
  return { name: parameter.name, fn: callback, since: 0 };
}
