/** Models that are the program's own types inside objects of a library: `Document & User`, `DocumentSnapshot<User>`. */
import type ts from 'typescript';
import type { Host } from '../../program/host.js';
import { guarded, isOpaque, lineage, symbolAt } from '../../program/symbols.js';
import { isBehaviour, isCallable, isObjectLike, isOwn, typeText } from '../structure.js';
import { wireOf } from './key-wire.js';
import { keysFrom, unknownKeys, type EntityKeys, type Model, type ModelReader } from './model.js';

/** A type of the program, or the object of a schema that it is inferred from. */
type Shape = ts.Declaration & { readonly name?: ts.Node };

/**
 * @param type an object type that holds the program's own members, among those of a library
 * @returns where the program declares what a document holds: its class or interface, else the literal with most of the members
 */
export function ownShape(host: Host, type: ts.Type): ts.Declaration | undefined {
  const named = nominal(host, type);
  // Methods and virtuals may have interfaces of their own: data comes first.
  const [whole] = named.filter((entry) => columnsIn(host, entry).length > 0);
  if (whole) return whole;
  // `Omit<Document & User, 'author'> & { author: Author }`: what was populated.
  for (const part of type.isIntersection() ? type.types : [type]) {
    const over = part.aliasSymbol?.name === 'Omit' ? part.aliasTypeArguments?.[0] : undefined;
    const found = over && ownShape(host, over);
    if (found) return found;
  }
  const counts = new Map<ts.Node, number>();
  for (const property of host.checker.getPropertiesOfType(type)) {
    const declaration = isBehaviour(host, property)
      ? undefined
      : property.declarations?.find((entry) => isOwn(host, entry));
    const holder = declaration?.parent;
    if (holder && isShape(host, holder)) counts.set(holder, (counts.get(holder) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return (most?.[0] as ts.Declaration | undefined) ?? named[0];
}

function nominal(host: Host, type: ts.Type): readonly ts.Declaration[] {
  const { ts } = host;
  return (type.isIntersection() ? type.types : [type]).flatMap((part) =>
    (part.getSymbol()?.declarations ?? []).filter(
      (entry) => (ts.isInterfaceDeclaration(entry) || ts.isClassLike(entry)) && isOwn(host, entry),
    ),
  );
}

function isShape(host: Host, node: ts.Node): node is Shape {
  const { ts } = host;
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isClassLike(node) ||
    ts.isTypeLiteralNode(node) ||
    ts.isObjectLiteralExpression(node)
  );
}

/** @returns how people call it: the name of its type, or the schema's without its ending. */
export function shapeName(host: Host, declaration: ts.Declaration): string {
  const { ts } = host;
  if ((ts.isInterfaceDeclaration(declaration) || ts.isClassLike(declaration)) && declaration.name)
    return declaration.name.text;
  let at: ts.Node | undefined = declaration.parent;
  for (let step = 0; at && step < 6; step++, at = at.parent as ts.Node | undefined) {
    if (ts.isTypeAliasDeclaration(at)) return at.name.text;
    if (ts.isVariableDeclaration(at) && ts.isIdentifier(at.name)) {
      const name = at.name.text.replace(/_?schema$/iu, '');
      return name === '' ? 'document' : name.charAt(0).toUpperCase() + name.slice(1);
    }
  }
  return 'document';
}

/** @returns names of the fields that a declared shape holds, without what the library adds. */
function columnsIn(host: Host, declaration: ts.Node): readonly string[] {
  const { ts } = host;
  if (ts.isObjectLiteralExpression(declaration))
    return declaration.properties.flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []));
  const fields = declaredProperties(host, declaration).filter((property) => {
    const [own] = property.declarations ?? [];
    if (!own || !isOwn(host, own) || isBehaviour(host, property)) return false;
    return !isCallable(host.checker.getTypeOfSymbol(property));
  });
  return fields.map(({ name }) => name);
}

function declaredProperties(host: Host, declaration: ts.Node): readonly ts.Symbol[] {
  const { ts, checker } = host;
  if (ts.isTypeLiteralNode(declaration)) {
    return checker.getPropertiesOfType(checker.getTypeFromTypeNode(declaration));
  }
  if (!ts.isInterfaceDeclaration(declaration) && !ts.isClassLike(declaration)) return [];
  const symbol = declaration.name && guarded(() => checker.getSymbolAtLocation(declaration.name as ts.Node));
  return symbol ? checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)) : [];
}

/** The library's own key, unless the shape declares another type for it. */
function keysOfDocument(host: Host, { adapter, declaration }: Model): EntityKeys {
  const { key } = adapter;
  const [name] = [key.default ?? []].flat();
  if (name === undefined) return unknownKeys;
  const usual = { name, type: key.type ?? 'string', wire: key.wire ?? 'same' } as const;
  const own = declaredProperties(host, declaration).find((property) => property.name === name);
  const type = own && host.checker.getNonNullableType(host.checker.getTypeOfSymbol(own));
  if (!type || isOpaque(host, type)) return keysFrom([usual]);
  // A key made of several fields cannot be sent as one text.
  if (isObjectLike(host, type) && lineage(host, type).every((entry) => isOwn(host, entry)))
    return unknownKeys;
  return keysFrom([{ name, type: typeText(host, type), wire: wireOf(host, type) }]);
}

/** Names of fields that refer to other documents: `{ type: ObjectId, ref: 'Post' }`, in a schema that is in sight. */
function referencesIn(host: Host, declaration: ts.Node): ReadonlySet<string> {
  const { ts } = host;
  const found = new Set<string>();
  if (!ts.isObjectLiteralExpression(declaration)) return found;
  for (const field of declaration.properties) {
    if (!ts.isPropertyAssignment(field) || !ts.isIdentifier(field.name)) continue;
    let value: ts.Expression = field.initializer;
    if (ts.isArrayLiteralExpression(value) && value.elements[0]) value = value.elements[0];
    const refers =
      ts.isObjectLiteralExpression(value) &&
      value.properties.some(({ name }) => name !== undefined && name.getText() === 'ref');
    if (refers) found.add(field.name.text);
  }
  return found;
}

/** Types inside documents. */
export const documentModels: ModelReader = {
  columns: (host, { declaration }) => columnsIn(host, declaration),
  keys: keysOfDocument,
  relations(host, { declaration }) {
    const { ts } = host;
    if (ts.isObjectLiteralExpression(declaration)) return referencesIn(host, declaration);
    // A reference is an id until it is populated, and a type that allows both says so.
    const names = declaredProperties(host, declaration).filter((property) => {
      const [own] = property.declarations ?? [];
      const written = own && ts.isPropertySignature(own) ? own.type : undefined;
      return written !== undefined && mentionsId(host, written);
    });
    return new Set(names.map(({ name }) => name));
  },
};

/** `Types.ObjectId`, `Types.ObjectId[]`, `PopulatedDoc<Author>`, `Ref<Author>`: what `populate` may fill. */
function mentionsId(host: Host, node: ts.Node): boolean {
  const { ts } = host;
  if (ts.isTypeReferenceNode(node)) {
    const name = ts.isIdentifier(node.typeName) ? node.typeName : node.typeName.right;
    const declaration = symbolAt(host, name)?.declarations?.[0];
    const known = ['ObjectId', 'PopulatedDoc', 'Ref'].includes(name.text);
    if (known && declaration && !isOwn(host, declaration)) return true;
  }
  return ts.forEachChild(node, (child) => mentionsId(host, child) || undefined) ?? false;
}
