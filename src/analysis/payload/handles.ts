/** What a function can load rows with: repositories, data sources and clients in its reach. */
import type ts from 'typescript';
import type { LoadTemplate, OrmAdapter } from '../../adapters/orms/shape.js';
import { ownFiles } from '../program/candidates.js';
import type { Host } from '../program/host.js';
import { declaringPackage, guarded, lineage } from '../program/symbols.js';
import type { FunctionWithBody } from '../program/syntax.js';
import { isTypeImport } from './entity-names.js';
import type { Model } from './models/model.js';
import { recognise } from './recognise/index.js';

/** A way to load a model's rows. */
export interface Handle {
  readonly template: LoadTemplate;
  /** Expression for it: `orders`, `this.orders`, `dataSource`; the entity's name for active record. */
  readonly text: string;
  /** File that exports it, when the function's own file has to import it. */
  readonly from: string | undefined;
  /** Whether the entity class is named in the call. */
  readonly needsEntity: boolean;
}

/** @returns the nearest handle: in scope, on `this`, the model itself, then what some module of the program exports. */
export function findHandle(host: Host, fn: FunctionWithBody, model: Model): Handle | undefined {
  const search = new HandleSearch(host, fn, model);
  return search.inScope() ?? search.onThis() ?? search.activeRecord() ?? search.exported();
}

interface Found {
  readonly text: string;
  readonly type: ts.Type;
}

class HandleSearch {
  constructor(
    private readonly host: Host,
    private readonly fn: FunctionWithBody,
    private readonly model: Model,
  ) {}

  /** Constants, parameters and imports that the function can name. */
  inScope(): Handle | undefined {
    const { ts, checker } = this.host;
    const file = this.fn.getSourceFile();
    const found: Found[] = [];
    for (const symbol of guarded(() =>
      checker.getSymbolsInScope(this.fn, ts.SymbolFlags.Value | ts.SymbolFlags.Alias),
    ) ?? []) {
      const declaration = symbol.declarations?.[0];
      if (declaration?.getSourceFile() !== file || !this.isSteady(declaration)) continue;
      const alias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      const target = guarded(() =>
        alias ? checker.getAliasedSymbol(symbol) : checker.getExportSymbolOfSymbol(symbol),
      );
      if (!target || (target.flags & ts.SymbolFlags.Variable) === 0) continue;
      const type = guarded(() => checker.getTypeOfSymbolAtLocation(target, this.fn));
      if (type) found.push({ text: symbol.name, type });
    }
    return this.best(found);
  }

  private isSteady(declaration: ts.Declaration): boolean {
    const { ts } = this.host;
    if (ts.isVariableDeclaration(declaration)) {
      return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
    }
    if (ts.isImportSpecifier(declaration))
      return !declaration.isTypeOnly && !isTypeImport(ts, declaration.parent.parent);
    return ts.isImportClause(declaration) || ts.isParameter(declaration) || ts.isBindingElement(declaration);
  }

  /** Members of the class around the function. */
  onThis(): Handle | undefined {
    const { ts, checker } = this.host;
    const owner = classAround(ts, this.fn);
    const symbol = owner?.name && guarded(() => checker.getSymbolAtLocation(owner.name as ts.Identifier));
    if (!owner || !symbol) return undefined;
    const found: Found[] = [];
    for (const property of checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))) {
      const declaration = property.declarations?.[0];
      if (!declaration || !(ts.isPropertyDeclaration(declaration) || ts.isParameter(declaration))) continue;
      const inherited = classOfMember(ts, declaration) !== owner;
      if (inherited && (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) !== 0) continue;
      found.push({
        text: `this.${property.name}`,
        type: checker.getTypeOfSymbolAtLocation(property, this.fn),
      });
    }
    return this.best(found);
  }

  activeRecord(): Handle | undefined {
    const { ts, checker } = this.host;
    const template = this.model.adapter.load.find(({ handle }) => handle === undefined);
    const { adapter, declaration } = this.model;
    if (!template) return undefined;
    if (this.model.kind === 'schema') return this.builtModel(template);
    if (!ts.isClassLike(declaration) || !declaration.name) return undefined;
    const name = declaration.name;
    const symbol = guarded(() => checker.getSymbolAtLocation(name));
    const bases = adapter.classes?.bases ?? [];
    const based =
      symbol &&
      lineage(this.host, checker.getDeclaredTypeOfSymbol(symbol)).some((base) => {
        const owner = declaringPackage(base);
        return (
          (ts.isClassLike(base) || ts.isInterfaceDeclaration(base)) &&
          bases.includes(base.name?.text ?? '') &&
          owner !== undefined &&
          Object.hasOwn(adapter.packages, owner)
        );
      });
    return based ? { template, text: declaration.name.text, from: undefined, needsEntity: true } : undefined;
  }

  /** `const User = sequelize.define(…)` is a model class too. */
  private builtModel(template: LoadTemplate): Handle | undefined {
    const { adapter, declaration, name } = this.model;
    const built = this.host.ts.isCallExpression(declaration) && adapter.classes?.based === true;
    return built ? { template, text: name, from: undefined, needsEntity: true } : undefined;
  }

  /** One exported constant; several of a kind are not chosen between. */
  exported(): Handle | undefined {
    const { ts, checker } = this.host;
    const found = new Map<ts.Symbol, Found & { readonly from: string }>();
    const mentions = wordsOf(this.model.adapter);
    for (const file of ownFiles(this.host.program)) {
      if (!mentions.test(file.text)) continue;
      const module = guarded(() => checker.getSymbolAtLocation(file));
      if (!module) continue;
      for (const symbol of guarded(() => checker.getExportsOfModule(module)) ?? []) {
        const declaration = symbol.valueDeclaration;
        // Re-exports are found where they come from.
        if (!declaration || !ts.isVariableDeclaration(declaration) || declaration.getSourceFile() !== file)
          continue;
        if ((ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0) continue;
        const type = guarded(() => checker.getTypeOfSymbolAtLocation(symbol, declaration));
        if (type) found.set(symbol, { text: symbol.name, type, from: file.fileName });
      }
    }
    for (const template of this.model.adapter.load) {
      const fitting = [...found.values()].filter(({ type }) => this.fits(type, template));
      const [only] = fitting;
      if (!only) continue;
      if (fitting.length > 1) return undefined;
      return this.handle(template, only.text, only.from);
    }
    return undefined;
  }

  private best(found: readonly Found[]): Handle | undefined {
    for (const template of this.model.adapter.load) {
      const fitting = found.find(({ type }) => this.fits(type, template));
      if (fitting) return this.handle(template, fitting.text, undefined);
    }
    return undefined;
  }

  private handle(template: LoadTemplate, text: string, from: string | undefined): Handle {
    return { template, text, from, needsEntity: template.one.includes('{{entity}}') };
  }

  private fits(type: ts.Type, { handle, serves }: LoadTemplate): boolean {
    const { adapter } = this.model;
    if (typeof handle !== 'string') return false;
    if (adapter.generated) return isClientOf(this.host, type, this.model, this.fn);
    const { ts } = this.host;
    const known = lineage(this.host, type).some((declaration) => {
      const owner = declaringPackage(declaration);
      const named =
        ts.isClassLike(declaration) || ts.isInterfaceDeclaration(declaration)
          ? declaration.name?.text
          : undefined;
      return named === handle && owner !== undefined && Object.hasOwn(adapter.packages, owner);
    });
    return known && (serves === undefined || this.servesModel(type, serves));
  }

  /** `Repository<User>`, or a class that extends it: by what its find-or-fail returns. */
  private servesModel(type: ts.Type, member: string): boolean {
    const { checker } = this.host;
    // `query.users.findFirst`: its result is whatever the caller asks for, but the name of the table is there.
    if (member.includes('.')) return this.hasPath(type, member.replace('{{model}}', this.model.name));
    const property = checker.getPropertyOfType(type, member);
    const signatures = property
      ? checker.getTypeOfSymbolAtLocation(property, this.fn).getCallSignatures()
      : [];
    return signatures.some((signature) => {
      const returned = guarded(() => checker.getAwaitedType(signature.getReturnType()));
      const row = returned && checker.getNonNullableType(returned);
      return row !== undefined && recognise(this.host, row)?.model.declaration === this.model.declaration;
    });
  }

  private hasPath(root: ts.Type, members: string): boolean {
    const { checker } = this.host;
    let type: ts.Type | undefined = root;
    for (const name of members.split('.')) {
      const property: ts.Symbol | undefined = type && checker.getPropertyOfType(type, name);
      type = property && checker.getTypeOfSymbolAtLocation(property, this.fn);
    }
    return type !== undefined && type.getCallSignatures().length > 0;
  }
}

/** What the text of a file with a handle has; types alone would have to be asked of every constant of the program. */
function wordsOf({ load, handleWords = [] }: OrmAdapter): RegExp {
  const words = [...load.flatMap(({ handle }) => handle ?? []), ...handleWords];
  const escaped = words.map((word) => word.replaceAll('$', String.raw`\$`));
  return new RegExp(String.raw`(?<![\w$])(?:${escaped.join('|')})(?![\w$])`, 'u');
}

/** @returns whether a type is a generated client, extended or not: it has the model's delegate. */
export function isClientOf(host: Host, type: ts.Type, model: Model, at: ts.Node): boolean {
  const { checker } = host;
  const delegate = checker.getPropertyOfType(type, delegateName(model));
  if (!delegate) return false;
  const members = checker.getTypeOfSymbolAtLocation(delegate, at);
  return ['findUniqueOrThrow', 'findMany'].every(
    (name) => checker.getPropertyOfType(members, name) !== undefined,
  );
}

/** @returns the client's property for a model: `user` for `User`. */
export function delegateName(model: Model): string {
  return model.name.charAt(0).toLowerCase() + model.name.slice(1);
}

/** @returns the class whose `this` a function has. */
export function classAround(compiler: typeof ts, fn: FunctionWithBody): ts.ClassLikeDeclaration | undefined {
  let at: ts.Node = fn;
  while (compiler.isArrowFunction(at)) {
    let parent: ts.Node = at.parent;
    while (
      !compiler.isFunctionLike(parent) &&
      !compiler.isPropertyDeclaration(parent) &&
      !compiler.isSourceFile(parent)
    ) {
      ({ parent } = parent);
    }
    at = parent;
  }
  if (
    !compiler.isMethodDeclaration(at) &&
    !compiler.isConstructorDeclaration(at) &&
    !compiler.isPropertyDeclaration(at)
  ) {
    return undefined;
  }
  if ((compiler.getCombinedModifierFlags(at) & compiler.ModifierFlags.Static) !== 0) return undefined;
  return compiler.isClassLike(at.parent) ? at.parent : undefined;
}

function classOfMember(
  compiler: typeof ts,
  declaration: ts.PropertyDeclaration | ts.ParameterDeclaration,
): ts.Node {
  return compiler.isParameter(declaration) ? declaration.parent.parent : declaration.parent;
}
