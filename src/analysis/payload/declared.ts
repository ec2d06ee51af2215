/** What a worker says that it receives: the type of `job.data`, or the one it is given for tasks of a name. */
import type ts from 'typescript';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import { dispatchNames } from '../behaviour/dispatch-names.js';
import { identifiersIn } from '../behaviour/names.js';
import { servedNames, type ServedNames } from '../behaviour/served-names.js';
import type { Analysis } from '../facts.js';
import { calledFunction } from '../program/functions.js';
import type { Host } from '../program/host.js';
import { guarded, isOpaque, lineage, symbolAt, typeAt } from '../program/symbols.js';
import { bare, isInside } from '../program/syntax.js';
import { declaredByAdapter } from '../sites/known-symbols.js';
import type { TaskBody, WorkerSite } from '../sites/site.js';

/** A type that a worker gives to the payload of a task. */
export interface DeclaredPayload {
  readonly type: ts.Type;
  /** Where the worker says so. */
  readonly node: ts.Node;
  readonly task: TaskBody;
  /**
   * Whether the type is to be believed for a property: a body for several tasks gives all of them one type, and reads of it
   * what each of them needs.
   */
  reads(property: string | undefined): boolean;
}

/**
 * @param name of the task, if it is known
 * @returns every type that the workers of a queue give to the payload of such tasks; none when one of them gives none
 */
export function declaredPayloads(
  analysis: Analysis,
  adapterId: string,
  queueName: string,
  name: string | undefined,
): readonly DeclaredPayload[] {
  const { workers } = analysis.queue(adapterId, queueName);
  const found: DeclaredPayload[] = [];
  for (const worker of workersFor(workers, name) ?? []) {
    const declared = worker.task
      ? declaredBy(analysis.host, worker.task, isForOne(worker) ? undefined : name)
      : [];
    if (declared.length === 0) return [];
    found.push(...declared);
  }
  return found;
}

function isForOne({ taskName, adapter }: WorkerSite): boolean {
  return taskName.is === 'yes' ? taskName.value !== adapter.naming?.others : adapter.naming !== undefined;
}

/** The workers that may get the task; `undefined` when that is not known. */
function workersFor(
  workers: readonly WorkerSite[],
  name: string | undefined,
): readonly WorkerSite[] | undefined {
  const own: WorkerSite[] = [];
  const others: WorkerSite[] = [];
  for (const worker of workers) {
    const { taskName, adapter } = worker;
    if (taskName.is === 'unknown') return undefined;
    const served = taskName.is === 'yes' ? taskName.value : adapter.naming?.unnamed;
    if (served === undefined || served === adapter.naming?.others) others.push(worker);
    else if (name === undefined) return undefined;
    else if (served === name) own.push(worker);
  }
  return own.length > 0 ? own : others;
}

function declaredBy(host: Host, task: TaskBody, name: string | undefined): readonly DeclaredPayload[] {
  const { jobParameter, payloadShape } = task;
  if (!jobParameter || payloadShape !== 'value' || isParsed(host, task)) return [];
  const served = task.adapter.jobName === undefined ? undefined : servedNames(host, task);
  const names = served?.names ?? [];
  const entry = names.find((found) => found.name === name);
  // A body that chooses, and does not mention this task.
  if (names.length > 0 && !entry) return [];
  if (entry?.handler) return handlerPayload(host, task, entry.handler());
  const reach = new Reach(host, task, served, name);
  const casts = reach.casts();
  if (!casts) return [];
  if (casts.length > 0) return casts;
  const job = typeAt(host, jobParameter);
  const type = job && payloadOf(host, task, job);
  if (!type || isOpaque(host, type)) return [];
  return [
    { type, node: jobParameter, task, reads: (property) => names.length === 0 || reach.reads(property) },
  ];
}

/** @returns whether the function gets what a schema makes of the payload: `task({ schema, run })`. */
export function isParsed(host: Host, { function: fn }: TaskBody): boolean {
  const { ts } = host;
  const holder = ts.isMethodDeclaration(fn)
    ? fn.parent
    : ts.isPropertyAssignment(fn.parent)
      ? fn.parent.parent
      : undefined;
  if (!holder || !ts.isObjectLiteralExpression(holder)) return false;
  return holder.properties.some(
    ({ name }) => name !== undefined && /schema|input|parse|validat/iu.test(name.getText()),
  );
}

/** `{ send: (job: Job<Mail>) => … }` */
function handlerPayload(
  host: Host,
  task: TaskBody,
  handler: ts.SignatureDeclaration | undefined,
): readonly DeclaredPayload[] {
  const parameter = handler?.parameters[0];
  if (!parameter || !host.ts.isParameter(parameter)) return [];
  const given = typeAt(host, parameter);
  const type = given && (isJobType(host, task.adapter, given) ? payloadOf(host, task, given) : given);
  return type && !isOpaque(host, type) ? [{ type, node: parameter, task, reads: () => true }] : [];
}

/** The payload's type in a job's. */
function payloadOf(host: Host, { payloadProperty }: TaskBody, job: ts.Type): ts.Type | undefined {
  let type: ts.Type | undefined = job;
  for (const name of payloadProperty.split('.').filter((part) => part !== '')) {
    const property: ts.Symbol | undefined = type && host.checker.getPropertyOfType(type, name);
    type = property && guarded(() => host.checker.getTypeOfSymbol(property));
  }
  return type;
}

function isJobType(host: Host, adapter: QueueAdapter, type: ts.Type): boolean {
  return lineage(host, type).some((declaration) => {
    const symbol = 'symbol' in declaration ? (declaration.symbol as ts.Symbol | undefined) : undefined;
    return (
      symbol !== undefined &&
      adapter.jobTypes?.includes(symbol.name) === true &&
      declaredByAdapter(host, adapter, symbol)
    );
  });
}

/** The part of a body that runs for tasks of one name. */
class Reach {
  readonly #host: Host;
  readonly #task: TaskBody;
  readonly #name: string | undefined;
  readonly #payload: PayloadUse;
  readonly #only: boolean;
  /** Where the choice begins: before it the body runs for all tasks. */
  readonly #start: number;

  constructor(host: Host, task: TaskBody, served: ServedNames | undefined, name: string | undefined) {
    this.#host = host;
    this.#task = task;
    this.#name = name;
    this.#payload = new PayloadUse(host, task);
    const names = served?.names ?? [];
    // After `if (job.name !== 'a') return`.
    this.#only = served?.open !== true && names.every((found) => found.name === name);
    const tests = names.flatMap(({ node }) => (node && isInside(node, task.function) ? [node.pos] : []));
    this.#start = Math.min(...tests, names.length === 0 ? Infinity : task.function.body.end);
  }

  /** Types that are given to the payload in code for this name, those of its own branch before those for all; `undefined` when one says nothing. */
  casts(): readonly DeclaredPayload[] | undefined {
    const given = givenTypes(this.#host, this.#task).filter(({ at, names }) => this.#runs(at, names));
    const own = given.filter(({ names }) => names !== undefined);
    const found = (own.length > 0 ? own : given).flatMap(({ node }) => {
      const type = typeAt(this.#host, node);
      return type ? [{ type, node, task: this.#task, reads: () => true }] : [];
    });
    return found.some(({ type }) => isOpaque(this.#host, type)) ? undefined : found;
  }

  #runs(node: ts.Node, names: ReadonlySet<string> | undefined): boolean {
    if (names) return this.#name !== undefined && names.has(this.#name);
    return this.#only || node.pos < this.#start;
  }

  /** Whether the code reads a property of the payload, or hands the payload on. */
  reads(property: string | undefined): boolean {
    const { ts } = this.#host;
    return identifiersIn(ts, this.#task.function.body).some((node) => {
      const isIt = property === undefined || node.text === property;
      const reads = isIt ? this.#isRead(node, property) : this.#isHandedOn(node);
      return reads && this.#runs(node, dispatchNames(this.#host, this.#task, node));
    });
  }

  #isRead(node: ts.Identifier, property: string | undefined): boolean {
    if (property === undefined) return this.#payload.is(node) || this.#payload.isJob(node);
    const { parent } = node;
    return this.#host.ts.isPropertyAccessExpression(parent) || this.#host.ts.isBindingElement(parent);
  }

  /** `welcome(job.data)`, `welcome(job)` */
  #isHandedOn(node: ts.Identifier): boolean {
    const { ts } = this.#host;
    const at: ts.Node =
      ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent : node;
    const isArgument =
      ts.isCallExpression(at.parent) && at.parent.arguments.some((argument) => argument === at);
    if (!isArgument || !ts.isExpression(at)) return false;
    return (
      calledFunction(this.#host, at.parent) !== undefined && (this.#payload.is(at) || this.#payload.isJob(at))
    );
  }
}

interface Given {
  /** Where it does. */
  readonly at: ts.Node;
  readonly node: ts.Node;
  readonly names: ReadonlySet<string> | undefined;
}

const cache = new WeakMap<ts.Program, Map<ts.Node, readonly Given[]>>();

/** Every type node that a body gives to its payload, with the names of the tasks for which it does. */
function givenTypes(host: Host, task: TaskBody): readonly Given[] {
  let known = cache.get(host.program);
  if (!known) cache.set(host.program, (known = new Map<ts.Node, readonly Given[]>()));
  const found = known.get(task.function);
  if (found) return found;
  const given: Given[] = [];
  known.set(task.function, given);
  const payload = new PayloadUse(host, task);
  const visit = (at: ts.Node): void => {
    const node = payload.given(at);
    if (node) given.push({ at, node, names: dispatchNames(host, task, at) });
    host.ts.forEachChild(at, visit);
  };
  visit(task.function.body);
  return given;
}

/** Tells the job and its payload in a body. */
class PayloadUse {
  readonly #host: Host;
  readonly #task: TaskBody;

  constructor(host: Host, task: TaskBody) {
    this.#host = host;
    this.#task = task;
  }

  /** A type node that a node gives to the payload or the job. */
  given(node: ts.Node): ts.Node | undefined {
    const { ts } = this.#host;
    if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) {
      const outer = node.parent;
      if (ts.isAsExpression(outer) || ts.isTypeAssertionExpression(outer)) return undefined;
      const value = bare(ts, node.expression);
      if (this.is(value)) return node.type;
      return this.isJob(value) ? this.#payloadNode(node.type) : undefined;
    }
    if (ts.isVariableDeclaration(node) && node.type && node.initializer) {
      return this.is(bare(ts, node.initializer)) ? node.type : undefined;
    }
    return ts.isCallExpression(node) ? this.#parameterOf(node) : undefined;
  }

  /** `Job<Mail>` gives `Mail`. */
  #payloadNode(type: ts.TypeNode): ts.Node | undefined {
    const { ts } = this.#host;
    if (!ts.isTypeReferenceNode(type)) return undefined;
    const given = typeAt(this.#host, type);
    return given && isJobType(this.#host, this.#task.adapter, given) ? type.typeArguments?.[0] : undefined;
  }

  /** `welcome(job.data)` where `job.data` is `any`: the function says what it takes. */
  #parameterOf(call: ts.CallExpression): ts.Node | undefined {
    const { ts } = this.#host;
    const index = call.arguments.findIndex((argument) => {
      const value = bare(ts, argument);
      const type = this.is(value) ? typeAt(this.#host, argument) : undefined;
      return type !== undefined && isOpaque(this.#host, type);
    });
    const parameter = index < 0 ? undefined : calledFunction(this.#host, call)?.parameters[index];
    if (!parameter || !ts.isParameter(parameter) || parameter.dotDotDotToken || !parameter.type)
      return undefined;
    const type = typeAt(this.#host, parameter.type);
    return type && !isOpaque(this.#host, type) ? parameter.type : undefined;
  }

  isJob(node: ts.Node): boolean {
    const { jobParameter, payloadProperty } = this.#task;
    if (payloadProperty === '' || !jobParameter || !this.#host.ts.isIdentifier(node)) return false;
    return symbolAt(this.#host, node)?.valueDeclaration === jobParameter;
  }

  is(node: ts.Node): boolean {
    const { ts } = this.#host;
    const { jobParameter, payloadProperty } = this.#task;
    if (ts.isPropertyAccessExpression(node)) {
      return node.name.text === payloadProperty && this.isJob(bare(ts, node.expression));
    }
    const declaration = ts.isIdentifier(node) ? symbolAt(this.#host, node)?.valueDeclaration : undefined;
    if (!declaration) return false;
    if (payloadProperty === '') return declaration === jobParameter;
    if (ts.isVariableDeclaration(declaration)) {
      const value = declaration.type ? undefined : declaration.initializer;
      return value !== undefined && ts.isPropertyAccessExpression(value) && this.is(value);
    }
    if (!ts.isBindingElement(declaration)) return false;
    const key = declaration.propertyName ?? declaration.name;
    if (!ts.isIdentifier(key) || key.text !== payloadProperty) return false;
    const holder = declaration.parent.parent;
    return (
      holder === jobParameter ||
      (ts.isVariableDeclaration(holder) && holder.initializer !== undefined && this.isJob(holder.initializer))
    );
  }
}
