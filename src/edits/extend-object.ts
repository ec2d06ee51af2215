import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import { bare } from '../analysis/program/syntax.js';
import { property } from '../analysis/program/values.js';
import type { TextEdit } from './edit.js';
import { inline, laidOut, pairs, write, type OptionTexts } from './option-texts.js';

/** Adds keys to what an expression stands for, at the expression itself: a literal grows, anything else is spread. */
export function extendObject(
  host: Host,
  expression: ts.Expression,
  options: OptionTexts,
): readonly TextEdit[] {
  const { ts } = host;
  const value = bare(ts, expression);
  if (isNothing(host, value)) return [replace(expression, inline(options))];
  if (!ts.isObjectLiteralExpression(value)) {
    return [replace(expression, `{ ...${wrapped(host, expression)}, ${pairs(options)} }`)];
  }
  const edits: TextEdit[] = [];
  const missing: Record<string, string | OptionTexts> = {};
  for (const [key, text] of Object.entries(options)) {
    const own = value.properties.find(
      (member) => member.name && 'text' in member.name && member.name.text === key,
    );
    if (own && ts.isPropertyAssignment(own)) edits.push(...change(host, own.initializer, text));
    else if (property(host, { expression: value, scope: undefined }, key).is !== 'yes') missing[key] = text;
  }
  if (Object.keys(missing).length > 0) edits.push(...append(value, missing));
  return edits;
}

/** A text takes the place of what is written; options join it. */
function change(host: Host, initializer: ts.Expression, text: string | OptionTexts): readonly TextEdit[] {
  return typeof text === 'string' ? [replace(initializer, text)] : extendObject(host, initializer, text);
}

function isNothing(host: Host, value: ts.Expression): boolean {
  return (
    value.kind === host.ts.SyntaxKind.NullKeyword ||
    (host.ts.isIdentifier(value) && value.text === 'undefined')
  );
}

function wrapped(host: Host, expression: ts.Expression): string {
  const { ts } = host;
  const simple =
    ts.isIdentifier(expression) ||
    ts.isPropertyAccessExpression(expression) ||
    ts.isCallExpression(expression);
  return simple ? expression.getText() : `(${expression.getText()})`;
}

/** Appends properties in the literal's own layout: a line each where it is spread over lines. */
function append(object: ts.ObjectLiteralExpression, options: OptionTexts): readonly TextEdit[] {
  const file = object.getSourceFile();
  const { text } = file;
  const last = object.properties.at(-1);
  if (!last) return [replace(object, inline(options))];
  const trailing = object.properties.hasTrailingComma;
  const after = trailing ? text.indexOf(',', last.end) + 1 : last.end;
  const brace = text.lastIndexOf('}', object.end - 1);
  const lineEnd = /\r?\n/u.exec(text.slice(after, brace));
  if (!lineEnd)
    return [insert(object, after, `${trailing ? '' : ','} ${pairs(options)}${trailing ? ',' : ''}`)];
  const indent = /[ \t]*$/u.exec(text.slice(0, last.getStart(file)))?.[0] ?? '';
  const lines = Object.entries(options).map(
    ([key, value]) => `${indent}${key}: ${laidOut(value, indent, key.length + 2, lineEnd[0])}`,
  );
  const added = `${lineEnd[0]}${lines.join(`,${lineEnd[0]}`)}${trailing ? ',' : ''}`;
  // A comment behind the last property stays with it.
  const at = after + lineEnd.index;
  if (trailing || at === after) return [insert(object, at, `${trailing ? '' : ','}${added}`)];
  return [insert(object, after, ','), insert(object, at, added)];
}

/** Writes text at a position of a node's file. */
export function insert(node: ts.Node, position: number, text: string): TextEdit {
  return { file: node.getSourceFile().fileName, start: position, end: position, text };
}

/** Writes text in the place of a node. */
export function replace(node: ts.Node, text: string): TextEdit {
  const file = node.getSourceFile();
  return { file: file.fileName, start: node.getStart(file), end: node.end, text };
}

/** Adds an object as the argument of this index; `undefined` where an argument before it is missing. */
export function addArgument(
  call: ts.CallExpression | ts.NewExpression,
  index: number,
  value: string | OptionTexts,
): readonly TextEdit[] | undefined {
  const last = call.arguments?.at(-1);
  if (!last || call.arguments?.length !== index) return undefined;
  return [insert(call, last.end, `, ${write(value)}`)];
}
