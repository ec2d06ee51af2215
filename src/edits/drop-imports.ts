/** Takes out of a file the imported names that nothing in it uses any more. */
import type ts from 'typescript';
import { referredSymbol } from '../analysis/behaviour/closure.js';
import { identifiersIn, isReference } from '../analysis/behaviour/names.js';
import type { Host } from '../analysis/program/host.js';
import { guarded } from '../analysis/program/symbols.js';
import type { Change } from './reindent.js';

/** Code that leaves a file. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * @returns the changes that drop the imports which only `removed` code used, `kept` names excepted;
 * the import declaration itself when a comment inside it would be lost.
 */
export function dropImports(
  host: Host,
  file: ts.SourceFile,
  removed: readonly Range[],
  kept: ReadonlySet<string>,
): readonly Change[] | ts.ImportDeclaration {
  const { ts } = host;
  const orphans = orphansOf(host, file, removed, kept);
  const changes: Change[] = [];
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !statement.importClause) continue;
    const clause = statement.importClause;
    const { namedBindings } = clause;
    const names = namesOf(ts, clause);
    if (!names.some((name) => orphans.has(name))) continue;
    if (hasInnerComment(file, statement)) return statement;
    if (names.every((name) => orphans.has(name))) {
      changes.push(wholeLines(file.text, statement.getStart(file), statement.end));
      continue;
    }
    const elements = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
    const others = namedBindings && !ts.isNamedImports(namedBindings) ? [namedBindings.name] : [];
    if (clause.name && namedBindings) {
      if (orphans.has(clause.name)) {
        changes.push({ start: clause.name.getStart(file), end: namedBindings.getStart(file), text: '' });
      }
      const rest = [...elements.map((element) => element.name), ...others];
      if (rest.every((name) => orphans.has(name))) {
        changes.push({ start: clause.name.end, end: namedBindings.end, text: '' });
        continue;
      }
    }
    changes.push(...dropElements(file, elements, orphans));
  }
  return changes;
}

/** @returns the range of a statement with the rest of its line, when nothing else stands on it. */
export function wholeLines(text: string, start: number, end: number): Change {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const alone =
    text.slice(lineStart, start).trim() === '' && lineEnd >= 0 && text.slice(end, lineEnd).trim() === '';
  return alone ? { start: lineStart, end: lineEnd + 1, text: '' } : { start, end, text: '' };
}

/** @returns a removal of whole lines that leaves no two blank lines behind. */
export function withBlankLine(text: string, change: Change): Change {
  const before = text.slice(0, change.start);
  const blankBefore = change.start === 0 || /\n\r?\n$/u.test(before);
  const blank = /^\r?\n/u.exec(text.slice(change.end));
  return blankBefore && blank ? { ...change, end: change.end + blank[0].length } : change;
}

function namesOf(compiler: typeof ts, clause: ts.ImportClause): readonly ts.Identifier[] {
  const bindings = clause.namedBindings;
  const rest = !bindings
    ? []
    : compiler.isNamespaceImport(bindings)
      ? [bindings.name]
      : bindings.elements.map((element) => element.name);
  return clause.name ? [clause.name, ...rest] : rest;
}

function orphansOf(
  host: Host,
  file: ts.SourceFile,
  removed: readonly Range[],
  kept: ReadonlySet<string>,
): ReadonlySet<ts.Identifier> {
  const { ts, checker } = host;
  const uses = new Map<string, ts.Identifier[]>();
  for (const identifier of identifiersIn(ts, file)) {
    const known = uses.get(identifier.text);
    if (known) known.push(identifier);
    else uses.set(identifier.text, [identifier]);
  }
  const gone = (node: ts.Node): boolean =>
    removed.some((range) => node.pos >= range.start && node.end <= range.end);
  const refers = (use: ts.Identifier, symbol: ts.Symbol | undefined): boolean => {
    const { parent } = use;
    if (ts.isExportSpecifier(parent)) return true;
    if (!isReference(ts, use) || ts.isImportSpecifier(parent) || ts.isImportClause(parent)) return false;
    return referredSymbol(host, use) === symbol;
  };
  const orphans = new Set<ts.Identifier>();
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !statement.importClause) continue;
    for (const name of namesOf(ts, statement.importClause)) {
      if (kept.has(name.text) || name.text === 'React') continue;
      const symbol = guarded(() => checker.getSymbolAtLocation(name));
      const found = (uses.get(name.text) ?? []).filter((use) => use !== name && refers(use, symbol));
      if (found.length > 0 && found.every(gone)) orphans.add(name);
    }
  }
  return orphans;
}

function dropElements(
  file: ts.SourceFile,
  elements: readonly ts.ImportSpecifier[],
  orphans: ReadonlySet<ts.Identifier>,
): readonly Change[] {
  const changes: Change[] = [];
  const lastKept = elements.findLastIndex((element) => !orphans.has(element.name));
  elements.forEach((element, index) => {
    const next = elements[index + 1];
    if (!orphans.has(element.name) || index > lastKept || !next) return;
    changes.push({ start: element.getStart(file), end: next.getStart(file), text: '' });
  });
  const kept = elements[lastKept];
  const last = elements.at(-1);
  if (kept && last && kept !== last) changes.push({ start: kept.end, end: last.end, text: '' });
  return changes;
}

function hasInnerComment(file: ts.SourceFile, statement: ts.ImportDeclaration): boolean {
  const start = statement.getStart(file);
  const head = file.text.slice(start, statement.moduleSpecifier.getStart(file));
  const tail = file.text.slice(statement.moduleSpecifier.end, statement.end);
  return /\/[/*]/u.test(head + tail);
}
