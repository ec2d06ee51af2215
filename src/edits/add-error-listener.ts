/** Puts an `error` listener behind the statement that makes an emitter. */
import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import { guarded, symbolAt, typeAt } from '../analysis/program/symbols.js';
import { bare } from '../analysis/program/syntax.js';
import type { Rewrite } from './edit.js';
import { fileStyle } from './file-style.js';
import { lineEndAfter } from './insert-statements.js';
import { refuse } from './refuse.js';
import { indentAt } from './reindent.js';

/** @param node construction, or call that makes the emitter */
export function addErrorListener(host: Host, node: ts.NewExpression | ts.CallExpression): Rewrite {
  const kept = keptIn(host, node);
  if (!kept) {
    return refuse(
      node,
      'no-statement-after',
      'No statement can follow this construction; keep it in a variable first and add the listener there.',
    );
  }
  const { statement, name } = kept;
  const file = node.getSourceFile();
  const style = fileStyle(host.ts, file, host.program.getCompilerOptions());
  const { eol, indent, quote, semicolon } = style;
  const outer = indentAt(file.text, statement.getStart(file));
  const report = `${loggerAt(host, node) ?? 'console'}.error(error)${semicolon}`;
  const lines = [`${name}.on(${quote}error${quote}, (error) => {`, `${indent}${report}`, `})${semicolon}`];
  const at = lineEndAfter(file.text, statement.end);
  const text = lines.map((line) => `${eol}${outer}${line}`).join('');
  return [{ file: file.fileName, start: at, end: at, text }];
}

interface Kept {
  readonly statement: ts.Statement;
  /** Expression that names the emitter behind the statement. */
  readonly name: string;
}

/** The statement that keeps an emitter under a name. */
function keptIn({ ts }: Host, node: ts.Expression): Kept | undefined {
  let value: ts.Node = node;
  while (bareParent(ts, value)) value = value.parent;
  const { parent } = value;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
    const statement = parent.parent.parent;
    return ts.isVariableStatement(statement) && takesMore(ts, statement)
      ? { statement, name: parent.name.text }
      : undefined;
  }
  const assigns =
    ts.isBinaryExpression(parent) &&
    parent.right === value &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (!assigns || !ts.isExpressionStatement(parent.parent) || !takesMore(ts, parent.parent)) return undefined;
  return isPlainName(ts, parent.left) ? { statement: parent.parent, name: parent.left.getText() } : undefined;
}

function bareParent(compiler: typeof ts, node: ts.Node): boolean {
  const { parent } = node;
  return (
    compiler.isExpression(parent) &&
    compiler.isExpression(node) &&
    bare(compiler, parent) === bare(compiler, node)
  );
}

function takesMore(compiler: typeof ts, statement: ts.Statement): boolean {
  const { parent } = statement;
  return (
    compiler.isBlock(parent) ||
    compiler.isSourceFile(parent) ||
    compiler.isModuleBlock(parent) ||
    compiler.isCaseOrDefaultClause(parent)
  );
}

/** `boss`, `this.boss`, `this.#boss`. */
function isPlainName(compiler: typeof ts, expression: ts.Expression): boolean {
  if (compiler.isIdentifier(expression) || expression.kind === compiler.SyntaxKind.ThisKeyword) return true;
  return compiler.isPropertyAccessExpression(expression) && isPlainName(compiler, expression.expression);
}

/** The logger that the file has: of the class around the place, or a constant or import at the top of the file. */
function loggerAt(host: Host, node: ts.Node): string | undefined {
  const { ts } = host;
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isClassLike(at)) continue;
    const field = at.members.find(({ name }) => name && ts.isIdentifier(name) && name.text === 'logger');
    const isStatic = field && (ts.getCombinedModifierFlags(field) & ts.ModifierFlags.Static) !== 0;
    if (field?.name && !isStatic && ts.isPropertyDeclaration(field) && logsErrors(host, field.name)) {
      return 'this.logger';
    }
    break;
  }
  const name = topNames(host, node.getSourceFile()).find(
    (entry) => /^log(?:ger)?$/iu.test(entry.text) && logsErrors(host, entry),
  );
  return name?.text;
}

function topNames({ ts }: Host, file: ts.SourceFile): readonly ts.Identifier[] {
  return file.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [name] : [],
      );
    }
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    if (!clause || /^import\s+type\s/u.test(statement.getText())) return [];
    const { name, namedBindings } = clause;
    const named = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
    const values = named.filter(({ isTypeOnly }) => !isTypeOnly).map((element) => element.name);
    return name ? [name, ...values] : values;
  });
}

/** Its `error` takes anything as its first argument. */
function logsErrors(host: Host, name: ts.Node): boolean {
  const { ts, checker } = host;
  const type = symbolAt(host, name) && typeAt(host, name);
  const member = type && guarded(() => checker.getPropertyOfType(type, 'error'));
  const logs = member && guarded(() => checker.getTypeOfSymbolAtLocation(member, name));
  const signatures = logs ? checker.getSignaturesOfType(logs, ts.SignatureKind.Call) : [];
  return signatures.some((signature) => {
    const first = signature.getParameters()[0];
    const taken = first && guarded(() => checker.getTypeOfSymbolAtLocation(first, name));
    const parts = taken ? [taken, checker.getIndexTypeOfType(taken, ts.IndexKind.Number)] : [];
    return parts.some((part) => part && (part.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0);
  });
}
