/** Which task names the workers of a queue serve, and which name a producer gives. */
import type ts from 'typescript';
import { servedNames } from '../behaviour/served-names.js';
import type { WrittenName } from '../behaviour/name-tables.js';
import type { Analysis } from '../facts.js';
import { unknown, yes, type Answer } from '../program/answer.js';
import { unbound } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { bare } from '../program/syntax.js';
import { literalOf } from '../program/values.js';
import type { EnqueueSite, WorkerSite } from './site.js';
import { provenName } from './workers.js';

/** A task name that a worker of a queue serves. */
export interface HandledName extends WrittenName {
  readonly worker: WorkerSite;
}

/** Task names that the workers of a queue serve. */
export interface HandledTasks {
  readonly names: readonly HandledName[];
  /** Some worker serves tasks of other names too, or may. */
  readonly open: boolean;
  /** What becomes of a task of another name: it fails, or it ends as if its work were done. */
  readonly others: 'fail' | 'end';
}

const cache = new WeakMap<Analysis, Map<string, HandledTasks>>();

/** @returns what the workers of a queue serve; open for a queue without a worker in the program. */
export function handledTasks(analysis: Analysis, adapterId: string, queueName: string): HandledTasks {
  let known = cache.get(analysis);
  if (!known) cache.set(analysis, (known = new Map<string, HandledTasks>()));
  const key = `${adapterId}|${queueName}`;
  let handled = known.get(key);
  if (!handled) known.set(key, (handled = handledBy(analysis, adapterId, queueName)));
  return handled;
}

function handledBy(analysis: Analysis, adapterId: string, queueName: string): HandledTasks {
  const { workers } = analysis.queue(adapterId, queueName);
  // A worker of a computed queue may be one of this queue.
  let open = workers.length === 0 || hasUnnamedWorker(analysis, adapterId);
  const names: HandledName[] = [];
  let fails = false;
  for (const worker of workers) {
    const served = workerNames(analysis.host, worker);
    open ||= served.open;
    fails ||= served.others === 'fail';
    for (const name of served.names) names.push({ ...name, worker });
  }
  return { names, open, others: fails ? 'fail' : 'end' };
}

/** @returns what one worker serves. */
export function workerNames(
  host: Host,
  worker: WorkerSite,
): Omit<HandledTasks, 'names'> & { readonly names: readonly WrittenName[] } {
  const { adapter, task, taskName } = worker;
  const everything = { names: [], open: true, others: 'end' } as const;
  const { naming } = adapter;
  if (adapter.jobName === undefined || taskName.is === 'unknown') return everything;
  const own = taskName.is === 'yes' ? taskName.value : naming?.unnamed;
  if (own !== undefined && own !== naming?.others) {
    const node = taskName.is === 'yes' ? nameOfWorker(host, worker, own) : undefined;
    return { names: [{ name: own, node }], open: false, others: 'fail' };
  }
  return task ? servedNames(host, task) : everything;
}

/** Where a worker for one task names it: an argument of its call, or of a decorator. */
function nameOfWorker(host: Host, { node }: WorkerSite, name: string): ts.Node | undefined {
  const { ts } = host;
  if (ts.isCallExpression(node)) return writtenName(host, node.arguments, name);
  if (!ts.isMethodDeclaration(node)) return undefined;
  for (const { expression } of ts.getDecorators(node) ?? []) {
    const found = ts.isCallExpression(expression) && writtenName(host, expression.arguments, name);
    if (found) return found;
  }
  return undefined;
}

const unnamedWorkers = new WeakMap<Analysis, Set<string>>();

/** @returns whether the program has a worker of this library of whose queue the name is not known. */
export function hasUnnamedWorker(analysis: Analysis, adapterId: string): boolean {
  let adapters = unnamedWorkers.get(analysis);
  if (!adapters) {
    unnamedWorkers.set(analysis, (adapters = new Set()));
    for (const { workers } of analysis.all()) {
      for (const worker of workers) if (worker.queueName.is !== 'yes') adapters.add(worker.adapter.id);
    }
  }
  return adapters.has(adapterId);
}

/** @returns the name of the tasks that a producer makes, the library's own for those it does not name. */
export function producedName(site: EnqueueSite): Answer<string> {
  const { taskName, locator, adapter } = site;
  if (taskName.is !== 'no') return taskName;
  const unnamed = locator.name === undefined && locator.task === undefined && adapter.naming?.unnamed;
  return typeof unnamed === 'string' ? yes(unnamed) : unknown('dynamic value');
}

/** @returns whether a call only repeats the name that the enqueue inside its wrapper gives. */
export function isNamedInside({ inner }: EnqueueSite): boolean {
  return inner !== undefined && provenName(inner.taskName) !== undefined;
}

/** @returns where a call writes a name: an argument, or a property of one. */
export function writtenName(
  host: Host,
  written: readonly ts.Expression[],
  name: string,
): ts.Expression | undefined {
  const { ts } = host;
  const isIt = (expression: ts.Expression): boolean => literalOf(host, unbound(expression)) === name;
  for (const argument of written) {
    if (isIt(argument)) return argument;
    const value = bare(ts, argument);
    if (!ts.isObjectLiteralExpression(value)) continue;
    for (const member of value.properties) {
      if (ts.isPropertyAssignment(member) && isIt(member.initializer)) return member.initializer;
    }
  }
  return undefined;
}
