/** Which parameters of a function reach an expression in it, and at which path. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { isOpaque, symbolAt, typeAt } from '../program/symbols.js';
import { bare, hasBody, returnedExpressions, isInside } from '../program/syntax.js';
import { writesTo, type Writes } from '../program/writes.js';

/** A parameter (or a part of it) that lands in an expression. */
export interface Flow {
  readonly parameter: ts.ParameterDeclaration;
  /** Properties followed from the parameter to the value that flows. */
  readonly access: readonly string[];
  /** Properties of the expression's value at which it lands. */
  readonly path: readonly string[];
  /** The value is each element of a list. */
  readonly each: boolean;
  /** Its properties that are written over or deleted on the way, so that they are not sent. */
  readonly without: ReadonlySet<string>;
}

/** An expression without parameter flows, inside one that has some. */
export interface FixedPart {
  readonly expression: ts.Expression;
  readonly path: readonly string[];
  readonly without: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();

/** Both halves of an expression, as seen from a function around it. */
export interface Split {
  readonly flows: readonly Flow[];
  readonly fixed: readonly FixedPart[];
}

/** @returns what `expression` takes from the parameters of `fn`, and what it holds besides. */
export function splitByParameters(host: Host, expression: ts.Expression, fn: ts.SignatureDeclaration): Split {
  const flows: Flow[] = [];
  const fixed: FixedPart[] = [];
  const visit = (part: ts.Expression, at: Landing, depth: number): void => {
    const value = bare(host.ts, part);
    const writes = writesOf(host, value, fn);
    // What is changed under a name that cannot be told is neither the parameter nor anything else that is known.
    if (writes?.any === true) return;
    const without = writes && writes.names.size > 0 ? new Set([...at.without, ...writes.names]) : at.without;
    const flow = flowOf(host, value, fn);
    if (flow) {
      flows.push({ ...flow, path: at.path, without });
      return;
    }
    const inside =
      depth > 0 &&
      visitInside(host, value, fn, { path: at.path, without }, (next, landing) => {
        visit(next, landing, depth - 1);
      });
    if (!inside) fixed.push({ expression: part, path: at.path, without });
  };
  visit(expression, { path: [], without: nothing }, 6);
  return { flows, fixed };
}

/** Where a value lands in the expression around it. */
interface Landing {
  readonly path: readonly string[];
  readonly without: ReadonlySet<string>;
}

/** What the function writes to a parameter or constant of its own. */
function writesOf(host: Host, value: ts.Expression, fn: ts.SignatureDeclaration): Writes | undefined {
  if (!host.ts.isIdentifier(value)) return undefined;
  const symbol = symbolAt(host, value);
  const declaration = symbol?.valueDeclaration;
  return symbol && declaration && isInside(declaration, fn) ? writesTo(host, symbol, fn) : undefined;
}

/** Object literals, choices and local constants are looked into; @returns whether the value was one of them. */
function visitInside(
  host: Host,
  value: ts.Expression,
  fn: ts.SignatureDeclaration,
  at: Landing,
  visit: (part: ts.Expression, at: Landing) => void,
): boolean {
  const { ts } = host;
  if (ts.isObjectLiteralExpression(value)) {
    value.properties.forEach((member, index) => {
      if (ts.isSpreadAssignment(member)) {
        const later = value.properties
          .slice(index + 1)
          .flatMap(({ name }) => (name ? [nameOf(host, name)] : []));
        visit(member.expression, { path: at.path, without: new Set([...at.without, ...later]) });
        return;
      }
      const name = nameOf(host, member.name);
      // Written over by whoever spreads this literal, or under a name that is set again.
      if (at.without.has(name)) return;
      const landing = { path: [...at.path, name], without: nothing };
      if (ts.isPropertyAssignment(member)) visit(member.initializer, landing);
      else if (ts.isShorthandPropertyAssignment(member)) visit(member.name, landing);
    });
    return true;
  }
  if (ts.isConditionalExpression(value)) {
    visit(value.whenTrue, at);
    visit(value.whenFalse, at);
    return true;
  }
  if (ts.isIdentifier(value)) {
    const declaration = symbolAt(host, value)?.valueDeclaration;
    if (
      declaration &&
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer &&
      isInside(declaration, fn) &&
      (declaration.parent.flags & ts.NodeFlags.Const) !== 0 &&
      hasFlow(host, declaration.initializer, fn)
    ) {
      visit(declaration.initializer, at);
      return true;
    }
  }
  return false;
}

function hasFlow(host: Host, expression: ts.Expression, fn: ts.SignatureDeclaration): boolean {
  const value = bare(host.ts, expression);
  return host.ts.isObjectLiteralExpression(value) || flowOf(host, value, fn) !== undefined;
}

function nameOf(host: Host, name: ts.PropertyName): string {
  return host.ts.isComputedPropertyName(name) ? '?' : name.text;
}

/** A parameter itself, a destructured part of it, or a member of one whose type says nothing. */
function flowOf(
  host: Host,
  value: ts.Expression,
  fn: ts.SignatureDeclaration,
): Omit<Flow, 'path' | 'without'> | undefined {
  const { ts } = host;
  if (ts.isIdentifier(value)) {
    const declaration = symbolAt(host, value)?.valueDeclaration;
    if (!declaration) return undefined;
    if (ts.isParameter(declaration) && declaration.parent === fn) {
      return declaration.dotDotDotToken ? undefined : { parameter: declaration, access: [], each: false };
    }
    const list = listOfElement(host, declaration);
    if (list) {
      const flow = flowOf(host, bare(ts, list), fn);
      return flow && !flow.each ? { ...flow, each: true } : undefined;
    }
    if (ts.isBindingElement(declaration)) return destructured(host, declaration, fn);
    return undefined;
  }
  if (ts.isPropertyAccessExpression(value)) {
    const object = bare(ts, value.expression);
    const type = typeAt(host, object);
    const open =
      type !== undefined && (isOpaque(host, type) || (type.flags & ts.TypeFlags.TypeParameter) !== 0);
    const base = open ? flowOf(host, object, fn) : undefined;
    return base && !base.each ? { ...base, access: [...base.access, value.name.text] } : undefined;
  }
  if (ts.isCallExpression(value)) return mapped(host, value, fn);
  return undefined;
}

/** The list whose element a declaration stands for: `items.map((item) => …)`, `for (const item of items)`. */
function listOfElement(host: Host, declaration: ts.Declaration): ts.Expression | undefined {
  const { ts } = host;
  if (ts.isParameter(declaration)) {
    const callback = declaration.parent;
    const call = callback.parent;
    if (
      callback.parameters[0] !== declaration ||
      !ts.isCallExpression(call) ||
      call.arguments[0] !== callback
    ) {
      return undefined;
    }
    const callee = call.expression;
    const walks =
      ts.isPropertyAccessExpression(callee) && /^(?:map|flatMap|forEach)$/u.test(callee.name.text);
    return walks ? callee.expression : undefined;
  }
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : undefined;
  return statement && ts.isForOfStatement(statement) ? statement.expression : undefined;
}

function destructured(
  host: Host,
  element: ts.BindingElement,
  fn: ts.SignatureDeclaration,
): Omit<Flow, 'path' | 'without'> | undefined {
  const { ts } = host;
  const holder = element.parent.parent;
  if (!ts.isParameter(holder) || holder.parent !== fn || element.dotDotDotToken) return undefined;
  if (!ts.isObjectBindingPattern(element.parent)) return undefined;
  const key = element.propertyName ?? element.name;
  return ts.isIdentifier(key) ? { parameter: holder, access: [key.text], each: false } : undefined;
}

/** `items.map((item) => item)`: each element of the parameter. */
function mapped(
  host: Host,
  call: ts.CallExpression,
  fn: ts.SignatureDeclaration,
): Omit<Flow, 'path' | 'without'> | undefined {
  const { ts } = host;
  const callee = call.expression;
  const callback = call.arguments[0];
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'map') return undefined;
  if (!callback || !hasBody(ts, callback)) return undefined;
  const list = flowOf(host, bare(ts, callee.expression), fn);
  const result = returnedExpressions(ts, callback)[0];
  if (!list || !result) return undefined;
  const inner = flowOf(host, bare(ts, result), callback);
  return inner ? { ...list, each: true } : undefined;
}
