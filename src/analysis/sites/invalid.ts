/** Options that the installed library refuses or ignores: evaluates what the adapters know on the sites of a program. */
import type ts from 'typescript';
import type { Condition, InvalidOption, Place } from '../../adapters/queues/invalid-options.js';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import type { Analysis } from '../facts.js';
import { no, type Answer } from '../program/answer.js';
import { unbound, type Bound } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { typeAt } from '../program/symbols.js';
import { bare, isInside } from '../program/syntax.js';
import { literalOf } from '../program/values.js';
import { isOff, isOn, isUnset, isValue } from './conditions.js';
import { locate } from './locate.js';
import { readOption } from './options.js';
import type { EnqueueSite, OptionValue, QueueSite, WorkerSite } from './site.js';
import { isVersion } from './versions.js';
import { provenName } from './workers.js';

/** A proven fault. */
export interface Fault {
  readonly entry: InvalidOption;
  /** The option, or the name, that is at fault. */
  readonly node: ts.Node;
  /** The expression that makes its value, where there is one. */
  readonly made: Bound | undefined;
}

/** How the options around a fault are read. */
interface Reader {
  /** What is set in the place that is judged. */
  readonly own: (path: string) => Answer<OptionValue>;
  /** What holds for the task in the end. */
  readonly whole: (path: string) => Answer<OptionValue>;
}

/** What a condition may ask of the rest of the program. */
interface Around {
  readonly analysis: Analysis;
  readonly adapter: QueueAdapter;
  readonly queue: Answer<string>;
}

/** @returns the faults in the options of an enqueue that are written at this call. */
export function faultsOfEnqueue(analysis: Analysis, site: EnqueueSite): readonly Fault[] {
  const { host } = analysis;
  const { adapter, inner } = site;
  const around = { analysis, adapter, queue: site.queue.name };
  const own = (path: string): Answer<OptionValue> => {
    const found = site.ownOption(path);
    return found.is === 'unknown' ? (writtenOption(host, site, path) ?? found) : found;
  };
  const reader: Reader = { own, whole: (path) => site.option(path) };
  const options = judge(around, ['enqueue', 'task'], reader, site.locator.member).map((fault) =>
    atArgument(site, fault),
  );
  const beside = judge(around, ['item'], itemReader(host, site), site.locator.member);
  const parts = judge(around, ['call'], callReader(host, site), site.locator.member);
  const decided = inner ? new Set(faultsOfEnqueue(analysis, inner).map(({ entry }) => entry)) : undefined;
  return [...options, ...beside, ...parts, ...uncreated(around, site)].filter(
    ({ entry }) => decided?.has(entry) !== true,
  );
}

/** An option of unknown value that is certainly set: written in the call, and of a type without `undefined`. */
function writtenOption(host: Host, site: EnqueueSite, path: string): Answer<OptionValue> | undefined {
  const { ts, checker } = host;
  const options = site.optionsArgument && bare(ts, site.optionsArgument);
  if (!options || !ts.isObjectLiteralExpression(options)) return undefined;
  const node = options.properties.find(
    (member) => member.name && 'text' in member.name && member.name.text === path,
  );
  const value = node && (ts.isPropertyAssignment(node) ? node.initializer : node.name);
  if (!node || !value || !ts.isExpression(value)) return undefined;
  const type = typeAt(host, value);
  const open = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter;
  if (!type || (type.flags & open) !== 0 || checker.getNonNullableType(type) !== type) return undefined;
  return { is: 'yes', value: { literal: undefined, node, layer: 'call', made: unbound(value) } };
}

/** What a call of a wrapper passes in is at fault there, not the option in the wrapper that takes it. */
function atArgument({ call }: EnqueueSite, fault: Fault): Fault {
  const value = fault.made?.expression;
  return value && !isInside(fault.node, call) && isInside(value, call) ? { ...fault, node: value } : fault;
}

/** @returns the faults in a queue's name and default options. */
export function faultsOfQueue(analysis: Analysis, site: QueueSite): readonly Fault[] {
  const around = { analysis, adapter: site.adapter, queue: site.name };
  const read = (path: string): Answer<OptionValue> => site.option(path);
  const reader = { own: read, whole: read };
  return [
    ...judge(around, ['defaults', 'task'], reader, undefined),
    ...named(around, site.name, nameNode(analysis.host, site.node)),
  ];
}

/** @returns the faults in a worker's own options and the name of its queue. */
export function faultsOfWorker(analysis: Analysis, worker: WorkerSite): readonly Fault[] {
  const around = { analysis, adapter: worker.adapter, queue: worker.queueName };
  const read = (path: string): Answer<OptionValue> => worker.option(path);
  const reader = { own: read, whole: read };
  const name = constructs(analysis.host, worker) ? nameNode(analysis.host, worker.node) : undefined;
  return [...judge(around, ['worker'], reader, undefined), ...named(around, worker.queueName, name)];
}

function judge(
  around: Around,
  places: readonly Place[],
  reader: Reader,
  member: string | undefined,
): readonly Fault[] {
  return entriesAt(around, places).flatMap((entry) => {
    if (entry.member !== undefined && entry.member !== member) return [];
    const option = reader.own(entry.path);
    if (option.is !== 'yes' || isOff(option.value)) return [];
    return holds(around, entry.when, option.value, reader)
      ? [{ entry, node: option.value.node, made: option.value.made }]
      : [];
  });
}

function entriesAt({ analysis, adapter }: Around, places: readonly Place[]): readonly InvalidOption[] {
  return (adapter.invalid ?? []).filter(
    ({ at, versions }) => places.includes(at) && isVersion(analysis.host, adapter, versions),
  );
}

/** Every member of a condition must be proven. */
function holds(around: Around, when: Condition, option: OptionValue, reader: Reader): boolean {
  const { host } = around.analysis;
  return (
    isValue(host, when, option) &&
    (when.with === undefined || when.with.some((path) => isOn(host, reader.whole(path)))) &&
    (when.without ?? []).every((path) => reader.whole(path).is === 'no') &&
    (when.alone ?? []).every((path) => isUnset(reader.own(path))) &&
    (when.workersWithout === undefined || workersLack(around, when.workersWithout)) &&
    (when.queuesWithout === undefined || queuesLack(around, when.queuesWithout))
  );
}

function workersLack({ analysis, adapter, queue }: Around, path: string): boolean {
  const name = provenName(queue);
  if (name === undefined) return false;
  const { workers } = analysis.queue(adapter.id, name);
  return workers.length > 0 && workers.every((worker) => worker.option(path).is === 'no');
}

function queuesLack({ analysis, adapter, queue }: Around, path: string): boolean {
  const name = provenName(queue);
  if (name === undefined) return false;
  const { sites, workers } = analysis.queue(adapter.id, name);
  return sites.length > 0 && workers.length > 0 && sites.every((site) => isUnset(site.option(path)));
}

/** Properties beside the payload of an item that is written out. */
function itemReader(host: Host, { node, call, wrappers }: EnqueueSite): Reader {
  const read = (path: string): Answer<OptionValue> =>
    host.ts.isObjectLiteralExpression(node) && node !== (call as ts.Node) && wrappers.length === 0
      ? readOption(host, [{ layer: 'call', options: { is: 'yes', value: unbound(node) } }], path)
      : no;
  return { own: read, whole: read };
}

/** Parts of the library's own call, by locator. */
function callReader(host: Host, { call, wrappers }: EnqueueSite): Reader {
  const read = (locator: string): Answer<OptionValue> => {
    if (wrappers.length > 0) return no;
    const found = locate(host, { arguments: call.arguments, scope: undefined }, locator);
    if (found.is !== 'yes') return found;
    const [argument = locator, ...path] = locator.split('.');
    const holder = locate(host, { arguments: call.arguments, scope: undefined }, argument);
    if (path.length > 0 && holder.is === 'yes') {
      return readOption(host, [{ layer: 'call', options: holder }], path.join('.'));
    }
    const node = found.value.expression;
    return {
      is: 'yes',
      value: { literal: literalOf(host, found.value), node, layer: 'call', made: found.value },
    };
  };
  return { own: read, whole: read };
}

function named(around: Around, name: Answer<string>, node: ts.Node | undefined): readonly Fault[] {
  const text = provenName(name);
  if (text === undefined || !node) return [];
  return entriesAt(around, ['queue-name']).flatMap((entry) => {
    const { matches, differs, notCreatedBy } = entry.when;
    if (notCreatedBy !== undefined) return [];
    if (matches !== undefined && !new RegExp(matches, 'u').test(text)) return [];
    if (differs !== undefined && new RegExp(differs, 'u').test(text)) return [];
    return [{ entry, node, made: undefined }];
  });
}

/** The text that names a queue in its construction, else the whole of it. */
function nameNode(host: Host, node: ts.Node): ts.Node {
  const { ts } = host;
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) return node.arguments?.[0] ?? node;
  if (!ts.isObjectLiteralExpression(node)) return node;
  const name = node.properties.find(
    (member) => member.name && 'text' in member.name && member.name.text === 'name',
  );
  return name && ts.isPropertyAssignment(name) ? name.initializer : node;
}

function constructs(host: Host, { node }: WorkerSite): boolean {
  return host.ts.isNewExpression(node);
}

/**
 * An enqueue to a queue that the program does not create, though it creates others. A queue that some call creates under a
 * name that cannot be told may be this one.
 */
function uncreated(around: Around, site: EnqueueSite): readonly Fault[] {
  const name = provenName(site.queue.name);
  if (name === undefined || site.wrappers.length > 0) return [];
  return entriesAt(around, ['queue-name']).flatMap((entry) => {
    const member = entry.when.notCreatedBy;
    if (member === undefined) return [];
    const created = createdNames(around, member);
    if (created.length === 0 || created.some((known) => known === undefined || known === name)) return [];
    return [{ entry, node: site.call.arguments[0] ?? site.call, made: undefined }];
  });
}

/** Names of the queues that the program creates; `undefined` for one that cannot be told. */
function createdNames({ analysis, adapter }: Around, member: string): readonly (string | undefined)[] {
  const { ts } = analysis.host;
  const names: (string | undefined)[] = [];
  for (const { queues } of analysis.all()) {
    for (const { node, adapter: other, name } of queues) {
      if (other.id !== adapter.id || !ts.isCallExpression(node)) continue;
      const callee = node.expression;
      if (ts.isPropertyAccessExpression(callee) && callee.name.text === member) names.push(provenName(name));
    }
  }
  return names;
}
