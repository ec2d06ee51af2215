/** Tasks that are defined before they are enqueued: by a call (`task({ id, run })`) or as a class (`class X extends Job`). */
import type ts from 'typescript';
import type { CallWorker, SubclassWorker } from '../../adapters/queues/shape.js';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import type { Bound } from '../program/bound.js';
import { withBaseClasses } from '../program/classes.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { propertyPath, resolve } from '../program/values.js';
import type { SiteCall } from './calls.js';
import { knownWorkerBase, knownWorkerCall, type Known } from './known-symbols.js';
import { locate, locateArgument, parseLocator, type BoundCall } from './locate.js';
import type { OptionLayer } from './options.js';
import { resolveReceiver, stringOf } from './queues.js';

/** What a definition says about every enqueue of its task. */
export interface Definition {
  readonly node: ts.Node;
  readonly queue: Answer<string>;
  readonly name: Answer<string>;
  /** Its options, which every enqueue of the task takes over. */
  readonly layers: readonly OptionLayer[];
  /** Where such options belong that the call lacks. */
  readonly at?: { readonly argument: number; readonly locator: string };
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
  // A renamed import is known by the name it is exported by.
  const name = symbolAt(host, nameNode)?.name;
  const known = name === undefined ? undefined : knownWorkerCall(host, nameNode, name);
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
  const [queue = unknown('dynamic value')] = namesOf(host, locator, call);
  return {
    node,
    queue,
    name: locator.taskName === undefined ? no : stringOf(host, locate(host, call, locator.taskName)),
    ...defaultsOf(host, call, locator.defaults),
  };
}

function defaultsOf(
  host: Host,
  call: BoundCall,
  locator: string | undefined,
): Pick<Definition, 'layers' | 'at'> {
  if (locator === undefined) return { layers: [] };
  const { argument } = parseLocator(locator);
  return {
    layers: [{ layer: 'queue', options: locate(host, call, locator) }],
    ...(typeof argument === 'number' && { at: { argument, locator } }),
  };
}

/** @returns the names under which a call takes tasks; several where its locator names the elements of a list. */
export function namesOf(host: Host, locator: CallWorker, call: BoundCall): readonly Answer<string>[] {
  if (locator.queueName === undefined) return [unknown('out of sight')];
  const { each, list, path } = parseLocator(locator.queueName);
  if (!each) {
    const queue = locate(host, call, locator.queueName);
    const byDefault = locator.defaultQueue;
    return [queue.is === 'no' && byDefault !== undefined ? yes(byDefault) : nameOrQueue(host, queue)];
  }
  const { ts } = host;
  const start = locateArgument(call, locator.queueName);
  const found = start && list !== '' ? propertyPath(host, start, list) : start && yes(start);
  const whole = found?.is === 'yes' ? resolve(host, found.value) : undefined;
  if (whole?.is !== 'yes') return [unknown('dynamic value')];
  const { expression, scope } = whole.value;
  const items = ts.isArrayLiteralExpression(expression) ? expression.elements : [expression];
  const names = items.map((item) => {
    const element = { expression: item, scope };
    return path === '' ? yes(element) : propertyPath(host, element, path);
  });
  // An element without the name (a schedule among events) says nothing beside those that have one.
  const given = names.filter((name) => name.is !== 'no');
  return (given.length > 0 ? given : names).map((name) => stringOf(host, name));
}

/** A name, or the queue itself (`new Runner(queue, …)`). */
function nameOrQueue(host: Host, answer: Answer<Bound>): Answer<string> {
  const name = stringOf(host, answer);
  if (name.is === 'yes' || answer.is !== 'yes') return name;
  const receiver = resolveReceiver(host, answer.value.expression, answer.value.scope);
  if (receiver.is !== 'yes') return name;
  return receiver.value.kind === 'site' ? receiver.value.site.name : receiver.value.name;
}

/** @returns the library's class that a class of the program extends, with how its subclasses run tasks. */
export function baseOf(host: Host, declaration: ts.ClassLikeDeclaration): Known<SubclassWorker> | undefined {
  return declaration.name && knownWorkerBase(host, declaration.name);
}

/** @returns name (the class's own) and default options (a static property) of a task class. */
export function definedByClass(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
  { defaults, short }: SubclassWorker,
): Definition {
  const written = defaults === undefined ? undefined : staticValue(host, declaration, defaults);
  const options: Answer<Bound> = written ? yes({ expression: written, scope: undefined }) : no;
  const layers: readonly OptionLayer[] = [
    ...(short === undefined ? [] : [{ layer: 'queue' as const, options, under: short }]),
    { layer: 'queue', options },
  ];
  return {
    node: declaration,
    queue: declaration.name ? yes(declaration.name.text) : unknown('dynamic value'),
    name: no,
    layers: defaults === undefined ? [] : layers,
  };
}

/** A static property's value, which a class also has from the classes it extends. */
function staticValue(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
  name: string,
): ts.Expression | undefined {
  const { ts } = host;
  for (const current of withBaseClasses(host, declaration)) {
    const member = current.members.find(
      (entry): entry is ts.PropertyDeclaration =>
        ts.isPropertyDeclaration(entry) && ts.isIdentifier(entry.name) && entry.name.text === name,
    );
    if (member) return member.initializer;
  }
  return undefined;
}
