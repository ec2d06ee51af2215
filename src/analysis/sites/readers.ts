/** Who reads finished tasks or their results, and who removes them by hand. */
import type ts from 'typescript';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import { unknown, type Answer } from '../program/answer.js';
import { ownFiles } from '../program/candidates.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare, hasBody } from '../program/syntax.js';
import { declaredByAdapter, knownWorkerClass } from './known-symbols.js';
import { resolveReceiver, stringOf } from './queues.js';

/** A place that reads or removes finished tasks, and of which queue. */
interface Use {
  readonly node: ts.Node;
  readonly member: string;
  readonly queue: Answer<string>;
}

const cache = new WeakMap<ts.Program, Map<string, readonly Use[]>>();

/**
 * @returns whether the program reads results of this queue's tasks; a reader whose queue is not certain may read any. A
 * dashboard shows tasks but reads no result; asking for a task's state by id does not read its result either.
 */
export function readsResults(host: Host, adapter: QueueAdapter, queueName: string): boolean {
  return uses(host, adapter, adapter.results?.readers ?? [], queueName);
}

/** @returns whether the program removes finished tasks of this queue itself (`queue.clean(…)`). */
export function removesTasks(host: Host, adapter: QueueAdapter, queueName: string): boolean {
  return uses(host, adapter, adapter.results?.cleaners ?? [], queueName);
}

function uses(host: Host, adapter: QueueAdapter, members: readonly string[], queueName: string): boolean {
  let known = cache.get(host.program);
  if (!known) cache.set(host.program, (known = new Map<string, readonly Use[]>()));
  let found = known.get(adapter.id);
  if (!found) known.set(adapter.id, (found = findUses(host, adapter)));
  const names = members.map(lastName);
  return found.some(
    ({ member, queue }) => names.includes(member) && (queue.is !== 'yes' || queue.value === queueName),
  );
}

function lastName(member: string): string {
  return member.split('.').at(-1) ?? member;
}

function findUses(host: Host, adapter: QueueAdapter): readonly Use[] {
  const { ts } = host;
  const { readers = [], cleaners = [] } = adapter.results ?? {};
  const members = new Set([...readers, ...cleaners].map(lastName));
  const found: Use[] = [];
  const visit = (node: ts.Node): void => {
    const name = ts.isPropertyAccessExpression(node)
      ? node.name
      : ts.isBindingElement(node)
        ? (node.propertyName ?? node.name)
        : undefined;
    if (name && ts.isIdentifier(name) && members.has(name.text)) {
      const symbol = symbolAt(host, name);
      if (symbol && declaredByAdapter(host, adapter, symbol)) {
        const queue = ts.isPropertyAccessExpression(node)
          ? queueOfTask(host, node.expression)
          : unknown('dynamic value');
        found.push({ node, member: name.text, queue });
      }
    }
    ts.forEachChild(node, visit);
  };
  const mentions = [...members];
  for (const file of ownFiles(host.program)) {
    if (mentions.some((member) => file.text.includes(member))) visit(file);
  }
  return found;
}

/** Follows a task (or a queue) to the queue it came from: `const job = await reports.getJob(id)`. */
function queueOfTask(host: Host, expression: ts.Expression, depth = 6): Answer<string> {
  if (depth <= 0) return unknown('budget spent');
  const { ts } = host;
  const value = bare(ts, expression);
  if (ts.isCallExpression(value)) {
    const callee = bare(ts, value.expression);
    return ts.isPropertyAccessExpression(callee)
      ? queueName(host, callee.expression)
      : unknown('out of sight');
  }
  if (ts.isIdentifier(value)) {
    const declaration = symbolAt(host, value)?.valueDeclaration;
    if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer) {
      const list = declaration.parent;
      if ((list.flags & ts.NodeFlags.Const) !== 0)
        return queueOfTask(host, declaration.initializer, depth - 1);
    }
    if (declaration && ts.isParameter(declaration)) return queueOfListener(host, declaration);
  }
  return queueName(host, value);
}

function queueName(host: Host, receiver: ts.Expression): Answer<string> {
  const found = resolveReceiver(host, receiver, undefined);
  if (found.is !== 'yes') return unknown('out of sight');
  return found.value.kind === 'site' ? found.value.site.name : found.value.name;
}

/** `worker.on('completed', (job) => …)`: the queue of the worker. */
function queueOfListener(host: Host, parameter: ts.ParameterDeclaration): Answer<string> {
  const { ts } = host;
  const call = parameter.parent.parent;
  if (!hasBody(ts, parameter.parent) || !ts.isCallExpression(call)) return unknown('out of sight');
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression))
    return unknown('out of sight');
  const declaration = symbolAt(host, callee.expression)?.valueDeclaration;
  const made =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? bare(ts, declaration.initializer)
      : undefined;
  if (!made || !ts.isNewExpression(made) || !knownWorkerClass(host, made.expression))
    return unknown('out of sight');
  const name = made.arguments?.[0];
  return name
    ? stringOf(host, { is: 'yes', value: { expression: name, scope: undefined } })
    : unknown('dynamic value');
}
