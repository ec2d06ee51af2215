/** Sends a row's primary key in the place of the row. */
import type ts from 'typescript';
import type { PayloadSource } from '../analysis/payload/sources.js';
import type { Host } from '../analysis/program/host.js';
import type { TextEdit } from './edit.js';
import { elementName, sentKey, type KeySlot } from './key-slot.js';

/** @returns the edits in the producer for one row of a payload. */
export function sendKey(host: Host, source: PayloadSource, slot: KeySlot): readonly TextEdit[] {
  const { ts } = host;
  const { value } = source;
  const file = value.getSourceFile();
  const text = keyExpression(host, value, slot);
  const replace = (node: ts.Node, by: string): TextEdit => ({
    file: file.fileName,
    start: node.getStart(file),
    end: node.end,
    text: by,
  });
  if (source.kind === 'whole') return [replace(value, `{ ${slot.name}: ${text} }`)];
  if (source.kind === 'spread') return [replace(source.spread, `${slot.name}: ${text}`)];
  const { property } = source;
  if (ts.isShorthandPropertyAssignment(property)) return [replace(property, `${slot.name}: ${text}`)];
  return [replace(property.name, slot.name), replace(property.initializer, text)];
}

/** `order.id`, `String(order.id)`, `orders.map((order) => order.id)`. */
function keyExpression(host: Host, value: ts.Expression, slot: KeySlot): string {
  const row = operand(host.ts, value);
  if (!slot.many) return keyOf(row, slot);
  const element = elementName(slot.path.at(-1) ?? '');
  const key = keyOf(element, slot);
  return `${row}.map((${element}) => ${slot.keys.length > 1 ? `(${key})` : key})`;
}

function keyOf(row: string, slot: KeySlot): string {
  const [only] = slot.keys;
  if (slot.keys.length > 1 || !only) {
    return `{ ${slot.keys.map((key) => `${key.name}: ${sentKey(`${row}.${key.name}`, key)}`).join(', ')} }`;
  }
  return sentKey(`${row}.${only.name}`, only);
}

function operand(compiler: typeof ts, value: ts.Expression): string {
  const text = value.getText();
  const simple =
    compiler.isIdentifier(value) ||
    compiler.isPropertyAccessExpression(value) ||
    compiler.isElementAccessExpression(value) ||
    compiler.isCallExpression(value) ||
    compiler.isParenthesizedExpression(value) ||
    compiler.isNonNullExpression(value);
  return simple ? text : `(${text})`;
}
