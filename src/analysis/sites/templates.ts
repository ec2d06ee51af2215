/** What a library call (or a call of a wrapper around one) hands over, before it is judged. */
import type ts from 'typescript';
import type { EnqueueLocator, QueueAdapter } from '../../adapters/queues/shape.js';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare, hasBody, returnedExpressions } from '../program/syntax.js';
import { rebind, type Bound, type Scope } from '../program/bound.js';
import { property, propertyPath, resolve } from '../program/values.js';
import type { SiteCall } from './calls.js';
import { definitionOf, type Definition } from './definitions.js';
import { locate, locateArgument, parseLocator, type BoundCall } from './locate.js';
import type { OptionLayer } from './options.js';
import type { WrapperStep } from './site.js';
import { textSource } from './text.js';

/** One task that a call hands to a library. */
export interface Template {
  readonly adapter: QueueAdapter;
  readonly locator: EnqueueLocator;
  /** The library's own call at the end of the chain. */
  readonly libraryCall: ts.CallExpression;
  /** Where its arguments stand. */
  readonly source: SiteCall;
  readonly item: number;
  readonly node: ts.Node;
  readonly receiver: Bound | undefined;
  readonly name: Answer<Bound>;
  readonly queueName: Answer<Bound> | undefined;
  /** The task's definition, where the call names one. */
  readonly definition: Answer<Definition> | undefined;
  /** Queue's name where no expression says it. */
  readonly queueText: string | undefined;
  /** Where the payload comes from; several where arguments travel one by one. */
  readonly payload: Answer<readonly PayloadSource[]>;
  /** Options set by the call and its wrappers, innermost first. */
  readonly options: readonly OptionLayer[];
  readonly wrappers: readonly WrapperStep[];
}

/** Where the payload comes from: an expression, or a property of the elements of one. */
export interface PayloadSource {
  readonly bound: Bound;
  /** Set when only the type of a list is known: the property of its elements that is the payload. */
  readonly elementPath: string | undefined;
  /** `open`: a text that a caller makes, so only the caller says what is in it; `told`: what this call made the text of. */
  readonly text?: 'open' | 'told';
}

/** @returns one template per task of a library call. */
export function callTemplates(
  host: Host,
  site: SiteCall,
  adapter: QueueAdapter,
  locator: EnqueueLocator,
): readonly Template[] {
  const { call, bound, receiver } = site;
  const definition = locator.task === undefined ? undefined : definitionOf(host, site, locator.task);
  const common: Common = {
    adapter,
    locator,
    libraryCall: call,
    source: site,
    receiver: receiver && at(receiver),
    definition,
    queueText: site.proxied,
    wrappers: [],
  };
  if (locator.bulk !== true && locator.children === undefined) {
    const options = locator.options === undefined ? no : locate(host, bound, locator.options);
    return [
      {
        ...common,
        item: 0,
        node: call,
        name: locator.name === undefined ? no : locate(host, bound, locator.name),
        queueName: locator.queueName === undefined ? undefined : locate(host, bound, locator.queueName),
        payload: payloadSources(host, bound, locator.payload),
        options: [
          {
            layer: 'call',
            options,
            ...(site.setters && {
              setters: site.setters,
              settable: Object.keys(locator.chain?.setters ?? {}),
            }),
          },
        ],
      },
    ];
  }
  const argument = listArgument(host, bound, locator.payload);
  if (!argument) return [];
  const items = locator.bulk === true ? listItems(host, argument) : [{ bound: argument, known: true }];
  return items
    .flatMap((item) => itemTemplates(host, common, item, { locator, call: bound }))
    .map((made, item) => ({ ...made, item }));
}

/** The list of a bulk call: an argument, or a property of one. */
function listArgument(host: Host, call: BoundCall, locator: string): Bound | undefined {
  const argument = locateArgument(call, locator);
  const { list } = parseLocator(locator);
  if (!argument || list === '') return argument;
  const found = propertyPath(host, argument, list);
  return found.is === 'yes' ? found.value : undefined;
}

/** Sources of a payload that is one value, all arguments from one on, or the elements of a list of arguments. */
function payloadSources(host: Host, call: BoundCall, locator: string): Answer<readonly PayloadSource[]> {
  const { argument, rest, each, path, list } = parseLocator(locator);
  if (argument === 'all' || rest) {
    if (call.arguments.some((part) => host.ts.isSpreadElement(part))) return unknown('dynamic value');
    const from = argument === 'all' || argument === 'last' ? 0 : argument;
    return yes(
      call.arguments
        .slice(from)
        .map((expression) => ({ bound: { expression, scope: call.scope }, elementPath: undefined })),
    );
  }
  if (!each) return textOrValue(host, call, locator);
  const start = locateArgument(call, locator);
  if (!start) return no;
  const whole = list === '' ? yes(start) : propertyPath(host, start, list);
  if (whole.is !== 'yes') return whole;
  return yes(
    listItems(host, whole.value).map(({ bound, known }) => ({
      bound,
      elementPath: known ? undefined : path,
    })),
  );
}

/** One value; a text that nothing here is known of may be a parameter of the function around the call. */
function textOrValue(host: Host, call: BoundCall, locator: string): Answer<readonly PayloadSource[]> {
  const value = locate(host, call, locator);
  if (value.is !== 'unknown' || !parseLocator(locator).text) return source(value);
  const text = locate(host, call, locator.slice(0, -'|text'.length));
  if (text.is !== 'yes' || !host.ts.isIdentifier(bare(host.ts, text.value.expression))) return value;
  return yes([{ bound: text.value, elementPath: undefined, text: 'open' }]);
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
  const value = target.is === 'yes' ? target.value : passedBy(host, list);
  const { expression, scope } = value;
  if (ts.isArrayLiteralExpression(expression)) {
    return expression.elements.flatMap((element): readonly ListItem[] => {
      if (ts.isOmittedExpression(element)) return [];
      return ts.isSpreadElement(element)
        ? listItems(host, { expression: element.expression, scope })
        : [{ bound: { expression: element, scope }, known: true }];
    });
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

/** What a caller passed for a parameter, when no more is known of it than its type. */
function passedBy(host: Host, list: Bound): Bound {
  const expression = bare(host.ts, list.expression);
  if (!host.ts.isIdentifier(expression) || !list.scope) return list;
  const declaration = symbolAt(host, expression)?.valueDeclaration;
  const argument = declaration && host.ts.isParameter(declaration) ? list.scope.get(declaration) : undefined;
  return argument ?? list;
}

/** The call around an item, for what does not stand in the item itself. */
interface Around {
  readonly locator: EnqueueLocator;
  readonly call: BoundCall;
}

function itemTemplates(
  host: Host,
  common: Common,
  item: ListItem,
  around: Around,
): readonly Omit<Template, 'item'>[] {
  const { locator, call } = around;
  const inItem = (where: string): boolean => locator.bulk !== true || parseLocator(where).each;
  const of = (where: string | undefined): Answer<Bound> => {
    if (where === undefined) return no;
    if (!inItem(where)) return locate(host, call, where);
    if (!item.known) return unknown('dynamic value');
    const { path, text } = parseLocator(where);
    const found = path === '' ? yes(item.bound) : propertyPath(host, item.bound, path);
    return text && found.is === 'yes' ? textSource(host, found.value) : found;
  };
  const own: Omit<Template, 'item'> = {
    ...common,
    node: item.known ? item.bound.expression : common.libraryCall,
    name: of(locator.name),
    queueName: locator.queueName === undefined ? undefined : of(locator.queueName),
    payload: itemPayload(host, item, locator.payload, of),
    options: [{ layer: 'call', options: of(locator.options) }],
  };
  if (locator.children === undefined || !item.known) return [own];
  const children = property(host, item.bound, locator.children);
  if (children.is !== 'yes') return [own];
  const below = listItems(host, children.value).flatMap((child) =>
    itemTemplates(host, common, child, around),
  );
  return [own, ...below];
}

function itemPayload(
  host: Host,
  item: ListItem,
  locator: string,
  of: (where: string) => Answer<Bound>,
): Answer<readonly PayloadSource[]> {
  const { path, text } = parseLocator(locator);
  const inner = path.indexOf('[]');
  if (!item.known) {
    return text || inner >= 0 ? unknown('dynamic value') : yes([{ bound: item.bound, elementPath: path }]);
  }
  if (inner < 0) return source(of(locator));
  // Elements of elements: `topicMessages[].messages[].value`, `jobs[].args[]`.
  const list = propertyPath(host, item.bound, path.slice(0, inner));
  if (list.is !== 'yes') return list;
  const below = path.slice(inner + 3);
  const found = listItems(host, list.value).map((entry): Answer<readonly PayloadSource[]> => {
    if (!entry.known)
      return text ? unknown('dynamic value') : yes([{ bound: entry.bound, elementPath: below }]);
    const value = below === '' ? yes(entry.bound) : propertyPath(host, entry.bound, below);
    return source(text && value.is === 'yes' ? textSource(host, value.value) : value);
  });
  return yes(found.flatMap((answer) => (answer.is === 'yes' ? answer.value : [])));
}

function source(answer: Answer<Bound>): Answer<readonly PayloadSource[]> {
  return answer.is === 'yes' ? yes([{ bound: answer.value, elementPath: undefined }]) : answer;
}

function at(expression: ts.Expression): Bound {
  return { expression, scope: undefined };
}

/** @returns the templates of a bulk call whose list a wrapper's caller passes in: the caller's own items. */
export function passedItems(
  host: Host,
  template: Template,
  call: ts.CallExpression,
  scope: Scope,
  step: WrapperStep,
): readonly Template[] {
  const { source, adapter, locator } = template;
  const bound = { ...source.bound, scope };
  return callTemplates(host, { ...source, bound }, adapter, locator).map((made) => ({
    ...made,
    node: made.node === template.libraryCall ? call : made.node,
    receiver: made.receiver && { ...made.receiver, scope },
    wrappers: [step, ...template.wrappers],
  }));
}

/** A payload's source with the arguments of a wrapper's call in it. */
function boundSource(host: Host, part: PayloadSource, scope: Scope): PayloadSource {
  const { text, ...rest } = part;
  const bound = rebind(part.bound, scope);
  if (text !== 'open') return { ...rest, bound };
  const made = textSource(host, bound);
  return made.is === 'yes' ? { ...rest, bound: made.value, text: 'told' } : { ...rest, bound, text };
}

/** @returns the template as a call of a wrapper sees it: the wrapper's parameters stand for the call's arguments. */
export function wrapTemplate(
  host: Host,
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
        ? yes(template.payload.value.map((part) => boundSource(host, part, scope)))
        : template.payload,
    options: template.options.map((layer) => ({
      ...layer,
      layer: 'wrapper',
      options: through(layer.options),
      ...(layer.setters && { setters: throughSetters(layer.setters, scope) }),
    })),
    wrappers: [step, ...template.wrappers],
  };
}

function throughSetters(
  setters: Answer<ReadonlyMap<string, Bound>>,
  scope: Scope | undefined,
): Answer<ReadonlyMap<string, Bound>> {
  if (setters.is !== 'yes' || !scope) return setters;
  return yes(new Map([...setters.value].map(([path, bound]) => [path, rebind(bound, scope)])));
}
