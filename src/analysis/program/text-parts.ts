/** What a text is made of: constant pieces, and the expressions between them. */
import type ts from 'typescript';
import type { Bound } from './bound.js';
import type { Host } from './host.js';
import { symbolAt, typeAt } from './symbols.js';
import { bare } from './syntax.js';
import { literalOf, resolve } from './values.js';

/** A constant piece of a text, or what is put in at this place. */
export type TextPart =
  | { readonly text: string; readonly node: ts.Node }
  | {
      readonly hole: Bound;
      /** Names by which it was reached, outermost first. */
      readonly through: readonly ts.Identifier[];
    };

const MAX_DEPTH = 8;

/** @returns the parts of a text, in order: templates, `+`, `concat`, `[…].join(…)`, `String(…)`, constants and functions of the program followed. */
export function textParts(
  host: Host,
  bound: Bound,
  depth = MAX_DEPTH,
  names: readonly ts.Identifier[] = [],
): readonly TextPart[] {
  const { ts } = host;
  const written = bare(ts, bound.expression);
  const through = ts.isIdentifier(written) ? [...names, written] : names;
  if (depth <= 0) return [{ hole: bound, through }];
  const literal = literalOf(host, bound);
  const target = resolve(host, bound);
  const made = target.is === 'yes' ? target.value : { ...bound, expression: written };
  const { expression, scope } = made;
  if (literal !== undefined && !ts.isTemplateExpression(expression) && !ts.isBinaryExpression(expression)) {
    return [{ text: String(literal), node: expression }];
  }
  const below = (part: ts.Expression): readonly TextPart[] =>
    textParts(host, { expression: part, scope }, depth - 1, through);
  if (ts.isTemplateExpression(expression)) {
    const parts: TextPart[] = [{ text: expression.head.text, node: expression.head }];
    for (const span of expression.templateSpans) {
      parts.push(...below(span.expression), { text: span.literal.text, node: span.literal });
    }
    return parts;
  }
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return isTextual(host, expression)
      ? [...below(expression.left), ...below(expression.right)]
      : [{ hole: made, through }];
  }
  if (ts.isCallExpression(expression))
    return callParts(host, expression, made, below) ?? [{ hole: made, through }];
  return [{ hole: made, through }];
}

function callParts(
  host: Host,
  call: ts.CallExpression,
  { scope }: Bound,
  below: (part: ts.Expression) => readonly TextPart[],
): readonly TextPart[] | undefined {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  const first = call.arguments[0];
  if (!isBuiltIn(host, ts.isPropertyAccessExpression(callee) ? callee.name : callee)) return undefined;
  if (ts.isIdentifier(callee)) return callee.text === 'String' && first ? below(first) : undefined;
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const receiver = callee.expression;
  switch (callee.name.text) {
    case 'toString':
      return call.arguments.length === 0 && isPlain(host, receiver) ? below(receiver) : undefined;
    case 'concat':
      return isTextual(host, receiver) ? [receiver, ...call.arguments].flatMap(below) : undefined;
    case 'join': {
      const list = resolve(host, { expression: receiver, scope });
      if (list.is !== 'yes' || !ts.isArrayLiteralExpression(list.value.expression)) return undefined;
      const { elements } = list.value.expression;
      if (elements.some((element) => ts.isSpreadElement(element))) return undefined;
      const between: readonly TextPart[] = first ? below(first) : [{ text: ',', node: call }];
      return elements.flatMap((element, index) =>
        index > 0 ? [...between, ...below(element)] : below(element),
      );
    }
    default:
      return undefined;
  }
}

/** Declared by the language's own libraries. */
function isBuiltIn(host: Host, name: ts.Node): boolean {
  const declaration = symbolAt(host, name)?.declarations?.[0];
  return declaration !== undefined && host.program.isSourceFileDefaultLibrary(declaration.getSourceFile());
}

function isTextual(host: Host, expression: ts.Expression): boolean {
  const type = typeAt(host, expression);
  return type !== undefined && (type.flags & host.ts.TypeFlags.StringLike) !== 0;
}

function isPlain(host: Host, expression: ts.Expression): boolean {
  const { StringLike, NumberLike, BigIntLike } = host.ts.TypeFlags;
  const type = typeAt(host, expression);
  return type !== undefined && (type.flags & (StringLike | NumberLike | BigIntLike)) !== 0;
}

/**
 * @returns a text with ordinary characters in the place of what is not known: digits for numbers, a letter for texts, the
 * value itself where the type allows one only; `undefined` where a part may be anything.
 */
export function sampleText(host: Host, parts: readonly TextPart[]): string | undefined {
  let sample = '';
  for (const part of parts) {
    const text = 'text' in part ? part.text : sampleOf(host, part.hole);
    if (text === undefined) return undefined;
    sample += text;
  }
  return sample;
}

function sampleOf(host: Host, { expression }: Bound): string | undefined {
  const { ts, checker } = host;
  const declared = typeAt(host, expression);
  const type = declared && checker.getNonNullableType(declared);
  if (!type) return undefined;
  const members = type.isUnion() ? type.types : [type];
  const literals = members.flatMap((member) => (member.isStringLiteral() ? [member.value] : []));
  if (literals.length === members.length) {
    if (literals.length === 1) return literals[0];
    // Words that differ in their punctuation prove nothing about each other.
    return literals.every((value) => /^[\w-]+$/u.test(value)) ? 'x' : undefined;
  }
  const all = (flags: ts.TypeFlags): boolean => members.every((member) => (member.flags & flags) !== 0);
  const { NumberLike, BigIntLike, StringLike, BooleanLike } = ts.TypeFlags;
  if (all(NumberLike | BigIntLike)) return '1';
  return all(StringLike | NumberLike | BigIntLike | BooleanLike) ? 'x' : undefined;
}
