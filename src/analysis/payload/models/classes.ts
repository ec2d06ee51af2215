/** Models that are classes: decorated by an ORM, or based on one of its classes. */
import type ts from 'typescript';
import { inHouse, ormAdapters } from '../../../adapters/orms/index.js';
import type { OrmAdapter } from '../../../adapters/orms/shape.js';
import type { Host } from '../../program/host.js';
import { declaringPackage, guarded, lineage, symbolAt } from '../../program/symbols.js';
import type { Model } from './model.js';
import { isNamedIn } from './registered.js';

interface ClassFacts {
  /** Set when the class itself is a model. */
  readonly model: Model | undefined;
  /** Set when it has columns, even if it is no model by itself. */
  readonly columns: Model | undefined;
}

const classes = new WeakMap<ts.Program, WeakMap<ts.Node, ClassFacts>>();

/**
 * @param mode `columns` accepts a class that only lends columns to entities (an abstract base)
 * @returns the model that a class declares
 */
export function modelOfClass(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
  mode: 'model' | 'columns' = 'model',
): Model | undefined {
  let known = classes.get(host.program);
  if (!known) classes.set(host.program, (known = new WeakMap()));
  let facts = known.get(declaration);
  if (!facts) known.set(declaration, (facts = readClass(host, declaration)));
  return mode === 'model' ? facts.model : (facts.model ?? facts.columns);
}

function readClass(host: Host, declaration: ts.ClassLikeDeclaration): ClassFacts {
  const name = declaration.name?.text ?? 'entity';
  // The ORM's own classes are not models of the program.
  const own = declaringPackage(declaration);
  for (const adapter of ormAdapters) {
    const recogniser = adapter.classes;
    if (!recogniser || (own !== undefined && Object.hasOwn(adapter.packages, own))) continue;
    const decorators = decoratorNames(host, declaration, adapter);
    if (recogniser.registered && !isRegistered(host, declaration, adapter, decorators)) continue;
    if (decorators.some((d) => recogniser.decorators?.includes(d))) {
      const model = { adapter, name, kind: 'class' as const, declaration, abstract: false };
      return { model, columns: model };
    }
    let keyed = false;
    let columns = false;
    for (const member of declaration.members) {
      const found = decoratorNames(host, member, adapter);
      keyed ||= found.some((d) => adapter.key.decorators?.includes(d));
      columns ||= found.some((d) => recogniser.members?.includes(d) ?? recogniser.relations?.includes(d));
    }
    // A model needs no decorator on the class where the program makes it one.
    if (recogniser.registered && columns) {
      const model = { adapter, name, kind: 'class' as const, declaration, abstract: false };
      return { model, columns: model };
    }
    const based = extendsBase(host, declaration, adapter, recogniser.bases ?? []);
    // Columns without a key and without a decorator on the class are an embedded value, not a row.
    if (keyed || based) {
      const abstract =
        !based ||
        recogniser.based !== true ||
        (host.ts.getCombinedModifierFlags(declaration) & host.ts.ModifierFlags.Abstract) !== 0;
      const model = { adapter, name, kind: 'class' as const, declaration, abstract };
      return { model, columns: model };
    }
    if (columns)
      return {
        model: undefined,
        columns: { adapter, name, kind: 'class' as const, declaration, abstract: true },
      };
  }
  return { model: inHouseModel(host, declaration, name), columns: undefined };
}

/** Decorated as a class of data, and made a model of somewhere. */
function isRegistered(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
  adapter: OrmAdapter,
  decorators: readonly string[],
): boolean {
  const { registered = [], decorators: own, members } = adapter.classes ?? {};
  const decorated =
    decorators.some((name) => own?.includes(name)) ||
    declaration.members.some((member) =>
      decoratorNames(host, member, adapter).some((name) => members?.includes(name)),
    );
  return decorated && isNamedIn(host, declaration, registered);
}

/** `settings['task-queue'].entityDecorators`: by name, since the user wrote it down. */
function inHouseModel(host: Host, declaration: ts.ClassLikeDeclaration, name: string): Model | undefined {
  const wanted = host.settings.entityDecorators ?? [];
  if (wanted.length === 0) return undefined;
  const found = (host.ts.getDecorators(declaration) ?? []).some((decorator) =>
    wanted.includes(calleeOf(host, decorator).getText().split('.').at(-1) ?? ''),
  );
  return found ? { adapter: inHouse, name, kind: 'class', declaration, abstract: false } : undefined;
}

function extendsBase(
  host: Host,
  declaration: ts.ClassLikeDeclaration,
  adapter: OrmAdapter,
  bases: readonly string[],
): boolean {
  const { ts, checker } = host;
  if (bases.length === 0 || !declaration.heritageClauses) return false;
  const symbol = guarded(() =>
    declaration.name ? checker.getSymbolAtLocation(declaration.name) : undefined,
  );
  const type = symbol && checker.getDeclaredTypeOfSymbol(symbol);
  if (!type) return false;
  return lineage(host, type).some((base) => {
    if (!ts.isClassLike(base) && !ts.isInterfaceDeclaration(base)) return false;
    if (!base.name || !bases.includes(base.name.text)) return false;
    const owner = declaringPackage(base);
    return owner !== undefined && Object.hasOwn(adapter.packages, owner);
  });
}

/** @returns names of the decorators of an ORM's packages on a class or member, whatever they are imported as. */
export function decoratorNames(host: Host, node: ts.Node, adapter: OrmAdapter): readonly string[] {
  return ormDecorators(host, node, adapter).map(({ name }) => name);
}

/** @returns the decorators of an ORM's packages, with their own names. */
export function ormDecorators(
  host: Host,
  node: ts.Node,
  adapter: OrmAdapter,
): readonly { readonly name: string; readonly decorator: ts.Decorator }[] {
  const { ts } = host;
  if (!ts.canHaveDecorators(node)) return [];
  const found: { name: string; decorator: ts.Decorator }[] = [];
  for (const decorator of ts.getDecorators(node) ?? []) {
    const callee = calleeOf(host, decorator);
    const symbol = symbolAt(host, ts.isPropertyAccessExpression(callee) ? callee.name : callee);
    const declaration = symbol?.declarations?.[0];
    const owner = declaration && declaringPackage(declaration);
    if (symbol && owner !== undefined && Object.hasOwn(adapter.packages, owner)) {
      found.push({ name: symbol.name, decorator });
    }
  }
  return found;
}

function calleeOf(host: Host, decorator: ts.Decorator): ts.Expression {
  const { expression } = decorator;
  return host.ts.isCallExpression(expression) ? expression.expression : expression;
}
