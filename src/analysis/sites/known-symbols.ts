/** Which adapter a resolved symbol belongs to: by declaring package, owner and member, never by a bare name. */
import type ts from 'typescript';
import semver from 'semver';
import { boundAdapter, queueAdapters } from '../../adapters/queues/index.js';
import type {
  CallWorker,
  ClassWorker,
  DirectiveWorker,
  EnqueueLocator,
  FileWorker,
  InjectLocator,
  MethodWorker,
  ProxiedWorker,
  QueueAdapter,
  QueueLocator,
  SubclassWorker,
  TypedWorker,
  WorkerLocator,
} from '../../adapters/queues/shape.js';
import { baseSymbolOf } from '../program/classes.js';
import type { Host } from '../program/host.js';
import { describedPackage, linkedPackageOf, packageOf } from '../program/packages.js';
import { guarded, symbolAt } from '../program/symbols.js';

/** A locator with the adapter it stands in. */
export interface Known<L> {
  readonly adapter: QueueAdapter;
  readonly locator: L;
}

/** Lookup tables by member name, over the adapters whose library the program holds. */
interface Tables {
  readonly enqueues: Table<EnqueueLocator>;
  readonly constructions: Table<QueueLocator>;
  readonly registrations: Table<QueueLocator>;
  readonly workers: Table<WorkerLocator>;
  readonly injections: Table<InjectLocator>;
}

type Table<L> = ReadonlyMap<string, readonly Known<L>[]>;

function table<L>(
  adapters: readonly QueueAdapter[],
  entries: (adapter: QueueAdapter) => readonly (readonly [string, L])[],
): Table<L> {
  const map = new Map<string, Known<L>[]>();
  for (const adapter of adapters) {
    for (const [member, locator] of entries(adapter)) {
      const list = map.get(member) ?? [];
      list.push({ adapter, locator });
      map.set(member, list);
    }
  }
  return map;
}

const programTables = new WeakMap<ts.Program, Tables>();

function tablesOf(host: Host): Tables {
  let tables = programTables.get(host.program);
  if (!tables) programTables.set(host.program, (tables = makeTables(presentAdapters(host))));
  return tables;
}

function makeTables(adapters: readonly QueueAdapter[]): Tables {
  return {
    enqueues: table(adapters, (adapter) => adapter.enqueue.map((entry) => [entry.member, entry])),
    constructions: table(adapters, (adapter) =>
      adapter.queues.flatMap((entry) =>
        entry.construct === undefined ? [] : [[entry.construct, entry] as const],
      ),
    ),
    registrations: table(adapters, (adapter) =>
      adapter.queues.flatMap((entry) => (entry.call ? [[entry.call.member, entry] as const] : [])),
    ),
    workers: table(adapters, (adapter) =>
      adapter.workers.flatMap((entry) => workerNames(entry).map((name) => [name, entry] as const)),
    ),
    injections: table(adapters, (adapter) => (adapter.inject ?? []).map((entry) => [entry.decorator, entry])),
  };
}

/** Names by which a worker is written. */
function workerNames(worker: WorkerLocator): readonly string[] {
  switch (worker.kind) {
    case 'construct':
    case 'call':
    case 'proxied':
      return [worker.member];
    case 'class':
    case 'method':
      return [worker.decorator];
    case 'subclass':
      return [worker.base];
    case 'typed':
      return [worker.type, worker.parameter].filter((name): name is string => name !== undefined);
    default:
      return [];
  }
}

const presence = new WeakMap<ts.Program, readonly QueueAdapter[]>();

/** @returns the adapters whose library's types the program holds, in an installed version that they describe. */
export function presentAdapters(host: Host): readonly QueueAdapter[] {
  const known = presence.get(host.program);
  if (known) return known;
  const versions = new Map<string, Set<string>>();
  const generated = new Set<string>();
  const directories = new Set<string>();
  for (const { fileName, isDeclarationFile } of host.program.getSourceFiles()) {
    // Some packages publish their sources, or types as sources.
    if (!isDeclarationFile && !fileName.includes('/node_modules/')) continue;
    generated.add(baseName(fileName));
    const directory = fileName.slice(0, fileName.lastIndexOf('/'));
    if (directories.has(directory)) continue;
    directories.add(directory);
    const info = packageOf(fileName) ?? linkedPackageOf(fileName);
    if (!info) continue;
    const name = describedPackage(info.name);
    versions.set(
      name,
      (versions.get(name) ?? new Set<string>()).add(typesOnly(info.name) ? '*' : info.version),
    );
  }
  const present = queueAdapters.filter(
    (adapter) =>
      adapter.ambient?.files.some((file) => generated.has(file)) === true ||
      Object.entries(adapter.packages).some(([name, range]) =>
        [...(versions.get(name) ?? [])].some((version) => version === '*' || inRange(version, range)),
      ),
  );
  presence.set(host.program, present);
  return present;
}

function baseName(fileName: string): string {
  return fileName.slice(fileName.lastIndexOf('/') + 1);
}

function typesOnly(name: string): boolean {
  return name.startsWith('@types/');
}

function inRange(version: string, range: string): boolean {
  return semver.satisfies(version, range, { includePrerelease: true });
}

/** @returns member names at which a library of the program is handed a payload. */
export function enqueueMembers(host: Host): ReadonlyMap<string, readonly Known<EnqueueLocator>[]> {
  return tablesOf(host).enqueues;
}

/** @returns names of the classes and functions that make queues. */
export function constructionMembers(host: Host): ReadonlyMap<string, unknown> {
  return tablesOf(host).constructions;
}

/** @returns names by which workers of the program's libraries are written. */
export function workerMembers(host: Host): ReadonlyMap<string, unknown> {
  return tablesOf(host).workers;
}

/** @returns member names that register queues. */
export function registrationMembers(host: Host): ReadonlyMap<string, unknown> {
  return tablesOf(host).registrations;
}

/** @returns a test of whether a text writes what needs no import of one of these libraries: a global type or a directive. */
export function namesAmbient(adapters: readonly QueueAdapter[]): (text: string) => boolean {
  const names = adapters.flatMap(({ ambient }) => ambient?.names ?? []);
  const directives = adapters.flatMap(({ workers }) =>
    workers.flatMap((worker) => (worker.kind === 'directive' ? [worker.directive] : [])),
  );
  const parts = [
    ...(names.length > 0 ? [String.raw`\b(?:${names.join('|')})\b`] : []),
    ...(directives.length > 0 ? [`['"](?:${directives.join('|')})['"]`] : []),
  ];
  if (parts.length === 0) return () => false;
  const pattern = new RegExp(parts.join('|'), 'u');
  return (text) => pattern.test(text);
}

/** Packages of all adapters. */
export const queuePackages: ReadonlySet<string> = new Set(
  queueAdapters.flatMap((adapter) => Object.keys(adapter.packages)),
);

/** @returns whether a declaration is in one of the adapter's packages, in a version it (and its locator) describes. */
function declaredBy(adapter: QueueAdapter, declaration: ts.Node, versions: string | undefined): boolean {
  const file = declaration.getSourceFile();
  const info =
    packageOf(file.fileName) ?? (file.isDeclarationFile ? linkedPackageOf(file.fileName) : undefined);
  if (file.isDeclarationFile && adapter.ambient?.files.includes(baseName(file.fileName)) === true)
    return true;
  if (!info) return false;
  const range = adapter.packages[describedPackage(info.name)];
  if (range === undefined) return false;
  if (typesOnly(info.name)) return true;
  return inRange(info.version, range) && (versions === undefined || inRange(info.version, versions));
}

/** Name of the class, interface or type alias that holds a member declaration. */
function ownerName(host: Host, declaration: ts.Declaration): string | undefined {
  const { ts } = host;
  let parent: ts.Node = declaration.parent;
  if (ts.isTypeLiteralNode(parent)) parent = parent.parent;
  const name = 'name' in parent ? (parent as { name?: ts.Node }).name : undefined;
  return name && ts.isIdentifier(name) ? name.text : undefined;
}

/** A locator that may hold for some versions only. */
interface Versioned {
  readonly versions?: string;
}

/** What a match needs of a locator. */
interface Matched {
  readonly adapter: QueueAdapter;
  readonly locator?: Versioned;
}

function matches(host: Host, known: Matched, owner: string | undefined, symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some(
    (declaration) =>
      (owner === undefined || ownerName(host, declaration) === owner) &&
      declaredBy(known.adapter, declaration, known.locator?.versions),
  );
}

/** @returns the enqueue locators that a called member has, by its declaration. */
export function knownEnqueue(host: Host, nameNode: ts.Node, name: string): readonly Known<EnqueueLocator>[] {
  const candidates = tablesOf(host).enqueues.get(name);
  if (!candidates) return [];
  const symbol = symbolAt(host, nameNode);
  const called = symbol && (unpackedMember(host, symbol) ?? symbol);
  if (!called) return [];
  return candidates.filter((known) => matches(host, known, known.locator.owner, called));
}

/** `async (payload, { addJob }) => …`: the member that a name of a pattern holds. */
function unpackedMember(host: Host, symbol: ts.Symbol): ts.Symbol | undefined {
  const { ts, checker } = host;
  const element = symbol.valueDeclaration;
  if (!element || !ts.isBindingElement(element) || !ts.isObjectBindingPattern(element.parent))
    return undefined;
  const key = element.propertyName ?? element.name;
  if (element.dotDotDotToken || !ts.isIdentifier(key)) return undefined;
  const pattern = element.parent;
  const type = guarded(() => checker.getTypeAtLocation(pattern));
  return type && checker.getPropertyOfType(type, key.text);
}

/** @returns the queue locator of a constructed class (subclasses included) or constructing call. */
export function knownConstruction(host: Host, nameNode: ts.Node): Known<QueueLocator> | undefined {
  return knownThroughBases(host, nameNode, tablesOf(host).constructions);
}

/** @returns the registration locators of a called member: several where it takes defaults of several kinds. */
export function knownRegistrations(
  host: Host,
  nameNode: ts.Node,
  name: string,
): readonly Known<QueueLocator>[] {
  const candidates = tablesOf(host).registrations.get(name);
  const symbol = candidates && symbolAt(host, nameNode);
  if (!symbol) return [];
  return candidates.filter((known) => matches(host, known, known.locator.call?.owner, symbol));
}

/** @returns the worker locator of a constructed class (subclasses included). */
export function knownWorkerClass(host: Host, nameNode: ts.Node): Known<CallWorker> | undefined {
  return knownThroughBases(host, nameNode, tablesOf(host).workers, isKind('construct')) as
    Known<CallWorker> | undefined;
}

/** @returns the worker locator of a called member (`queue.process`). */
export function knownWorkerCall(host: Host, nameNode: ts.Node, name: string): Known<CallWorker> | undefined {
  return knownWorkerCalls(host, nameNode, name)[0];
}

/** @returns the worker locators of a called member, which may find its function in several places. */
export function knownWorkerCalls(host: Host, nameNode: ts.Node, name: string): readonly Known<CallWorker>[] {
  const candidates = tablesOf(host).workers.get(name)?.filter(isKind('call')) as
    readonly Known<CallWorker>[] | undefined;
  if (!candidates || candidates.length === 0) return [];
  const symbol = symbolAt(host, nameNode);
  return symbol ? candidates.filter((known) => matches(host, known, known.locator.owner, symbol)) : [];
}

/** @returns the worker locator of a function that makes a proxy. */
export function knownProxy(host: Host, nameNode: ts.Node, name: string): Known<ProxiedWorker> | undefined {
  const candidates = tablesOf(host).workers.get(name)?.filter(isKind('proxied'));
  const symbol = candidates && symbolAt(host, nameNode);
  return (
    symbol &&
    (candidates.find((known) => matches(host, known, undefined, symbol)) as Known<ProxiedWorker> | undefined)
  );
}

function isKind(kind: WorkerLocator['kind']): (known: Known<WorkerLocator>) => boolean {
  return ({ locator }) => locator.kind === kind;
}

/** @returns the worker locator of a class decorator. */
export function knownWorkerDecorator(host: Host, decorator: ts.Decorator): Known<ClassWorker> | undefined {
  return knownDecorator(host, decorator, tablesOf(host).workers, isKind('class')) as
    Known<ClassWorker> | undefined;
}

/** @returns the worker locator of a method decorator that stands alone (`@DBOS.workflow()`). */
export function knownMethodDecorator(host: Host, decorator: ts.Decorator): Known<MethodWorker> | undefined {
  return knownDecorator(host, decorator, tablesOf(host).workers, isKind('method')) as
    Known<MethodWorker> | undefined;
}

/** @returns the worker locator of the class that a class of the program extends. */
export function knownWorkerBase(host: Host, nameNode: ts.Node): Known<SubclassWorker> | undefined {
  return knownThroughBases(host, nameNode, tablesOf(host).workers, isKind('subclass')) as
    Known<SubclassWorker> | undefined;
}

/** @returns the worker locators of a type of the library, by its alias or interface. */
export function knownWorkerType(host: Host, nameNode: ts.Node): readonly Known<TypedWorker>[] {
  const symbol = symbolAt(host, nameNode);
  const candidates = symbol && tablesOf(host).workers.get(symbol.name);
  return (candidates ?? []).filter(
    (known): known is Known<TypedWorker> =>
      known.locator.kind === 'typed' && symbol !== undefined && matches(host, known, undefined, symbol),
  );
}

/** @returns workers of the program's libraries that no symbol marks: directives and folders of task files. */
export function conventions(host: Host): readonly Known<DirectiveWorker | FileWorker>[] {
  return presentAdapters(host).flatMap((adapter) =>
    adapter.workers.flatMap((locator) =>
      locator.kind === 'directive' || locator.kind === 'file' ? [{ adapter, locator }] : [],
    ),
  );
}

/** @returns the injection locator of a parameter or property decorator. */
export function knownInjection(host: Host, decorator: ts.Decorator): Known<InjectLocator> | undefined {
  return knownDecorator(host, decorator, tablesOf(host).injections);
}

/** @returns whether a decorator is the adapter's export of this name. */
export function isAdapterExport(
  host: Host,
  adapter: QueueAdapter,
  decorator: ts.Decorator,
  name: string,
): boolean {
  const symbol = symbolAt(host, decoratorName(host, decorator));
  return symbol?.name === name && matches(host, { adapter }, undefined, symbol);
}

/** The library whose codec, retry and result facts apply: of several editions, the installed one. */
export function libraryOf(host: Host, adapter: QueueAdapter): QueueAdapter {
  if (adapter.binds === undefined) return adapter;
  return presentAdapters(host).find(({ id }) => id === adapter.binds) ?? boundAdapter(adapter);
}

/** @returns whether a symbol is declared by this adapter's packages. */
export function declaredByAdapter(
  host: Host,
  adapter: QueueAdapter,
  symbol: ts.Symbol,
  owner?: string,
  locator?: Versioned,
): boolean {
  return matches(host, { adapter, ...(locator && { locator }) }, owner, symbol);
}

function decoratorName(host: Host, decorator: ts.Decorator): ts.Node {
  const { ts } = host;
  const callee = ts.isCallExpression(decorator.expression)
    ? decorator.expression.expression
    : decorator.expression;
  return ts.isPropertyAccessExpression(callee) ? callee.name : callee;
}

/** Class that holds a decorator, where one does (`DBOS.workflow`). */
function ownerOf(locator: unknown): string | undefined {
  return typeof locator === 'object' && locator !== null && 'owner' in locator
    ? (locator.owner as string | undefined)
    : undefined;
}

function knownDecorator<L extends Versioned>(
  host: Host,
  decorator: ts.Decorator,
  known: Table<L>,
  filter: (entry: Known<L>) => boolean = () => true,
): Known<L> | undefined {
  const symbol = symbolAt(host, decoratorName(host, decorator));
  if (!symbol) return undefined;
  return known
    .get(symbol.name)
    ?.find((entry) => filter(entry) && matches(host, entry, ownerOf(entry.locator), symbol));
}

function knownThroughBases<L extends Versioned>(
  host: Host,
  nameNode: ts.Node,
  known: Table<L>,
  filter: (entry: Known<L>) => boolean = () => true,
): Known<L> | undefined {
  let symbol = symbolAt(host, nameNode);
  for (let depth = 0; symbol && depth < 6; depth++) {
    // `export = Bull` names the constant and its namespace alike, whatever the import calls it.
    const current: ts.Symbol = symbol;
    const found = known
      .get(declaredName(host, current))
      ?.find((entry) => filter(entry) && matches(host, entry, undefined, current));
    if (found) return found;
    symbol = baseClass(host, current);
  }
  return undefined;
}

/** The name a symbol is declared by: `export default class X` is called `default` by the compiler. */
function declaredName(host: Host, symbol: ts.Symbol): string {
  const declaration = symbol.name === 'default' ? symbol.declarations?.[0] : undefined;
  const name = declaration && host.ts.getNameOfDeclaration(declaration);
  return name && host.ts.isIdentifier(name) ? name.text : symbol.name;
}

function baseClass(host: Host, symbol: ts.Symbol): ts.Symbol | undefined {
  const { ts } = host;
  const declaration = symbol.valueDeclaration;
  if (!declaration || !ts.isClassLike(declaration)) return undefined;
  return baseSymbolOf(host, declaration);
}
