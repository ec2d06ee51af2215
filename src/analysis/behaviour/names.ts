/** What an identifier is to the code around it: purely syntactic. */
import type ts from 'typescript';
import { isAssignment } from '../program/syntax.js';

/** @returns whether an identifier refers to something by its name, rather than naming a property or declaring. */
export function isReference(compiler: typeof ts, node: ts.Identifier): boolean {
  const { parent } = node;
  if (compiler.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (compiler.isQualifiedName(parent)) return parent.left === node;
  if (compiler.isBindingElement(parent)) return parent.initializer === node;
  if (compiler.isPropertyAssignment(parent)) return parent.initializer === node;
  if (compiler.isJsxAttribute(parent) || compiler.isMetaProperty(parent)) return false;
  if (compiler.isLabeledStatement(parent) || compiler.isBreakOrContinueStatement(parent)) return false;
  if (compiler.isNamedTupleMember(parent) || compiler.isImportTypeNode(parent)) return false;
  if (compiler.isTypePredicateNode(parent)) return true;
  if (compiler.isShorthandPropertyAssignment(parent)) return true;
  return !('name' in parent && parent.name === node);
}

/** @returns whether an identifier declares a name that code around it can refer to. */
export function isBinding(compiler: typeof ts, node: ts.Identifier): boolean {
  const { parent } = node;
  if (!('name' in parent) || parent.name !== node) return false;
  return (
    compiler.isVariableDeclaration(parent) ||
    compiler.isParameter(parent) ||
    compiler.isBindingElement(parent) ||
    compiler.isFunctionDeclaration(parent) ||
    compiler.isFunctionExpression(parent) ||
    compiler.isClassLike(parent) ||
    compiler.isTypeAliasDeclaration(parent) ||
    compiler.isInterfaceDeclaration(parent) ||
    compiler.isEnumDeclaration(parent) ||
    compiler.isTypeParameterDeclaration(parent)
  );
}

/** @returns whether a reference is used as a type only: it leaves no trace at run time. */
export function isTypeUse(compiler: typeof ts, node: ts.Identifier): boolean {
  let at: ts.Node = node;
  while (compiler.isQualifiedName(at.parent) || compiler.isPropertyAccessExpression(at.parent))
    at = at.parent;
  const { parent } = at;
  if (compiler.isExpressionWithTypeArguments(parent)) {
    const clause = parent.parent;
    if (!compiler.isHeritageClause(clause)) return false;
    return (
      compiler.isInterfaceDeclaration(clause.parent) || clause.token === compiler.SyntaxKind.ImplementsKeyword
    );
  }
  return (
    compiler.isTypeReferenceNode(parent) ||
    compiler.isTypeQueryNode(parent) ||
    compiler.isTypePredicateNode(parent)
  );
}

/** @returns whether a reference (or `this.member`) is written to: assigned, counted, or a loop's own variable. */
export function isWrite(compiler: typeof ts, node: ts.Node): boolean {
  let at = node;
  for (;;) {
    const parent = at.parent as ts.Node | undefined;
    if (!parent) return false;
    if (compiler.isBinaryExpression(parent)) {
      return isAssignment(compiler, parent) && parent.left === at;
    }
    if (compiler.isPrefixUnaryExpression(parent) || compiler.isPostfixUnaryExpression(parent)) {
      const { operator } = parent;
      return (
        operator === compiler.SyntaxKind.PlusPlusToken || operator === compiler.SyntaxKind.MinusMinusToken
      );
    }
    if (compiler.isDeleteExpression(parent)) return true;
    if (compiler.isForOfStatement(parent) || compiler.isForInStatement(parent)) {
      return parent.initializer === at;
    }
    // Targets of a destructuring assignment; whether it is one shows further up.
    if (compiler.isShorthandPropertyAssignment(parent)) at = parent.parent;
    else if (compiler.isPropertyAssignment(parent) && parent.initializer === at) at = parent.parent;
    else if (
      compiler.isParenthesizedExpression(parent) ||
      compiler.isNonNullExpression(parent) ||
      compiler.isAsExpression(parent) ||
      compiler.isArrayLiteralExpression(parent) ||
      compiler.isSpreadElement(parent) ||
      compiler.isSpreadAssignment(parent)
    ) {
      at = compiler.isSpreadAssignment(parent) ? parent.parent : parent;
    } else return false;
  }
}

/** @returns every identifier below a node, in source order, JSDoc left out. */
export function identifiersIn(compiler: typeof ts, root: ts.Node): readonly ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (compiler.isIdentifier(node)) found.push(node);
    compiler.forEachChild(node, visit);
  };
  visit(root);
  return found;
}
