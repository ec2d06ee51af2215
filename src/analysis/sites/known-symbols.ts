/** Which adapter a resolved symbol belongs to: by declaring package, owner and member, never by a bare name. */
import type ts from 'typescript';
import semver from 'semver';
import { boundAdapter, queueAdapters } from '../../adapters/queues/index.js';
import type {
  EnqueueLocator,
  QueueAdapter,
  QueueLocator,
  WorkerLocator,
} from '../../adapters/queues/shape.js';
import type { Host } from '../program/host.js';
import { describedPackage, linkedPackageOf, packageOf } from '../program/packages.js';
import { guarded, symbolAt } from '../program/symbols.js';

/** A locator with the adapter it stands in. */
export interface Known<L> {
  readonly adapter: QueueAdapter;
  readonly locator: L;
}

/** Lookup tables over all adapters, made once. */
function table<L>(
  entries: (adapter: QueueAdapter) => readonly (readonly [string, L])[],
): ReadonlyMap<string, readonly Known<L>[]> {
  const map = new Map<string, Known<L>[]>();
  for (const adapter of queueAdapters) {
    for (const [member, locator] of entries(adapter)) {
      const list = map.get(member) ?? [];
      list.push({ adapter, locator });
      map.set(member, list);
    }
  }
  return map;
}

const enqueues = table<EnqueueLocator>((adapter) => adapter.enqueue.map((entry) => [entry.member, entry]));
const constructions = table<QueueLocator>((adapter) =>
  adapter.queues.flatMap((entry) =>
    entry.construct === undefined ? [] : [[entry.construct, entry] as const],
  ),
);
const registrations = table<QueueLocator>((adapter) =>
  adapter.queues.flatMap((entry) => (entry.call ? [[entry.call.member, entry] as const] : [])),
);
const workers = table<WorkerLocator>((adapter) =>
  adapter.workers.map((entry) => [entry.kind === 'class' ? entry.decorator : entry.member, entry]),
);
const injections = table<NonNullable<QueueAdapter['inject']>[number]>((adapter) =>
  (adapter.inject ?? []).map((entry) => [entry.decorator, entry]),
);

/** Member names at which a library is handed a payload. */
export const enqueueMembers: ReadonlySet<string> = new Set(enqueues.keys());
/** Member names that make a worker by a call. */
export const workerMembers: ReadonlySet<string> = new Set(workers.keys());
/** Member names that register queues. */
export const registrationMembers: ReadonlySet<string> = new Set(registrations.keys());
/** Packages of all adapters. */
export const queuePackages: ReadonlySet<string> = new Set(
  queueAdapters.flatMap((adapter) => Object.keys(adapter.packages)),
);

/** @returns whether a declaration is in one of the adapter's packages, in a version it describes. */
function declaredBy(adapter: QueueAdapter, declaration: ts.Node): boolean {
  const file = declaration.getSourceFile();
  const info =
    packageOf(file.fileName) ?? (file.isDeclarationFile ? linkedPackageOf(file.fileName) : undefined);
  if (!info) return false;
  const range = adapter.packages[describedPackage(info.name)];
  return (
    range !== undefined &&
    (info.name.startsWith('@types/') || semver.satisfies(info.version, range, { includePrerelease: true }))
  );
}

/** Name of the class, interface or type alias that holds a member declaration. */
function ownerName(host: Host, declaration: ts.Declaration): string | undefined {
  const { ts } = host;
  let parent: ts.Node = declaration.parent;
  if (ts.isTypeLiteralNode(parent)) parent = parent.parent;
  const name = 'name' in parent ? (parent as { name?: ts.Node }).name : undefined;
  return name && ts.isIdentifier(name) ? name.text : undefined;
}

function matches(
  host: Host,
  known: { adapter: QueueAdapter },
  owner: string | undefined,
  symbol: ts.Symbol,
): boolean {
  return (symbol.declarations ?? []).some(
    (declaration) =>
      declaredBy(known.adapter, declaration) &&
      (owner === undefined || ownerName(host, declaration) === owner),
  );
}

/** @returns the enqueue locators that a called member has, by its declaration. */
export function knownEnqueue(host: Host, nameNode: ts.Node, name: string): readonly Known<EnqueueLocator>[] {
  const candidates = enqueues.get(name);
  if (!candidates) return [];
  const symbol = symbolAt(host, nameNode);
  if (!symbol) return [];
  return candidates.filter((known) => matches(host, known, known.locator.owner, symbol));
}

/** @returns the queue locator of a constructed class (subclasses included) or constructing call. */
export function knownConstruction(host: Host, nameNode: ts.Node): Known<QueueLocator> | undefined {
  return knownThroughBases(host, nameNode, constructions);
}

/** @returns the registration locator of a called static member. */
export function knownRegistration(
  host: Host,
  nameNode: ts.Node,
  name: string,
): Known<QueueLocator> | undefined {
  const candidates = registrations.get(name);
  const symbol = candidates && symbolAt(host, nameNode);
  return symbol && candidates.find((known) => matches(host, known, known.locator.call?.owner, symbol));
}

/** @returns the worker locator of a constructed class (subclasses included). */
export function knownWorkerClass(host: Host, nameNode: ts.Node): Known<WorkerLocator> | undefined {
  return knownThroughBases(host, nameNode, workers, (known) => known.locator.kind === 'construct');
}

/** @returns the worker locator of a called member (`queue.process`). */
export function knownWorkerCall(
  host: Host,
  nameNode: ts.Node,
  name: string,
): Known<WorkerLocator> | undefined {
  const candidates = workers.get(name)?.filter((known) => known.locator.kind === 'call');
  if (!candidates || candidates.length === 0) return undefined;
  const symbol = symbolAt(host, nameNode);
  return (
    symbol &&
    candidates.find((known) =>
      matches(host, known, known.locator.kind === 'call' ? known.locator.owner : undefined, symbol),
    )
  );
}

/** @returns the worker locator of a class decorator. */
export function knownWorkerDecorator(host: Host, decorator: ts.Decorator): Known<WorkerLocator> | undefined {
  return knownDecorator(host, decorator, workers, (known) => known.locator.kind === 'class');
}

/** @returns the injection locator of a parameter or property decorator. */
export function knownInjection(
  host: Host,
  decorator: ts.Decorator,
): Known<NonNullable<QueueAdapter['inject']>[number]> | undefined {
  return knownDecorator(host, decorator, injections);
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

/** The library whose codec, retry and result facts apply. */
export function libraryOf(adapter: QueueAdapter): QueueAdapter {
  return boundAdapter(adapter);
}

/** @returns whether a symbol is declared by this adapter's packages. */
export function declaredByAdapter(
  host: Host,
  adapter: QueueAdapter,
  symbol: ts.Symbol,
  owner?: string,
): boolean {
  return matches(host, { adapter }, owner, symbol);
}

function decoratorName(host: Host, decorator: ts.Decorator): ts.Node {
  const { ts } = host;
  const callee = ts.isCallExpression(decorator.expression)
    ? decorator.expression.expression
    : decorator.expression;
  return ts.isPropertyAccessExpression(callee) ? callee.name : callee;
}

function knownDecorator<L>(
  host: Host,
  decorator: ts.Decorator,
  known: ReadonlyMap<string, readonly Known<L>[]>,
  filter: (entry: Known<L>) => boolean = () => true,
): Known<L> | undefined {
  const symbol = symbolAt(host, decoratorName(host, decorator));
  if (!symbol) return undefined;
  return known.get(symbol.name)?.find((entry) => filter(entry) && matches(host, entry, undefined, symbol));
}

function knownThroughBases<L>(
  host: Host,
  nameNode: ts.Node,
  known: ReadonlyMap<string, readonly Known<L>[]>,
  filter: (entry: Known<L>) => boolean = () => true,
): Known<L> | undefined {
  let symbol = symbolAt(host, nameNode);
  for (let depth = 0; symbol && depth < 6; depth++) {
    // `export = Bull` names the constant and its namespace alike, whatever the import calls it.
    const current: ts.Symbol = symbol;
    const found = known
      .get(current.name)
      ?.find((entry) => filter(entry) && matches(host, entry, undefined, current));
    if (found) return found;
    symbol = baseClass(host, current);
  }
  return undefined;
}

function baseClass(host: Host, symbol: ts.Symbol): ts.Symbol | undefined {
  const { ts } = host;
  const declaration = symbol.valueDeclaration;
  if (!declaration || !ts.isClassLike(declaration)) return undefined;
  const clause = declaration.heritageClauses?.find((entry) => entry.token === ts.SyntaxKind.ExtendsKeyword);
  const base = clause?.types[0]?.expression;
  if (!base) return undefined;
  return guarded(() => symbolAt(host, ts.isPropertyAccessExpression(base) ? base.name : base));
}
