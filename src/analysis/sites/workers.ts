/** Functions that a library calls for each task: constructed workers, `queue.process`, decorated classes. */
import type ts from 'typescript';
import type { CallWorker, ClassWorker, QueueAdapter } from '../../adapters/queues/shape.js';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import type { Bound, Scope } from '../program/bound.js';
import { withBaseClasses } from '../program/classes.js';
import type { Host } from '../program/host.js';
import { typeAt } from '../program/symbols.js';
import { enclosingFunction, fileSyntax, functionName, type FunctionWithBody } from '../program/syntax.js';
import { property, resolve } from '../program/values.js';
import { splitByParameters } from './flow.js';
import { definedBy, namesOf } from './definitions.js';
import { boundHandler, delegate, handlerArgument, handlerBody, mappedHandlers } from './handlers.js';
import {
  isAdapterExport,
  knownWorkerCalls,
  knownWorkerClass,
  knownWorkerDecorator,
  libraryOf,
  workerMembers,
  type Known,
} from './known-symbols.js';
import { locate, locateArgument, type BoundCall } from './locate.js';
import { markedWorkers, type WorkerParts } from './marked-workers.js';
import { readOption } from './options.js';
import { definitionSite, resolveReceiver, stringOf } from './queues.js';
import type { PayloadShape, QueueSite, TaskBody, WorkerSite } from './site.js';
import { superArguments } from './super-call.js';

/** A function that makes a worker out of its parameters: each of its calls is a worker of its own. */
export interface WorkerFactory {
  readonly fn: FunctionWithBody;
  /** Last part of its name, as calls write it. */
  readonly name: string;
  /** The worker inside it, of which little is known. */
  readonly inner: WorkerSite;
  /** The worker that a call makes. */
  readonly make: (call: ts.CallExpression, scope: Scope) => WorkerSite;
}

/** Workers of one file; one per task where the library has one function per task. */
export interface FileWorkers {
  readonly workers: readonly WorkerSite[];
  /** Tasks defined here, with the options that their enqueues take over. */
  readonly definitions: readonly QueueSite[];
  readonly factories: readonly WorkerFactory[];
}

/** @returns every worker written in a file, and the functions that make more of them. */
export function workersIn(host: Host, file: ts.SourceFile): FileWorkers {
  const syntax = fileSyntax(host.ts, file);
  const workers: WorkerSite[] = [];
  const factories: WorkerFactory[] = [];
  const definitions: QueueSite[] = [];
  const members = workerMembers(host);
  const add = (
    node: ts.NewExpression | ts.CallExpression,
    receiver: ts.Expression | undefined,
    known: Known<CallWorker>,
  ): void => {
    const made = calledWorkers(host, { node, receiver, known, at: node }, undefined);
    const only = made[0];
    const factory = only && made.length === 1 ? factoryOf(host, node, receiver, known, only) : undefined;
    if (factory) factories.push(factory);
    else workers.push(...made);
    if (known.locator.defaults === undefined || factory) return;
    if (known.locator.defaults.endsWith('.*')) {
      definitions.push(...mappedDefinitions(host, node, known, known.locator.defaults));
      return;
    }
    const definition = definedBy(host, node, known, { arguments: node.arguments ?? [], scope: undefined });
    definitions.push(definitionSite(host, libraryOf(host, known.adapter), definition));
  };
  for (const { node, nameNode } of syntax.news) {
    const known = knownWorkerClass(host, nameNode);
    if (known) add(node, undefined, known);
  }
  for (const { node, nameNode, name, receiver } of syntax.calls) {
    if (!members.has(name)) continue;
    const candidates = knownWorkerCalls(host, nameNode, name);
    const call = { arguments: node.arguments, scope: undefined };
    const known =
      candidates.find(({ locator }) => handlerArgument(host, call, locator.body.replace(/\.\*.*$/u, ''))) ??
      candidates[0];
    if (known) add(node, receiver, known);
  }
  for (const declaration of syntax.decoratedClasses) workers.push(...classWorkers(host, declaration));
  for (const mark of markedWorkers(host, file)) {
    workers.push(makeWorker(host, mark));
    if (mark.definition && mark.definition.layers.length > 0)
      definitions.push(definitionSite(host, mark.adapter, mark.definition));
  }
  return { workers, factories, definitions };
}

/** `createWorker(name, run) { return new Worker(name, run) }`. */
function factoryOf(
  host: Host,
  node: ts.NewExpression | ts.CallExpression,
  receiver: ts.Expression | undefined,
  known: Known<CallWorker>,
  inner: WorkerSite,
): WorkerFactory | undefined {
  const fn = enclosingFunction(host.ts, node);
  const name = fn && functionName(host.ts, fn)?.split('.').at(-1);
  if (!fn || name === undefined || (inner.task && inner.queueName.is === 'yes')) return undefined;
  const reached = (node.arguments ?? []).some(
    (argument) => splitByParameters(host, argument, fn).flows.length > 0,
  );
  if (!reached) return undefined;
  const make = (call: ts.CallExpression, scope: Scope): WorkerSite =>
    calledWorkers(host, { node, receiver, known, at: call }, scope)[0] ?? inner;
  return { fn, name, inner, make };
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
  const where = /^param(\d+)(\[\])?\.?([^|]*)(\|text)?$/u.exec(payload);
  const [, index, each, properties = '', text] = where ?? [];
  const parameter = fn.parameters[Number(index ?? 0)];
  const isValue = where !== null && each === undefined && text === undefined && !properties.includes('[]');
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
    payloadProperty: isValue ? properties : '',
    payloadShape: isValue ? 'value' : shapeOf(payload),
    payloadAt: payload,
  };
}

function shapeOf(payload: string): PayloadShape {
  if (payload === 'param*') return 'arguments';
  if (payload.startsWith('this.')) return 'member';
  return payload.endsWith('|text') ? 'text' : 'each';
}

/** Where a worker is made: the library's construction or call, and where it stands in the program. */
interface WorkerCall {
  readonly node: ts.NewExpression | ts.CallExpression;
  readonly receiver: ts.Expression | undefined;
  readonly known: Known<CallWorker>;
  readonly at: ts.Node;
}

/** Each entry of a map of tasks (`#1.*`) holds the defaults of its own. */
function mappedDefinitions(
  host: Host,
  node: ts.NewExpression | ts.CallExpression,
  { adapter }: Known<CallWorker>,
  defaults: string,
): readonly QueueSite[] {
  const call = superArguments(host, node) ?? { arguments: node.arguments ?? [], scope: undefined };
  const map = handlerArgument(host, call, defaults.slice(0, -2));
  return mappedHandlers(host, map, '').map(({ name, handler }) =>
    definitionSite(host, libraryOf(host, adapter), {
      node: handler.parent,
      queue: yes(name),
      name: no,
      layers: [{ layer: 'queue', options: yes({ expression: handler, scope: undefined }) }],
    }),
  );
}

/** The workers of one call: one, or one for each handler of a map. */
function calledWorkers(host: Host, made: WorkerCall, scope: Scope | undefined): readonly WorkerSite[] {
  const { node, known } = made;
  const { locator } = known;
  const adapter = libraryOf(host, known.adapter);
  const call = superArguments(host, node) ?? { arguments: node.arguments ?? [], scope };
  const star = locator.body.indexOf('.*');
  if (star < 0) return namesAt(host, made, call).map((name) => calledWorker(host, made, call, name));
  const map = handlerArgument(host, call, locator.body.slice(0, star));
  return mappedHandlers(host, map, locator.body.slice(star + 3)).map(({ name, handler }) =>
    makeWorker(host, {
      adapter,
      node: handler.parent,
      queueName: locator.queueName === 'key' ? yes(name) : (namesAt(host, made, call)[0] ?? no),
      taskName: locator.taskName === 'key' ? yes(name) : no,
      options: locator.options === undefined ? no : locate(host, call, locator.options),
      optionsArgument: undefined,
      payload: locator.payload,
      body: handlerBody(host, adapter, handler),
    }),
  );
}

function namesAt(host: Host, { receiver, known }: WorkerCall, call: BoundCall): readonly Answer<string>[] {
  return known.locator.queueName === 'receiver'
    ? [receiverName(host, receiver, call.scope)]
    : namesOf(host, known.locator, call);
}

function calledWorker(host: Host, made: WorkerCall, call: BoundCall, queueName: Answer<string>): WorkerSite {
  const { known, at } = made;
  const { locator } = known;
  const adapter = libraryOf(host, known.adapter);
  const handler = handlerArgument(host, call, locator.body);
  const first = call.arguments[0];
  const taskName =
    locator.taskName !== undefined && first && first !== handler?.expression
      ? nameOrNone(host, locate(host, call, locator.taskName))
      : no;
  return makeWorker(host, {
    adapter,
    node: at,
    queueName,
    taskName,
    options: locator.options === undefined ? no : locate(host, call, locator.options),
    optionsArgument:
      locator.options === undefined ? undefined : locateArgument(call, locator.options)?.expression,
    payload: locator.payload,
    body: handler && handlerBody(host, adapter, boundHandler(host, handler)),
  });
}

/** `process(5, fn)`: a number in the name's place is the concurrency. */
function nameOrNone(host: Host, answer: Answer<Bound>): Answer<string> {
  const name = stringOf(host, answer);
  if (name.is === 'yes' || answer.is !== 'yes') return name;
  const type = typeAt(host, answer.value.expression);
  return type && (type.flags & host.ts.TypeFlags.NumberLike) !== 0 ? no : name;
}

function receiverName(
  host: Host,
  receiver: ts.Expression | undefined,
  scope: Scope | undefined,
): Answer<string> {
  if (!receiver) return unknown('out of sight');
  const found = resolveReceiver(host, receiver, scope);
  if (found.is !== 'yes') return found.is === 'no' ? unknown('out of sight') : found;
  return found.value.kind === 'site' ? found.value.site.name : found.value.name;
}

function classWorkers(host: Host, declaration: ts.ClassLikeDeclaration): readonly WorkerSite[] {
  const { ts } = host;
  for (const decorator of ts.getDecorators(declaration) ?? []) {
    const known = knownWorkerDecorator(host, decorator);
    if (!known) continue;
    return classBodies(host, declaration, decorator, known.adapter, known.locator);
  }
  return [];
}

function classBodies(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
  decorator: ts.Decorator,
  adapter: QueueAdapter,
  locator: ClassWorker,
): readonly WorkerSite[] {
  const { ts } = host;
  const call = {
    arguments: ts.isCallExpression(decorator.expression) ? decorator.expression.arguments : [],
    scope: undefined,
  };
  const queueName = nameArgument(host, locate(host, call, locator.queueName));
  const common = {
    adapter: libraryOf(host, adapter),
    node: declaration,
    queueName,
    options: locator.options === undefined ? no : locate(host, call, locator.options),
    optionsArgument:
      locator.options === undefined ? undefined : locateArgument(call, locator.options)?.expression,
    payload: locator.payload,
  };
  const methods = methodsOf(host, declaration);
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
      const node = method.parent === declaration ? method : declaration;
      return [makeWorker(host, { ...common, node, taskName: task, body: method })];
    });
  }
  const body = methods.find((method) => ts.isIdentifier(method.name) && method.name.text === locator.method);
  return [
    makeWorker(host, { ...common, taskName: no, body: body && (delegate(host, adapter, body, 5) ?? body) }),
  ];
}

/** Methods with a body, those of base classes in the program included; an override hides what it overrides. */
function methodsOf(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
): readonly (ts.MethodDeclaration & { body: ts.Block })[] {
  const { ts } = host;
  const found = new Map<string, ts.MethodDeclaration & { body: ts.Block }>();
  for (const current of withBaseClasses(host, declaration)) {
    for (const member of current.members) {
      if (!ts.isMethodDeclaration(member) || !member.body) continue;
      const name = member.name.getText();
      if (!found.has(name)) found.set(name, member as ts.MethodDeclaration & { body: ts.Block });
    }
  }
  return [...found.values()];
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
