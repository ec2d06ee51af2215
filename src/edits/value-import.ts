/** Makes a class of the program usable as a value in a file that may know it as a type only. */
import type ts from 'typescript';
import { isTypeImport } from '../analysis/payload/entity-names.js';
import type { Host } from '../analysis/program/host.js';
import { symbolAt } from '../analysis/program/symbols.js';
import type { Rewrite, TextEdit } from './edit.js';
import { importName } from './import-name.js';

/** @returns the edits, none when the name is there already, or the reason of `importName`. */
export function importValue(
  host: Host,
  file: ts.SourceFile,
  request: { readonly name: string; readonly from: string },
): Rewrite {
  const { ts } = host;
  if (request.from === file.fileName) return [];
  for (const statement of file.statements) {
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    const bindings = clause?.namedBindings;
    if (!clause || !isTypeImport(ts, clause) || !bindings || !ts.isNamedImports(bindings)) continue;
    const element = bindings.elements.find(({ name }) => name.text === request.name);
    if (!element || element.propertyName) continue;
    const declared = symbolAt(host, element.name)?.declarations?.[0]?.getSourceFile().fileName;
    if (declared !== request.from) continue;
    // `import type { User }` -> `import { User }`; what is nothing but a type says so by itself.
    const keyword = statement.getChildren(file)[1]?.getChildren(file)[0];
    if (!keyword || keyword.getText(file) !== 'type') continue;
    const edits = [
      { file: file.fileName, start: keyword.getStart(file), end: bindings.getStart(file), text: '' },
    ];
    for (const other of bindings.elements) {
      if (((symbolAt(host, other.name)?.flags ?? 0) & ts.SymbolFlags.Value) !== 0) continue;
      const start = other.getStart(file);
      edits.push({ file: file.fileName, start, end: start, text: 'type ' });
    }
    return edits;
  }
  return importName(host, file, request);
}

/** @returns edits in which new imports of one module are one statement. */
export function joinImports(edits: readonly TextEdit[]): readonly TextEdit[] {
  const joined: TextEdit[] = [];
  for (const edit of edits) {
    const parts = statementOf(edit);
    const index = joined.findIndex((other) => {
      const known = statementOf(other);
      return (
        known && parts && other.file === edit.file && other.start === edit.start && known.from === parts.from
      );
    });
    const known = joined[index];
    const names = known && statementOf(known)?.names;
    if (!known || names === undefined || !parts) joined.push(edit);
    else if (!names.split(', ').includes(parts.names)) {
      joined[index] = { ...known, text: known.text.replace(`{ ${names} }`, `{ ${names}, ${parts.names} }`) };
    }
  }
  return joined;
}

function statementOf({
  start,
  end,
  text,
}: TextEdit): { readonly names: string; readonly from: string } | undefined {
  const match = start === end ? /^\s*import \{ ([^{}]+) \} from (\S+?);?\s*$/u.exec(text) : null;
  return match?.[1] === undefined || match[2] === undefined ? undefined : { names: match[1], from: match[2] };
}
