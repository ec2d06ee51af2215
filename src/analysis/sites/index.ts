/** Everything about queues in one program, found once: direct calls, then wrappers around them until nothing new turns up. */
import type ts from 'typescript';
import { queueAdapters } from '../../adapters/queues/index.js';
import { holdsTasks } from '../../adapters/queues/shape.js';
import { callsOneOf, namesOneOf, ownFiles } from '../program/candidates.js';
import type { Host, WrapperSetting } from '../program/host.js';
import { guarded, symbolAt } from '../program/symbols.js';
import {
  bare,
  fileSyntax,
  functionName,
  hasBody,
  type FunctionWithBody,
  type NamedCall,
  type NamedNew,
  isInside,
} from '../program/syntax.js';
import { bindArguments, type Bound } from '../program/bound.js';
import { functionOf } from '../program/functions.js';
import { commandCall, siteCalls, takesOverload, type SiteCall } from './calls.js';
import { enqueueSite, type Surroundings } from './enqueue.js';
import { mayFit } from './fits.js';
import { splitByParameters, type Flow } from './flow.js';
import {
  constructionMembers,
  enqueueMembers,
  knownEnqueue,
  namesAmbient,
  presentAdapters,
  queuePackages,
  registrationMembers,
  workerMembers,
} from './known-symbols.js';
import { queuesIn } from './queues.js';
import type { EnqueueSite, FileFacts, QueueSite, TaskBody, WorkerSite } from './site.js';
import { sqlEnqueues } from './sql.js';
import { hasTaskFolders } from './task-folders.js';
import { callTemplates, passedItems, wrapTemplate, type Template } from './templates.js';
import { provenName, workersIn, type FileWorkers, type WorkerFactory } from './workers.js';

/** All sites of a program. */
export interface SiteIndex {
  readonly files: ReadonlyMap<ts.SourceFile, FileFacts>;
  /** Names of the in-house functions that enqueue. */
  readonly wrapperNames: ReadonlySet<string>;
  /** Whether the program holds the types of a queue library at all. */
  readonly seesLibrary: boolean;
  /** Files on which the compiler failed, with its error. */
  readonly failures: ReadonlyMap<ts.SourceFile, unknown>;
}

/** Functions around an enqueue that are seen through: one that calls another, that calls another. */
export const MAX_ROUNDS = 5;

/** One template at one call, before wrappers are known. */
interface Found {
  readonly site: EnqueueSite;
  readonly template: Template;
  readonly callers: EnqueueSite[];
}

/** A function around an enqueue whose parameters reach it. */
interface Wrapper {
  readonly fn: FunctionWithBody;
  readonly name: string;
  readonly flows: readonly Flow[];
  readonly found: Found;
  /** The parameter is the whole list of a bulk call. */
  readonly isList: boolean;
}

/** @returns the index of a program without a queue library at once, of any other after one pass over its candidates. */
export function indexSites(host: Host): SiteIndex {
  const files = new Map<ts.SourceFile, Mutable>();
  const failures = new Map<ts.SourceFile, unknown>();
  const wrapperNames = new Set<string>();
  if (!hasQueuePackage(host)) return { files, wrapperNames, failures, seesLibrary: false };
  const collection: Collection = {
    host,
    own: ownFiles(host.program),
    of: (file) => {
      let facts = files.get(file);
      if (!facts) files.set(file, (facts = { enqueues: [], sends: [], queues: [], workers: [], tasks: [] }));
      return facts;
    },
    // A checker that throws on one file must not hide what the others hold.
    each: (wanted, work) => {
      for (const file of collection.own) {
        if (!wanted(file.text)) continue;
        try {
          work(file);
        } catch (error) {
          failures.set(file, error);
        }
      }
    },
  };
  collectQueuesAndWorkers(collection);
  dropDoubles([...files.values()]);
  for (const facts of [...files.values()]) collectTasks(collection, facts.workers);
  collectEnqueues(
    collection,
    surroundings([...files.values()].flatMap(({ queues }) => queues)),
    wrapperNames,
  );
  for (const facts of files.values()) {
    facts.enqueues.sort((a, b) => a.call.pos - b.call.pos || a.item - b.item);
  }
  return { files, wrapperNames, failures, seesLibrary: true };
}

/** What the steps of the index share. */
interface Collection {
  readonly host: Host;
  readonly own: readonly ts.SourceFile[];
  /** Facts of a file, to be added to. */
  readonly of: (file: ts.SourceFile) => Mutable;
  /** Runs a step on every file whose text is wanted. */
  readonly each: (wanted: (text: string) => boolean, work: (file: ts.SourceFile) => void) => void;
}

function collectQueuesAndWorkers({ host, of, each }: Collection): void {
  const imports = namesOneOf(queuePackages);
  const ambient = namesAmbient(presentAdapters(host));
  const namesPackage = (text: string): boolean => imports(text) || ambient(text);
  const factories: WorkerFactory[] = [];
  const marked = new Set<ts.Node>();
  const add = (file: ts.SourceFile, found: FileWorkers): void => {
    for (const worker of found.workers) {
      // A function that is a worker by itself: several proxies may stand for it, in other files than its own.
      if (worker.node === worker.task?.function) {
        if (!marked.has(worker.node)) of(worker.file).workers.push(worker);
        marked.add(worker.node);
      } else of(file).workers.push(worker);
    }
    if (found.definitions.length > 0) of(file).queues.push(...found.definitions);
    factories.push(...found.factories);
  };
  each(namesPackage, (file) => {
    of(file).queues.push(...queuesIn(host, file));
    add(file, workersIn(host, file));
  });
  // `queue.process(…)`, `boss.createQueue(…)` need no import of the library, nor does a class that the program exports again.
  const members = callsOneOf([
    ...workerMembers(host).keys(),
    ...registrationMembers(host).keys(),
    ...constructionMembers(host).keys(),
  ]);
  each(
    (text) => !namesPackage(text) && members(text),
    (file) => {
      const queues = queuesIn(host, file);
      if (queues.length > 0) of(file).queues.push(...queues);
      add(file, workersIn(host, file));
    },
  );
  // Files that are tasks by their folder alone.
  if (hasTaskFolders(host)) {
    each(
      (text) => !namesPackage(text) && !members(text) && /\bexport\s+default\b/u.test(text),
      (file) => {
        add(file, workersIn(host, file));
      },
    );
  }
  for (const factory of factories) {
    let made = 0;
    each(callsOneOf([factory.name]), (file) => {
      for (const worker of madeWorkers(host, file, factory)) {
        of(file).workers.push(worker);
        made++;
      }
    });
    if (made === 0) of(factory.inner.file).workers.push(factory.inner);
  }
}

/** A function whose type marks it and that is handed to the library as well is one worker: the one that is handed over. */
function dropDoubles(files: readonly Mutable[]): void {
  const isMarked = (worker: WorkerSite): boolean => worker.node === worker.task?.function;
  const all = files.flatMap(({ workers }) => workers);
  const handed = new Set(all.filter((worker) => !isMarked(worker)).map(({ task }) => task?.function));
  for (const { workers } of files) {
    const kept = workers.filter((worker) => !isMarked(worker) || !handed.has(worker.task?.function));
    if (kept.length < workers.length) workers.splice(0, workers.length, ...kept);
  }
}

function* madeWorkers(
  host: Host,
  file: ts.SourceFile,
  { fn, name, make }: WorkerFactory,
): Generator<WorkerSite> {
  for (const call of fileSyntax(host.ts, file).calls) {
    const symbol = call.name === name ? symbolAt(host, call.nameNode) : undefined;
    if (!symbol || !runs(host, symbol, fn)) continue;
    const scope = bindArguments(host, fn, call.node.arguments, undefined);
    if (scope) yield make(call.node, scope);
  }
}

function collectTasks({ of }: Collection, workers: readonly WorkerSite[]): void {
  for (const { task } of workers) {
    if (task && !of(task.file).tasks.some((known) => known.function === task.function)) {
      of(task.file).tasks.push(task);
    }
  }
}

/** Direct calls first, then calls of the functions around them, until nothing new turns up. */
function collectEnqueues(collection: Collection, around: Surroundings, wrapperNames: Set<string>): void {
  const { host, of, each } = collection;
  let wrappers: Wrapper[] = [];
  const add = (found: Found): void => {
    const facts = of(found.site.file);
    (holdsTasks(found.site.adapter) ? facts.enqueues : facts.sends).push(found.site);
    wrappers.push(...wrappersAround(host, found));
  };
  const members = enqueueMembers(host);
  each(enqueueCalls(host), (file) => {
    const { calls, news } = fileSyntax(host.ts, file);
    for (const call of calls) {
      const known = members.get(call.name);
      if (!known?.some(({ locator }) => mayFit(host.ts, call.node.arguments, locator))) continue;
      for (const found of directCall(host, call, around)) add(found);
    }
    for (const made of news) {
      if (members.has(made.name)) for (const found of sentCommand(host, made, around)) add(found);
    }
  });
  for (const adapter of presentAdapters(host)) {
    const { sql } = adapter;
    if (!sql) continue;
    each(
      (text) => text.toLowerCase().includes(sql.function),
      (file) => {
        for (const { template, call } of sqlEnqueues(host, file, adapter, sql))
          add(siteOf(host, template, call, around));
      },
    );
  }
  for (const setting of host.settings.wrappers ?? []) {
    each(callsOneOf([memberOf(setting)]), (file) => {
      for (const found of settingCalls(host, file, setting, around)) add(found);
    });
  }
  for (let round = 0; round < MAX_ROUNDS && wrappers.length > 0; round++) {
    const byName = new Map<string, Wrapper[]>();
    for (const wrapper of wrappers) byName.set(wrapper.name, [...(byName.get(wrapper.name) ?? []), wrapper]);
    for (const name of byName.keys()) wrapperNames.add(name);
    wrappers = [];
    each(callsOneOf(byName.keys()), (file) => {
      for (const found of wrapperCalls(host, file, byName, around)) add(found);
    });
  }
}

interface Mutable extends FileFacts {
  readonly enqueues: EnqueueSite[];
  readonly sends: EnqueueSite[];
  readonly queues: QueueSite[];
  readonly workers: WorkerSite[];
  readonly tasks: TaskBody[];
}

function hasQueuePackage(host: Host): boolean {
  return presentAdapters(host).length > 0;
}

function surroundings(queues: readonly QueueSite[]): Surroundings {
  return {
    registered: (adapterId, name) =>
      queues.filter(
        (site) => !site.global && site.adapter.id === adapterId && provenName(site.name) === name,
      ),
    globals: (adapterId) => queues.filter((site) => site.global && site.adapter.id === adapterId),
  };
}

function directCall(host: Host, call: NamedCall, around: Surroundings): readonly Found[] {
  for (const { adapter, locator } of knownEnqueue(host, call.nameNode, call.name)) {
    if (locator.sentBy !== undefined) continue;
    const calls = siteCalls(host, call, locator).filter(({ bound }) => takesOverload(host, bound, locator));
    const found = calls.flatMap((site) =>
      callTemplates(host, site, adapter, locator).map((template) =>
        siteOf(host, template, site.call, around),
      ),
    );
    if (found.length > 0) return found;
  }
  return [];
}

/** `client.send(new SendMessageCommand({ … }))`. */
function sentCommand(host: Host, made: NamedNew, around: Surroundings): readonly Found[] {
  for (const { adapter, locator } of knownEnqueue(host, made.nameNode, made.name)) {
    if (locator.sentBy === undefined) continue;
    const site = commandCall(host, made, locator.sentBy);
    if (!site || !takesOverload(host, site.bound, locator)) continue;
    return callTemplates(host, site, adapter, locator).map((template) =>
      siteOf(host, template, site.call, around),
    );
  }
  return [];
}

function siteOf(host: Host, template: Template, call: ts.CallExpression, around: Surroundings): Found {
  const callers: EnqueueSite[] = [];
  const source = { template, call, scope: undefined, wrapper: undefined, inner: undefined, callers };
  return { site: enqueueSite(host, source, around), template, callers };
}

/** In-house functions that the user names, because inference cannot see into them. */
function settingCalls(
  host: Host,
  file: ts.SourceFile,
  setting: WrapperSetting,
  around: Surroundings,
): readonly Found[] {
  const adapter = queueAdapters.find((entry) => entry.id === setting.library);
  if (!adapter) return [];
  const member = memberOf(setting);
  const locator = {
    member,
    payload: `#${String(setting.payload)}`,
    ...(setting.options === undefined ? {} : { options: `#${String(setting.options)}` }),
    ...(setting.task === undefined ? {} : { name: `#${String(setting.task)}` }),
  };
  return fileSyntax(host.ts, file)
    .calls.filter((call) => call.name === member && isSetting(host, call, setting))
    .flatMap((call) =>
      callTemplates(host, plainCall(call), adapter, locator).map((template) =>
        siteOf(host, template, call.node, around),
      ),
    );
}

function plainCall({ node }: NamedCall): SiteCall {
  return { call: node, receiver: undefined, bound: { arguments: node.arguments, scope: undefined } };
}

function memberOf({ name }: WrapperSetting): string {
  return name.split('.').at(-1) ?? name;
}

function isSetting(host: Host, call: NamedCall, setting: WrapperSetting): boolean {
  const { ts } = host;
  const [owner, member] = setting.name.includes('.') ? setting.name.split('.') : [undefined, setting.name];
  const declaration = symbolAt(host, call.nameNode)?.declarations?.[0];
  if (!declaration) return false;
  const holder = declaration.parent as ts.Node | undefined;
  const ownerName =
    holder && (ts.isClassLike(holder) || ts.isInterfaceDeclaration(holder)) ? holder.name?.text : undefined;
  return call.name === member && owner === ownerName;
}

/** Every function around an enqueue whose own parameters reach payload or name. */
function wrappersAround(host: Host, found: Found): readonly Wrapper[] {
  const { ts } = host;
  const { template, site } = found;
  if (template.payload.is !== 'yes') return [];
  const payloads = template.payload.value.filter(({ elementPath }) => elementPath === undefined);
  const list = payloads.length === 0 ? template.payload.value[0]?.bound : undefined;
  if (list && template.wrappers.length > 0) return [];
  const wrappers: Wrapper[] = [];
  for (let at = site.call.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (!hasBody(ts, at)) continue;
    const fn = at;
    const name = functionName(ts, fn);
    if (name === undefined || ts.isConstructorDeclaration(fn)) continue;
    const flows = isOneOfSeveralWays(host, site.call, fn)
      ? []
      : (list ? [{ bound: list }] : payloads).flatMap(({ bound }) => payloadFlows(host, bound, fn));
    const named =
      template.name.is === 'yes' &&
      splitByParameters(host, template.name.value.expression, fn).flows.length > 0;
    if (flows.length > 0 || named) {
      wrappers.push({ fn, name: name.split('.').at(-1) ?? name, flows, found, isList: list !== undefined });
    }
  }
  return wrappers;
}

/** `full ? add(user) : add({ id })`: which of the enqueues a call of the wrapper reaches cannot be told. */
function isOneOfSeveralWays(host: Host, call: ts.CallExpression, fn: ts.Node): boolean {
  const { ts } = host;
  for (let at: ts.Node = call; at !== fn; at = at.parent) {
    const { parent } = at;
    const ways = ts.isConditionalExpression(parent)
      ? [parent.whenTrue, parent.whenFalse]
      : ts.isIfStatement(parent)
        ? [parent.thenStatement, parent.elseStatement]
        : [];
    if (ways.some((way) => way === at) && ways.some((way) => way && way !== at && callsEnqueue(host, way)))
      return true;
  }
  return false;
}

function callsEnqueue(host: Host, node: ts.Node): boolean {
  return enqueueCalls(host)(node.getText());
}

const enqueueTests = new WeakMap<ts.Program, (text: string) => boolean>();

function enqueueCalls(host: Host): (text: string) => boolean {
  let test = enqueueTests.get(host.program);
  if (!test) enqueueTests.set(host.program, (test = callsOneOf(enqueueMembers(host).keys())));
  return test;
}

/** Flows into a payload that may itself be an argument bound by an inner wrapper. */
function payloadFlows(host: Host, payload: Bound, fn: FunctionWithBody): readonly Flow[] {
  if (!payload.scope) return splitByParameters(host, payload.expression, fn).flows;
  const flows: Flow[] = [];
  for (const [parameter, argument] of payload.scope) {
    if (!argument) continue;
    if (!host.ts.isParameter(parameter)) continue;
    const inner = splitByParameters(host, payload.expression, parameter.parent).flows;
    for (const flow of inner) {
      if (flow.parameter !== parameter) continue;
      for (const outer of payloadFlows(host, argument, fn)) {
        flows.push({
          ...outer,
          access: [...outer.access, ...flow.access],
          path: [...flow.path, ...outer.path],
          without: outer.path.length === 0 ? new Set([...flow.without, ...outer.without]) : outer.without,
          each: outer.each || flow.each,
        });
      }
    }
  }
  return flows;
}

function* wrapperCalls(
  host: Host,
  file: ts.SourceFile,
  wrappers: ReadonlyMap<string, readonly Wrapper[]>,
  around: Surroundings,
): Generator<Found> {
  for (const call of fileSyntax(host.ts, file).calls) {
    const candidates = wrappers.get(call.name);
    const symbol = candidates && symbolAt(host, call.nameNode);
    if (!symbol) continue;
    for (const wrapper of candidates) {
      if (!runs(host, symbol, wrapper.fn) || isInside(call.node, wrapper.fn)) continue;
      for (const found of wrappedCall(host, call.node, wrapper, around)) yield found;
    }
  }
}

function wrappedCall(
  host: Host,
  call: ts.CallExpression,
  wrapper: Wrapper,
  around: Surroundings,
): readonly Found[] {
  const { fn, flows, found, isList } = wrapper;
  const { ts } = host;
  const callee = bare(ts, call.expression);
  const receiver = ts.isPropertyAccessExpression(callee) ? callee.expression : undefined;
  const scope = bindArguments(host, fn, call.arguments, undefined, receiver);
  if (!scope) return [];
  const step = { declaration: fn, name: functionName(host.ts, fn) ?? wrapper.name };
  if (isList) {
    return passedItems(host, found.template, call, scope, step).map((template) => {
      const callers: EnqueueSite[] = [];
      const source = { template, call, scope: undefined, wrapper: undefined, inner: found.site, callers };
      const site = enqueueSite(host, source, around);
      found.callers.push(site);
      return { site, template, callers };
    });
  }
  const template = wrapTemplate(host, found.template, call, scope, step);
  const callers: EnqueueSite[] = [];
  const source = { template, call, scope, wrapper: { fn, flows }, inner: found.site, callers };
  const site = enqueueSite(host, source, around);
  found.callers.push(site);
  return [{ site, template, callers }];
}

/** Whether calling `symbol` may run `fn`: its own declaration, or an interface or base member that it implements. */
export function runs(host: Host, symbol: ts.Symbol, fn: FunctionWithBody): boolean {
  if (functionOf(host, symbol) === fn) return true;
  const { ts } = host;
  const holder = fn.parent as ts.Node | undefined;
  if (!holder || !ts.isClassLike(holder)) return false;
  const declared = new Set<ts.Node>((symbol.declarations ?? []).map((declaration) => declaration.parent));
  return (holder.heritageClauses ?? []).some((clause) =>
    clause.types.some((type) => {
      const base = guarded(() => symbolAt(host, type.expression));
      return base?.declarations?.some((declaration) => declared.has(declaration)) === true;
    }),
  );
}
