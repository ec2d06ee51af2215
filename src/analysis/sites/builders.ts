/** Builders: `queue.createJob(x).retries(3).save()`, `Sidequest.build(Task).maxAttempts(3).enqueue(x)`, chained or held in a constant. */
import type ts from 'typescript';
import type { EnqueueLocator } from '../../adapters/queues/shape.js';
import { unknown, yes } from '../program/answer.js';
import type { Bound } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare, enclosingFunction } from '../program/syntax.js';
import type { SiteCall } from './calls.js';

type Chain = NonNullable<EnqueueLocator['chain']>;

/** The calls on a builder, in the order in which they are written. */
interface Links {
  readonly calls: readonly ts.CallExpression[];
  /** Values of its properties that are assigned. */
  readonly assigned: Assigned;
  /** The builder goes where other calls on it may be out of sight. */
  readonly open: boolean;
}

type Assigned = ReadonlyMap<string, ts.Expression>;

const NOTHING: Assigned = new Map();

/** @returns a builder as its locator sees it: the call that hands it over, and what its setters set. */
export function builderCall(
  host: Host,
  node: ts.CallExpression,
  receiver: ts.Expression | undefined,
  chain: Chain,
): SiteCall {
  const bound = { arguments: node.arguments, scope: undefined };
  if (chain.root !== undefined) {
    const links = linksBefore(host, node, receiver);
    const { calls, open } = links;
    const root = calls.find((call) => memberOf(host, call) === chain.root);
    return {
      call: node,
      receiver,
      bound: { ...bound, ...(root && { origin: { arguments: root.arguments, scope: undefined } }) },
      setters: open || !root ? unknown('out of sight') : yes(settings(host, links, chain.setters)),
    };
  }
  const links = linksAfter(host, node, chain.terminal);
  const { open, last } = links;
  return {
    call: last,
    receiver,
    bound,
    setters: open ? unknown('out of sight') : yes(settings(host, links, chain.setters)),
  };
}

/** The calls up to the one that hands over; without such a member the builder is a promise itself. */
function linksAfter(
  host: Host,
  node: ts.CallExpression,
  terminal: string | undefined,
): Links & { readonly last: ts.CallExpression } {
  const direct = chained(host, node);
  const isLast = (call: ts.CallExpression): boolean => memberOf(host, call) === terminal;
  const own = direct.calls.findIndex(isLast);
  if (own >= 0) {
    const last = direct.calls[own] ?? node;
    return { calls: direct.calls.slice(0, own), assigned: NOTHING, open: false, last };
  }
  const last = terminal === undefined ? (direct.calls.at(-1) ?? node) : node;
  if (!direct.holder)
    return { calls: direct.calls, assigned: NOTHING, open: !ends(host, direct.end, terminal), last };
  const held = linksOf(host, direct.holder);
  const at = held.calls.find(isLast);
  const open = held.others.some((other) => at === undefined || other.pos < at.pos);
  return { ...held, calls: [...direct.calls, ...held.calls], open, last: at ?? last };
}

/** Nothing more is called on a builder that is awaited, or that a statement leaves. */
function ends(host: Host, end: ts.Node, terminal: string | undefined): boolean {
  const { ts } = host;
  if (ts.isExpressionStatement(end)) return true;
  if (terminal !== undefined) return false;
  if (ts.isAwaitExpression(end) || ts.isVoidExpression(end)) return true;
  const given = ts.isReturnStatement(end) || ts.isArrowFunction(end);
  const fn = ts.isArrowFunction(end) ? end : enclosingFunction(ts, end);
  return given && fn !== undefined && (ts.getCombinedModifierFlags(fn) & ts.ModifierFlags.Async) !== 0;
}

interface Chained {
  readonly calls: readonly ts.CallExpression[];
  /** What the value is given to in the end. */
  readonly end: ts.Node;
  /** The constant that holds it. */
  readonly holder: ts.Identifier | undefined;
}

const PROMISE_MEMBER = /^(?:then|catch|finally)$/u;

/** Calls chained on a value, through casts and parentheses. */
function chained(host: Host, node: ts.Expression): Chained {
  const { ts } = host;
  const calls: ts.CallExpression[] = [];
  let at: ts.Node = node;
  for (;;) {
    const parent: ts.Node = at.parent;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === at) {
      const call = parent.parent;
      if (!ts.isCallExpression(call) || call.expression !== parent || PROMISE_MEMBER.test(parent.name.text))
        return { calls, end: parent, holder: undefined };
      calls.push(call);
      at = call;
    } else if (
      ts.isParenthesizedExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      ts.isAsExpression(parent) ||
      ts.isSatisfiesExpression(parent)
    ) {
      at = parent;
    } else {
      const holds = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name);
      return { calls, end: parent, holder: holds ? parent.name : undefined };
    }
  }
}

/** Calls on the constant that holds a builder, and its other uses. */
function linksOf(
  host: Host,
  holder: ts.Identifier,
): Omit<Links, 'open'> & { readonly others: readonly ts.Node[] } {
  const { ts } = host;
  const symbol = symbolAt(host, holder);
  const scope = enclosingFunction(ts, holder)?.body ?? holder.getSourceFile();
  const calls: ts.CallExpression[] = [];
  const others: ts.Node[] = [];
  const assigned = new Map<string, ts.Expression>();
  const visit = (node: ts.Node): void => {
    const isUse = ts.isIdentifier(node) && node !== holder && node.text === holder.text;
    if (isUse && symbolAt(host, node) === symbol) {
      const { parent } = node;
      const member = ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent : undefined;
      const value = member && assignedTo(host, member);
      if (!member) others.push(node);
      else if (value) assigned.set(member.name.text, value);
      else calls.push(...chained(host, node).calls);
    }
    ts.forEachChild(node, visit);
  };
  visit(scope);
  return { calls, assigned, others };
}

/** `job.retry = 3` */
function assignedTo(host: Host, target: ts.Expression): ts.Expression | undefined {
  const { ts } = host;
  const { parent } = target;
  const sets =
    ts.isBinaryExpression(parent) &&
    parent.left === target &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return sets ? parent.right : undefined;
}

/** The calls that a builder has been through before it is handed over. */
function linksBefore(host: Host, node: ts.CallExpression, receiver: ts.Expression | undefined): Links {
  const { ts } = host;
  const calls: ts.CallExpression[] = [];
  let at = receiver && bare(ts, receiver);
  while (at && ts.isCallExpression(at)) {
    calls.unshift(at);
    const callee = bare(ts, at.expression);
    at = ts.isPropertyAccessExpression(callee) ? bare(ts, callee.expression) : undefined;
  }
  const declaration = at && ts.isIdentifier(at) ? symbolAt(host, at)?.valueDeclaration : undefined;
  const start = declaration && ts.isVariableDeclaration(declaration) ? declaration : undefined;
  const value = start?.initializer && bare(ts, start.initializer);
  if (!start || !value || !ts.isCallExpression(value) || !ts.isIdentifier(start.name))
    return { calls, assigned: NOTHING, open: false };
  const earlier = linksBefore(host, node, value);
  const held = linksOf(host, start.name);
  return {
    assigned: held.assigned,
    calls: [...earlier.calls, ...held.calls.filter((call) => call.pos <= node.pos && call !== node)],
    open: earlier.open || held.others.some((other) => other.pos < node.pos),
  };
}

function memberOf(host: Host, call: ts.CallExpression): string | undefined {
  const callee = bare(host.ts, call.expression);
  return host.ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}

/** `{ 'backoff.delay': 'backoff#1' }`: argument 1 of the setter `backoff`; `=retry`: what is assigned to the property. */
function settings(
  host: Host,
  { calls, assigned }: Omit<Links, 'open'>,
  setters: Readonly<Record<string, string>>,
): ReadonlyMap<string, Bound> {
  const found = new Map<string, Bound>();
  for (const [path, setter] of Object.entries(setters)) {
    const [member = '', argument = '0'] = setter.split('#');
    const call = calls.findLast((entry) => memberOf(host, entry) === member);
    const expression = setter.startsWith('=')
      ? assigned.get(setter.slice(1))
      : call?.arguments[Number(argument)];
    if (expression) found.set(path, { expression, scope: undefined });
  }
  return found;
}
