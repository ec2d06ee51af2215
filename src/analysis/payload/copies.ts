/** Plain copies that an ORM makes of its own rows: `user.toJSON()`, `user.dataValues`. */
import type ts from 'typescript';
import { ormAdapters } from '../../adapters/orms/index.js';
import type { Host } from '../program/host.js';
import { symbolAt, typeAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { initialiser } from './flow.js';
import type { Recognised } from './models/model.js';
import { isDeclaredBy } from './orm-code.js';
import { recognise } from './recognise/index.js';
import { alternatives } from './structure.js';

/** A copy, and the row that it is made of. */
export interface PlainCopy {
  readonly recognised: Recognised;
  /** The live object: `user` in `user.toJSON()`. */
  readonly row: ts.Expression;
}

const names: ReadonlySet<string> = new Set(ormAdapters.flatMap(({ copies = [] }) => copies));

/** @returns the copy that an expression is, itself or as the value of a constant. */
export function plainCopyOf(host: Host, written: ts.Expression): PlainCopy | undefined {
  const { ts } = host;
  const expression = withoutRest(host, initialiser(host, written));
  const callee = ts.isCallExpression(expression) ? bare(ts, expression.expression) : expression;
  if (!ts.isPropertyAccessExpression(callee) || !names.has(callee.name.text)) return undefined;
  if (ts.isCallExpression(expression) && !isOfAll(ts, expression)) return undefined;
  const type = typeAt(host, callee.expression);
  const [row, ...others] = type
    ? alternatives(host, host.checker.getNonNullableType(type)).map((option) => recognise(host, option))
    : [];
  if (!row || others.length > 0 || row.model.adapter.copies?.includes(callee.name.text) !== true)
    return undefined;
  // A `toJSON()` of the program's own gives what its type says.
  const declarations = symbolAt(host, callee.name)?.declarations ?? [];
  const own = declarations.some((declaration) => isDeclaredBy(host, row.model.adapter, declaration));
  return own ? { recognised: { ...row, shape: 'serialised' }, row: callee.expression } : undefined;
}

/** `user.get()` and `user.get({ plain: true })` copy; `user.get('name')` reads one column. */
function isOfAll(compiler: typeof ts, { arguments: given }: ts.CallExpression): boolean {
  const [first] = given;
  return !first || compiler.isObjectLiteralExpression(first);
}

/** `const { password, ...rest } = user.toJSON()`: the rest is most of the copy. */
function withoutRest(host: Host, expression: ts.Expression): ts.Expression {
  const { ts } = host;
  const declaration = ts.isIdentifier(expression) ? symbolAt(host, expression)?.valueDeclaration : undefined;
  if (!declaration || !ts.isBindingElement(declaration) || !declaration.dotDotDotToken) return expression;
  const holder = declaration.parent.parent;
  return ts.isVariableDeclaration(holder) && holder.initializer
    ? initialiser(host, holder.initializer)
    : expression;
}
