/** Tasks that are defined before they are enqueued: by a call (`task({ id, run })`) or as a class (`class X extends Job`). */
import type ts from 'typescript';
import type { CallWorker, SubclassWorker } from '../../adapters/queues/shape.js';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import type { Bound } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { resolve } from '../program/values.js';
import type { SiteCall } from './calls.js';
import { knownWorkerBase, knownWorkerCall, type Known } from './known-symbols.js';
import { locate, type BoundCall } from './locate.js';
import type { OptionLayer } from './options.js';
import { stringOf } from './queues.js';

/** What a definition says about every enqueue of its task. */
export interface Definition {
  readonly node: ts.Node;
  readonly queue: Answer<string>;
  readonly name: Answer<string>;
  /** Its options, which every enqueue of the task takes over. */
  readonly layers: readonly OptionLayer[];
}

/** @returns the definition that an enqueue names, by its argument or its receiver. */
export function definitionOf(host: Host, { bound, receiver }: SiteCall, where: string): Answer<Definition> {
  const { ts } = host;
  const at: Answer<Bound> =
    where === 'receiver'
      ? receiver
        ? yes({ expression: receiver, scope: undefined })
        : no
      : locate(host, bound, where);
  const target = at.is === 'yes' ? resolve(host, at.value) : at;
  if (target.is !== 'yes') return unknown('out of sight');
  const { expression } = target.value;
  if (ts.isCallExpression(expression)) return definedByCall(host, expression);
  const declaration = symbolAt(
    host,
    ts.isPropertyAccessExpression(expression) ? expression.name : expression,
  )?.valueDeclaration;
  if (!declaration || !ts.isClassLike(declaration)) return unknown('out of sight');
  const known = baseOf(host, declaration);
  return known ? yes(definedByClass(host, declaration, known.locator)) : unknown('out of sight');
}

function definedByCall(host: Host, call: ts.CallExpression): Answer<Definition> {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  const nameNode = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const known = ts.isIdentifier(nameNode) ? knownWorkerCall(host, nameNode, nameNode.text) : undefined;
  if (!known) return unknown('out of sight');
  return yes(definedBy(host, call, known, { arguments: call.arguments, scope: undefined }));
}

/** @returns names and default options of a defining call. */
export function definedBy(
  host: Host,
  node: ts.Node,
  { locator }: Known<CallWorker>,
  call: BoundCall,
): Definition {
  const queue = locate(host, call, locator.queueName);
  const byDefault = locator.defaultQueue;
  return {
    node,
    queue: queue.is === 'no' && byDefault !== undefined ? yes(byDefault) : stringOf(host, queue),
    name: locator.taskName === undefined ? no : stringOf(host, locate(host, call, locator.taskName)),
    layers:
      locator.defaults === undefined
        ? []
        : [{ layer: 'queue', options: locate(host, call, locator.defaults) }],
  };
}

/** @returns the library's class that a class of the program extends, with how its subclasses run tasks. */
export function baseOf(host: Host, declaration: ts.ClassLikeDeclaration): Known<SubclassWorker> | undefined {
  return declaration.name && knownWorkerBase(host, declaration.name);
}

/** @returns name (the class's own) and default options (a static property) of a task class. */
export function definedByClass(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
  { defaults }: SubclassWorker,
): Definition {
  const { ts } = host;
  const member = declaration.members.find(
    (entry): entry is ts.PropertyDeclaration =>
      ts.isPropertyDeclaration(entry) && ts.isIdentifier(entry.name) && entry.name.text === defaults,
  );
  const options: Answer<Bound> = member?.initializer
    ? yes({ expression: member.initializer, scope: undefined })
    : no;
  return {
    node: declaration,
    queue: declaration.name ? yes(declaration.name.text) : unknown('dynamic value'),
    name: no,
    layers: defaults === undefined ? [] : [{ layer: 'queue', options }],
  };
}
