/** How a name reaches a new module beside an existing one: imported as the file does, or from where it is declared. */
import type ts from 'typescript';
import type { FreeName } from '../analysis/behaviour/closure.js';
import type { Host } from '../analysis/program/host.js';
import { packageOf } from '../analysis/program/packages.js';
import { declaringPackage, guarded } from '../analysis/program/symbols.js';
import type { FileStyle } from './file-style.js';
import { isRelative, relativeSpecifier } from './module-path.js';

/** One name that the new module imports. */
export interface Supplied {
  readonly local: string;
  readonly kind: 'named' | 'default' | 'namespace' | 'equals';
  /** Name in the exporting module, for `named`. */
  readonly imported: string;
  readonly specifier: string;
  /** Import attributes, as written. */
  readonly tail: string;
  /** Whether the name is needed at run time. */
  readonly value: boolean;
}

/** A statement of the old file that must be exported, so that a type can be named. */
export type Exportable =
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.FunctionDeclaration
  | ts.VariableStatement;

/** Collects what a new module, in the same folder as `file`, needs to import. */
export class Supply {
  private readonly supplied = new Map<string, Supplied & { readonly symbol: ts.Symbol }>();
  private readonly newlyExported = new Set<Exportable>();

  constructor(
    private readonly host: Host,
    private readonly file: ts.SourceFile,
    private readonly style: FileStyle,
    /** Names that stand in the moved code and mean what they mean there. */
    private readonly words: ReadonlySet<string>,
  ) {}

  /** Imports of the new module: packages before own modules, and otherwise in the old file's order. */
  imports(): readonly Supplied[] {
    const { ts } = this.host;
    const order = this.file.statements.flatMap((statement) =>
      ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)
        ? [statement.moduleSpecifier.text]
        : [],
    );
    const place = ({ specifier }: Supplied): number => {
      const index = order.indexOf(specifier);
      return (isRelative(specifier) ? 10_000 : 0) + (index < 0 ? 5_000 : index);
    };
    const column = ({ symbol }: { symbol: ts.Symbol }): number => symbol.declarations?.[0]?.pos ?? 0;
    return [...this.supplied.values()].sort((a, b) => place(a) - place(b) || column(a) - column(b));
  }

  /** Types of the old file that are not exported yet. */
  exports(): readonly Exportable[] {
    return [...this.newlyExported];
  }

  /** Supplies a name that the old file binds. @returns whether it can be had. */
  byBinding(name: FreeName): boolean {
    if (name.origin === 'global') return true;
    if (name.origin === 'import') {
      const binding = this.importOf(name.declaration, name.value);
      return binding !== undefined && this.add(binding, name.symbol);
    }
    return (
      name.origin === 'module' &&
      !name.value &&
      isType(this.host.ts, name.declaration) &&
      this.addOwn(name.symbol)
    );
  }

  /** Supplies the type of a value by its name, `typeof name`: the import is erased, so it loads nothing. */
  byTypeOf(name: FreeName): string | undefined {
    const found =
      name.origin === 'import'
        ? this.byBinding({ ...name, value: false })
        : name.origin === 'module' && this.addOwn(name.symbol);
    return found ? `typeof ${name.name}` : undefined;
  }

  /** Supplies the type that a symbol stands for. @returns the name by which the new module knows it. */
  bySymbol(symbol: ts.Symbol): string | undefined {
    const global = this.globalName(symbol);
    if (global !== undefined) return global;
    const binding = this.boundAs(symbol);
    if (binding) {
      const found = this.importOf(binding.declarations?.[0], false);
      return found && this.add(found, binding) ? found.local : undefined;
    }
    if (symbol.declarations?.some((declaration) => declaration.getSourceFile() === this.file) === true) {
      return isType(this.host.ts, symbol.declarations[0]) && this.addOwn(symbol) ? symbol.name : undefined;
    }
    const found = this.findExport(symbol);
    if (!found || this.words.has(found.local)) return undefined;
    return this.add(found, symbol) ? found.local : undefined;
  }

  private add(entry: Supplied, symbol: ts.Symbol): boolean {
    const known = this.supplied.get(entry.local);
    if (known && known.symbol !== symbol) return false;
    this.supplied.set(entry.local, { ...entry, value: entry.value || known?.value === true, symbol });
    return true;
  }

  /** A declaration of the old file: imported as a type, which loads nothing, and exported for it. */
  private addOwn(symbol: ts.Symbol): boolean {
    const { ts } = this.host;
    const statements = (symbol.declarations ?? []).map((declaration) => statementOf(ts, declaration));
    const [statement] = statements;
    if (!statement || statements.some((each) => each?.parent !== this.file)) return false;
    const named = ts.isVariableStatement(statement) ? undefined : statement.name?.text;
    const local = symbol.name === 'default' ? named : symbol.name;
    if (local === undefined) return false;
    const has = (modifier: ts.SyntaxKind): boolean =>
      statement.modifiers?.some((each) => each.kind === modifier) ?? false;
    const exported = has(ts.SyntaxKind.ExportKeyword);
    const alias = exported ? undefined : this.exportAlias(symbol);
    if (!exported && alias === undefined) {
      for (const each of statements) if (each) this.newlyExported.add(each);
    }
    const isDefault = has(ts.SyntaxKind.DefaultKeyword) || alias === 'default';
    const specifier = relativeSpecifier(this.file.fileName, this.file.fileName, this.style.extension);
    const kind = isDefault ? 'default' : 'named';
    return this.add({ local, kind, imported: alias ?? local, specifier, tail: '', value: false }, symbol);
  }

  /** Name under which an own declaration leaves its file by `export { … }`. */
  private exportAlias(symbol: ts.Symbol): string | undefined {
    const module = guarded(() => this.host.checker.getSymbolAtLocation(this.file));
    const found = module && this.exportsOf(module).find((entry) => this.target(entry) === symbol);
    return found?.name;
  }

  private importOf(declaration: ts.Declaration | undefined, value: boolean): Supplied | undefined {
    const { ts } = this.host;
    if (!declaration) return undefined;
    if (ts.isImportEqualsDeclaration(declaration)) {
      const reference = declaration.moduleReference;
      if (!ts.isExternalModuleReference(reference) || !ts.isStringLiteral(reference.expression))
        return undefined;
      const local = declaration.name.text;
      return { local, kind: 'equals', imported: '', specifier: reference.expression.text, tail: '', value };
    }
    let at: ts.Node = declaration;
    while (!ts.isImportDeclaration(at)) {
      if (ts.isSourceFile(at)) return undefined;
      at = at.parent;
    }
    if (!ts.isStringLiteral(at.moduleSpecifier)) return undefined;
    const tail = this.file.text.slice(at.moduleSpecifier.end, at.end).replace(/;\s*$/u, '').trimEnd();
    const place = { specifier: at.moduleSpecifier.text, tail, value };
    if (ts.isImportClause(declaration) && declaration.name) {
      return { local: declaration.name.text, kind: 'default', imported: '', ...place };
    }
    if (ts.isNamespaceImport(declaration)) {
      return { local: declaration.name.text, kind: 'namespace', imported: '', ...place };
    }
    if (!ts.isImportSpecifier(declaration)) return undefined;
    const imported = (declaration.propertyName ?? declaration.name).text;
    return { local: declaration.name.text, kind: 'named', imported, ...place };
  }

  /** The old file's own binding for what a symbol stands for. */
  private boundAs(symbol: ts.Symbol): ts.Symbol | undefined {
    const { ts, checker } = this.host;
    for (const statement of this.file.statements) {
      const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
      if (!clause) continue;
      const bindings = clause.namedBindings;
      const names =
        bindings && ts.isNamedImports(bindings) ? bindings.elements.map((entry) => entry.name) : [];
      for (const name of clause.name ? [clause.name, ...names] : names) {
        const bound = guarded(() => checker.getSymbolAtLocation(name));
        if (bound && this.target(bound) === symbol) return bound;
      }
    }
    return undefined;
  }

  private globalName(symbol: ts.Symbol): string | undefined {
    const { ts } = this.host;
    const declaration = symbol.declarations?.[0];
    if (!declaration) return undefined;
    let name = symbol.name;
    for (let at: ts.Node = declaration.parent; ; at = at.parent) {
      if (ts.isSourceFile(at)) return ts.isExternalModule(at) ? undefined : name;
      if (ts.isModuleBlock(at)) continue;
      if (!ts.isModuleDeclaration(at)) return undefined;
      if (ts.isStringLiteral(at.name)) return undefined;
      if (at.name.text === 'global') return name;
      name = `${at.name.text}.${name}`;
    }
  }

  /** Where else a type is exported: a module the file knows, its own file, or one that the program imports. */
  private findExport(symbol: ts.Symbol): Supplied | undefined {
    const { ts, program } = this.host;
    const declaration = symbol.declarations?.[0];
    if (!declaration) return undefined;
    const home = declaration.getSourceFile();
    const owner = declaringPackage(declaration);
    const near = this.exportedBy(symbol, this.file, () => true);
    if (near) return near;
    if (owner === undefined && !home.isDeclarationFile) {
      const module = guarded(() => this.host.checker.getSymbolAtLocation(home));
      const specifier = relativeSpecifier(this.file.fileName, home.fileName, this.style.extension);
      return module && this.exportedAs(symbol, module, specifier);
    }
    for (const other of program.getSourceFiles()) {
      if (other.isDeclarationFile || packageOf(other.fileName)) continue;
      const found = this.exportedBy(symbol, other, (specifier) => !specifier.startsWith('.'));
      if (found && !ts.isExternalModuleNameRelative(found.specifier)) return found;
    }
    return undefined;
  }

  private exportedBy(
    symbol: ts.Symbol,
    from: ts.SourceFile,
    accept: (specifier: string) => boolean,
  ): Supplied | undefined {
    const { ts, checker } = this.host;
    for (const statement of from.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
      const specifier = statement.moduleSpecifier;
      if (!accept(specifier.text)) continue;
      const module = guarded(() => checker.getSymbolAtLocation(specifier));
      const found = module && this.exportedAs(symbol, module, specifier.text);
      if (found) return found;
    }
    return undefined;
  }

  private exportedAs(symbol: ts.Symbol, module: ts.Symbol, specifier: string): Supplied | undefined {
    const entry = this.exportsOf(module).find((candidate) => this.target(candidate) === symbol);
    if (!entry) return undefined;
    const place = { specifier, tail: '', value: false };
    if (entry.name !== 'default') return { local: entry.name, kind: 'named', imported: entry.name, ...place };
    const declaration = symbol.declarations?.[0];
    const name = declaration && this.host.ts.getNameOfDeclaration(declaration);
    if (!name || !this.host.ts.isIdentifier(name)) return undefined;
    return { local: name.text, kind: 'default', imported: '', ...place };
  }

  private exportsOf(module: ts.Symbol): readonly ts.Symbol[] {
    return guarded(() => this.host.checker.getExportsOfModule(module)) ?? [];
  }

  private target(symbol: ts.Symbol): ts.Symbol {
    const alias = (symbol.flags & this.host.ts.SymbolFlags.Alias) !== 0;
    return (alias ? guarded(() => this.host.checker.getAliasedSymbol(symbol)) : undefined) ?? symbol;
  }
}

function statementOf(compiler: typeof ts, declaration: ts.Declaration): Exportable | undefined {
  if (compiler.isVariableDeclaration(declaration)) {
    const statement = declaration.parent.parent;
    return compiler.isVariableStatement(statement) ? statement : undefined;
  }
  return isType(compiler, declaration) || compiler.isFunctionDeclaration(declaration)
    ? declaration
    : undefined;
}

function isType(
  compiler: typeof ts,
  node: ts.Declaration | undefined,
): node is ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration | ts.EnumDeclaration {
  return (
    node !== undefined &&
    (compiler.isInterfaceDeclaration(node) ||
      compiler.isTypeAliasDeclaration(node) ||
      compiler.isClassDeclaration(node) ||
      compiler.isEnumDeclaration(node))
  );
}
