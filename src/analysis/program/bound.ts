/** Expressions together with what the parameters in them stand for in one call. */
import type ts from 'typescript';
import type { Host } from './host.js';

/**
 * What the parameters of a function stand for in one call; a parameter that got no argument is `null`. A class stands for
 * `this` in its methods: what the method was called on.
 */
export type Scope = ReadonlyMap<ts.ParameterDeclaration | ts.ClassLikeDeclaration, Bound | null>;

/** An expression together with what the parameters in it stand for. */
export interface Bound {
  readonly expression: ts.Expression;
  readonly scope: Scope | undefined;
}

/** @returns an expression with no parameters bound. */
export function unbound(expression: ts.Expression): Bound {
  return { expression, scope: undefined };
}

/** @returns a bound expression, seen from a call that binds the parameters which are still free in it. */
export function rebind(bound: Bound, outer: Scope): Bound {
  if (bound.scope === undefined) return { expression: bound.expression, scope: outer };
  const scope = new Map<ts.ParameterDeclaration | ts.ClassLikeDeclaration, Bound | null>();
  for (const [parameter, value] of bound.scope) scope.set(parameter, value && rebind(value, outer));
  return { expression: bound.expression, scope };
}

/**
 * @param receiver what the function is called on, as a method
 * @returns what the parameters of `fn` stand for in this call; `undefined` when arguments are spread
 */
export function bindArguments(
  host: Host,
  fn: ts.SignatureDeclaration,
  args: readonly ts.Expression[],
  scope: Scope | undefined,
  receiver?: ts.Expression,
): Scope | undefined {
  if (args.some((argument) => host.ts.isSpreadElement(argument))) return undefined;
  const bindings = new Map<ts.ParameterDeclaration | ts.ClassLikeDeclaration, Bound | null>();
  const holder = fn.parent as ts.Node | undefined;
  if (receiver && holder && host.ts.isClassLike(holder))
    bindings.set(holder, { expression: receiver, scope });
  fn.parameters.forEach((parameter, index) => {
    if (!host.ts.isParameter(parameter) || parameter.dotDotDotToken) return;
    const argument = args[index];
    if (argument) bindings.set(parameter, { expression: argument, scope });
    else bindings.set(parameter, parameter.initializer ? unbound(parameter.initializer) : null);
  });
  return bindings;
}
