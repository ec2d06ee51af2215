/** What an adapter names in its library: symbols, and where in their calls things sit. */
import ts from 'typescript';
import type {
  EnqueueLocator,
  QueueAdapter,
  QueueLocator,
  WorkerLocator,
} from '../../src/adapters/queues/shape.js';
import { inRange, ownerName, versionOf, type Library } from './libraries.js';
import {
  argumentTypes,
  curried,
  factoryResults,
  follow,
  overloads,
  signaturesOf,
  verdict,
  type Found,
  type Reached,
} from './option-types.js';

const { Call, Construct } = ts.SignatureKind;

/** One thing that an adapter says, with what the real declarations say to it. */
export interface Claim {
  readonly says: string;
  readonly found: Found;
}

/** A symbol that an adapter names. */
export interface Named {
  readonly owner?: string;
  readonly member: string;
  readonly versions?: string;
}

/** @returns declarations of a symbol, as the analysis would match them. */
export function declarationsOf(
  library: Library,
  { owner, member, versions }: Named,
): readonly ts.Declaration[] {
  const all = (library.named.get(member) ?? []).filter(
    (declaration) =>
      (owner === undefined || ownerName(declaration) === owner) &&
      (versions === undefined || inRange(versionOf(declaration), versions)),
  );
  const exported = all.filter((declaration) => ownerName(declaration) === undefined);
  return owner === undefined && exported.length > 0 ? exported : all;
}

/** @returns `Owner.member` of a dotted name, or the name of an export. */
export function dotted(name: string, versions?: string): Named {
  const [first = '', member] = name.split('.');
  const named = member === undefined ? { member: first } : { owner: first, member };
  return versions === undefined ? named : { ...named, versions };
}

/** Whether a locator that is kept to some versions says anything about the installed one. */
function applies(library: Library, versions: string | undefined): boolean {
  return (
    versions === undefined || [...library.versions.values()].some((version) => inRange(version, versions))
  );
}

/** @returns everything that the adapter says of this installed version. */
export function applying<T extends { readonly versions?: string }>(
  library: Library,
  entries: readonly T[] | undefined,
): readonly T[] {
  return (entries ?? []).filter(({ versions }) => applies(library, versions));
}

/** @returns every symbol that an adapter relies on. */
export function symbolClaims(library: Library, adapter: QueueAdapter): readonly Claim[] {
  const names: Named[] = [
    ...applying(library, adapter.enqueue).flatMap((entry) => [entry, ...besides(entry)]),
    ...applying(library, adapter.queues).flatMap((entry) => queueSymbol(entry)),
    ...applying(library, adapter.workers).flatMap((entry) => workerSymbols(entry)),
    ...applying(library, adapter.inject).map(({ decorator, ...rest }) => ({ ...rest, member: decorator })),
    ...[...(adapter.jobTypes ?? []), ...(adapter.retry?.delayErrors ?? [])].map((name) => dotted(name)),
    ...(adapter.results?.readers ?? []).map((name) => dotted(name)),
    ...(adapter.results?.cleaners ?? []).map((name) => dotted(name)),
    ...applying(library, adapter.waits).map(({ member, versions }) => dotted(member, versions)),
    ...applying(library, adapter.emitters).flatMap(({ owner, made, versions }) =>
      [owner, ...(made ?? [])].map((name) => dotted(name, versions)),
    ),
  ];
  return names.map((named) => ({
    says: `symbol ${textOf(named)}`,
    found: declarationsOf(library, named).length > 0 ? 'typed' : 'missing',
  }));
}

function textOf({ owner, member }: Named): string {
  return owner === undefined ? member : `${owner}.${member}`;
}

/** Members that a builder's chain names, and the bulk form. */
function besides({ owner, chain, bulkMember }: EnqueueLocator): readonly Named[] {
  const parts = [chain?.root, chain?.terminal].filter((name): name is string => name !== undefined);
  const setters = Object.values(chain?.setters ?? {}).map((setter) => setter.replace(/^=|#.*$/gu, ''));
  return [
    ...[...setters, ...parts].map((member) => ({ member })),
    ...(bulkMember === undefined ? [] : [{ ...(owner !== undefined && { owner }), member: bulkMember }]),
  ];
}

function queueSymbol({ construct, call, versions }: QueueLocator): readonly Named[] {
  const kept = versions === undefined ? {} : { versions };
  return [
    ...(construct === undefined ? [] : [{ member: construct, ...kept }]),
    ...(call ? [{ ...call, ...kept }] : []),
  ];
}

function workerSymbols(worker: WorkerLocator): readonly Named[] {
  const kept = worker.versions === undefined ? {} : { versions: worker.versions };
  const plain = (...names: readonly (string | undefined)[]): readonly Named[] =>
    names.filter((name): name is string => name !== undefined).map((member) => ({ member, ...kept }));
  switch (worker.kind) {
    case 'construct':
    case 'call':
      return [worker];
    case 'class':
      return plain(worker.decorator, worker.methodDecorator?.name);
    case 'method':
      return [
        { member: worker.decorator, ...(worker.owner !== undefined && { owner: worker.owner }), ...kept },
      ];
    case 'subclass':
      return [...plain(worker.base), { owner: worker.base, member: worker.method }];
    case 'proxied':
      return plain(worker.member);
    case 'typed':
      return plain(worker.type, worker.parameter);
    default:
      return [];
  }
}

/** A call of the library, by the signatures of its overloads. */
export interface Call {
  readonly says: string;
  readonly signatures: readonly ts.Signature[];
  /** Those of the call it comes from; absent where that is not known by types. */
  readonly origin?: readonly ts.Signature[];
  /** Its own arguments are those of a function of the program. */
  readonly free?: boolean;
  readonly factory?: string;
}

/** @returns the call by which something is enqueued. */
export function enqueueCall(library: Library, locator: EnqueueLocator): Call {
  const declarations = declarationsOf(library, locator);
  const own = overloads(
    library,
    signaturesOf(library, declarations, locator.sentBy === undefined ? Call : Construct),
    locator.when,
  );
  const says = `${textOf(locator)}${locator.when === undefined ? '' : ` (${locator.when})`}`;
  if (locator.through === 'proxy') return { says, signatures: [], origin: own, free: true };
  if (locator.through === 'curried') return { says, signatures: curried(library, own), origin: own };
  if (locator.chain?.root === undefined) return { says, signatures: own };
  const begun = declarationsOf(library, { member: locator.chain.root });
  return { says, signatures: own, origin: signaturesOf(library, begun, Call, Construct) };
}

/** @returns the call or construction that names a queue. */
export function queueCall(library: Library, locator: QueueLocator): Call {
  const [named] = queueSymbol(locator);
  const signatures = named ? signaturesOf(library, declarationsOf(library, named), Call, Construct) : [];
  const says = named ? textOf(named) : '';
  return locator.factory === undefined
    ? { says, signatures }
    : { says, signatures, factory: locator.factory };
}

/** @returns the call, construction or decorator that is given a worker; absent for kinds that are none. */
export function workerCall(library: Library, worker: WorkerLocator): Call | undefined {
  const [named] = workerSymbols(worker);
  if (!named || worker.kind === 'subclass' || worker.kind === 'typed' || worker.kind === 'proxied')
    return undefined;
  const kind = worker.kind === 'construct' ? Construct : Call;
  return { says: textOf(named), signatures: signaturesOf(library, declarationsOf(library, named), kind) };
}

/** @returns what a locator leads to in a call. */
export function located(library: Library, call: Call, locator: string): Reached {
  const unknown: Reached = { types: [library.checker.getAnyType()], open: true };
  if (locator.startsWith('origin')) {
    return call.origin ? argumentTypes(library, call.origin, locator.slice('origin'.length)) : unknown;
  }
  if (!locator.startsWith('#') || call.free === true) return unknown;
  if (call.factory === undefined) return argumentTypes(library, call.signatures, locator);
  const path = locator.replace(/^#(?:\d+|last|\*)\.?/u, '');
  const given = factoryResults(library, call.signatures, call.factory);
  const outside = argumentTypes(library, call.signatures, locator);
  return verdict(outside) === 'typed' ? outside : follow(library, given, path);
}
