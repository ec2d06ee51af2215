/** Objects of a library whose events and end the program must care for: who listens to them, and who closes them. */
import type ts from 'typescript';
import semver from 'semver';
import { queueAdapters } from '../../adapters/queues/index.js';
import type { EmitterFacts } from '../../adapters/queues/policies.js';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import type { Analysis } from '../facts.js';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import { callsOneOf, namesOneOf, ownFiles } from '../program/candidates.js';
import { baseClassOf } from '../program/classes.js';
import type { Host } from '../program/host.js';
import { declaringPackage, guarded, symbolAt } from '../program/symbols.js';
import { fileSyntax } from '../program/syntax.js';
import { isTestFile } from '../program/test-files.js';
import { usesOf, type ValueUses } from '../program/value-uses.js';
import { literalOf } from '../program/values.js';
import { packageOf } from '../program/packages.js';
import { declaredByAdapter } from './known-symbols.js';
import { stringOf } from './queues.js';
import { superArguments } from './super-call.js';

/** Place where the program makes such an object. */
export interface EmitterSite {
  readonly adapter: QueueAdapter;
  readonly facts: EmitterFacts;
  readonly node: ts.NewExpression | ts.CallExpression;
  readonly file: ts.SourceFile;
  /** Its class, as the program names it. */
  readonly name: string;
  /** Name of the queue that it is made for, where it has one. */
  readonly queueName: Answer<string>;
  /** What the program does with it. */
  uses(): ValueUses;
  /** Whether something listens to an event of it. */
  hears(event: string): Answer<true>;
  /** Whether it is made to run tasks. */
  runs(): Answer<true>;
  /** Whether something closes it. */
  closed(): Answer<true>;
}

interface Known {
  readonly adapter: QueueAdapter;
  readonly facts: EmitterFacts;
}

const LISTENING = new Set(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener']);

const emitters: readonly Known[] = queueAdapters.flatMap((adapter) =>
  (adapter.emitters ?? []).map((facts) => ({ adapter, facts })),
);
const packages = [...new Set(emitters.flatMap(({ adapter }) => Object.keys(adapter.packages)))];
const owners: ReadonlySet<string> = new Set(emitters.map(({ facts }) => facts.owner));
const makers: ReadonlySet<string> = new Set(
  emitters.flatMap(({ facts }) => (facts.made ?? []).map((name) => name.split('.').at(-1) ?? name)),
);

const cache = new WeakMap<ts.Program, readonly EmitterSite[]>();

/** @returns every such object that the program makes outside its tests. */
export function emittersOf({ host }: Analysis): readonly EmitterSite[] {
  let known = cache.get(host.program);
  if (!known) cache.set(host.program, (known = findEmitters(host)));
  return known;
}

function findEmitters(host: Host): readonly EmitterSite[] {
  if (packages.length === 0) return [];
  const files = ownFiles(host.program).filter((file) => !isTestFile(file));
  const subclasses = subclassesIn(files);
  const namesPackage = namesOneOf(packages);
  const makesOne = callsOneOf([...subclasses, ...owners, ...makers]);
  return files.flatMap((file) => {
    // Where the package is named, an import may call its classes anything.
    const direct = namesPackage(file.text);
    if (!direct && !makesOne(file.text)) return [];
    const { news, calls } = fileSyntax(host.ts, file);
    return [
      ...news
        .filter(({ name }) => direct || owners.has(name) || subclasses.has(name))
        .flatMap(({ node, nameNode, name }) => siteOf(host, node, name, knownClass(host, nameNode))),
      ...calls
        .filter(({ name }) => makers.has(name))
        .flatMap(({ node, nameNode, name }) => siteOf(host, node, name, knownMaker(host, nameNode, name))),
    ];
  });
}

/** Names of the program's own classes that extend another. */
function subclassesIn(files: readonly ts.SourceFile[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const file of files) {
    for (const [, name = ''] of file.text.matchAll(/\bclass\s+([\w$]+)[^{]*\bextends\b/gu)) names.add(name);
  }
  return names;
}

/** The emitter class that a constructed class is or extends. */
function knownClass(host: Host, nameNode: ts.Node): Known | undefined {
  const { ts } = host;
  let symbol = symbolAt(host, nameNode);
  for (let depth = 0; symbol && depth < 6; depth++) {
    const current: ts.Symbol = symbol;
    const found = emitters.find((known) => isOwner(host, known, current));
    if (found) return found;
    const declaration = current.valueDeclaration;
    const clause =
      declaration && ts.isClassLike(declaration)
        ? declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)
        : undefined;
    const base = clause?.types[0]?.expression;
    symbol = base && guarded(() => symbolAt(host, ts.isPropertyAccessExpression(base) ? base.name : base));
  }
  return undefined;
}

function isOwner(host: Host, known: Known, symbol: ts.Symbol): boolean {
  return symbol.name === known.facts.owner && isDescribed(host, known, symbol, undefined);
}

function knownMaker(host: Host, nameNode: ts.Node, name: string): Known | undefined {
  const symbol = symbolAt(host, nameNode);
  return (
    symbol &&
    emitters.find((known) =>
      known.facts.made?.some((made) => {
        const [owner, member] = made.includes('.') ? made.split('.') : [undefined, made];
        // `export = Bull` has one name for the function and its namespace, whatever the import calls it.
        return (member === name || member === symbol.name) && isDescribed(host, known, symbol, owner);
      }),
    )
  );
}

function isDescribed(
  host: Host,
  { adapter, facts }: Known,
  symbol: ts.Symbol,
  owner: string | undefined,
): boolean {
  if (!declaredByAdapter(host, adapter, symbol, owner)) return false;
  if (facts.versions === undefined) return true;
  const file = symbol.declarations?.[0]?.getSourceFile().fileName;
  const info = file === undefined ? undefined : packageOf(file);
  return info !== undefined && semver.satisfies(info.version, facts.versions, { includePrerelease: true });
}

function siteOf(
  host: Host,
  node: ts.NewExpression | ts.CallExpression,
  name: string,
  known: Known | undefined,
): readonly EmitterSite[] {
  if (!known) return [];
  const { adapter, facts } = known;
  let made: ValueUses | undefined;
  const uses = (): ValueUses => (made ??= usesOfEmitter(host, node, adapter));
  const call = superArguments(host, node) ?? { arguments: node.arguments ?? [], scope: undefined };
  const first = call.arguments[0];
  return [
    {
      adapter,
      facts,
      node,
      file: node.getSourceFile(),
      name,
      queueName:
        first && facts.nameless !== true ? stringOf(host, yes({ expression: first, scope: call.scope })) : no,
      uses,
      hears: (event) => hears(host, uses(), event),
      runs: () => (facts.runs ? calls(uses(), facts.runs) : yes(true)),
      closed: () => calls(uses(), facts.close),
    },
  ];
}

/** The construction, and `this` where a class of the program is made. */
function usesOfEmitter(
  host: Host,
  node: ts.NewExpression | ts.CallExpression,
  adapter: QueueAdapter,
): ValueUses {
  const { ts } = host;
  const origins: ts.Expression[] = [node];
  const symbol = ts.isNewExpression(node) ? symbolAt(host, lastName(ts, node.expression)) : undefined;
  const declaration = symbol?.valueDeclaration;
  let current = declaration && ts.isClassLike(declaration) ? declaration : undefined;
  const home = new Set(Object.keys(adapter.packages));
  for (let depth = 0; current && depth < 6; depth++) {
    if (current.getSourceFile().isDeclarationFile) break;
    const overrides = current.members.find(
      ({ name }) => name && ts.isIdentifier(name) && (name.text === 'emit' || LISTENING.has(name.text)),
    );
    if (overrides) return { members: [], escape: overrides };
    origins.push(...selvesIn(ts, current));
    current = baseClassOf(host, current);
  }
  // Names of other packages that declare the very class (`@types/…`).
  const own = declaration && declaringPackage(declaration);
  if (own !== undefined) home.add(own);
  return usesOf(host, origins, home);
}

function lastName(compiler: typeof ts, expression: ts.Expression): ts.Node {
  return compiler.isPropertyAccessExpression(expression) ? expression.name : expression;
}

/** `this` in a class, where it is an instance. */
function selvesIn(compiler: typeof ts, declaration: ts.ClassLikeDeclaration): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === compiler.SyntaxKind.ThisKeyword) found.push(node as ts.Expression);
    const other =
      compiler.isClassLike(node) ||
      compiler.isFunctionDeclaration(node) ||
      compiler.isFunctionExpression(node);
    if (!other) compiler.forEachChild(node, visit);
  };
  for (const member of declaration.members) {
    if ((compiler.getCombinedModifierFlags(member) & compiler.ModifierFlags.Static) === 0) {
      compiler.forEachChild(member, visit);
    }
  }
  return found;
}

/** A scoped event (`global:failed`, `job failed`, `fail:mail`) tells of the same. */
function isEvent(heard: string, event: string): boolean {
  return heard === event || (event !== 'error' && heard.split(/[: ]/u).includes(event));
}

function hears(host: Host, { members, escape }: ValueUses, event: string): Answer<true> {
  let open = escape !== undefined;
  for (const { name, call } of members) {
    if (!LISTENING.has(name)) continue;
    const first = call?.arguments[0];
    const literal = first && literalOf(host, { expression: first, scope: undefined });
    if (typeof literal !== 'string') open = true;
    else if (isEvent(literal, event)) return yes(true);
  }
  return open ? unknown('out of sight') : no;
}

function calls({ members, escape }: ValueUses, names: readonly string[]): Answer<true> {
  if (members.some(({ name }) => names.includes(name))) return yes(true);
  return escape ? unknown('out of sight') : no;
}
