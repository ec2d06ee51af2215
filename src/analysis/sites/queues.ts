/** Queue constructions and registrations, and which of them a receiver stands for. */
import type ts from 'typescript';
import type { QueueAdapter, QueueLocator } from '../../adapters/queues/shape.js';
import { no, unknown, yes, type Answer, type Yes } from '../program/answer.js';
import type { Host } from '../program/host.js';
import { symbolAt, typeAt } from '../program/symbols.js';
import { bare, enclosingFunction, fileSyntax, hasBody, returnedExpressions } from '../program/syntax.js';
import { bindArguments, type Bound, type Scope } from '../program/bound.js';
import { calledFunction } from '../program/functions.js';
import { literalOf, property, propertyPath, resolve } from '../program/values.js';
import {
  knownConstruction,
  knownInjection,
  knownRegistrations,
  libraryOf,
  registrationMembers,
  type Known,
} from './known-symbols.js';
import { keptValues, readMap } from './kept-values.js';
import { locate, locateArgument, parseLocator, type BoundCall } from './locate.js';
import type { Definition } from './definitions.js';
import { readOption, type OptionLayer } from './options.js';
import { superArguments } from './super-call.js';
import type { DefaultsPlace, OptionValue, QueueSite } from './site.js';

/** What a receiver stands for: a construction, or a name that a decorator injects. */
export type Receiver =
  | { readonly kind: 'site'; readonly site: QueueSite }
  | { readonly kind: 'injected'; readonly adapter: QueueAdapter; readonly name: Answer<string> };

/** @returns a folded string. */
export function stringOf(host: Host, bound: Answer<Bound>): Answer<string> {
  if (bound.is === 'no') return unknown('dynamic value');
  if (bound.is === 'unknown') return bound;
  const literal = literalOf(host, bound.value);
  if (typeof literal === 'string') return yes(literal);
  const named = nameOfQueue(host, bound.value);
  if (named) return named;
  const target = resolve(host, bound.value);
  return target.is === 'unknown' ? target : unknown('dynamic value');
}

/** `new Worker(queue.name, …)`: the name of a queue that is constructed elsewhere. */
function nameOfQueue(host: Host, bound: Bound): Answer<string> | undefined {
  const expression = bare(host.ts, bound.expression);
  if (!host.ts.isPropertyAccessExpression(expression) || expression.name.text !== 'name') return undefined;
  const receiver = resolveReceiver(host, expression.expression, bound.scope);
  if (receiver.is !== 'yes') return undefined;
  return receiver.value.kind === 'site' ? receiver.value.site.name : receiver.value.name;
}

/** Makes the site of one construction; `scope` binds the parameters of a factory around it. */
export function constructedQueue(
  host: Host,
  node: ts.NewExpression | ts.CallExpression,
  known: Known<QueueLocator>,
  scope: Scope | undefined,
): QueueSite {
  const inherited = superArguments(host, node);
  const isSubclass = inherited !== undefined;
  const call = inherited ?? { arguments: node.arguments ?? [], scope };
  const { locator } = known;
  const defaults = defaultsOf(locator);
  const layers: OptionLayer[] = defaults.map((where) => ({
    layer: locator.scope ?? 'queue',
    options: locate(host, call, where),
    ...(locator.under !== undefined && { under: locator.under }),
  }));
  const first = defaults[0];
  return makeSite(host, {
    known,
    node,
    name: locator.name === '' ? no : stringOf(host, locate(host, call, locator.name)),
    layers,
    // A factory or a subclass makes several queues: a default there would change them all.
    shared: call.scope !== undefined || isSubclass,
    optionsArgument: first === undefined ? undefined : locateArgument(call, first)?.expression,
    ...(first !== undefined && !isSubclass && { defaultsAt: defaultsPlace(call, locator, first) }),
  });
}

function defaultsPlace(call: BoundCall, { beside = {} }: QueueLocator, first: string): DefaultsPlace {
  const { argument } = parseLocator(first);
  const texts = Object.entries(beside).flatMap(([key, where]) => {
    const text = locateArgument(call, where)?.expression.getText();
    return text === undefined ? [] : [[key, text] as const];
  });
  return { ...(typeof argument === 'number' && { argument }), beside: Object.fromEntries(texts) };
}

function defaultsOf({ defaults }: QueueLocator): readonly string[] {
  return typeof defaults === 'string' ? [defaults] : (defaults ?? []);
}

function makeSite(
  host: Host,
  parts: {
    known: Known<QueueLocator>;
    node: ts.Node;
    name: Answer<string>;
    layers: readonly OptionLayer[];
    optionsArgument: ts.Expression | undefined;
    defaultsAt?: DefaultsPlace;
    shared?: boolean;
  },
): QueueSite {
  const { known, node, name, layers, optionsArgument } = parts;
  const options = new Map<string, Answer<OptionValue>>();
  return {
    kind: 'queue',
    adapter: libraryOf(host, known.adapter),
    node,
    file: node.getSourceFile(),
    name,
    global: known.locator.scope === 'global',
    shared: parts.shared ?? false,
    defaults: layers.flatMap(({ options }) => (options.is === 'yes' ? [options.value.expression] : [])),
    defaultsKey: keyOf(known.locator),
    layers,
    optionsArgument,
    defaultsAt: parts.defaultsAt,
    option: (path) => {
      let answer = options.get(path);
      if (!answer) options.set(path, (answer = readOption(host, layers, path)));
      return answer;
    },
  };
}

/** Property under which the first defaults stand; a path that an enqueue's options lack cannot be written. */
function keyOf(locator: QueueLocator): string {
  const first = defaultsOf(locator)[0];
  return first === undefined ? '' : parseLocator(first).path;
}

/** @returns the definition of a task as the site of its defaults. */
export function definitionSite(host: Host, adapter: QueueAdapter, definition: Definition): QueueSite {
  const { node, queue, layers, at } = definition;
  const first = layers[0]?.options;
  const written =
    at && (host.ts.isCallExpression(node) || host.ts.isNewExpression(node))
      ? node.arguments?.[at.argument]
      : undefined;
  return makeSite(host, {
    known: { adapter, locator: { name: '', ...(layers.length > 0 && { defaults: at?.locator ?? '#0' }) } },
    node,
    name: queue,
    layers,
    optionsArgument: written ?? (first?.is === 'yes' ? first.value.expression : undefined),
    ...(at && { defaultsAt: { ...at, beside: {} } }),
  });
}

/** @returns every construction and registration written in a file. */
export function queuesIn(host: Host, file: ts.SourceFile): readonly QueueSite[] {
  const syntax = fileSyntax(host.ts, file);
  const found: QueueSite[] = [];
  const registrations = registrationMembers(host);
  for (const { node, nameNode } of syntax.news) {
    const known = knownConstruction(host, nameNode);
    if (known) found.push(constructedQueue(host, node, known, undefined));
  }
  for (const { node, nameNode, name, receiver } of syntax.calls) {
    if (registrations.has(name)) {
      for (const known of knownRegistrations(host, nameNode, name))
        found.push(...registeredQueues(host, node, known));
    } else if (!receiver && /^[A-Z]/u.test(name)) {
      const known = knownConstruction(host, nameNode);
      if (known) found.push(constructedQueue(host, node, known, undefined));
    }
  }
  return found;
}

function registeredQueues(
  host: Host,
  call: ts.CallExpression,
  known: Known<QueueLocator>,
): readonly QueueSite[] {
  const { ts } = host;
  const { locator } = known;
  const defaults = defaultsOf(locator);
  // `boss.createQueue(name, options)`
  if (locator.name !== '' && parseLocator(locator.name).argument !== 'all') {
    return [constructedQueue(host, call, known, undefined)];
  }
  if (locator.scope === 'global') {
    const sources = locator.factory ? factoryResults(host, call.arguments) : call.arguments.map(asBound);
    const layers = sources.flatMap((source): OptionLayer[] =>
      isObject(host, source) ? [layerOf(host, source, defaults)] : [],
    );
    if (layers.length === 0) layers.push({ layer: 'global', options: unknown('dynamic value') });
    const under = locator.under === undefined ? undefined : { under: locator.under };
    const global: OptionLayer[] = layers.map(({ options }) => ({ layer: 'global', options, ...under }));
    return [
      makeSite(host, { known, node: call, name: no, layers: global, optionsArgument: call.arguments[0] }),
    ];
  }
  const items = call.arguments.flatMap((argument) => {
    const value = bare(ts, argument);
    return ts.isArrayLiteralExpression(value) ? [...value.elements] : [argument];
  });
  return items.map((item) => {
    const name = stringOf(host, property(host, asBound(item), parseLocator(locator.name).path));
    const sources = [asBound(item), ...(locator.factory ? factoryResults(host, [item]) : [])];
    const layers = sources.map((source) => layerOf(host, source, defaults));
    return makeSite(host, { known, node: item, name, layers, optionsArgument: item });
  });
}

function asBound(expression: ts.Expression): Bound {
  return { expression, scope: undefined };
}

function isObject(host: Host, source: Bound): boolean {
  const target = resolve(host, source);
  return !(target.is === 'yes' && host.ts.isStringLiteralLike(target.value.expression));
}

function layerOf(host: Host, source: Bound, defaults: readonly string[]): OptionLayer {
  const path = parseLocator(defaults[0] ?? '#0').path;
  return { layer: 'queue', options: path === '' ? yes(source) : propertyPath(host, source, path) };
}

/** What the `useFactory` functions of registration objects return. */
function factoryResults(host: Host, items: readonly ts.Expression[]): readonly Bound[] {
  const { ts } = host;
  return items.flatMap((item) => {
    const factory = property(host, asBound(item), 'useFactory');
    if (factory.is !== 'yes') return [];
    const target = resolve(host, factory.value);
    if (target.is !== 'yes' || !hasBody(ts, target.value.expression)) return [];
    return returnedExpressions(ts, target.value.expression).map(asBound);
  });
}

/** Follows the object a member is called on to the queue it is. */
export function resolveReceiver(
  host: Host,
  receiver: ts.Expression,
  scope: Scope | undefined,
  depth = 12,
): Answer<Receiver> {
  if (depth <= 0) return unknown('budget spent');
  const { ts } = host;
  const expression = bare(ts, receiver);
  if (ts.isNewExpression(expression)) {
    const known = knownConstruction(host, expression.expression);
    return known
      ? yes({ kind: 'site', site: constructedQueue(host, expression, known, scope) })
      : unknown('out of sight');
  }
  if (ts.isCallExpression(expression)) return receiverOfCall(host, expression, scope, depth);
  if (ts.isBinaryExpression(expression)) {
    // `(cached ??= new Queue(…))`, `a ?? b`.
    return resolveReceiver(host, expression.right, scope, depth - 1);
  }
  if (ts.isConditionalExpression(expression)) {
    return agreed(
      [expression.whenTrue, expression.whenFalse].map((arm) => resolveReceiver(host, arm, scope, depth - 1)),
    );
  }
  if (ts.isIdentifier(expression)) return receiverOfName(host, expression, scope, depth);
  if (ts.isPropertyAccessExpression(expression)) return receiverOfName(host, expression.name, scope, depth);
  if (ts.isElementAccessExpression(expression)) {
    const kept = keptValues(host, expression.expression);
    if (kept.length > 0) return receiverOfKept(host, expression.expression, expression, { scope, depth });
    const target = resolve(host, { expression, scope });
    if (target.is === 'yes' && target.value.expression !== expression) {
      return resolveReceiver(host, target.value.expression, target.value.scope, depth - 1);
    }
  }
  return unknown('dynamic value');
}

function receiverOfCall(
  host: Host,
  call: ts.CallExpression,
  scope: Scope | undefined,
  depth: number,
): Answer<Receiver> {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  const known = ts.isIdentifier(callee) ? knownConstruction(host, callee) : undefined;
  if (known) return yes({ kind: 'site', site: constructedQueue(host, call, known, scope) });
  const map = readMap(host, call);
  if (map) return receiverOfKept(host, map, call, { scope, depth });
  const fn = calledFunction(host, call);
  if (!fn) return unknown('out of sight');
  const inner = bindArguments(host, fn, call.arguments, scope);
  const answers = returnedExpressions(ts, fn)
    .filter((returned) => returned.kind !== ts.SyntaxKind.NullKeyword)
    .map((returned) => resolveReceiver(host, returned, inner, depth - 1));
  return agreed(answers);
}

/** A queue that is kept under a key: whichever is kept there, if all of them are made alike. */
function receiverOfKept(
  host: Host,
  map: ts.Expression,
  at: ts.Expression,
  { scope, depth }: { scope: Scope | undefined; depth: number },
): Answer<Receiver> {
  const { ts } = host;
  const values = keptValues(host, map);
  if (values.length === 0) return unknown('out of sight');
  const here = enclosingFunction(ts, at);
  return agreed(
    values.map((value) =>
      // What the same call keeps and reads goes by the same parameters.
      resolveReceiver(host, value, enclosingFunction(ts, value) === here ? scope : undefined, depth - 1),
    ),
  );
}

function receiverOfName(
  host: Host,
  name: ts.Identifier | ts.PrivateIdentifier | ts.MemberName,
  scope: Scope | undefined,
  depth: number,
): Answer<Receiver> {
  const { ts } = host;
  const symbol = symbolAt(host, name);
  const declaration = symbol?.valueDeclaration ?? symbol?.declarations?.[0];
  if (!declaration) return unknown('unresolved import');
  if (ts.isParameter(declaration) || ts.isPropertyDeclaration(declaration)) {
    const injected = injectedName(host, declaration);
    if (injected) return yes(injected);
    const bound = ts.isParameter(declaration) ? scope?.get(declaration) : undefined;
    if (bound) return resolveReceiver(host, bound.expression, bound.scope, depth - 1);
  }
  const named = namedByType(host, declaration);
  if (named) return receiverOfName(host, named, undefined, depth - 1);
  if (ts.isGetAccessor(declaration) && declaration.body) {
    return agreed(
      returnedExpressions(ts, declaration as ts.GetAccessorDeclaration & { body: ts.Block }).map((returned) =>
        resolveReceiver(host, returned, undefined, depth - 1),
      ),
    );
  }
  if (ts.isShorthandPropertyAssignment(declaration)) {
    return receiverOfName(host, declaration.name, scope, depth - 1);
  }
  // `export default new Queue(…)`
  if (ts.isExportAssignment(declaration))
    return resolveReceiver(host, declaration.expression, undefined, depth - 1);
  if (ts.isBindingElement(declaration)) {
    // `const { queue } = createQueueAndWorker(…)`
    const target = resolve(host, { expression: name, scope });
    return target.is === 'yes' && target.value.expression !== name
      ? resolveReceiver(host, target.value.expression, target.value.scope, depth - 1)
      : unknown('out of sight');
  }
  const initializer =
    'initializer' in declaration ? (declaration as ts.VariableDeclaration).initializer : undefined;
  const written = initializer && !isNothing(host, initializer) ? [initializer] : [];
  // What a module-level name holds does not depend on the caller; what a local holds may.
  const local = enclosingFunction(ts, declaration) ? scope : undefined;
  const values = isConstant(host, declaration)
    ? written
    : [...written, ...assignments(host, symbol, declaration)];
  return values.length === 0
    ? unknown('out of sight')
    : agreed(values.map((value) => resolveReceiver(host, value, local, depth - 1)));
}

/** A constant or readonly field with a value is never assigned again. */
function isConstant(host: Host, declaration: ts.Declaration): boolean {
  const { ts } = host;
  if (ts.isVariableDeclaration(declaration)) return (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  if (!ts.isPropertyDeclaration(declaration)) return true;
  const readonly = (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0;
  return readonly && declaration.initializer !== undefined;
}

/** `mail: typeof mail`: a value handed on under its own type is that value. */
function namedByType(host: Host, declaration: ts.Declaration): ts.Identifier | undefined {
  const { ts, checker } = host;
  if (ts.isBindingElement(declaration)) {
    const key = declaration.propertyName ?? declaration.name;
    const type = ts.isIdentifier(key) ? typeAt(host, declaration.parent) : undefined;
    const member = type && ts.isIdentifier(key) ? checker.getPropertyOfType(type, key.text) : undefined;
    const declared = member?.valueDeclaration;
    return declared && !ts.isBindingElement(declared) ? namedByType(host, declared) : undefined;
  }
  const typed =
    ts.isParameter(declaration) ||
    ts.isPropertySignature(declaration) ||
    ts.isPropertyDeclaration(declaration);
  if (!typed || !declaration.type || !ts.isTypeQueryNode(declaration.type)) return undefined;
  const { exprName } = declaration.type;
  return ts.isIdentifier(exprName) ? exprName : exprName.right;
}

function isNothing(host: Host, expression: ts.Expression): boolean {
  return (
    expression.kind === host.ts.SyntaxKind.NullKeyword ||
    (host.ts.isIdentifier(expression) && expression.text === 'undefined')
  );
}

const assignmentsOf = new WeakMap<ts.Symbol, readonly ts.Expression[]>();

/** `this.queue = new Queue(…)` and `queue = new Queue(…)` in the file of the declaration. */
function assignments(
  host: Host,
  symbol: ts.Symbol | undefined,
  declaration: ts.Declaration,
): readonly ts.Expression[] {
  const { ts } = host;
  if (!symbol) return [];
  const known = assignmentsOf.get(symbol);
  if (known) return known;
  const found: ts.Expression[] = [];
  assignmentsOf.set(symbol, found);
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && isAssignment(ts, node.operatorToken.kind)) {
      const target = ts.isPropertyAccessExpression(node.left) ? node.left.name : node.left;
      const named = ts.isIdentifier(target) || ts.isPrivateIdentifier(target);
      if (
        named &&
        target.text === symbol.name &&
        symbolAt(host, target) === symbol &&
        !isNothing(host, node.right)
      ) {
        found.push(node.right);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.isPropertyDeclaration(declaration) ? declaration.parent : declaration.getSourceFile());
  return found;
}

function isAssignment(compiler: typeof ts, operator: ts.SyntaxKind): boolean {
  return (
    operator === compiler.SyntaxKind.EqualsToken ||
    operator === compiler.SyntaxKind.QuestionQuestionEqualsToken
  );
}

function injectedName(
  host: Host,
  declaration: ts.ParameterDeclaration | ts.PropertyDeclaration,
): Receiver | undefined {
  const { ts } = host;
  for (const decorator of ts.getDecorators(declaration) ?? []) {
    const known = knownInjection(host, decorator);
    if (!known || !ts.isCallExpression(decorator.expression)) continue;
    const call = { arguments: decorator.expression.arguments, scope: undefined };
    return {
      kind: 'injected',
      adapter: libraryOf(host, known.adapter),
      name: stringOf(host, locate(host, call, known.locator.name)),
    };
  }
  return undefined;
}

/** All arms must stand for the same queue. */
function agreed(answers: readonly Answer<Receiver>[]): Answer<Receiver> {
  const proven = answers.filter((answer): answer is Yes<Receiver> => answer.is === 'yes');
  const first = proven[0];
  if (!first || proven.length < answers.length) {
    return answers.find((answer) => answer.is === 'unknown') ?? unknown('dynamic value');
  }
  const same = proven.every((answer) => receiverKey(answer.value) === receiverKey(first.value));
  return same ? first : unknown('dynamic value');
}

function receiverKey(receiver: Receiver): unknown {
  if (receiver.kind === 'site') return receiver.site.node;
  return receiver.name.is === 'yes' ? receiver.name.value : receiver;
}
