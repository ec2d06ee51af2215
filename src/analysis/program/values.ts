/**
 * What an expression stands for, without running it: constants, imports, properties of constant objects, parameters bound
 * by a call, spreads in their real order. Everything else (environment, config services, mutable state) is unknown.
 */
import type ts from 'typescript';
import { no, unknown, yes, type Answer } from './answer.js';
import type { Host } from './host.js';
import { bindArguments, unbound, type Bound, type Scope } from './bound.js';
import { baseClassOf, constructedClass, enclosingClass, instanceMember } from './classes.js';
import { duration } from './durations.js';
import { calledFunction } from './functions.js';
import { guarded, symbolAt, typeAt } from './symbols.js';
import { bare, returnedExpressions } from './syntax.js';
import { truthOf } from './truth.js';

/** Folded constant. */
export type Literal = string | number | boolean | null;

const MAX_STEPS = 24;

/** Follows a bound expression to the expression that makes its value. `no` means proven `undefined`. */
export function resolve(host: Host, bound: Bound, steps = MAX_STEPS): Answer<Bound> {
  if (steps <= 0) return unknown('budget spent');
  const { ts } = host;
  const expression = bare(ts, bound.expression);
  const here: Bound = { expression, scope: bound.scope };
  if (ts.isIdentifier(expression)) {
    if (expression.text === 'undefined') return no;
    return resolveName(host, expression, bound.scope, steps);
  }
  if (ts.isVoidExpression(expression)) return no;
  if (ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression)) {
    return resolveMember(host, expression, bound.scope, steps);
  }
  if (ts.isConditionalExpression(expression)) return resolveChoice(host, expression, bound.scope, steps);
  if (ts.isBinaryExpression(expression)) {
    const operator = expression.operatorToken.kind;
    if (operator === ts.SyntaxKind.QuestionQuestionToken || operator === ts.SyntaxKind.BarBarToken) {
      const left = resolve(host, { expression: expression.left, scope: bound.scope }, steps - 1);
      if (left.is === 'no')
        return resolve(host, { expression: expression.right, scope: bound.scope }, steps - 1);
      return left;
    }
  }
  if (ts.isCallExpression(expression)) return resolveCall(host, expression, bound.scope, steps);
  return yes(here);
}

function resolveName(
  host: Host,
  name: ts.Identifier,
  scope: Scope | undefined,
  steps: number,
): Answer<Bound> {
  const { ts } = host;
  const symbol = symbolAt(host, name);
  const declaration = symbol?.valueDeclaration ?? symbol?.declarations?.[0];
  // `export default queue(…)`
  if (declaration && ts.isExportAssignment(declaration))
    return resolve(host, unbound(declaration.expression), steps - 1);
  if (!declaration) return unknown('unresolved import');
  if (ts.isParameter(declaration)) {
    const value = scope?.get(declaration);
    if (value === null) return no;
    return value ? resolve(host, value, steps - 1) : unknown('dynamic value');
  }
  if (ts.isVariableDeclaration(declaration)) {
    const list = declaration.parent;
    const constant = ts.isVariableDeclarationList(list) && (list.flags & ts.NodeFlags.Const) !== 0;
    if (declaration.initializer && constant) {
      // A constant inside a function may mention the function's parameters; one outside cannot.
      return resolve(host, { expression: declaration.initializer, scope }, steps - 1);
    }
    return unknown('dynamic value');
  }
  if (ts.isBindingElement(declaration)) return resolveBinding(host, declaration, scope, steps);
  return yes({ expression: name, scope });
}

/** `const { attempts } = options` and destructured parameters. */
function resolveBinding(
  host: Host,
  element: ts.BindingElement,
  scope: Scope | undefined,
  steps: number,
): Answer<Bound> {
  const { ts } = host;
  const key = element.propertyName ?? element.name;
  if (element.dotDotDotToken || !ts.isIdentifier(key)) return unknown('dynamic value');
  const holder = element.parent.parent;
  const source = ts.isVariableDeclaration(holder)
    ? holder.initializer && yes<Bound>({ expression: holder.initializer, scope })
    : ts.isParameter(holder)
      ? boundParameter(holder, scope)
      : undefined;
  if (!source) return unknown('dynamic value');
  if (source.is !== 'yes') return source;
  const found = property(host, source.value, key.text, steps - 1);
  if (found.is === 'no' && element.initializer) return resolve(host, unbound(element.initializer), steps - 1);
  return found.is === 'yes' ? resolve(host, found.value, steps - 1) : found;
}

function boundParameter(parameter: ts.ParameterDeclaration, scope: Scope | undefined): Answer<Bound> {
  const value = scope?.get(parameter);
  if (value === null) return no;
  return value ? yes(value) : unknown('dynamic value');
}

function resolveMember(
  host: Host,
  access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  scope: Scope | undefined,
  steps: number,
): Answer<Bound> {
  const { ts } = host;
  const object = bare(ts, access.expression);
  if (isEnvironment(host, object)) return unknown('environment or config value');
  const key = ts.isPropertyAccessExpression(access)
    ? access.name.text
    : literalOf(host, { expression: access.argumentExpression, scope }, steps - 1);
  if (typeof key !== 'string') return unknown('dynamic value');
  const nameNode = ts.isPropertyAccessExpression(access) ? access.name : access.argumentExpression;
  const symbol = symbolAt(host, nameNode);
  const declaration = symbol?.valueDeclaration;
  if (declaration) {
    if (ts.isEnumMember(declaration)) return yes({ expression: access, scope });
    if (
      ts.isPropertyDeclaration(declaration) &&
      declaration.initializer &&
      (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly) !== 0
    ) {
      return resolve(host, unbound(declaration.initializer), steps - 1);
    }
    if (ts.isVariableDeclaration(declaration) && declaration.initializer) {
      // `constants.RETRIES` through a namespace import.
      return resolve(host, unbound(declaration.initializer), steps - 1);
    }
  }
  if (object.kind === ts.SyntaxKind.ThisKeyword || object.kind === ts.SyntaxKind.SuperKeyword) {
    return resolveOwnMember(host, object, key, { scope, steps });
  }
  const found = property(host, { expression: object, scope }, key, steps - 1);
  return found.is === 'yes' ? resolve(host, found.value, steps - 1) : found;
}

/** `this.options` in a method that was called on `new X()`: X's own getter or field. `super.options`: the base class's. */
function resolveOwnMember(
  host: Host,
  object: ts.Expression,
  key: string,
  { scope, steps }: { scope: Scope | undefined; steps: number },
): Answer<Bound> {
  const { ts } = host;
  const around = enclosingClass(host, object);
  if (!around) return unknown('dynamic value');
  const isSuper = object.kind === ts.SyntaxKind.SuperKeyword;
  const receiver = scope?.get(around);
  const start = isSuper ? baseClassOf(host, around) : receiver && constructedClass(host, receiver.expression);
  const member = start && instanceMember(host, start, key);
  if (!member) return unknown('dynamic value');
  // Code of another class of the same instance: `this` goes along.
  const owner = member.parent;
  const inner = receiver && ts.isClassLike(owner) ? new Map([...(scope ?? []), [owner, receiver]]) : scope;
  if (ts.isGetAccessor(member) && member.body) {
    const returned = returnedExpressions(ts, member as ts.GetAccessorDeclaration & { body: ts.Block });
    const only = returned[0];
    return only && returned.length === 1
      ? resolve(host, { expression: only, scope: inner }, steps - 1)
      : unknown('dynamic value');
  }
  const isConstant = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Readonly) !== 0;
  return isConstant && ts.isPropertyDeclaration(member) && member.initializer
    ? resolve(host, { expression: member.initializer, scope: inner }, steps - 1)
    : unknown('dynamic value');
}

function isEnvironment(host: Host, expression: ts.Expression): boolean {
  const { ts } = host;
  return (
    ts.isPropertyAccessExpression(expression) &&
    expression.name.text === 'env' &&
    (ts.isIdentifier(expression.expression) || ts.isMetaProperty(expression.expression))
  );
}

/** Both arms must make the same value; otherwise it is dynamic. */
function resolveChoice(
  host: Host,
  choice: ts.ConditionalExpression,
  scope: Scope | undefined,
  steps: number,
): Answer<Bound> {
  const holds = truthOf(host, { expression: choice.condition, scope }, steps - 1);
  if (holds !== undefined) {
    return resolve(host, { expression: holds ? choice.whenTrue : choice.whenFalse, scope }, steps - 1);
  }
  const left = resolve(host, { expression: choice.whenTrue, scope }, steps - 1);
  const right = resolve(host, { expression: choice.whenFalse, scope }, steps - 1);
  if (left.is === 'no' && right.is === 'no') return no;
  if (left.is === 'yes' && right.is === 'yes') {
    const value = literalOf(host, left.value, steps - 1);
    if (value !== undefined && value === literalOf(host, right.value, steps - 1)) return left;
  }
  return unknown('dynamic value');
}

function resolveCall(
  host: Host,
  call: ts.CallExpression,
  scope: Scope | undefined,
  steps: number,
): Answer<Bound> {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  const first = call.arguments[0];
  if (
    first &&
    ts.isPropertyAccessExpression(callee) &&
    ts.isIdentifier(callee.expression) &&
    callee.expression.text === 'Object' &&
    callee.name.text === 'freeze'
  ) {
    return resolve(host, { expression: first, scope }, steps - 1);
  }
  const fn = calledFunction(host, call);
  if (fn) {
    const returned = returnedExpressions(ts, fn);
    const only = returned[0];
    const inner = bindArguments(host, fn, call.arguments, scope);
    if (only && returned.length === 1 && inner && !fn.asteriskToken) {
      return resolve(host, { expression: only, scope: inner }, steps - 1);
    }
    return unknown('dynamic value');
  }
  // `ms('1 minute')` and the like fold in literalOf; config services do not fold at all.
  return yes({ expression: call, scope });
}

/** Looks a property up in what an expression stands for: object literals with spreads in their real order, else by type. */
export function property(host: Host, bound: Bound, key: string, steps = MAX_STEPS): Answer<Bound> {
  if (steps <= 0) return unknown('budget spent');
  const { ts } = host;
  const target = resolve(host, bound, steps - 1);
  // Whatever a string from the environment says, it has no option properties.
  if (target.is === 'unknown' && isPrimitive(host, bound.expression)) return no;
  if (target.is !== 'yes') return target;
  const { expression, scope } = target.value;
  if (ts.isObjectLiteralExpression(expression)) {
    for (const member of expression.properties.toReversed()) {
      const found = memberOf(host, member, key, scope, steps);
      if (found.is !== 'no') return found;
    }
    return no;
  }
  if (expression.kind === ts.SyntaxKind.NullKeyword || expression.kind === ts.SyntaxKind.FalseKeyword)
    return no;
  return propertyByType(host, expression, key);
}

function memberOf(
  host: Host,
  member: ts.ObjectLiteralElementLike,
  key: string,
  scope: Scope | undefined,
  steps: number,
): Answer<Bound> {
  const { ts } = host;
  if (ts.isSpreadAssignment(member)) {
    const spread = bare(ts, member.expression);
    // `...(condition && { … })`: the property may or may not be there.
    if (ts.isBinaryExpression(spread) || ts.isConditionalExpression(spread)) {
      const chosen = chosenArm(host, spread, scope, steps);
      if (chosen === null) return no;
      if (chosen) return property(host, { expression: chosen, scope }, key, steps - 1);
      const arms = ts.isBinaryExpression(spread) ? [spread.right] : [spread.whenTrue, spread.whenFalse];
      const absent = arms.every(
        (arm) => property(host, { expression: arm, scope }, key, steps - 1).is === 'no',
      );
      return absent ? no : unknown('dynamic value');
    }
    return property(host, { expression: spread, scope }, key, steps - 1);
  }
  const name = member.name;
  if (ts.isComputedPropertyName(name)) {
    const folded = literalOf(host, { expression: name.expression, scope }, steps - 1);
    if (folded === undefined) return unknown('dynamic value');
    if (String(folded) !== key) return no;
  } else if (!('text' in name) || name.text !== key) return no;
  if (ts.isPropertyAssignment(member)) return yes({ expression: member.initializer, scope });
  if (ts.isShorthandPropertyAssignment(member)) return yes({ expression: member.name, scope });
  return unknown('dynamic value');
}

/** The arm that a conditional spread takes; `null` for none, `undefined` when only run time knows. */
function chosenArm(
  host: Host,
  spread: ts.BinaryExpression | ts.ConditionalExpression,
  scope: Scope | undefined,
  steps: number,
): ts.Expression | null | undefined {
  const { ts } = host;
  const isAnd =
    ts.isBinaryExpression(spread) && spread.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  if (ts.isBinaryExpression(spread) && !isAnd) return undefined;
  const condition = ts.isBinaryExpression(spread) ? spread.left : spread.condition;
  const holds = truthOf(host, { expression: condition, scope }, steps - 1);
  if (holds === undefined) return undefined;
  if (ts.isBinaryExpression(spread)) return holds ? spread.right : null;
  return holds ? spread.whenTrue : spread.whenFalse;
}

function isPrimitive(host: Host, expression: ts.Expression): boolean {
  const { StringLike, NumberLike, BooleanLike, Undefined, Null } = host.ts.TypeFlags;
  const type = typeAt(host, expression);
  const primitive = StringLike | NumberLike | BooleanLike | Undefined | Null;
  const parts = type?.isUnion() ? type.types : type ? [type] : [];
  return parts.length > 0 && parts.every((part) => (part.flags & primitive) !== 0);
}

/** A closed type without the property proves its absence; anything else leaves it open. */
function propertyByType(host: Host, expression: ts.Expression, key: string): Answer<Bound> {
  const { ts, checker } = host;
  const type = typeAt(host, expression);
  if (!type) return unknown('compiler error');
  if ((type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void)) !== 0) return no;
  if (isPrimitive(host, expression)) return no;
  if ((type.flags & ts.TypeFlags.Object) === 0) return unknown('any type');
  if (checker.getIndexInfosOfType(type).length > 0) return unknown('dynamic value');
  const found = checker.getPropertyOfType(type, key);
  if (found) return unknown('dynamic value');
  // An object type may be wider at run time than its declaration; only a literal's own type is closed.
  return ts.isCallExpression(expression) || ts.isIdentifier(expression) ? unknown('dynamic value') : no;
}

/** @returns the value below a dotted path, e.g. `backoff.delay`. */
export function propertyPath(host: Host, bound: Bound, path: string): Answer<Bound> {
  let current: Answer<Bound> = yes(bound);
  for (const key of path.split('.')) {
    if (current.is !== 'yes') return current;
    current = property(host, current.value, key);
  }
  return current;
}

/** @returns the folded constant of an expression, `undefined` when it is not one. */
export function literalOf(host: Host, bound: Bound, steps = MAX_STEPS): Literal | undefined {
  if (steps <= 0) return undefined;
  const { ts } = host;
  const target = resolve(host, bound, steps - 1);
  if (target.is !== 'yes') return undefined;
  const { expression, scope } = target.value;
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (ts.isNumericLiteral(expression)) return Number(expression.text);
  if (expression.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (expression.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (expression.kind === ts.SyntaxKind.NullKeyword) return null;
  const fold = (part: ts.Expression): Literal | undefined =>
    literalOf(host, { expression: part, scope }, steps - 1);
  if (ts.isPrefixUnaryExpression(expression)) {
    const value = fold(expression.operand);
    if (expression.operator === ts.SyntaxKind.MinusToken && typeof value === 'number') return -value;
    if (expression.operator === ts.SyntaxKind.ExclamationToken && value !== undefined) return !value;
    return undefined;
  }
  if (ts.isBinaryExpression(expression)) {
    return arithmetic(host, expression.operatorToken.kind, fold(expression.left), fold(expression.right));
  }
  if (ts.isTemplateExpression(expression)) {
    let text = expression.head.text;
    for (const span of expression.templateSpans) {
      const value = fold(span.expression);
      if (value === undefined) return undefined;
      text += String(value) + span.literal.text;
    }
    return text;
  }
  if (ts.isCallExpression(expression)) return duration(host, expression, fold);
  if (ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression)) {
    return enumValue(host, expression);
  }
  return undefined;
}

function arithmetic(
  host: Host,
  operator: ts.SyntaxKind,
  left: Literal | undefined,
  right: Literal | undefined,
): Literal | undefined {
  const { SyntaxKind } = host.ts;
  if (typeof left === 'string' && typeof right === 'string' && operator === SyntaxKind.PlusToken)
    return left + right;
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  switch (operator) {
    case SyntaxKind.PlusToken:
      return left + right;
    case SyntaxKind.MinusToken:
      return left - right;
    case SyntaxKind.AsteriskToken:
      return left * right;
    case SyntaxKind.SlashToken:
      return left / right;
    case SyntaxKind.AsteriskAsteriskToken:
      return left ** right;
    default:
      return undefined;
  }
}

function enumValue(
  host: Host,
  expression: ts.PropertyAccessExpression | ts.ElementAccessExpression,
): Literal | undefined {
  const name = host.ts.isPropertyAccessExpression(expression)
    ? expression.name
    : expression.argumentExpression;
  const member = symbolAt(host, name)?.valueDeclaration;
  // Asked at the access itself the checker only answers for `const enum`.
  return member && host.ts.isEnumMember(member)
    ? guarded(() => host.checker.getConstantValue(member))
    : undefined;
}
