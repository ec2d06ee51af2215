/** Classes of the program: what they extend, and which declaration a member of an instance is. */
import type ts from 'typescript';
import type { Host } from './host.js';
import { symbolAt } from './symbols.js';
import { bare } from './syntax.js';

const MAX_DEPTH = 8;

/** @returns the class of the program that a class extends. */
export function baseClassOf(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
): ts.ClassLikeDeclaration | undefined {
  const found = baseSymbolOf(host, declaration)?.valueDeclaration;
  return found && host.ts.isClassLike(found) && !found.getSourceFile().isDeclarationFile ? found : undefined;
}

/** @returns the symbol of the class that a class extends, in the program or a library. */
export function baseSymbolOf(host: Host, declaration: ts.ClassLikeDeclaration): ts.Symbol | undefined {
  const { ts } = host;
  const clause = declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const base = clause?.types[0]?.expression;
  return base && symbolAt(host, ts.isPropertyAccessExpression(base) ? base.name : base);
}

/** A class and, after it, the classes of the program that it extends, nearest first. */
export function* withBaseClasses(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
  most = 6,
): Generator<ts.ClassLikeDeclaration> {
  let current: ts.ClassLikeDeclaration | undefined = declaration;
  for (let depth = 0; current && depth < most; depth++) {
    yield current;
    current = baseClassOf(host, current);
  }
}

/** @returns the class that `new X(…)` makes, behind names and `await`; other values may be of a subclass. */
export function constructedClass(host: Host, value: ts.Expression): ts.ClassLikeDeclaration | undefined {
  const { ts } = host;
  let made = bare(ts, value);
  if (ts.isIdentifier(made)) {
    const declaration = symbolAt(host, made)?.valueDeclaration;
    const constant =
      declaration &&
      ts.isVariableDeclaration(declaration) &&
      (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
    if (constant && declaration.initializer) made = bare(ts, declaration.initializer);
  }
  if (!ts.isNewExpression(made)) return undefined;
  const { expression } = made;
  const declaration = symbolAt(
    host,
    ts.isPropertyAccessExpression(expression) ? expression.name : expression,
  )?.valueDeclaration;
  return declaration && ts.isClassLike(declaration) ? declaration : undefined;
}

/** @returns the member of this name that instances of a class have; an override hides what it overrides. */
export function instanceMember(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
  name: string,
): ts.ClassElement | undefined {
  const { ts } = host;
  for (const current of withBaseClasses(host, declaration, MAX_DEPTH)) {
    const own = current.members.find((member) => {
      if (!member.name || (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0) return false;
      return (
        (ts.isIdentifier(member.name) || ts.isPrivateIdentifier(member.name)) && member.name.text === name
      );
    });
    if (own) return own;
  }
  return undefined;
}

/** @returns the class whose code a node stands in. */
export function enclosingClass(host: Host, node: ts.Node): ts.ClassLikeDeclaration | undefined {
  for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (host.ts.isClassLike(at)) return at;
  }
  return undefined;
}
