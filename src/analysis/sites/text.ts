/** Payloads that the program itself makes a text of: `JSON.stringify(x)`, also inside `Buffer.from(…)` or an encoder. */
import type ts from 'typescript';
import { unknown, yes, type Answer } from '../program/answer.js';
import type { Bound } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { isBuiltIn, symbolAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { resolve } from '../program/values.js';

/** @returns the value that a text was made of; unknown for any other text. */
export function textSource(host: Host, text: Bound, depth = 4): Answer<Bound> {
  const { ts } = host;
  const own = bare(ts, text.expression);
  const made = madeOf(host, own);
  if (made)
    return made.wraps
      ? textSource(host, { ...text, expression: made.argument }, depth - 1)
      : yes({ ...text, expression: made.argument });
  const target = depth > 0 ? resolve(host, text) : unknown('budget spent');
  if (target.is !== 'yes' || target.value.expression === own) return unknown('dynamic value');
  return textSource(host, target.value, depth - 1);
}

interface Made {
  readonly argument: ts.Expression;
  /** The argument is a text itself. */
  readonly wraps: boolean;
}

function madeOf(host: Host, expression: ts.Expression): Made | undefined {
  const { ts } = host;
  if (!ts.isCallExpression(expression)) return undefined;
  const callee = bare(ts, expression.expression);
  const argument = expression.arguments[0];
  if (!ts.isPropertyAccessExpression(callee) || !argument) return undefined;
  const member = callee.name.text;
  // A replacer may change anything.
  const plain =
    expression.arguments[1] === undefined || expression.arguments[1].kind === ts.SyntaxKind.NullKeyword;
  if (member === 'stringify' && plain && namesBuiltIn(host, callee.name)) return { argument, wraps: false };
  // `Buffer.from(text)`, `new TextEncoder().encode(text)`, `Buffer.from(text).toString('base64')`
  if ((member === 'from' || member === 'encode') && namesBuiltIn(host, callee.name))
    return { argument, wraps: true };
  if (member === 'toString') return madeOf(host, bare(ts, callee.expression));
  return undefined;
}

function namesBuiltIn(host: Host, name: ts.Node): boolean {
  const declaration = symbolAt(host, name)?.declarations?.[0];
  return declaration !== undefined && isBuiltIn(host, declaration);
}
