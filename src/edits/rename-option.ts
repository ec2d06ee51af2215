import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import type { Rewrite } from './edit.js';
import { refuse } from './refuse.js';

/** Gives an option another name, where it is written as a property of an object literal; its value stays as it is. */
export function renameOption(host: Host, option: ts.Node, name: string): Rewrite {
  const { ts } = host;
  const file = option.getSourceFile();
  if (ts.isShorthandPropertyAssignment(option)) {
    const { start, end } = { start: option.getStart(file), end: option.end };
    return [{ file: file.fileName, start, end, text: `${name}: ${option.name.text}` }];
  }
  if (ts.isPropertyAssignment(option)) {
    return [{ file: file.fileName, start: option.name.getStart(file), end: option.name.end, text: name }];
  }
  return refuse(option, 'options-out-of-reach', 'The option is not written here; rename it where it is set.');
}
