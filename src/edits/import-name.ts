/** Adds a named import to a file, in the file's own style, or extends an import that is there. */
import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import type { Rewrite, TextEdit } from './edit.js';
import { fileStyle, type FileStyle } from './file-style.js';
import { isRelative, relativeSpecifier } from './module-path.js';

/** A name to import. */
export interface ImportRequest {
  readonly name: string;
  /** Package name, or absolute path of a file of the program. */
  readonly from: string;
  /** The name is used as a type only. */
  readonly typeOnly?: boolean;
}

/**
 * @returns the edits after which `name` can be used in `file`: none when it is imported already,
 * or a Skip (`name-taken`) when the file means something else by it
 */
export function importName(host: Host, file: ts.SourceFile, request: ImportRequest): Rewrite {
  const { ts: compiler } = host;
  const { name, typeOnly = false } = request;
  const style = fileStyle(compiler, file, host.program.getCompilerOptions());
  const specifier = isPath(request.from)
    ? relativeSpecifier(file.fileName, request.from, style.extension)
    : request.from;
  const imports = file.statements.filter((statement): statement is ts.ImportDeclaration =>
    compiler.isImportDeclaration(statement),
  );
  const same = imports.filter((statement) => means(compiler, statement, file, specifier));
  for (const statement of same) {
    const named = namedOf(compiler, statement);
    const known = named?.elements.find((element) => (element.propertyName ?? element.name).text === name);
    if (known?.name.text !== name) continue;
    const onlyType = known.isTypeOnly || isTypeOnly(compiler, statement);
    if (typeOnly || !onlyType) return [];
    if (known.isTypeOnly) return [dropTypeKeyword(file, known)];
    return nameTaken(file, name, statement);
  }
  const taken = declarationOf(compiler, file, name);
  if (taken !== undefined) return nameTaken(file, name, taken);
  const open = same.find((statement) => {
    const named = namedOf(compiler, statement);
    return named !== undefined && named.elements.length > 0 && (typeOnly || !isTypeOnly(compiler, statement));
  });
  if (open !== undefined) return [extend(compiler, file, open, name, typeOnly, style)];
  return [insert(compiler, file, imports.at(-1), { name, specifier, typeOnly }, style)];
}

function isPath(from: string): boolean {
  return from.startsWith('/') || /^[A-Za-z]:[\\/]/u.test(from);
}

function namedOf(compiler: typeof ts, statement: ts.ImportDeclaration): ts.NamedImports | undefined {
  const bindings = statement.importClause?.namedBindings;
  return bindings && compiler.isNamedImports(bindings) ? bindings : undefined;
}

function means(
  compiler: typeof ts,
  statement: ts.ImportDeclaration,
  file: ts.SourceFile,
  specifier: string,
): boolean {
  if (!compiler.isStringLiteral(statement.moduleSpecifier)) return false;
  const { text } = statement.moduleSpecifier;
  if (text === specifier) return true;
  // The file may write extensions now with, now without.
  const bare = (path: string): string => path.replace(/(?:\/index)?(?:\.[mc]?[jt]sx?)?$/u, '');
  return isRelative(text) && isRelative(specifier) && bare(text) === bare(specifier) && file.text.length > 0;
}

/** `import type { … }`; older compilers say it with `isTypeOnly`, newer ones with a phase. */
function isTypeOnly(compiler: typeof ts, statement: ts.ImportDeclaration): boolean {
  const clause = statement.importClause as
    { isTypeOnly?: boolean; phaseModifier?: ts.SyntaxKind } | undefined;
  return clause?.isTypeOnly === true || clause?.phaseModifier === compiler.SyntaxKind.TypeKeyword;
}

/** @returns what the file's top level, or an import, already calls `name`. */
function declarationOf(compiler: typeof ts, file: ts.SourceFile, name: string): ts.Node | undefined {
  const locals = (file as { locals?: ReadonlyMap<string, ts.Symbol> }).locals;
  const bound = locals?.get(name)?.declarations?.[0];
  if (bound !== undefined) return bound;
  return file.statements.find((statement) => {
    if (compiler.isImportDeclaration(statement)) {
      const clause = statement.importClause;
      const bindings = clause?.namedBindings;
      const names = bindings && compiler.isNamedImports(bindings) ? bindings.elements : [bindings];
      return [clause, ...names].some((binding) => binding?.name?.text === name);
    }
    if (compiler.isVariableStatement(statement)) {
      return statement.declarationList.declarations.some(
        (declaration) => compiler.isIdentifier(declaration.name) && declaration.name.text === name,
      );
    }
    const declared = (statement as { name?: ts.Node }).name;
    return declared !== undefined && compiler.isIdentifier(declared) && declared.text === name;
  });
}

function nameTaken(file: ts.SourceFile, name: string, node: ts.Node): Rewrite {
  return {
    skip: true,
    reason: 'name-taken',
    message: `\`${name}\` means something else in this file; rename that first.`,
    file: file.fileName,
    start: node.getStart(file),
  };
}

function dropTypeKeyword(file: ts.SourceFile, element: ts.ImportSpecifier): TextEdit {
  const start = element.getStart(file);
  const first = element.propertyName ?? element.name;
  return { file: file.fileName, start, end: first.getStart(file), text: '' };
}

function extend(
  compiler: typeof ts,
  file: ts.SourceFile,
  statement: ts.ImportDeclaration,
  name: string,
  typeOnly: boolean,
  style: FileStyle,
): TextEdit {
  const elements = namedOf(compiler, statement)?.elements;
  const last = elements?.at(-1);
  if (last === undefined) throw new Error('extend() needs an import with names');
  const inline = typeOnly && !isTypeOnly(compiler, statement) ? 'type ' : '';
  const lineStart = file.text.lastIndexOf('\n', last.getStart(file)) + 1;
  const indent = /^\s*/u.exec(file.text.slice(lineStart))?.[0] ?? '';
  const ownLine = file.text.slice(lineStart, last.getStart(file)).trim() === '' && indent !== '';
  const gap = ownLine ? `,${style.eol}${indent}` : ', ';
  return { file: file.fileName, start: last.end, end: last.end, text: `${gap}${inline}${name}` };
}

function insert(
  compiler: typeof ts,
  file: ts.SourceFile,
  after: ts.ImportDeclaration | undefined,
  request: { readonly name: string; readonly specifier: string; readonly typeOnly: boolean },
  { eol, quote, semicolon, inlineType }: FileStyle,
): TextEdit {
  const { name, specifier, typeOnly } = request;
  const names = typeOnly && inlineType ? `{ type ${name} }` : `{ ${name} }`;
  const keyword = typeOnly && !inlineType ? 'import type' : 'import';
  const statement = `${keyword} ${names} from ${quote}${specifier}${quote}${semicolon}`;
  if (after !== undefined) {
    // Behind what else stands on the line, so that a trailing comment stays with its import.
    const lineEnd = /\r?\n|$/u.exec(file.text.slice(after.end));
    const rest = file.text.slice(after.end, after.end + (lineEnd?.index ?? 0));
    const at = /^\s*(?:\/\/.*|\/\*.*\*\/\s*)?$/u.test(rest) ? after.end + rest.length : after.end;
    return { file: file.fileName, start: at, end: at, text: `${eol}${statement}` };
  }
  const at = headEnd(compiler, file);
  const blank = file.statements.length > 0 ? eol : '';
  return { file: file.fileName, start: at, end: at, text: `${statement}${eol}${blank}` };
}

/** @returns where the first import belongs: behind shebang and directives, before the first statement and its comments. */
function headEnd(compiler: typeof ts, file: ts.SourceFile): number {
  let end = compiler.getShebang(file.text)?.length ?? 0;
  for (const statement of file.statements) {
    if (!compiler.isExpressionStatement(statement) || !compiler.isStringLiteral(statement.expression)) break;
    ({ end } = statement);
  }
  if (end === 0) return 0;
  const lineEnd = file.text.indexOf('\n', end);
  return lineEnd < 0 ? file.text.length : lineEnd + 1;
}
