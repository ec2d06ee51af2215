import type ts from 'typescript';

/** A call, with the name of what is called. */
export interface NamedCall {
  readonly node: ts.CallExpression;
  /** Last identifier of the callee: `add` in `this.queue?.add(…)`; of a renamed import, the name it is exported by. */
  readonly name: string;
  readonly nameNode: ts.Node;
  /** What the member is called on; `undefined` for a plain function. */
  readonly receiver: ts.Expression | undefined;
}

/** A construction, with the constructed name. */
export interface NamedNew {
  readonly node: ts.NewExpression;
  readonly name: string;
  readonly nameNode: ts.Node;
}

/** Purely syntactic facts of one file: survive program updates in editors, hold no type or symbol. */
export interface FileSyntax {
  readonly calls: readonly NamedCall[];
  readonly news: readonly NamedNew[];
  readonly decoratedClasses: readonly ts.ClassLikeDeclaration[];
}

const cache = new WeakMap<ts.SourceFile, FileSyntax>();

/** @returns the syntactic facts of a file, walked once per version of the file. */
export function fileSyntax(compiler: typeof ts, file: ts.SourceFile): FileSyntax {
  const known = cache.get(file);
  if (known) return known;
  const calls: NamedCall[] = [];
  const news: NamedNew[] = [];
  const decoratedClasses: ts.ClassLikeDeclaration[] = [];
  const renamed = renamedImports(compiler, file);
  const visit = (node: ts.Node): void => {
    if (compiler.isCallExpression(node)) {
      const callee = calleeName(compiler, node.expression);
      const name = callee && !callee.receiver ? renamed.get(callee.name) : undefined;
      if (callee) calls.push({ node, ...callee, ...(name !== undefined && { name }) });
    } else if (compiler.isNewExpression(node)) {
      const callee = calleeName(compiler, node.expression);
      if (callee) news.push({ node, name: callee.name, nameNode: callee.nameNode });
    } else if (compiler.isClassLike(node) && (compiler.getDecorators(node)?.length ?? 0) > 0) {
      decoratedClasses.push(node);
    }
    compiler.forEachChild(node, visit);
  };
  visit(file);
  const facts = { calls, news, decoratedClasses };
  cache.set(file, facts);
  return facts;
}

/** `import { task as defineTask }`: exported names by the names that the file gives them. */
function renamedImports(compiler: typeof ts, file: ts.SourceFile): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const statement of file.statements) {
    const bindings = compiler.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : undefined;
    if (!bindings || !compiler.isNamedImports(bindings)) continue;
    for (const { name, propertyName } of bindings.elements) {
      if (propertyName && compiler.isIdentifier(propertyName)) found.set(name.text, propertyName.text);
    }
  }
  return found;
}

/** @returns the called name of a callee expression, with what it is called on. */
function calleeName(compiler: typeof ts, expression: ts.Expression): Omit<NamedCall, 'node'> | undefined {
  const callee = bare(compiler, expression);
  if (compiler.isIdentifier(callee)) return { name: callee.text, nameNode: callee, receiver: undefined };
  if (compiler.isPropertyAccessExpression(callee)) {
    return { name: callee.name.text, nameNode: callee.name, receiver: callee.expression };
  }
  if (compiler.isElementAccessExpression(callee) && compiler.isStringLiteralLike(callee.argumentExpression)) {
    return {
      name: callee.argumentExpression.text,
      nameNode: callee.argumentExpression,
      receiver: callee.expression,
    };
  }
  return undefined;
}

/** @returns the expression without parentheses, casts, `satisfies`, `!` and `await`. */
export function bare(compiler: typeof ts, expression: ts.Expression): ts.Expression {
  let current = expression;
  for (;;) {
    if (
      compiler.isParenthesizedExpression(current) ||
      compiler.isAsExpression(current) ||
      compiler.isTypeAssertionExpression(current) ||
      compiler.isSatisfiesExpression(current) ||
      compiler.isNonNullExpression(current) ||
      compiler.isAwaitExpression(current)
    ) {
      current = current.expression;
    } else return current;
  }
}

/** A function that has a body to look into. */
export type FunctionWithBody = ts.FunctionLikeDeclaration & { readonly body: ts.ConciseBody };

/** @returns whether a node is a function with a body. */
export function hasBody(compiler: typeof ts, node: ts.Node): node is FunctionWithBody {
  return compiler.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

/** @returns the nearest function around a node, without the node itself. */
export function enclosingFunction(compiler: typeof ts, node: ts.Node): FunctionWithBody | undefined {
  for (let at = node.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (hasBody(compiler, at)) return at;
  }
  return undefined;
}

/** @returns whether a node is `ancestor` itself or stands below it. */
export function isInside(node: ts.Node, ancestor: ts.Node): boolean {
  for (let at = node as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (at === ancestor) return true;
  }
  return false;
}

/** @returns whether a node assigns: `=`, `+=`, `??=` and the like. */
export function isAssignment(compiler: typeof ts, node: ts.Node): node is ts.BinaryExpression {
  if (!compiler.isBinaryExpression(node)) return false;
  const { FirstAssignment, LastAssignment } = compiler.SyntaxKind;
  const { kind } = node.operatorToken;
  return kind >= FirstAssignment && kind <= LastAssignment;
}

/** Calls back for each `return` of a function itself, or with its expression body. */
export function returnedExpressions(compiler: typeof ts, fn: FunctionWithBody): readonly ts.Expression[] {
  if (!compiler.isBlock(fn.body)) return [fn.body];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (compiler.isReturnStatement(node)) {
      if (node.expression) found.push(node.expression);
      return;
    }
    if (compiler.isFunctionLike(node) || compiler.isClassLike(node)) return;
    compiler.forEachChild(node, visit);
  };
  visit(fn.body);
  return found;
}

/** @returns the name a function is known by: its own, its variable's, its property's or `Class.method`. */
export function functionName(compiler: typeof ts, fn: ts.SignatureDeclaration): string | undefined {
  const own = fn.name && nameText(compiler, fn.name);
  if (own !== undefined) {
    const owner = fn.parent as ts.Node | undefined;
    if (owner && compiler.isClassLike(owner) && owner.name) return `${owner.name.text}.${own}`;
    return own;
  }
  if (compiler.isConstructorDeclaration(fn)) return `new ${fn.parent.name?.text ?? 'class'}`;
  const holder = fn.parent as ts.Node | undefined;
  if (
    holder &&
    (compiler.isVariableDeclaration(holder) ||
      compiler.isPropertyAssignment(holder) ||
      compiler.isPropertyDeclaration(holder))
  ) {
    return nameText(compiler, holder.name);
  }
  return undefined;
}

function nameText(compiler: typeof ts, name: ts.BindingName | ts.PropertyName): string | undefined {
  if (compiler.isIdentifier(name) || compiler.isPrivateIdentifier(name)) return name.text;
  if (compiler.isStringLiteralLike(name)) return name.text;
  return undefined;
}
