/** What stands around a place where a value is named: syntax and declarations, no following. */
import type ts from 'typescript';
import { withBaseClasses } from './classes.js';
import type { Host } from './host.js';
import { guarded, symbolAt } from './symbols.js';
import { bare, type FunctionWithBody } from './syntax.js';

/** @returns whether an expression is what it wraps. */
export function isTransparent(compiler: typeof ts, node: ts.Node): boolean {
  return (
    compiler.isParenthesizedExpression(node) ||
    compiler.isAsExpression(node) ||
    compiler.isTypeAssertionExpression(node) ||
    compiler.isSatisfiesExpression(node) ||
    compiler.isNonNullExpression(node) ||
    compiler.isAwaitExpression(node)
  );
}

/** The value is looked at or dropped. */
export function isHarmless(compiler: typeof ts, node: ts.Node): boolean {
  return (
    compiler.isExpressionStatement(node) ||
    compiler.isPrefixUnaryExpression(node) ||
    compiler.isTypeOfExpression(node) ||
    compiler.isVoidExpression(node) ||
    compiler.isDeleteExpression(node) ||
    compiler.isIfStatement(node) ||
    compiler.isWhileStatement(node) ||
    compiler.isTemplateSpan(node)
  );
}

/** A name in a type, a label or a property's own name is no value. */
export function isValue(compiler: typeof ts, node: ts.Identifier): boolean {
  const { parent } = node;
  if (compiler.isTypeNode(parent) || compiler.isTypeQueryNode(parent) || compiler.isQualifiedName(parent))
    return false;
  if (compiler.isExportAssignment(parent)) return false;
  return !(compiler.isPropertyAssignment(parent) && parent.name === node);
}

/** @returns the node that names what is called. */
export function nameOf(compiler: typeof ts, expression: ts.Expression): ts.Node {
  const callee = bare(compiler, expression);
  return compiler.isPropertyAccessExpression(callee) ? callee.name : callee;
}

/** @returns the called member of a call. */
export function memberName({ ts }: Host, call: ts.CallExpression): string | undefined {
  const callee = bare(ts, call.expression);
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}

/** @returns the call of an accessed member. */
export function callOf(compiler: typeof ts, access: ts.Expression): ts.CallExpression | undefined {
  let callee: ts.Node = access;
  while (compiler.isNonNullExpression(callee.parent) || compiler.isParenthesizedExpression(callee.parent)) {
    callee = callee.parent;
  }
  return compiler.isCallExpression(callee.parent) && callee.parent.expression === callee
    ? callee.parent
    : undefined;
}

/** @returns whether a call is one of the language's own library. */
export function isLibraryCall(host: Host, call: ts.CallExpression): boolean {
  const declaration = symbolAt(host, nameOf(host.ts, call.expression))?.declarations?.[0];
  return declaration !== undefined && host.program.isSourceFileDefaultLibrary(declaration.getSourceFile());
}

/** `await boss.start()` is the boss: what comes out has the type of what it was called on. */
export function returnsItself(
  host: Host,
  access: ts.PropertyAccessExpression,
  call: ts.CallExpression,
): boolean {
  const { checker } = host;
  return (
    guarded(() => {
      const before = checker.getTypeAtLocation(access.expression).getSymbol();
      const result = checker.getTypeAtLocation(call);
      const after = checker.getAwaitedType(result) ?? result;
      return before !== undefined && checker.getNonNullableType(after).getSymbol() === before;
    }) ?? false
  );
}

/** @returns the declaration behind a name. */
export function declarationOf(host: Host, name: ts.Node): ts.Declaration | undefined {
  const symbol = symbolAt(host, name);
  return symbol?.valueDeclaration ?? symbol?.declarations?.[0];
}

/** The declaration by which a function is called. */
export function named(compiler: typeof ts, fn: FunctionWithBody): ts.Declaration | undefined {
  if (fn.name) return fn;
  const holder = fn.parent;
  const holds =
    compiler.isVariableDeclaration(holder) ||
    compiler.isPropertyDeclaration(holder) ||
    compiler.isPropertyAssignment(holder);
  return holds ? holder : undefined;
}

/** @returns the constructor of the program that a construction runs. */
export function constructorOf(host: Host, node: ts.NewExpression): FunctionWithBody | undefined {
  const { ts } = host;
  const found = declarationOf(host, nameOf(ts, node.expression));
  if (!found || !ts.isClassLike(found)) return undefined;
  for (const current of withBaseClasses(host, found)) {
    const maker = current.members.find(
      (member): member is ts.ConstructorDeclaration & { body: ts.Block } =>
        ts.isConstructorDeclaration(member) && member.body !== undefined,
    );
    if (maker) return maker;
  }
  return undefined;
}

/** Members of this name that the bases and interfaces of a class declare. */
export function inheritedMembers(host: Host, holder: ts.Node, name: ts.Node): readonly ts.Declaration[] {
  const { ts, checker } = host;
  if (!ts.isClassLike(holder) || !ts.isIdentifier(name)) return [];
  return (holder.heritageClauses ?? []).flatMap(({ types }) =>
    types.flatMap((type) => {
      const base = guarded(() => checker.getTypeAtLocation(type));
      const member = base && guarded(() => checker.getPropertyOfType(base, name.text));
      return member?.declarations ?? [];
    }),
  );
}

/** @returns whether a module exports a declaration. */
export function isExported(host: Host, declaration: ts.Declaration): boolean {
  const { ts, checker } = host;
  if (ts.isExportAssignment(declaration)) return true;
  const module = guarded(() => checker.getSymbolAtLocation(declaration.getSourceFile()));
  if (!module) return false;
  return checker.getExportsOfModule(module).some((entry) => {
    const target =
      (entry.flags & ts.SymbolFlags.Alias) === 0 ? entry : guarded(() => checker.getAliasedSymbol(entry));
    return target?.declarations?.includes(declaration) === true;
  });
}
