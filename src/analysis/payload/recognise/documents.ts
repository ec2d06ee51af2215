/**
 * Objects of a library that carry the program's own type (`Document & User`, `DocumentSnapshot<User>`), and the plain
 * objects it makes of them (`lean()`, `toObject()`).
 */
import type ts from 'typescript';
import { ormAdapters } from '../../../adapters/orms/index.js';
import type { DocumentRecogniser, EntityShape, OrmAdapter } from '../../../adapters/orms/shape.js';
import type { Host } from '../../program/host.js';
import { packageOf } from '../../program/packages.js';
import { declaringPackage, lineage } from '../../program/symbols.js';
import { columnsOf } from '../models/index.js';
import { ownShape, shapeName } from '../models/documents.js';
import type { Model, Recognised } from '../models/model.js';
import { presenceOf } from '../structure.js';

const present = new WeakMap<ts.Program, readonly OrmAdapter[]>();

/** @returns the document that a type is, live or made plain. */
export function byDocument(host: Host, type: ts.Type): Recognised | undefined {
  for (const adapter of adaptersIn(host)) {
    const family = lineage(host, type);
    for (const entry of adapter.documents ?? []) {
      const evidence =
        family.find((declaration) => isBase(host, declaration, adapter, entry)) ??
        memberOf(host, type, adapter, entry);
      if (!evidence) continue;
      const model = modelOf(host, type, adapter, evidence, entry);
      const shape = entry.within ? plainShape(host, type, model, entry.shape) : entry.shape;
      return { model, shape: isLoose(host, type, entry) ? 'partial' : shape };
    }
  }
  return undefined;
}

/** Only programs that have such a library are asked about it. */
function adaptersIn(host: Host): readonly OrmAdapter[] {
  let known = present.get(host.program);
  if (!known) {
    const wanted = ormAdapters.filter(({ documents }) => documents !== undefined);
    const found = new Set<OrmAdapter>();
    for (const { fileName } of host.program.getSourceFiles()) {
      if (found.size === wanted.length) break;
      const name = fileName.includes('/node_modules/') ? packageOf(fileName)?.name : undefined;
      for (const adapter of wanted)
        if (name !== undefined && Object.hasOwn(adapter.packages, name)) found.add(adapter);
    }
    present.set(host.program, (known = [...found]));
  }
  return known;
}

function isBase(
  host: Host,
  declaration: ts.Declaration,
  adapter: OrmAdapter,
  { bases }: DocumentRecogniser,
): boolean {
  const { ts } = host;
  if (!ts.isClassLike(declaration) && !ts.isInterfaceDeclaration(declaration)) return false;
  return (
    declaration.name !== undefined &&
    bases.includes(declaration.name.text) &&
    isOfPackage(declaration, adapter)
  );
}

function isOfPackage(declaration: ts.Node, adapter: OrmAdapter): boolean {
  const owner = declaringPackage(declaration);
  return owner !== undefined && Object.hasOwn(adapter.packages, owner);
}

/** @returns the library's declaration of a telling member. */
function memberOf(
  host: Host,
  type: ts.Type,
  adapter: OrmAdapter,
  { members = [], within }: DocumentRecogniser,
): ts.Declaration | undefined {
  for (const name of members) {
    const declarations = host.checker.getPropertyOfType(type, name)?.declarations ?? [];
    const found = declarations.find(
      (declaration) =>
        isOfPackage(declaration, adapter) && (within === undefined || isWithin(host, declaration, within)),
    );
    if (found) return found;
  }
  return undefined;
}

function isWithin(host: Host, declaration: ts.Node, aliases: readonly string[]): boolean {
  const { ts } = host;
  for (let at = declaration.parent as ts.Node | undefined; at; at = at.parent as ts.Node | undefined) {
    if (ts.isTypeAliasDeclaration(at)) return aliases.includes(at.name.text);
    if (ts.isInterfaceDeclaration(at) || ts.isClassLike(at)) return false;
  }
  return false;
}

function modelOf(
  host: Host,
  type: ts.Type,
  adapter: OrmAdapter,
  evidence: ts.Declaration,
  { brand }: DocumentRecogniser,
): Model {
  const declaration = ownShape(host, heldBy(host, type, adapter)) ?? evidence;
  const branded = brand && literalAt(host, type, brand);
  const name = branded ?? (declaration === evidence ? 'document' : shapeName(host, declaration));
  return { adapter, name, kind: 'document', declaration, abstract: false };
}

/** @returns the text that the type at a path of properties is. */
function literalAt(host: Host, type: ts.Type, path: readonly string[]): string | undefined {
  let at: ts.Type | undefined = type;
  for (const name of path) {
    const property: ts.Symbol | undefined = at && host.checker.getPropertyOfType(at, name);
    at = property && host.checker.getTypeOfSymbol(property);
  }
  return at?.isStringLiteral() === true ? at.value : undefined;
}

/** `DocumentSnapshot<User>` holds a `User`; in an intersection the type itself has its members. */
function heldBy(host: Host, type: ts.Type, adapter: OrmAdapter): ts.Type {
  const { checker } = host;
  const [first] = type.getSymbol()?.declarations ?? [];
  if (type.isIntersection() || !first || !isOfPackage(first, adapter) || !('target' in type)) return type;
  const held = checker
    .getTypeArguments(type as ts.TypeReference)
    .find((argument) => ownShape(host, argument));
  return held ?? type;
}

/** A plain copy with few of the fields is a projection. */
function plainShape(host: Host, type: ts.Type, model: Model, whole: EntityShape): EntityShape {
  const { key } = model.adapter;
  const names = new Set(host.checker.getPropertiesOfType(type).map(({ name }) => name));
  const columns = columnsOf(host, model).filter((name) => !key.default?.includes(name));
  const held = columns.filter((name) => names.has(name));
  if (held.length === 0) return [...names].every((name) => key.default?.includes(name)) ? 'key-only' : whole;
  return held.length * 2 > columns.length ? whole : 'partial';
}

/** `Partial<UserDocument>`: nothing of it is certain. */
function isLoose(host: Host, type: ts.Type, { members = [] }: DocumentRecogniser): boolean {
  const [first] = members;
  const property = first === undefined ? undefined : host.checker.getPropertyOfType(type, first);
  return property !== undefined && presenceOf(host, property) === 'possible';
}
