/** Functions that a library calls for each task: constructed workers, `queue.process`, decorated classes. */
import type ts from 'typescript';
import type { Locator, QueueAdapter, WorkerLocator } from '../../adapters/queues/shape.js';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import type { Host } from '../program/host.js';
import { lineage, symbolAt, typeAt } from '../program/symbols.js';
import { bare, fileSyntax, functionName, hasBody, type FunctionWithBody } from '../program/syntax.js';
import type { Bound } from '../program/bound.js';
import { calledFunction, functionOf } from '../program/functions.js';
import { property, resolve } from '../program/values.js';
import {
  declaredByAdapter,
  isAdapterExport,
  knownWorkerCall,
  knownWorkerClass,
  knownWorkerDecorator,
  libraryOf,
  workerMembers,
  type Known,
} from './known-symbols.js';
import { locate, locateArgument, type BoundCall } from './locate.js';
import { readOption } from './options.js';
import { resolveReceiver, stringOf } from './queues.js';
import { superArguments } from './super-call.js';
import type { TaskBody, WorkerSite } from './site.js';

/** @returns every worker written in a file; one per task where the library has one function per task. */
export function workersIn(host: Host, file: ts.SourceFile): readonly WorkerSite[] {
  const syntax = fileSyntax(host.ts, file);
  const found: WorkerSite[] = [];
  for (const { node, nameNode } of syntax.news) {
    const known = knownWorkerClass(host, nameNode);
    if (known) found.push(...calledWorkers(host, node, undefined, known));
  }
  for (const { node, nameNode, name, receiver } of syntax.calls) {
    if (!workerMembers.has(name)) continue;
    const known = knownWorkerCall(host, nameNode, name);
    if (known) found.push(...calledWorkers(host, node, receiver, known));
  }
  for (const declaration of syntax.decoratedClasses) found.push(...classWorkers(host, declaration));
  return found;
}

interface WorkerParts {
  readonly adapter: QueueAdapter;
  readonly node: ts.Node;
  readonly queueName: Answer<string>;
  readonly taskName: Answer<string>;
  readonly options: Answer<Bound>;
  readonly optionsArgument: ts.Expression | undefined;
  readonly payload: string;
  readonly body: FunctionWithBody | undefined;
}

function makeWorker(host: Host, parts: WorkerParts): WorkerSite {
  const { adapter, node, queueName, taskName, body } = parts;
  return {
    kind: 'worker',
    adapter,
    node,
    file: node.getSourceFile(),
    queueName,
    taskName,
    optionsArgument: parts.optionsArgument,
    option: (path) => readOption(host, [{ layer: 'worker', options: parts.options }], path),
    task: body && taskBody(host, body, parts),
  };
}

function taskBody(host: Host, fn: FunctionWithBody, parts: WorkerParts): TaskBody {
  const { adapter, queueName, taskName, payload } = parts;
  const [where = 'param0', ...properties] = payload.split('.');
  const parameter = fn.parameters[Number(where.replace('param', ''))];
  const name =
    (taskName.is === 'yes' ? taskName.value : undefined) ??
    (queueName.is === 'yes' ? queueName.value : undefined) ??
    functionName(host.ts, fn) ??
    'task';
  return {
    kind: 'task',
    adapter,
    function: fn,
    file: fn.getSourceFile(),
    name,
    queueName,
    taskName,
    jobParameter: parameter && host.ts.isParameter(parameter) ? parameter : undefined,
    payloadProperty: properties.join('.'),
  };
}

function calledWorkers(
  host: Host,
  node: ts.NewExpression | ts.CallExpression,
  receiver: ts.Expression | undefined,
  known: Known<WorkerLocator>,
): readonly WorkerSite[] {
  const { locator } = known;
  if (locator.kind === 'class') return [];
  const adapter = libraryOf(known.adapter);
  const call = superArguments(host, node) ?? { arguments: node.arguments ?? [], scope: undefined };
  const handler = handlerArgument(host, call, locator.body);
  const first = call.arguments[0];
  const taskName =
    locator.taskName !== undefined && first && first !== handler?.expression
      ? nameOrNone(host, locate(host, call, locator.taskName))
      : no;
  return [
    makeWorker(host, {
      adapter,
      node,
      queueName:
        locator.queueName === 'receiver'
          ? receiverName(host, receiver)
          : queueNameOf(host, locate(host, call, locator.queueName), locator.defaultQueue),
      taskName,
      options: locator.options === undefined ? no : locate(host, call, locator.options),
      optionsArgument:
        locator.options === undefined ? undefined : locateArgument(call, locator.options)?.expression,
      payload: locator.payload,
      body: handler && handlerBody(host, adapter, handler.expression),
    }),
  ];
}

/** A handler that is an argument, or a property of one. */
function handlerArgument(host: Host, call: BoundCall, body: Locator): Bound | undefined {
  if (!body.includes('.')) return locateArgument(call, body);
  const found = locate(host, call, body);
  return found.is === 'yes' ? found.value : methodBody(host, call, body);
}

/** `defineTask({ async run(payload) { … } })`: a method is its own handler. */
function methodBody(host: Host, call: BoundCall, body: Locator): Bound | undefined {
  const { ts } = host;
  const argument = locateArgument(call, body.slice(0, body.indexOf('.')));
  const object = argument && bare(ts, argument.expression);
  if (!object || !ts.isObjectLiteralExpression(object)) return undefined;
  const name = body.slice(body.indexOf('.') + 1);
  const method = object.properties.find(
    (member): member is ts.MethodDeclaration =>
      ts.isMethodDeclaration(member) && ts.isIdentifier(member.name) && member.name.text === name,
  );
  // The name of a method resolves to the method itself.
  return method && ts.isIdentifier(method.name) ? { expression: method.name, scope: undefined } : undefined;
}

function queueNameOf(host: Host, found: Answer<Bound>, byDefault: string | undefined): Answer<string> {
  return found.is === 'no' && byDefault !== undefined ? yes(byDefault) : stringOf(host, found);
}

/** `process(5, fn)`: a number in the name's place is the concurrency. */
function nameOrNone(host: Host, answer: Answer<Bound>): Answer<string> {
  const name = stringOf(host, answer);
  if (name.is === 'yes' || answer.is !== 'yes') return name;
  const type = typeAt(host, answer.value.expression);
  return type && (type.flags & host.ts.TypeFlags.NumberLike) !== 0 ? no : name;
}

function receiverName(host: Host, receiver: ts.Expression | undefined): Answer<string> {
  if (!receiver) return unknown('out of sight');
  const found = resolveReceiver(host, receiver, undefined);
  if (found.is !== 'yes') return found.is === 'no' ? unknown('out of sight') : found;
  return found.value.kind === 'site' ? found.value.site.name : found.value.name;
}

/** Follows a handler expression to the function that does the work. */
function handlerBody(
  host: Host,
  adapter: QueueAdapter,
  handler: ts.Expression,
  depth = 5,
): FunctionWithBody | undefined {
  if (depth <= 0) return undefined;
  const { ts } = host;
  const expression = bare(ts, handler);
  if (hasBody(ts, expression)) return delegate(host, adapter, expression, depth) ?? expression;
  if (ts.isCallExpression(expression)) {
    const callee = bare(ts, expression.expression);
    // `this.process.bind(this)`
    if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'bind') {
      return handlerBody(host, adapter, callee.expression, depth - 1);
    }
    // `withLogging(processEmail)`: the argument that takes a job is the work.
    for (const argument of expression.arguments) {
      const inner = handlerBody(host, adapter, argument, depth - 1);
      if (inner && takesJob(host, adapter, inner)) return inner;
    }
    const factory = calledFunction(host, expression);
    const made = factory && returnedFunction(host, factory);
    return made && (delegate(host, adapter, made, depth) ?? made);
  }
  const symbol = symbolAt(host, ts.isPropertyAccessExpression(expression) ? expression.name : expression);
  const found = symbol && functionOf(host, symbol);
  return found && (delegate(host, adapter, found, depth) ?? found);
}

function returnedFunction(host: Host, factory: FunctionWithBody): FunctionWithBody | undefined {
  const { ts } = host;
  const body = ts.isBlock(factory.body) ? factory.body.statements.at(-1) : undefined;
  const result =
    body && ts.isReturnStatement(body)
      ? body.expression
      : ts.isBlock(factory.body)
        ? undefined
        : factory.body;
  return result && hasBody(ts, result) ? result : undefined;
}

function takesJob(host: Host, adapter: QueueAdapter, fn: FunctionWithBody): boolean {
  const first = fn.parameters[0];
  const type = first && typeAt(host, first);
  return (
    type !== undefined &&
    lineage(host, type).some((declaration) => {
      const symbol = 'symbol' in declaration ? (declaration.symbol as ts.Symbol | undefined) : undefined;
      return (
        symbol !== undefined &&
        (adapter.jobTypes ?? []).includes(symbol.name) &&
        declaredByAdapter(host, adapter, symbol)
      );
    })
  );
}

/** `async (job) => processEmail(job)`: a function that only hands its job on is not the body; the one it calls is. */
function delegate(
  host: Host,
  adapter: QueueAdapter,
  fn: FunctionWithBody,
  depth: number,
): FunctionWithBody | undefined {
  const { ts } = host;
  // Where the parameter is the payload itself, handing it on is what a thin task does.
  if (adapter.jobTypes === undefined) return undefined;
  const parameter = fn.parameters[0];
  if (!parameter || !ts.isParameter(parameter) || !ts.isIdentifier(parameter.name)) return undefined;
  const only = ts.isBlock(fn.body) ? onlyExpression(ts, fn.body) : fn.body;
  const call = only && bare(ts, only);
  if (!call || !ts.isCallExpression(call) || call.arguments.length === 0) return undefined;
  const first = call.arguments[0];
  if (!first || !ts.isIdentifier(first) || first.text !== parameter.name.text) return undefined;
  const target = calledFunction(host, call);
  if (!target || target === fn) return undefined;
  return delegate(host, adapter, target, depth - 1) ?? target;
}

function onlyExpression(compiler: typeof ts, block: ts.Block): ts.Expression | undefined {
  const [statement, ...more] = block.statements;
  if (!statement || more.length > 0) return undefined;
  if (compiler.isReturnStatement(statement)) return statement.expression;
  return compiler.isExpressionStatement(statement) ? statement.expression : undefined;
}

function classWorkers(host: Host, declaration: ts.ClassLikeDeclaration): readonly WorkerSite[] {
  const { ts } = host;
  for (const decorator of ts.getDecorators(declaration) ?? []) {
    const known = knownWorkerDecorator(host, decorator);
    if (!known || known.locator.kind !== 'class') continue;
    return classBodies(host, declaration, decorator, known.adapter, known.locator);
  }
  return [];
}

function classBodies(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
  decorator: ts.Decorator,
  adapter: QueueAdapter,
  locator: Extract<WorkerLocator, { kind: 'class' }>,
): readonly WorkerSite[] {
  const { ts } = host;
  const call = {
    arguments: ts.isCallExpression(decorator.expression) ? decorator.expression.arguments : [],
    scope: undefined,
  };
  const queueName = nameArgument(host, locate(host, call, locator.queueName));
  const common = {
    adapter: libraryOf(adapter),
    node: declaration,
    queueName,
    options: locator.options === undefined ? no : locate(host, call, locator.options),
    optionsArgument:
      locator.options === undefined ? undefined : locateArgument(call, locator.options)?.expression,
    payload: locator.payload,
  };
  const methods = declaration.members.filter(
    (member): member is ts.MethodDeclaration & { body: ts.Block } =>
      ts.isMethodDeclaration(member) && member.body !== undefined,
  );
  if (locator.methodDecorator) {
    const { name, taskName } = locator.methodDecorator;
    return methods.flatMap((method) => {
      const mark = ts.getDecorators(method)?.find((entry) => isAdapterExport(host, adapter, entry, name));
      if (!mark) return [];
      const args = ts.isCallExpression(mark.expression) ? mark.expression.arguments : [];
      const task =
        args.length === 0
          ? no
          : nameArgument(host, locate(host, { arguments: args, scope: undefined }, taskName));
      return [makeWorker(host, { ...common, node: method, taskName: task, body: method })];
    });
  }
  const body = methods.find((method) => ts.isIdentifier(method.name) && method.name.text === locator.method);
  return [
    makeWorker(host, { ...common, taskName: no, body: body && (delegate(host, adapter, body, 5) ?? body) }),
  ];
}

/** A decorator's name argument: a string, or an object with `name`. */
function nameArgument(host: Host, answer: Answer<Bound>): Answer<string> {
  const direct = stringOf(host, answer);
  if (direct.is === 'yes' || answer.is !== 'yes') return direct;
  const target = resolve(host, answer.value);
  if (target.is === 'yes' && host.ts.isObjectLiteralExpression(target.value.expression)) {
    return stringOf(host, property(host, target.value, 'name'));
  }
  return direct;
}

/** @returns a proven name or nothing, for lookups. */
export function provenName(answer: Answer<string>): string | undefined {
  return answer.is === 'yes' ? answer.value : undefined;
}
