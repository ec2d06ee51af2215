/** How a file calls the constructor of decimal numbers, with an import where it has none yet. */
import type ts from 'typescript';
import { isTypeImport } from '../analysis/payload/entity-names.js';
import { guarded, symbolAt, typeAt } from '../analysis/program/symbols.js';
import type { Host } from '../analysis/program/host.js';
import { sameForm, wireForm, type WireForm } from '../analysis/payload/wire-forms.js';
import { isSkip, type Skip, type TextEdit } from './edit.js';
import { importName } from './import-name.js';

/** A constructor's name in one file. */
export interface ConstructorName {
  readonly text: string;
  readonly edits: readonly TextEdit[];
}

/**
 * @param others files that name the class: where they import it from, this file can too
 * @returns the name, or why the file cannot have it
 */
export function constructorName(
  host: Host,
  file: ts.SourceFile,
  form: Extract<WireForm, { readonly kind: 'decimal' }>,
  others: readonly ts.SourceFile[],
): ConstructorName | Skip {
  const own = namedIn(host, file, form, false);
  if (own) return { text: own.text, edits: [] };
  const { name, namespace } = form.decimal;
  const other = others
    .map((one) => namedIn(host, one, form, true))
    .find((found) => found && found.imported !== 'default');
  const imported = other?.imported ?? namespace ?? name;
  const added = importName(host, file, { name: imported, from: other?.from ?? form.package });
  if (isSkip(added)) return added;
  const member = other ? other.member : namespace !== undefined;
  return { text: member ? `${imported}.${name}` : imported, edits: added };
}

interface Named {
  readonly text: string;
  readonly imported: string;
  /** Whether the constructor is a member of what is imported. */
  readonly member: boolean;
  /** Package, or path of a file of the program. */
  readonly from: string;
}

/** An import of a file that is the constructor, or has it as a member; `types`: one for types only will do. */
function namedIn(
  host: Host,
  file: ts.SourceFile,
  form: Extract<WireForm, { readonly kind: 'decimal' }>,
  types: boolean,
): Named | undefined {
  const { ts } = host;
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const { text: specifier } = statement.moduleSpecifier;
    for (const binding of bindingsOf(ts, statement)) {
      const { name } = binding;
      if (!name || (!types && isTypeOnly(ts, binding))) continue;
      const target = symbolAt(host, name)?.declarations?.[0]?.getSourceFile().fileName;
      const from = specifier.startsWith('.') && target !== undefined ? target : specifier;
      const imported = ts.isImportSpecifier(binding) ? (binding.propertyName ?? name).text : 'default';
      const type = typeAt(host, name);
      if (!type) continue;
      if (makes(host, type, form)) return { text: name.text, imported, member: false, from };
      const member = guarded(() => host.checker.getPropertyOfType(type, form.decimal.name));
      const inner = member && guarded(() => host.checker.getTypeOfSymbolAtLocation(member, name));
      if (inner && makes(host, inner, form)) {
        return { text: `${name.text}.${form.decimal.name}`, imported, member: true, from };
      }
    }
  }
  return undefined;
}

type Binding = ts.ImportSpecifier | ts.ImportClause | ts.NamespaceImport;

function bindingsOf(compiler: typeof ts, statement: ts.ImportDeclaration): readonly Binding[] {
  const clause = statement.importClause;
  const bindings = clause?.namedBindings;
  if (!clause) return [];
  const named = bindings ? (compiler.isNamedImports(bindings) ? [...bindings.elements] : [bindings]) : [];
  return clause.name ? [clause, ...named] : named;
}

/** `import type …`, `import { type … }`: nothing of it is there at run time. */
function isTypeOnly(compiler: typeof ts, binding: Binding): boolean {
  if (compiler.isImportSpecifier(binding) && binding.isTypeOnly) return true;
  let at: ts.Node = binding;
  while (!compiler.isImportClause(at)) at = at.parent;
  return isTypeImport(compiler, at);
}

function makes(host: Host, type: ts.Type, form: WireForm): boolean {
  return type.getConstructSignatures().some((signature) => {
    const found = wireForm(host, signature.getReturnType());
    return found !== undefined && sameForm(found, form);
  });
}
