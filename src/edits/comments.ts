import type ts from 'typescript';

/** A comment, in UTF-16 offsets of its file; its text includes the markers. */
export interface Comment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly block: boolean;
}

/** @returns every comment of a file, in order; a shebang line is none. */
export function commentsOf(compiler: typeof ts, file: ts.SourceFile): Comment[] {
  const { text } = file;
  const found = new Map<number, Comment>();
  const add = (start: number, end: number, kind: ts.CommentKind): void => {
    const block = kind === compiler.SyntaxKind.MultiLineCommentTrivia;
    found.set(start, { start, end, text: text.slice(start, end), block });
  };
  const visit = (node: ts.Node): void => {
    if (compiler.isJsxText(node)) return;
    const children = node.getChildren(file);
    if (children.length > 0) {
      for (const child of children) if (!compiler.isJSDoc(child)) visit(child);
      return;
    }
    // A token: comments stand before it, or behind it on its line.
    if (node.pos === 0)
      compiler.forEachLeadingCommentRange(text, compiler.getShebang(text)?.length ?? 0, add);
    else if (node.pos < node.getStart(file)) compiler.forEachLeadingCommentRange(text, node.pos, add);
    if (!insideJsx(compiler, node)) compiler.forEachTrailingCommentRange(text, node.end, add);
    if (node.pos < node.getStart(file)) compiler.forEachTrailingCommentRange(text, node.pos, add);
  };
  visit(file);
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** Whether what follows a token is text of a JSX element, in which `//` is no comment. */
function insideJsx(compiler: typeof ts, token: ts.Node): boolean {
  if (
    token.kind !== compiler.SyntaxKind.GreaterThanToken &&
    token.kind !== compiler.SyntaxKind.CloseBraceToken
  ) {
    return false;
  }
  const { parent } = token;
  if (compiler.isJsxExpression(parent)) return true;
  if (compiler.isJsxOpeningElement(parent) || compiler.isJsxOpeningFragment(parent)) return true;
  if (compiler.isJsxSelfClosingElement(parent) || compiler.isJsxClosingElement(parent)) {
    const outer = compiler.isJsxClosingElement(parent) ? parent.parent.parent : parent.parent;
    return compiler.isJsxElement(outer) || compiler.isJsxFragment(outer);
  }
  if (compiler.isJsxClosingFragment(parent)) {
    const outer = parent.parent.parent;
    return compiler.isJsxElement(outer) || compiler.isJsxFragment(outer);
  }
  return false;
}
