/** How a file is written, so that what is added to it looks as if its author had written it. */
import type ts from 'typescript';
import { isRelative } from './module-path.js';

/** Habits of one file. */
export interface FileStyle {
  readonly eol: '\n' | '\r\n';
  readonly quote: "'" | '"';
  /** What ends a statement. */
  readonly semicolon: ';' | '';
  /** One level of indentation. */
  readonly indent: string;
  /** What a relative import adds to a module's bare path. */
  readonly extension: string;
  /** Whether a type among values is imported as `{ type X }`. */
  readonly inlineType: boolean;
}

/** @returns the habits of a file; where it shows none, those of the compiler options or the most common ones. */
export function fileStyle(compiler: typeof ts, file: ts.SourceFile, options: ts.CompilerOptions): FileStyle {
  return {
    eol: file.text.includes('\r\n') ? '\r\n' : '\n',
    quote: quoteOf(compiler, file),
    semicolon: endsWithSemicolons(file) ? ';' : '',
    indent: indentOf(file.text),
    extension: extensionOf(compiler, file, options),
    inlineType: importSpecifiers(compiler, file).some((specifier) => specifier.isTypeOnly),
  };
}

function importSpecifiers(compiler: typeof ts, file: ts.SourceFile): readonly ts.ImportSpecifier[] {
  return file.statements.flatMap((statement) => {
    const bindings = compiler.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : undefined;
    return bindings && compiler.isNamedImports(bindings) ? [...bindings.elements] : [];
  });
}

function moduleSpecifiers(compiler: typeof ts, file: ts.SourceFile): readonly ts.StringLiteral[] {
  return file.statements.flatMap((statement) =>
    (compiler.isImportDeclaration(statement) || compiler.isExportDeclaration(statement)) &&
    statement.moduleSpecifier &&
    compiler.isStringLiteral(statement.moduleSpecifier)
      ? [statement.moduleSpecifier]
      : [],
  );
}

function quoteOf(compiler: typeof ts, file: ts.SourceFile): "'" | '"' {
  const first = moduleSpecifiers(compiler, file)[0];
  return first && file.text[first.getStart(file)] === '"' ? '"' : "'";
}

function endsWithSemicolons(file: ts.SourceFile): boolean {
  const ended = file.statements.filter((statement) => file.text[statement.end - 1] === ';');
  const open = file.statements.filter((statement) => /[\w'"`)\]]/u.test(file.text[statement.end - 1] ?? ''));
  return ended.length >= open.length;
}

function indentOf(text: string): string {
  const indents = [...text.matchAll(/\n([ \t]+)(?=[^\s*])/gu)].map((match) => match[1] ?? '');
  if (indents.some((indent) => indent.startsWith('\t'))) return '\t';
  const widths = indents.map((indent) => indent.length).filter((width) => width > 1);
  return ' '.repeat(widths.length === 0 ? 2 : Math.min(...widths, 8));
}

function extensionOf(compiler: typeof ts, file: ts.SourceFile, options: ts.CompilerOptions): string {
  const relative = moduleSpecifiers(compiler, file)
    .map((specifier) => specifier.text)
    .filter(isRelative);
  const runtime = /\.[mc]ts$/u.exec(file.fileName)?.[0].replace('t', 'j') ?? '.js';
  const counts = new Map<string, number>();
  for (const specifier of relative) {
    const written = /\.[mc]?[jt]sx?$/u.exec(specifier)?.[0] ?? '';
    const kind = written.includes('t')
      ? (/\.[mc]?tsx?$/u.exec(file.fileName)?.[0] ?? '.ts')
      : written && runtime;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  if (most) return most[0];
  const resolution = options.moduleResolution;
  const strict =
    resolution === compiler.ModuleResolutionKind.Node16 ||
    resolution === compiler.ModuleResolutionKind.NodeNext ||
    options.module === compiler.ModuleKind.NodeNext ||
    options.module === compiler.ModuleKind.Node16;
  return strict ? runtime : '';
}
