/** How a file can name an entity as a value: its class, its table, the constant that holds its model. */
import type ts from 'typescript';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import type { Model } from './models/model.js';

/** The class, or the constant around a call that makes the model. */
function valueOf(host: Host, model: Model): ts.ClassDeclaration | ts.VariableDeclaration | undefined {
  const { ts } = host;
  let at = model.declaration;
  if (ts.isClassDeclaration(at)) return at;
  while (ts.isExpression(at)) at = at.parent;
  return ts.isVariableDeclaration(at) && ts.isIdentifier(at.name) ? at : undefined;
}

/** @returns the file that declares an entity as a value, and its exported name. */
export function entityExport(
  host: Host,
  model: Model,
): { readonly name: string; readonly from: string } | undefined {
  const { ts } = host;
  const declaration = valueOf(host, model);
  if (!declaration?.name || !ts.isIdentifier(declaration.name)) return undefined;
  const flags = ts.getCombinedModifierFlags(declaration);
  const exported = (flags & ts.ModifierFlags.Export) !== 0 && (flags & ts.ModifierFlags.Default) === 0;
  if (!exported) return undefined;
  return { name: declaration.name.text, from: declaration.getSourceFile().fileName };
}

/** @returns the name by which a file already knows an entity as a value. */
export function knownAs(host: Host, file: ts.SourceFile, model: Model): string | undefined {
  const { ts } = host;
  const value = valueOf(host, model);
  if (!value) return undefined;
  for (const statement of file.statements) {
    const own = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
    if (own.some((declaration) => declaration === value)) return value.name?.getText();
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    if (!clause || isTypeImport(ts, clause)) continue;
    const bindings = clause.namedBindings;
    const names = [
      ...(clause.name ? [clause.name] : []),
      ...(bindings && ts.isNamedImports(bindings)
        ? bindings.elements.filter((e) => !e.isTypeOnly).map((e) => e.name)
        : []),
    ];
    const found = names.find((name) => symbolAt(host, name)?.declarations?.includes(value) === true);
    if (found) return found.text;
  }
  return undefined;
}

/** @returns whether an import leaves no trace at run time; compilers before 5.9 have no phase. */
export function isTypeImport(compiler: typeof ts, clause: ts.ImportClause): boolean {
  const { isTypeOnly, phaseModifier } = clause as { isTypeOnly?: boolean; phaseModifier?: ts.SyntaxKind };
  return isTypeOnly === true || phaseModifier === compiler.SyntaxKind.TypeKeyword;
}
