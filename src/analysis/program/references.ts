/** Where a declaration of the program is named: by symbol, across files, under whatever name an import gives it. */
import type ts from 'typescript';
import { ownFiles } from './candidates.js';
import type { Host } from './host.js';
import { guarded, symbolAt, typeAt } from './symbols.js';

/** `from` is called `to` by an import or export specifier; a default export is called `default`. */
interface Renaming {
  readonly from: string;
  readonly to: string;
}

interface FileNames {
  readonly identifiers: ReadonlyMap<string, readonly (ts.Identifier | ts.PrivateIdentifier)[]>;
  readonly renamings: readonly Renaming[];
}

const fileCache = new WeakMap<ts.SourceFile, FileNames>();

/** Every name of one file, walked once per version of the file. */
function namesOf(compiler: typeof ts, file: ts.SourceFile): FileNames {
  const known = fileCache.get(file);
  if (known) return known;
  const identifiers = new Map<string, (ts.Identifier | ts.PrivateIdentifier)[]>();
  const renamings: Renaming[] = [];
  const visit = (node: ts.Node): void => {
    if (compiler.isIdentifier(node) || compiler.isPrivateIdentifier(node)) {
      const list = identifiers.get(node.text);
      if (list) list.push(node);
      else identifiers.set(node.text, [node]);
      return;
    }
    if ((compiler.isImportSpecifier(node) || compiler.isExportSpecifier(node)) && node.propertyName) {
      renamings.push({ from: node.propertyName.text, to: node.name.text });
    } else if (compiler.isImportClause(node) && node.name) {
      renamings.push({ from: 'default', to: node.name.text });
    } else if (compiler.isExportAssignment(node) && compiler.isIdentifier(node.expression)) {
      renamings.push({ from: node.expression.text, to: 'default' });
    }
    compiler.forEachChild(node, visit);
  };
  visit(file);
  const names = { identifiers, renamings };
  fileCache.set(file, names);
  return names;
}

const renamingCache = new WeakMap<ts.Program, ReadonlyMap<string, readonly string[]>>();

function renamingsOf(host: Host): ReadonlyMap<string, readonly string[]> {
  const known = renamingCache.get(host.program);
  if (known) return known;
  const found = new Map<string, string[]>();
  for (const file of ownFiles(host.program)) {
    if (!/\b(?:import|export)\b/u.test(file.text)) continue;
    for (const { from, to } of namesOf(host.ts, file).renamings)
      found.set(from, [...(found.get(from) ?? []), to]);
  }
  renamingCache.set(host.program, found);
  return found;
}

/** @returns all names that a declaration may have somewhere in the program. */
function namesFor(host: Host, name: string): ReadonlySet<string> {
  const names = new Set<string>([name]);
  for (const current of names) for (const next of renamingsOf(host).get(current) ?? []) names.add(next);
  return names;
}

/**
 * @returns every place of the program that names a declaration, the declaration itself and import and export specifiers left
 * out. In `const { queue } = service` the place is the binding element.
 */
export function referencesTo(host: Host, declaration: ts.Declaration): readonly ts.Node[] {
  const { ts } = host;
  const own = ts.getNameOfDeclaration(declaration);
  const name = own && (ts.isIdentifier(own) || ts.isPrivateIdentifier(own)) ? own.text : 'default';
  const found: ts.Node[] = [];
  const names = namesFor(host, name);
  for (const file of ownFiles(host.program)) {
    for (const text of names) {
      if (!file.text.includes(text)) continue;
      for (const identifier of namesOf(ts, file).identifiers.get(text) ?? []) {
        const place = identifier === own ? undefined : placeOf(host, identifier, declaration);
        if (place) found.push(place);
      }
    }
  }
  return found;
}

function placeOf(
  host: Host,
  identifier: ts.Identifier | ts.PrivateIdentifier,
  declaration: ts.Declaration,
): ts.Node | undefined {
  const { ts, checker } = host;
  const { parent } = identifier;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent))
    return undefined;
  if (ts.isBindingElement(parent) && ts.isObjectBindingPattern(parent.parent)) {
    if (identifier === (parent.propertyName ?? parent.name)) {
      const type = typeAt(host, parent.parent);
      const member = type && guarded(() => checker.getPropertyOfType(type, identifier.text));
      if (member && declares(member, declaration)) return parent;
    }
  }
  const symbol = symbolAt(host, identifier);
  if (!symbol || !declares(symbol, declaration)) return undefined;
  // The name of another declaration of the same symbol is no use of it.
  const names = (symbol.declarations ?? []).map((entry) => ts.getNameOfDeclaration(entry));
  return names.includes(identifier) && !ts.isShorthandPropertyAssignment(parent) ? undefined : identifier;
}

/** Members of generic classes are copies with the same declarations. */
function declares(symbol: ts.Symbol, declaration: ts.Declaration): boolean {
  return symbol.declarations?.includes(declaration) === true;
}
