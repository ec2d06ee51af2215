/** Keys by which a library drops a second enqueue of the same work, and why they fail to. */
import type ts from 'typescript';
import { attemptCounters, type Volatility } from '../../adapters/volatile.js';
import type { DedupFacts } from '../../adapters/queues/policies.js';
import { unbound, type Bound } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare, hasBody, isInside } from '../program/syntax.js';
import { textParts, type TextPart } from '../program/text-parts.js';
import { volatility } from '../program/volatile.js';
import { resultIsRead } from './delivery-result.js';
import { declaredByAdapter } from './known-symbols.js';
import type { EnqueueSite, OptionValue } from './site.js';
import { isVersion } from './versions.js';

/** A key that does not do its work. */
export interface WeakKey {
  readonly why: Volatility | 'constant' | 'window' | 'removed';
  /** Option path of the key, or of its window. */
  readonly option: string;
  /** What is at fault. */
  readonly node: ts.Node;
}

/** @returns the keys of an enqueue that never stop a duplicate, or stop what is none. */
export function weakKeys(host: Host, site: EnqueueSite): readonly WeakKey[] {
  const facts = (site.adapter.dedup ?? []).filter(({ versions }) => isVersion(host, site.adapter, versions));
  return facts.flatMap((fact) => {
    const key = site.ownOption(fact.path);
    if (key.is !== 'yes' || key.value.literal === null || site.scheduled().is !== 'no') return [];
    const found =
      unstable(host, site, fact, key.value) ??
      constant(host, site, fact, key.value) ??
      shortWindow(site, fact) ??
      removed(site, fact, key.value);
    return found ? [found] : [];
  });
}

function unstable(host: Host, site: EnqueueSite, fact: DedupFacts, key: OptionValue): WeakKey | undefined {
  if (!key.made) return undefined;
  const isAttempt = (access: ts.PropertyAccessExpression): boolean => countsAttempts(host, site, access);
  const parts = textParts(host, key.made);
  for (const part of parts) {
    if (!('hole' in part)) continue;
    const why = volatility(host, part.hole, isAttempt);
    if (!why) continue;
    // A counter of attempts is no id that anybody would look up.
    if (why !== 'attempt' && (isKept(host, part.through, key) || isLookedUp(host, site, fact, key, parts))) {
      return undefined;
    }
    return { why, option: fact.path, node: placeOf(site, key, part.hole) };
  }
  return undefined;
}

function countsAttempts(
  host: Host,
  { adapter }: EnqueueSite,
  { name }: ts.PropertyAccessExpression,
): boolean {
  if (attemptCounters[adapter.id]?.includes(name.text) !== true) return false;
  const symbol = symbolAt(host, name);
  return symbol !== undefined && declaredByAdapter(host, adapter, symbol);
}

/** An id that something else uses, or that names nothing of the payload, is an id and no key of the work. */
function isLookedUp(
  host: Host,
  site: EnqueueSite,
  fact: DedupFacts,
  key: OptionValue,
  parts: readonly TextPart[],
): boolean {
  if (isUsedElsewhere(host, key.node)) return true;
  if (fact.isId !== true) return false;
  return (
    tasksAreRead(host, site) || !parts.some((part) => 'hole' in part && isOfPayload(host, site, part.hole))
  );
}

/** Whether one of the names by which a value came into the key is used for something else too. */
function isKept(host: Host, through: readonly ts.Identifier[], key: OptionValue): boolean {
  return through.some((name) => {
    const symbol = symbolAt(host, name);
    const declaration = symbol?.valueDeclaration;
    if (!symbol || !declaration || !host.ts.isVariableDeclaration(declaration)) return false;
    return mentionedOutside(host, symbol, isInside(name, key.node) ? key.node : name);
  });
}

/** Whether the enqueue, or a wrapper that it goes through, does anything with the task that comes back. */
function tasksAreRead(host: Host, site: EnqueueSite): boolean {
  for (let at: EnqueueSite | undefined = site; at; at = at.inner) {
    const handedOn = at !== site && isReturned(host, at.call);
    if (!handedOn && resultIsRead(host, at.call)) return true;
  }
  return false;
}

/** A wrapper that hands the task on to its caller does nothing with it itself. */
function isReturned(host: Host, call: ts.CallExpression): boolean {
  const { ts } = host;
  let node: ts.Node = call;
  while (ts.isAwaitExpression(node.parent) || ts.isParenthesizedExpression(node.parent)) node = node.parent;
  return ts.isReturnStatement(node.parent) || (ts.isArrowFunction(node.parent) && node.parent.body === node);
}

/** Whether a constant in the option's text is mentioned outside it as well. */
function isUsedElsewhere(host: Host, option: ts.Node): boolean {
  const { ts } = host;
  const names: ts.Symbol[] = [];
  const collect = (node: ts.Node): void => {
    const symbol = ts.isIdentifier(node) ? symbolAt(host, node) : undefined;
    const declaration = symbol?.valueDeclaration;
    if (symbol && declaration && ts.isVariableDeclaration(declaration)) {
      const made = declaration.initializer && volatility(host, unbound(declaration.initializer), () => false);
      if (made || (declaration.initializer && holdsVolatile(host, declaration.initializer)))
        names.push(symbol);
    }
    ts.forEachChild(node, collect);
  };
  collect(option);
  return names.some((symbol) => mentionedOutside(host, symbol, option));
}

function holdsVolatile(host: Host, text: ts.Expression): boolean {
  return textParts(host, unbound(text)).some(
    (part) => 'hole' in part && volatility(host, part.hole, () => false),
  );
}

function mentionedOutside(host: Host, symbol: ts.Symbol, option: ts.Node): boolean {
  const { ts } = host;
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found || node === option) return;
    if (ts.isIdentifier(node) && node.text === symbol.name && symbolAt(host, node) === symbol) {
      found ||= !(ts.isVariableDeclaration(node.parent) && node.parent.name === node);
    }
    ts.forEachChild(node, visit);
  };
  visit(option.getSourceFile());
  return found;
}

/** A part of the key that the payload holds too: the same text, or a property of what the payload is. */
function isOfPayload(host: Host, site: EnqueueSite, hole: Bound): boolean {
  const { ts } = host;
  const wanted = bare(ts, hole.expression);
  let root = wanted;
  while (ts.isPropertyAccessExpression(root)) root = bare(ts, root.expression);
  const text = wanted.getText();
  return site.payloads.some(({ expression }) => {
    if (!expression) return false;
    let found = false;
    const visit = (node: ts.Node): void => {
      found ||= node.getText() === text || (node === expression && node.getText() === root.getText());
      if (ts.isSpreadAssignment(node)) found ||= node.expression.getText() === root.getText();
      if (!found) ts.forEachChild(node, visit);
    };
    visit(expression);
    return found;
  });
}

function placeOf({ call, file }: EnqueueSite, key: OptionValue, hole: Bound): ts.Node {
  if (isInside(hole.expression, key.node) || isInside(hole.expression, call)) return hole.expression;
  return key.node.getSourceFile() === file ? key.node : call;
}

/** One key for every turn of a loop whose tasks differ: all but the first are dropped. */
function constant(host: Host, site: EnqueueSite, fact: DedupFacts, key: OptionValue): WeakKey | undefined {
  if (typeof key.literal !== 'string' || !isInside(key.node, site.call)) return undefined;
  if ((fact.replaces ?? []).some((path) => site.ownOption(path).is !== 'no')) return undefined;
  const item = loopVariable(host, key.node);
  if (!item || !site.payloads.some(({ expression }) => expression && mentions(host, expression, item)))
    return undefined;
  return { why: 'constant', option: fact.path, node: key.node };
}

/** The variable of the nearest loop around a node that runs to its end. */
function loopVariable(host: Host, node: ts.Node): ts.Node | undefined {
  const { ts } = host;
  let at: ts.Node = node.parent;
  while (!ts.isSourceFile(at)) {
    if (ts.isForOfStatement(at)) return leavesEarly(host, at.statement) ? undefined : at.initializer;
    if (hasBody(ts, at)) {
      const call: ts.Node = at.parent;
      return ts.isCallExpression(call) && isWalk(host, call.expression) ? at.parameters[0] : undefined;
    }
    at = at.parent;
  }
  return undefined;
}

function isWalk(host: Host, callee: ts.Expression): boolean {
  return host.ts.isPropertyAccessExpression(callee) && /^(?:map|flatMap|forEach)$/u.test(callee.name.text);
}

function leavesEarly(host: Host, body: ts.Node): boolean {
  const { ts } = host;
  let leaves = false;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    leaves ||= ts.isBreakStatement(node) || ts.isReturnStatement(node);
    if (!leaves) ts.forEachChild(node, visit);
  };
  visit(body);
  return leaves;
}

function mentions(host: Host, expression: ts.Node, declaration: ts.Node): boolean {
  const { ts } = host;
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const declared = symbolAt(host, node)?.valueDeclaration;
      found ||= declared !== undefined && isInside(declared, declaration);
    }
    if (!found) ts.forEachChild(node, visit);
  };
  visit(expression);
  return found;
}

/** The key is forgotten before the task has run. */
function shortWindow(site: EnqueueSite, { window, delay }: DedupFacts): WeakKey | undefined {
  if (window === undefined || delay === undefined) return undefined;
  const lasts = site.option(window);
  const waits = site.option(delay);
  if (lasts.is !== 'yes' || waits.is !== 'yes') return undefined;
  const [short, long] = [lasts.value.literal, waits.value.literal];
  if (typeof short !== 'number' || typeof long !== 'number' || short <= 0 || short >= long) return undefined;
  return { why: 'window', option: window, node: lasts.value.node };
}

/** The key is the task's id, and the task is removed as soon as it is done. */
function removed(site: EnqueueSite, fact: DedupFacts, key: OptionValue): WeakKey | undefined {
  const path = fact.lasts === 'exists' ? site.adapter.results?.retention[0] : undefined;
  const kept = path === undefined ? undefined : site.option(path);
  if (path === undefined || kept?.is !== 'yes') return undefined;
  // A wrapper that sets both is judged once, where it does.
  if (site.inner?.option(fact.path).is === 'yes' && site.inner.option(path).is === 'yes') return undefined;
  const { literal } = kept.value;
  return literal === true || literal === 0
    ? { why: 'removed', option: fact.path, node: key.node }
    : undefined;
}
