/** Walks a task and the functions of the program that it hands its payload to. */
import type ts from 'typescript';
import { bindArguments, type Scope } from '../program/bound.js';
import { calledFunction } from '../program/functions.js';
import type { Host } from '../program/host.js';
import { functionName, type FunctionWithBody } from '../program/syntax.js';
import type { TaskBody } from '../sites/site.js';
import type { PayloadPaths } from './payload-path.js';

/** Calls from a task into each other that are followed. */
const MAX_DEPTH = 4;
/** Functions that are walked for one task; one that is called twice with other values counts twice. */
const MAX_VISITS = 30;

/** Where in a task a node runs. */
export interface TaskPlace {
  /** What the parameters of the function around it stand for. */
  readonly scope: Scope | undefined;
  readonly fn: FunctionWithBody;
  /** Names of the functions from the task to here; empty in the task itself. */
  readonly chain: readonly string[];
  /** The call in the task that leads here. */
  readonly entry: ts.CallExpression | undefined;
  /** The call of the function around it; the same where the task itself calls it. */
  readonly call: ts.CallExpression | undefined;
}

/**
 * Calls back for every node of the task, and of the functions of the program that are given its payload or a part of it.
 *
 * @param lost told of calls with the payload that are not followed: too deep, or too many
 */
export function walkTask(
  host: Host,
  task: TaskBody,
  paths: PayloadPaths,
  see: (node: ts.Node, place: TaskPlace) => void,
  lost: (call: ts.CallExpression, place: TaskPlace) => void,
): void {
  const { ts } = host;
  const seen = new Set<ts.CallExpression>();
  let visits = 0;
  const enter = (call: ts.CallExpression, place: TaskPlace): void => {
    const given = call.arguments.some((argument) =>
      paths.carries({ expression: argument, scope: place.scope }),
    );
    const fn = given ? calledFunction(host, call) : undefined;
    if (!fn || fn.getSourceFile().isDeclarationFile || fn === task.function) return;
    const scope = bindArguments(host, fn, call.arguments, place.scope);
    if (!scope || place.chain.length >= MAX_DEPTH || visits >= MAX_VISITS) {
      lost(call, place);
      return;
    }
    if (seen.has(call)) return;
    seen.add(call);
    visits++;
    const chain = [...place.chain, functionName(ts, fn) ?? 'a function'];
    visit(fn.body, { scope, fn, chain, entry: place.entry ?? call, call });
    seen.delete(call);
  };
  const visit = (node: ts.Node, place: TaskPlace): void => {
    see(node, place);
    if (ts.isCallExpression(node)) enter(node, place);
    ts.forEachChild(node, (child) => {
      visit(child, place);
    });
  };
  // Defaults of the parameters run too, but read nothing of the payload that the body does not.
  visit(task.function.body, {
    scope: undefined,
    fn: task.function,
    chain: [],
    entry: undefined,
    call: undefined,
  });
}
