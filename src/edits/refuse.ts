import type ts from 'typescript';
import type { Skip } from './edit.js';

/** Refuses a rewrite: `message` says what stands in the way and what to do, in one sentence. */
export function refuse(node: ts.Node, reason: string, message: string): Skip {
  const file = node.getSourceFile();
  return { skip: true, reason, message, file: file.fileName, start: node.getStart(file) };
}
