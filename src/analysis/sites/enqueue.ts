/** Turns a template into the site that rules and codemods see. */
import type ts from 'typescript';
import type { CodecId } from '../../adapters/codecs.js';
import type { QueueLocator } from '../../adapters/queues/shape.js';
import type { PayloadPart } from '../payload/part.js';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import type { Host } from '../program/host.js';
import { functionOf } from '../program/functions.js';
import { isOpaque, symbolAt, typeAt } from '../program/symbols.js';
import { bare, functionName, hasBody } from '../program/syntax.js';
import type { Bound, Scope } from '../program/bound.js';
import { property, resolve } from '../program/values.js';
import { splitByParameters, type Flow } from './flow.js';
import { isPlain } from './calls.js';
import type { Definition } from './definitions.js';
import { parseLocator } from './locate.js';
import { readOption, type OptionLayer } from './options.js';
import { resolveReceiver, stringOf, type Receiver } from './queues.js';
import type { EnqueueSite, OptionValue, QueueRef, QueueSite } from './site.js';
import type { Template } from './templates.js';

const nothing: ReadonlySet<string> = new Set();

/** A queue whose defaults may be out of sight. */
interface OpenQueueRef extends QueueRef {
  readonly open: boolean;
}

/** What a site needs to know of the rest of the program. */
export interface Surroundings {
  /** Registrations of a queue name, and global ones. */
  registered(adapterId: string, name: string): readonly QueueSite[];
  globals(adapterId: string): readonly QueueSite[];
}

/** A template at its call, with what it came through. */
export interface SiteSource {
  readonly template: Template;
  readonly call: ts.CallExpression;
  /** Bindings of the outermost wrapper's parameters; `undefined` for a direct call. */
  readonly scope: Scope | undefined;
  /** The outermost wrapper and the parameters of it that reach the payload. */
  readonly wrapper: { readonly fn: ts.SignatureDeclaration; readonly flows: readonly Flow[] } | undefined;
  readonly inner: EnqueueSite | undefined;
  /** Filled in while wrappers are followed. */
  readonly callers: EnqueueSite[];
}

/** @returns the site; everything that needs types is worked out when asked for. */
export function enqueueSite(host: Host, source: SiteSource, around: Surroundings): EnqueueSite {
  const { template, call } = source;
  const { adapter, locator } = template;
  const lazy = <T>(make: () => T): (() => T) => {
    let made: { value: T } | undefined;
    return () => (made ??= { value: make() }).value;
  };
  const queue = lazy(() => queueOf(host, template, around));
  const taskName = lazy(() => taskNameOf(host, template));
  const payloads = lazy(() =>
    source.wrapper && source.scope && !isText(template) ? passedParts(host, source) : ownParts(host, source),
  );
  const options = new Map<string, Answer<OptionValue>>();
  const ownOption = (path: string): Answer<OptionValue> => readOption(host, template.options, path);
  const optionsAt =
    locator.options !== undefined && isPlain(locator, locator.options)
      ? parseLocator(locator.options)
      : undefined;
  const direct = template.wrappers.length === 0 && locator.bulk !== true && locator.children === undefined;
  const site: EnqueueSite = {
    kind: 'enqueue',
    call,
    item: template.item,
    node: template.node,
    file: call.getSourceFile(),
    adapter,
    locator,
    wrappers: template.wrappers,
    inner: source.inner,
    callers: source.callers,
    get taskName() {
      return taskName();
    },
    get queue() {
      return queue();
    },
    get payloads() {
      return payloads();
    },
    optionsArgument:
      direct && optionsAt && typeof optionsAt.argument === 'number' && optionsAt.path === ''
        ? call.arguments[optionsAt.argument]
        : undefined,
    optionsIndex:
      direct && typeof optionsAt?.argument === 'number' && optionsAt.path === ''
        ? optionsAt.argument
        : undefined,
    scheduled: () => scheduledBy(site),
    wire: () => wireOf(site),
    ownOption,
    option: (path) => {
      let answer = options.get(path);
      if (!answer) options.set(path, (answer = readOption(host, layersOf(template, queue()), path)));
      return answer;
    },
  };
  return site;
}

function wireOf(site: EnqueueSite): Answer<CodecId> {
  const { codec, codecOption } = site.adapter;
  const picked = codecOption ? site.option(codecOption.path) : no;
  if (picked.is === 'no') return yes(codec);
  if (picked.is === 'unknown') return picked;
  const wire = codecOption?.values[String(picked.value.literal)];
  return wire === undefined ? unknown('dynamic value') : yes(wire);
}

function scheduledBy(site: EnqueueSite): Answer<true> {
  if (site.locator.scheduled === true) return yes(true);
  let open: Answer<true> = no;
  for (const path of site.adapter.scheduleOptions ?? []) {
    const answer = site.option(path);
    if (answer.is === 'yes') return yes(true);
    if (answer.is === 'unknown') open = answer;
  }
  return open;
}

/** Call and wrapper options first, then the queue's own defaults, else what the program registers for all queues. */
function layersOf(template: Template, queue: OpenQueueRef): readonly OptionLayer[] {
  const layers = [...template.options];
  if (template.locator.queueDefaults === false) return layers;
  if (queue.open) return [...layers, { layer: 'queue', options: unknown('out of sight') }];
  if (template.definition?.is === 'yes') layers.push(...template.definition.value.layers);
  for (const site of queue.sites) layers.push(...site.layers);
  return layers;
}

function taskNameOf(host: Host, template: Template): Answer<string> {
  if (template.definition?.is === 'yes') return template.definition.value.name;
  if (template.definition && !template.queueName) return unknown('out of sight');
  return template.name.is === 'no' ? no : nameOf(host, template.name);
}

/** A text; where a function stands in its place, the library goes by the function's name. */
function nameOf(host: Host, answer: Answer<Bound>): Answer<string> {
  const text = stringOf(host, answer);
  if (text.is === 'yes' || answer.is !== 'yes') return text;
  const { ts } = host;
  const target = resolve(host, answer.value);
  const { expression } = target.is === 'yes' ? target.value : answer.value;
  const symbol = symbolAt(host, ts.isPropertyAccessExpression(expression) ? expression.name : expression);
  const fn = hasBody(ts, expression) ? expression : symbol && functionOf(host, symbol);
  const name = fn && functionName(ts, fn)?.split('.').at(-1);
  return name === undefined ? text : yes(name);
}

function queueOf(host: Host, template: Template, around: Surroundings): OpenQueueRef {
  if (template.definition && (template.definition.is === 'yes' || !template.queueName))
    return definedQueue(template, template.definition, around);
  if (template.queueText !== undefined) {
    const sites = around.globals(template.adapter.id);
    return { name: yes(template.queueText), sites, open: false };
  }
  if (template.queueName) return namedQueue(template, nameOf(host, template.queueName), around);
  if (!template.receiver) return { name: unknown('out of sight'), sites: [], open: true };
  const { expression, scope } = template.receiver;
  const receiver = resolveReceiver(host, expression, scope);
  if (receiver.is !== 'yes')
    return {
      name: unknown(receiver.is === 'unknown' ? receiver.why : 'out of sight'),
      sites: [],
      open: true,
    };
  return knownQueue(template, receiver.value, around);
}

/** A queue that the call names: its defaults stand where it is created or its task is defined, if the library has such a place. */
function namedQueue(template: Template, name: Answer<string>, around: Surroundings): OpenQueueRef {
  const { adapter } = template;
  const own = name.is === 'yes' ? around.registered(adapter.id, name.value) : [];
  const globals = around.globals(adapter.id);
  const defined = adapter.workers.some((worker) => 'defaults' in worker) || adapter.queues.some(isCreation);
  // Somewhere the library itself is constructed, with the defaults of every queue.
  const instance = adapter.queues.some(
    ({ construct, scope, under }) => construct !== undefined && scope === 'global' && under === undefined,
  );
  const open =
    name.is === 'yes'
      ? (defined && own.length === 0) || (instance && globals.length === 0)
      : defined || adapter.queues.some(({ under }) => under === undefined);
  return { name, sites: [...own, ...globals], open };
}

/** `boss.createQueue(name, options)`: a queue that nothing in sight creates is created out of sight. */
function isCreation({ call, scope }: QueueLocator): boolean {
  return call !== undefined && scope !== 'global';
}

/** A task that is defined elsewhere in the program. */
function definedQueue(
  template: Template,
  definition: Answer<Definition>,
  around: Surroundings,
): OpenQueueRef {
  if (definition.is !== 'yes') return { name: unknown('out of sight'), sites: [], open: true };
  const { node, queue } = definition.value;
  const name = queue.is === 'yes' ? around.registered(template.adapter.id, queue.value) : [];
  const own = name.filter((site) => site.node === node);
  return { name: queue, sites: [...own, ...around.globals(template.adapter.id)], open: false };
}

function knownQueue(template: Template, receiver: Receiver, around: Surroundings): OpenQueueRef {
  if (receiver.kind === 'site') return { name: receiver.site.name, sites: [receiver.site], open: false };
  const { name } = receiver;
  if (name.is !== 'yes') return { name, sites: [], open: true };
  const registered = around.registered(template.adapter.id, name.value);
  if (registered.length === 0) return { name, sites: [], open: true };
  const own = registered.filter(
    (site) => site.option('attempts').is === 'unknown' || site.defaults.length > 0,
  );
  // A queue's own defaults replace the global ones as a whole.
  const sites = own.length > 0 ? own : [...registered, ...around.globals(template.adapter.id)];
  const same = own.length < 2 || own.every((site) => site.defaults[0] === own[0]?.defaults[0]);
  return { name, sites, open: !same };
}

/** What travels was made a text by this call, or will be by another one: the wrapper's parameter says nothing of it. */
function isText({ payload }: Template): boolean {
  return payload.is === 'yes' && payload.value.some(({ text }) => text !== undefined);
}

/** Parts that an enqueue inside no wrapper, or inside a wrapper that nothing calls, hands over itself. */
function ownParts(host: Host, source: SiteSource): readonly PayloadPart[] {
  const { template, callers } = source;
  if (template.payload.is !== 'yes') return [];
  return template.payload.value.flatMap(({ bound, elementPath, text }) => {
    if (text === 'open') return [];
    if (elementPath !== undefined) return elementPart(host, bound.expression, elementPath);
    const wrapper = callers[0]?.wrappers[0]?.declaration;
    if (!wrapper) return partOf(host, bound.expression, [], nothing);
    const { fixed } = splitByParameters(host, bound.expression, wrapper);
    return fixed.flatMap((part) => partOf(host, part.expression, part.path, part.without));
  });
}

function partOf(
  host: Host,
  expression: ts.Expression,
  path: readonly string[],
  without: ReadonlySet<string>,
): readonly PayloadPart[] {
  const type = typeAt(host, expression);
  return type ? [{ expression, type, node: expression, path, without }] : [];
}

/** A list whose items are not written here: judged by the type of its elements. */
function elementPart(host: Host, list: ts.Expression, path: string): readonly PayloadPart[] {
  const { checker } = host;
  const type = typeAt(host, list);
  const element = type && checker.getIndexTypeOfType(type, host.ts.IndexKind.Number);
  const member = element && (path === '' ? undefined : checker.getPropertyOfType(element, path));
  const found = path === '' ? element : member && checker.getTypeOfSymbolAtLocation(member, list);
  return found ? [{ expression: undefined, type: found, node: list, path: [] }] : [];
}

/** Parts that a call of a wrapper passes in: the arguments' own types, before they are widened to the parameters'. */
function passedParts(host: Host, source: SiteSource): readonly PayloadPart[] {
  const { wrapper, scope } = source;
  if (!wrapper || !scope) return [];
  const outer = source.callers[0]?.wrappers[0]?.declaration;
  return wrapper.flows.flatMap((flow) => {
    const argument = scope.get(flow.parameter);
    if (!argument) return [];
    const parts = passedPart(host, argument.expression, flow);
    return outer ? parts.flatMap((part) => ownHalf(host, part, outer)) : parts;
  });
}

/** What a call inside a further wrapper adds itself; what that wrapper's callers pass in is judged there. */
function ownHalf(host: Host, part: PayloadPart, outer: ts.SignatureDeclaration): readonly PayloadPart[] {
  if (!part.expression) return [part];
  const { flows, fixed } = splitByParameters(host, part.expression, outer);
  if (flows.length === 0) return [part];
  return fixed.flatMap((own) => partOf(host, own.expression, [...part.path, ...own.path], own.without));
}

function passedPart(host: Host, argument: ts.Expression, flow: Flow): readonly PayloadPart[] {
  const { checker } = host;
  let expression: ts.Expression | undefined = argument;
  let type = typeAt(host, argument);
  for (const key of flow.access) {
    const below: Answer<{ expression: ts.Expression }> = expression
      ? property(host, { expression, scope: undefined }, key)
      : no;
    expression = below.is === 'yes' ? below.value.expression : undefined;
    const member: ts.Symbol | undefined = type && checker.getPropertyOfType(type, key);
    type = expression
      ? typeAt(host, expression)
      : member && checker.getTypeOfSymbolAtLocation(member, argument);
  }
  if (flow.each && type) {
    const { ts } = host;
    const list = expression && resolve(host, { expression, scope: undefined });
    if (list?.is === 'yes' && ts.isArrayLiteralExpression(list.value.expression)) {
      return list.value.expression.elements.flatMap((element) =>
        partOf(host, element, flow.path, flow.without),
      );
    }
    type = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    expression = undefined;
  }
  if (!type) return [];
  if (isOpaque(host, type)) {
    // An untyped argument is at least what the parameter declares.
    const declared = typeAt(host, flow.parameter);
    if (declared && flow.access.length === 0 && !flow.each && !isOpaque(host, declared)) type = declared;
  }
  const node = expression ? bare(host.ts, expression) : argument;
  return [{ expression, type, node, path: flow.path, without: flow.without }];
}
