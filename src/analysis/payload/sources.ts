/** Where a property of a payload is written: in the call, in a constant beside it, or inside a wrapper. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { property } from '../program/values.js';
import { locateArgument, parseLocator } from '../sites/locate.js';
import type { EnqueueSite } from '../sites/site.js';

/** The place that decides what a part of the payload is. */
export type PayloadSource =
  | {
      readonly kind: 'property';
      readonly property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment;
      readonly literal: ts.ObjectLiteralExpression;
      readonly value: ts.Expression;
    }
  | { readonly kind: 'whole'; readonly value: ts.Expression }
  | {
      readonly kind: 'spread';
      readonly spread: ts.SpreadAssignment;
      readonly literal: ts.ObjectLiteralExpression;
      readonly value: ts.Expression;
    };

const MAX_STEPS = 12;

/**
 * Walks from the library's own call outwards: what a wrapper writes itself is found there, what it passes through is
 * found at its caller.
 *
 * @param path property names from the payload's root; empty for the payload itself
 * @param through told of each parameter of a wrapper on the way, with the property names below it
 */
export function payloadSource(
  host: Host,
  site: EnqueueSite,
  path: readonly string[],
  through?: (parameter: ts.ParameterDeclaration, below: readonly string[]) => void,
): PayloadSource | undefined {
  const chain: EnqueueSite[] = [site];
  for (let at = site.inner; at; at = at.inner) chain.unshift(at);
  const [library] = chain;
  const start = library && payloadExpression(host, library);
  return start && walk(host, chain, start, path, through);
}

/** @returns the payload as the library's own call has it. */
export function payloadExpression(host: Host, site: EnqueueSite): ts.Expression | undefined {
  const { ts } = host;
  const { locator } = site;
  const at = parseLocator(locator.payload);
  if (locator.bulk === true || locator.children !== undefined) {
    const item = site.node;
    if (!ts.isObjectLiteralExpression(item)) return undefined;
    const found = property(host, { expression: item, scope: undefined }, at.path);
    return found.is === 'yes' ? found.value.expression : undefined;
  }
  const argument = locateArgument({ arguments: site.call.arguments, scope: undefined }, locator.payload);
  if (!argument || at.path === '') return argument?.expression;
  const found = property(host, argument, at.path);
  return found.is === 'yes' ? found.value.expression : undefined;
}

function walk(
  host: Host,
  chain: readonly EnqueueSite[],
  start: ts.Expression,
  given: readonly string[],
  through: ((parameter: ts.ParameterDeclaration, below: readonly string[]) => void) | undefined,
): PayloadSource | undefined {
  const { ts } = host;
  let path = given;
  let expression = start;
  let level = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    const value = opened(host, expression);
    const [key, ...rest] = path;
    if (ts.isObjectLiteralExpression(value)) {
      const member = key === undefined ? lastSpread(ts, value) : memberOf(ts, value, key);
      if (!member) return undefined;
      if (ts.isSpreadAssignment(member)) {
        // A spread of a wrapper's own parameter is decided by its caller.
        if (key === undefined && !outer(host, chain, level, member.expression)) {
          return { kind: 'spread', spread: member, literal: value, value: member.expression };
        }
        expression = member.expression;
        continue;
      }
      const inner = ts.isPropertyAssignment(member) ? member.initializer : member.name;
      if (rest.length === 0) return { kind: 'property', property: member, literal: value, value: inner };
      expression = inner;
      path = rest;
      continue;
    }
    const passed = outer(host, chain, level, value);
    if (passed) {
      ({ expression } = passed);
      path = [...passed.access, ...path];
      through?.(passed.parameter, path);
      level++;
      continue;
    }
    return path.length === 0 ? { kind: 'whole', value: expression } : undefined;
  }
  return undefined;
}

/** A literal behind a constant that is used nowhere else counts as written in the call. */
function opened(host: Host, expression: ts.Expression): ts.Expression {
  const { ts } = host;
  const value = bare(ts, expression);
  if (!ts.isIdentifier(value)) return value;
  const declaration = symbolAt(host, value)?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return value;
  if ((ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0) return value;
  const literal = bare(ts, declaration.initializer);
  if (!ts.isObjectLiteralExpression(literal)) return value;
  return mentions(host, declaration, value) ? value : literal;
}

function mentions(host: Host, declaration: ts.VariableDeclaration, but: ts.Identifier): boolean {
  const { ts } = host;
  const symbol = symbolAt(host, declaration.name);
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found) return;
    found =
      ts.isIdentifier(node) &&
      node !== but &&
      node !== declaration.name &&
      node.text === but.text &&
      symbolAt(host, node) === symbol;
    ts.forEachChild(node, visit);
  };
  visit(declaration.getSourceFile());
  return found;
}

function memberOf(
  compiler: typeof ts,
  literal: ts.ObjectLiteralExpression,
  key: string,
): ts.PropertyAssignment | ts.ShorthandPropertyAssignment | ts.SpreadAssignment | undefined {
  for (const member of literal.properties.toReversed()) {
    if (compiler.isSpreadAssignment(member)) return member;
    const { name } = member;
    if (compiler.isComputedPropertyName(name) || compiler.isPrivateIdentifier(name)) continue;
    if (name.text !== key) continue;
    return compiler.isPropertyAssignment(member) || compiler.isShorthandPropertyAssignment(member)
      ? member
      : undefined;
  }
  return undefined;
}

function lastSpread(
  compiler: typeof ts,
  literal: ts.ObjectLiteralExpression,
): ts.SpreadAssignment | undefined {
  const spreads = literal.properties.filter((member): member is ts.SpreadAssignment =>
    compiler.isSpreadAssignment(member),
  );
  return spreads.length === 1 ? spreads[0] : undefined;
}

/** What a wrapper's parameter, or a destructured part of it, stands for at the next call outwards. */
function outer(
  host: Host,
  chain: readonly EnqueueSite[],
  level: number,
  expression: ts.Expression,
):
  | {
      readonly expression: ts.Expression;
      readonly access: readonly string[];
      readonly parameter: ts.ParameterDeclaration;
    }
  | undefined {
  const { ts } = host;
  const caller = chain[level + 1];
  const value = bare(ts, expression);
  if (!caller || !ts.isIdentifier(value)) return undefined;
  const declaration = symbolAt(host, value)?.valueDeclaration;
  const wrapper = caller.wrappers[0]?.declaration;
  if (!declaration || !wrapper) return undefined;
  let parameter: ts.Node = declaration;
  const access: string[] = [];
  if (ts.isBindingElement(parameter)) {
    const key = parameter.propertyName ?? parameter.name;
    if (!ts.isIdentifier(key) || parameter.dotDotDotToken) return undefined;
    access.push(key.text);
    parameter = parameter.parent.parent;
  }
  if (!ts.isParameter(parameter) || parameter.parent !== wrapper) return undefined;
  const argument = caller.call.arguments[wrapper.parameters.indexOf(parameter)];
  return argument && { expression: argument, access, parameter };
}
