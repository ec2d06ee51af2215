import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import type { Rewrite, TextEdit } from './edit.js';

/** Writes another value in the place of an expression; a shorthand property keeps its name. */
export function replaceValue(host: Host, expression: ts.Expression, text: string): Rewrite {
  const parent = expression.parent as ts.Node | undefined;
  const shorthand = parent !== undefined && host.ts.isShorthandPropertyAssignment(parent);
  return [editOf(expression, shorthand ? `${expression.getText()}: ${text}` : text)];
}

/** Writes another name and value in the place of a property of an object literal. */
export function replaceProperty(property: ts.ObjectLiteralElementLike, name: string, text: string): Rewrite {
  return [editOf(property, `${name}: ${text}`)];
}

function editOf(node: ts.Node, text: string): TextEdit {
  const file = node.getSourceFile();
  return { file: file.fileName, start: node.getStart(file), end: node.getEnd(), text };
}
