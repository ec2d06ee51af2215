/** Classes that the program makes models of: the same decorators make classes of embedded values. */
import type ts from 'typescript';
import { ownFiles } from '../../program/candidates.js';
import type { Host } from '../../program/host.js';
import { symbolAt } from '../../program/symbols.js';

/**
 * @param patterns texts with `{{class}}` for the class' name, spaces aside
 * @returns whether code of the program names a class in one of these ways
 */
export function isNamedIn(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
  patterns: readonly string[],
): boolean {
  const { name } = declaration;
  if (!name) return false;
  const wanted = new RegExp(patterns.map((pattern) => asPattern(pattern, name.text)).join('|'), 'gu');
  const symbol = symbolAt(host, name);
  return ownFiles(host.program).some((file) => {
    if (!file.text.includes(name.text)) return false;
    for (const match of file.text.matchAll(wanted)) {
      const at = match.index + match[0].lastIndexOf(name.text);
      const node = nodeAt(host.ts, file, at);
      if (node && symbolAt(host, node) === symbol) return true;
    }
    return false;
  });
}

function asPattern(pattern: string, name: string): string {
  const [before = '', after = ''] = pattern
    .split('{{class}}')
    .map((text) => text.replaceAll(/[.()[\]$]/gu, String.raw`\$&`));
  const own = name.replaceAll('$', String.raw`\$`);
  return String.raw`(?<![\w$.])${before}\s*${own}\s*${after}(?![\w$])`;
}

/** @returns the name that starts at an offset. */
function nodeAt(compiler: typeof ts, file: ts.SourceFile, offset: number): ts.Identifier | undefined {
  let found: ts.Identifier | undefined;
  const visit = (node: ts.Node): void => {
    if (found || offset < node.pos || offset >= node.end) return;
    if (compiler.isIdentifier(node) && node.getStart(file) === offset) found = node;
    else compiler.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
