import type ts from 'typescript';
import { unbound } from '../analysis/program/bound.js';
import type { Host } from '../analysis/program/host.js';
import { textParts } from '../analysis/program/text-parts.js';
import type { Rewrite, TextEdit } from './edit.js';
import { refuse } from './refuse.js';

/** Writes other characters in the constant pieces of a text, all of which must be written as literals that `mayChange`. */
export function replaceCharacters(
  host: Host,
  text: ts.Expression,
  change: { readonly from: string; readonly to: string },
  mayChange: (literal: ts.Node) => boolean,
): Rewrite {
  const edits: TextEdit[] = [];
  for (const part of textParts(host, unbound(text))) {
    if (!('text' in part) || !part.text.includes(change.from)) continue;
    const edit = isLiteral(host, part.node) && mayChange(part.node) ? replaced(part.node, change) : undefined;
    if (!edit) {
      return refuse(
        text,
        'built-elsewhere',
        `A part of this text with \`${change.from}\` comes from elsewhere; change it there.`,
      );
    }
    if (!edits.some(({ file, start }) => file === edit.file && start === edit.start)) edits.push(edit);
  }
  return edits;
}

function isLiteral(host: Host, node: ts.Node): boolean {
  const { ts } = host;
  return ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}

/** The literal's own text with the characters replaced; escapes and delimiters stay. */
function replaced(
  node: ts.Node,
  { from, to }: { readonly from: string; readonly to: string },
): TextEdit | undefined {
  const file = node.getSourceFile();
  const written = node.getText(file);
  if (!written.includes(from)) return undefined;
  return {
    file: file.fileName,
    start: node.getStart(file),
    end: node.end,
    text: written.replaceAll(from, to),
  };
}
