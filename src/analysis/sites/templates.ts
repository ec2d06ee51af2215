/** What a library call (or a call of a wrapper around one) hands over, before it is judged. */
import type ts from 'typescript';
import type { EnqueueLocator, QueueAdapter } from '../../adapters/queues/shape.js';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import type { Host } from '../program/host.js';
import { bare, hasBody, returnedExpressions } from '../program/syntax.js';
import { rebind, type Bound, type Scope } from '../program/bound.js';
import { literalOf, property, resolve } from '../program/values.js';
import { locate, locateArgument, parseLocator, type BoundCall } from './locate.js';
import type { OptionLayer } from './options.js';
import type { WrapperStep } from './site.js';

/** One task that a call hands to a library. */
export interface Template {
  readonly adapter: QueueAdapter;
  readonly locator: EnqueueLocator;
  /** The library's own call at the end of the chain. */
  readonly libraryCall: ts.CallExpression;
  readonly item: number;
  readonly node: ts.Node;
  readonly receiver: Bound | undefined;
  readonly name: Answer<Bound>;
  readonly queueName: Answer<Bound> | undefined;
  /** Payload expression; `each` when it is every element of it (at `elementPath`). */
  readonly payload: Answer<PayloadSource>;
  /** Options set by the call and its wrappers, innermost first. */
  readonly options: readonly OptionLayer[];
  readonly wrappers: readonly WrapperStep[];
}

/** Where the payload comes from: an expression, or a property of the elements of one. */
export interface PayloadSource {
  readonly bound: Bound;
  /** Set when only the type of a list is known: the property of its elements that is the payload. */
  readonly elementPath: string | undefined;
}

/** @returns one template per task of a library call. */
export function callTemplates(
  host: Host,
  call: ts.CallExpression,
  receiver: ts.Expression | undefined,
  adapter: QueueAdapter,
  locator: EnqueueLocator,
): readonly Template[] {
  const bound = { arguments: call.arguments, scope: undefined };
  const common = { adapter, locator, libraryCall: call, receiver: receiver && at(receiver), wrappers: [] };
  const defined = locator.task === undefined ? undefined : definedTask(host, bound, locator.task);
  if (locator.bulk !== true && locator.children === undefined) {
    const payload = locate(host, bound, locator.payload);
    const options = locator.options === undefined ? no : locate(host, bound, locator.options);
    return [
      {
        ...common,
        item: 0,
        node: call,
        name: defined?.name ?? (locator.name === undefined ? no : locate(host, bound, locator.name)),
        queueName:
          defined?.queue ??
          (locator.queueName === undefined ? undefined : locate(host, bound, locator.queueName)),
        payload: source(payload),
        options: [{ layer: 'call', options }],
      },
    ];
  }
  const argument = locateArgument(bound, locator.payload);
  if (!argument) return [];
  const items = locator.bulk === true ? listItems(host, argument) : [{ bound: argument, known: true }];
  return items
    .flatMap((item) => itemTemplates(host, common, item, locator))
    .map((made, item) => ({
      ...made,
      item,
      ...(defined && { name: defined.name, queueName: defined.queue }),
    }));
}

/** Name and queue of a task from the call that defined it. */
function definedTask(
  host: Host,
  call: BoundCall,
  task: string,
): { readonly name: Answer<Bound>; readonly queue: Answer<Bound> } {
  const argument = locate(host, call, task);
  const target = argument.is === 'yes' ? resolve(host, argument.value) : argument;
  const definition =
    target.is === 'yes' && host.ts.isCallExpression(target.value.expression)
      ? target.value.expression.arguments[0]
      : undefined;
  if (!definition) return { name: unknown('out of sight'), queue: unknown('out of sight') };
  return { name: property(host, at(definition), 'name'), queue: property(host, at(definition), 'queue') };
}

type Common = Omit<Template, 'item' | 'node' | 'name' | 'queueName' | 'payload' | 'options'>;

interface ListItem {
  readonly bound: Bound;
  /** The item's own expression is written; otherwise `bound` is the whole list. */
  readonly known: boolean;
}

/** Array literals and `xs.map(x => item)` show their items; of anything else only the type is known. */
function listItems(host: Host, list: Bound): readonly ListItem[] {
  const { ts } = host;
  const target = resolve(host, list);
  const value = target.is === 'yes' ? target.value : list;
  const { expression, scope } = value;
  if (ts.isArrayLiteralExpression(expression)) {
    return expression.elements.flatMap((element) =>
      ts.isSpreadElement(element)
        ? listItems(host, { expression: element.expression, scope })
        : [{ bound: { expression: element, scope }, known: true }],
    );
  }
  if (ts.isCallExpression(expression) && ts.isPropertyAccessExpression(expression.expression)) {
    const callback = expression.arguments[0];
    if (/^(?:map|flatMap)$/u.test(expression.expression.name.text) && callback && hasBody(ts, callback)) {
      return returnedExpressions(ts, callback).map((result) => ({
        bound: { expression: bare(ts, result), scope },
        known: true,
      }));
    }
  }
  return [{ bound: value, known: false }];
}

function itemTemplates(
  host: Host,
  common: Common,
  item: ListItem,
  locator: EnqueueLocator,
): readonly Omit<Template, 'item'>[] {
  const path = (where: string | undefined): string | undefined =>
    where === undefined ? undefined : parseLocator(where).path;
  const of = (where: string | undefined): Answer<Bound> => {
    const key = path(where);
    if (key === undefined) return no;
    if (!item.known) return unknown('dynamic value');
    return key === '' ? yes(item.bound) : property(host, item.bound, key);
  };
  const payload: Answer<PayloadSource> = item.known
    ? source(of(locator.payload))
    : yes({ bound: item.bound, elementPath: path(locator.payload) ?? '' });
  const own: Omit<Template, 'item'> = {
    ...common,
    node: item.known ? item.bound.expression : common.libraryCall,
    name: of(locator.name),
    queueName: locator.queueName === undefined ? undefined : of(locator.queueName),
    payload,
    options: [{ layer: 'call', options: of(locator.options) }],
  };
  if (locator.children === undefined || !item.known) return [own];
  const children = property(host, item.bound, locator.children);
  if (children.is !== 'yes') return [own];
  const below = listItems(host, children.value).flatMap((child) =>
    itemTemplates(host, common, child, locator),
  );
  return [own, ...below];
}

function source(answer: Answer<Bound>): Answer<PayloadSource> {
  return answer.is === 'yes' ? yes({ bound: answer.value, elementPath: undefined }) : answer;
}

function at(expression: ts.Expression): Bound {
  return { expression, scope: undefined };
}

/** @returns the template as a call of a wrapper sees it: the wrapper's parameters stand for the call's arguments. */
export function wrapTemplate(
  template: Template,
  call: ts.CallExpression,
  scope: Scope | undefined,
  step: WrapperStep,
): Template {
  const through = (answer: Answer<Bound>): Answer<Bound> =>
    answer.is === 'yes' && scope ? yes(rebind(answer.value, scope)) : answer;
  return {
    ...template,
    node: call,
    receiver: template.receiver && (scope ? rebind(template.receiver, scope) : template.receiver),
    name: through(template.name),
    queueName: template.queueName && through(template.queueName),
    payload:
      template.payload.is === 'yes' && scope
        ? yes({ ...template.payload.value, bound: rebind(template.payload.value.bound, scope) })
        : template.payload,
    options: template.options.map(({ options }) => ({ layer: 'wrapper', options: through(options) })),
    wrappers: [step, ...template.wrappers],
  };
}

/** @returns whether the overload of this locator is the one that the call takes. */
export function takesOverload(host: Host, call: ts.CallExpression, locator: EnqueueLocator): boolean {
  if (locator.when === undefined) return true;
  const first = call.arguments[0];
  if (!first) return false;
  const { ts, checker } = host;
  const literal = literalOf(host, at(first));
  const isString =
    typeof literal === 'string' ||
    (checker.getTypeAtLocation(first).flags & (ts.TypeFlags.StringLike | ts.TypeFlags.TemplateLiteral)) !==
      0 ||
    isStringUnion(host, checker.getTypeAtLocation(first));
  return locator.when === 'arg0:string' ? isString : !isString;
}

function isStringUnion(host: Host, type: ts.Type): boolean {
  return type.isUnion() && type.types.every((part) => (part.flags & host.ts.TypeFlags.StringLike) !== 0);
}
