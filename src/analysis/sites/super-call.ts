/** Arguments that a subclass hands to the library's own constructor. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { bindArguments } from '../program/bound.js';
import type { BoundCall } from './locate.js';

/** `class Mails extends Queue { constructor() { super('mail', …) } }`: the super call holds the library's arguments. */
export function superArguments(
  host: Host,
  node: ts.NewExpression | ts.CallExpression,
): BoundCall | undefined {
  const { ts } = host;
  if (!ts.isNewExpression(node)) return undefined;
  const declaration = symbolAt(host, node.expression)?.valueDeclaration;
  if (!declaration || !ts.isClassLike(declaration) || declaration.getSourceFile().isDeclarationFile)
    return undefined;
  const maker = declaration.members.find((member) => ts.isConstructorDeclaration(member) && member.body);
  if (!maker || !ts.isConstructorDeclaration(maker)) return undefined;
  for (const statement of maker.body?.statements ?? []) {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) continue;
    const call = statement.expression;
    if (call.expression.kind !== ts.SyntaxKind.SuperKeyword) continue;
    return { arguments: call.arguments, scope: bindArguments(host, maker, node.arguments ?? [], undefined) };
  }
  return undefined;
}
