/** What Nest's container can give to a class: from the modules that provide the class. */
import type ts from 'typescript';
import { ownFiles } from '../program/candidates.js';
import type { NestInjection } from '../../adapters/orms/shape.js';
import type { Host } from '../program/host.js';
import { declaringPackage, guarded, symbolAt } from '../program/symbols.js';
import { bare, fileSyntax } from '../program/syntax.js';
import { unbound } from '../program/bound.js';
import { resolve } from '../program/values.js';
import { isClientOf } from './handles.js';
import type { Model } from './models/model.js';

/** Something to inject. */
export type Injectable =
  /** `@InjectRepository(User)`, `@InjectModel(User.name)` */
  | { readonly kind: 'repository'; readonly by: NestInjection }
  /** A client class of the program, injected by its type. */
  | { readonly kind: 'client'; readonly declaration: ts.ClassDeclaration };

/** @returns what loads a model's rows and is provided where `target` is. */
export function injectableFor(
  host: Host,
  target: ts.ClassLikeDeclaration,
  model: Model,
): Injectable | undefined {
  const modules = modulesOf(host);
  const providing = modules.filter((module) => names(host, module, 'providers').includes(target));
  if (providing.length === 0) return undefined;
  if (model.adapter.generated) {
    const fits = (declaration: ts.Node): declaration is ts.ClassDeclaration =>
      host.ts.isClassDeclaration(declaration) && isClient(host, declaration, model);
    const found = providing.map((module) => visibleTo(host, module, modules).find(fits));
    const [first] = found;
    return first && found.every((entry) => entry === first)
      ? { kind: 'client', declaration: first }
      : undefined;
  }
  const { nest } = model.adapter;
  const everywhere = nest && providing.every((module) => hasFeature(host, module, model, nest));
  return everywhere === true ? { kind: 'repository', by: nest } : undefined;
}

interface NestModule {
  readonly declaration: ts.ClassLikeDeclaration;
  readonly metadata: ts.ObjectLiteralExpression;
  readonly global: boolean;
}

function modulesOf(host: Host): readonly NestModule[] {
  const { ts } = host;
  const found: NestModule[] = [];
  for (const file of ownFiles(host.program)) {
    if (!file.text.includes('@nestjs/common')) continue;
    for (const declaration of fileSyntax(ts, file).decoratedClasses) {
      const decorators = (ts.getDecorators(declaration) ?? []).map(({ expression }) => expression);
      const module = decorators.find((call) => isNest(host, call, 'Module'));
      const [argument] = module && ts.isCallExpression(module) ? module.arguments : [];
      if (!argument || !ts.isObjectLiteralExpression(argument)) continue;
      const global = decorators.some((call) => isNest(host, call, 'Global'));
      found.push({ declaration, metadata: argument, global });
    }
  }
  return found;
}

function isNest(host: Host, expression: ts.Expression, name: string): boolean {
  const { ts } = host;
  if (!ts.isCallExpression(expression)) return false;
  const symbol = symbolAt(host, expression.expression);
  const declaration = symbol?.declarations?.[0];
  return (
    symbol?.name === name && declaration !== undefined && declaringPackage(declaration) === '@nestjs/common'
  );
}

function entries(host: Host, module: NestModule, key: string): readonly ts.Expression[] {
  const { ts } = host;
  for (const member of module.metadata.properties) {
    if (!ts.isPropertyAssignment(member) || member.name.getText() !== key) continue;
    const value = resolve(host, unbound(member.initializer));
    if (value.is === 'yes' && ts.isArrayLiteralExpression(value.value.expression)) {
      return value.value.expression.elements;
    }
  }
  return [];
}

function names(host: Host, module: NestModule, key: string): readonly ts.Node[] {
  return entries(host, module, key).flatMap((entry) => {
    const symbol = host.ts.isIdentifier(entry) ? symbolAt(host, entry) : undefined;
    return symbol?.valueDeclaration ?? [];
  });
}

/** Providers of a module, of what it imports, and of global modules. */
function visibleTo(host: Host, module: NestModule, modules: readonly NestModule[]): readonly ts.Node[] {
  const imported = new Set(names(host, module, 'imports'));
  const others = modules.filter((other) => other.global || imported.has(other.declaration));
  return [
    ...names(host, module, 'providers'),
    ...others.flatMap((other) => {
      const exported = new Set(names(host, other, 'exports'));
      return names(host, other, 'providers').filter((provider) => exported.has(provider));
    }),
  ];
}

/** `TypeOrmModule.forFeature([User])`, `MongooseModule.forFeature([{ name: User.name, schema }])` */
function hasFeature(host: Host, module: NestModule, model: Model, nest: NestInjection): boolean {
  const { ts } = host;
  return entries(host, module, 'imports').some((entry) => {
    const call = bare(ts, entry);
    if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return false;
    if (call.expression.name.text !== 'forFeature' || call.arguments.length !== 1) return false;
    const declaration = symbolAt(host, call.expression.name)?.declarations?.[0];
    const [list] = call.arguments;
    if (!declaration || declaringPackage(declaration) !== nest.package || !list) return false;
    return (
      ts.isArrayLiteralExpression(list) &&
      list.elements.some((element) => {
        const named = nest.property === undefined ? element : namedBy(host, element, nest.property);
        return (
          named !== undefined &&
          symbolAt(host, named)?.declarations?.some((entry) => entry === model.declaration) === true
        );
      })
    );
  });
}

/** The class in `{ name: User.name, schema: UserSchema }`. */
function namedBy(host: Host, element: ts.Expression, property: string): ts.Expression | undefined {
  const { ts } = host;
  const given = ts.isObjectLiteralExpression(element)
    ? element.properties.find((member) => member.name?.getText() === property)
    : undefined;
  const value = given && ts.isPropertyAssignment(given) ? bare(ts, given.initializer) : undefined;
  return value && ts.isPropertyAccessExpression(value) && value.name.text === 'name'
    ? value.expression
    : undefined;
}

function isClient(host: Host, declaration: ts.ClassDeclaration, model: Model): boolean {
  const { name } = declaration;
  const symbol = name && guarded(() => host.checker.getSymbolAtLocation(name));
  return (
    symbol !== undefined && isClientOf(host, host.checker.getDeclaredTypeOfSymbol(symbol), model, declaration)
  );
}
