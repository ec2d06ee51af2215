import type ts from 'typescript';
import type { Rewrite } from './edit.js';

/** Calls another member of the same object. */
export function renameMember(access: ts.PropertyAccessExpression, name: string): Rewrite {
  const file = access.getSourceFile();
  return [{ file: file.fileName, start: access.name.getStart(file), end: access.name.end, text: name }];
}
