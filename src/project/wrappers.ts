import type typescript from 'typescript';
import { queueAdapters } from '../adapters/queues/index.js';
import { ts } from './compiler.js';

/** Classes that take a task's function: a function that passes its parameter to one makes workers. */
const workerClasses: ReadonlySet<string> = new Set(
  queueAdapters.flatMap(({ workers }) =>
    workers.flatMap((worker) => (worker.kind === 'construct' ? [worker.member] : [])),
  ),
);

/** A named function that passes on, as far as syntax shows, what it is given. */
export interface PassingFunction {
  readonly name: string;
  /** By called or constructed name: arguments of the calls that are given something of it. */
  readonly passes: ReadonlyMap<string, readonly (readonly typescript.Expression[])[]>;
  /** It is given on to a worker. */
  readonly makesWorker: boolean;
}

/**
 * Finds functions whose parameters flow, as far as syntax shows, into calls: where one of these hands over a task, their
 * own names do so too. Names too many only make the program larger; the analysis decides with types.
 */
export function passingFunctions(file: typescript.SourceFile): readonly PassingFunction[] {
  const found: PassingFunction[] = [];
  const visit = (node: typescript.Node, holder: string | undefined): void => {
    const name = nameOf(node) ?? holder;
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined && node.parameters.length > 0) {
      const given = name === undefined ? undefined : passedOn(node, node.body);
      if (name !== undefined && given && (given.makesWorker || given.passes.size > 0)) {
        found.push({ name, ...given });
      }
    }
    const passed = isNamedHolder(node) ? nameOf(node) : undefined;
    ts.forEachChild(node, (child) => {
      visit(child, passed);
    });
  };
  visit(file, undefined);
  return found;
}

type Holder = typescript.VariableDeclaration | typescript.PropertyDeclaration | typescript.PropertyAssignment;

/** Declarations that lend their name to the function they are initialised with. */
function isNamedHolder(node: typescript.Node): node is Holder {
  return ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node);
}

function nameOf(node: typescript.Node): string | undefined {
  if (!isNamedHolder(node) && !ts.isFunctionDeclaration(node) && !ts.isMethodDeclaration(node)) {
    return undefined;
  }
  return node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

function passedOn(
  declaration: typescript.SignatureDeclaration,
  body: typescript.Node,
): Omit<PassingFunction, 'name'> {
  const carried = new Set<string>();
  for (const { name } of declaration.parameters) bindingNames(name, carried);
  const passes = new Map<string, (readonly typescript.Expression[])[]>();
  let makesWorker = false;
  const visit = (node: typescript.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && carries(node.initializer, carried)) {
      bindingNames(node.name, carried);
    }
    if (ts.isForOfStatement(node) && ts.isVariableDeclarationList(node.initializer)) {
      const [item] = node.initializer.declarations;
      if (item !== undefined && carries(node.expression, carried)) bindingNames(item.name, carried);
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      // `items.map((item) => …)`: the callback is handed what the receiver holds.
      for (const callback of carries(node.expression.expression, carried) ? node.arguments : []) {
        if (!ts.isFunctionLike(callback)) continue;
        for (const { name } of callback.parameters) bindingNames(name, carried);
      }
    }
    const isCall = ts.isCallExpression(node) || ts.isNewExpression(node);
    const called = isCall ? calledName(node) : undefined;
    if (
      isCall &&
      called !== undefined &&
      node.arguments?.some((argument) => carries(argument, carried)) === true
    ) {
      makesWorker ||= ts.isNewExpression(node) && workerClasses.has(called);
      passes.set(called, [...(passes.get(called) ?? []), node.arguments]);
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return { passes, makesWorker };
}

/** @returns the member or function name that a call names. */
function calledName(call: typescript.CallExpression | typescript.NewExpression): string | undefined {
  let callee: typescript.Expression = call.expression;
  while (ts.isParenthesizedExpression(callee) || ts.isNonNullExpression(callee)) callee = callee.expression;
  if (ts.isPropertyAccessExpression(callee)) return callee.name.text;
  return ts.isIdentifier(callee) ? callee.text : undefined;
}

function bindingNames(name: typescript.BindingName, into: Set<string>): void {
  if (ts.isIdentifier(name)) {
    into.add(name.text);
    return;
  }
  for (const element of name.elements) {
    if (ts.isBindingElement(element)) bindingNames(element.name, into);
  }
}

/** Whether an expression holds one of the names outside of calls (a call's result is another value). */
function carries(node: typescript.Node, names: ReadonlySet<string>): boolean {
  if (ts.isIdentifier(node)) return names.has(node.text);
  if (ts.isCallExpression(node)) {
    return ts.isPropertyAccessExpression(node.expression) && carries(node.expression.expression, names);
  }
  if (ts.isPropertyAccessExpression(node)) return carries(node.expression, names);
  if (ts.isPropertyAssignment(node)) return carries(node.initializer, names);
  return ts.forEachChild(node, (child) => carries(child, names) || undefined) ?? false;
}
