/** The declared members of a payload's type, and who else uses them. */
import type ts from 'typescript';
import { identifiersIn } from '../behaviour/names.js';
import { ownFiles } from '../program/candidates.js';
import type { Host } from '../program/host.js';
import { guarded, symbolAt, typeAt } from '../program/symbols.js';
import { parseLocator } from '../sites/locate.js';
import type { EnqueueSite } from '../sites/site.js';

/** A property in an interface, a type literal or a class. */
export type PayloadMember = ts.PropertySignature | ts.PropertyDeclaration;

/** @returns declarations of the property that an access, a binding or a property of a literal stands for. */
export function declaredMembers(host: Host, node: ts.Node): readonly ts.Declaration[] {
  const { ts } = host;
  if (ts.isPropertyAccessExpression(node))
    return declarationsOf(guarded(() => host.checker.getSymbolAtLocation(node.name)));
  if (ts.isElementAccessExpression(node)) return declarationsOf(symbolAt(host, node.argumentExpression));
  if (ts.isBindingElement(node)) {
    const key = node.propertyName ?? node.name;
    if (!ts.isIdentifier(key) && !ts.isStringLiteralLike(key)) return [];
    const type = typeAt(host, node.parent);
    return type ? membersIn(host, type, key.text) : [];
  }
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
    const { parent } = node;
    const { name } = node;
    if (ts.isComputedPropertyName(name) || ts.isPrivateIdentifier(name)) return [];
    const type = guarded(() => host.checker.getContextualType(parent));
    return type ? membersIn(host, type, name.text) : [];
  }
  return [];
}

/** @returns declarations of a property in a type and in the members of a union. */
export function membersIn(host: Host, type: ts.Type, name: string): readonly ts.Declaration[] {
  const types = type.isUnion() ? type.types : [type];
  return types.flatMap((option) => declarationsOf(property(host, option, name)));
}

function property(host: Host, type: ts.Type, name: string): ts.Symbol | undefined {
  return guarded(() => host.checker.getPropertyOfType(host.checker.getNonNullableType(type), name));
}

function declarationsOf(symbol: ts.Symbol | undefined): readonly ts.Declaration[] {
  return symbol?.declarations ?? [];
}

/** @returns declarations of a property of the payload, as the library's own call is typed: `Queue<Payload>`. */
export function queueMembers(
  host: Host,
  site: EnqueueSite,
  path: readonly string[],
): readonly ts.Declaration[] {
  const { ts, checker } = host;
  let library = site;
  while (library.inner) library = library.inner;
  const { argument, each, path: below } = parseLocator(library.locator.payload);
  const signature = guarded(() => checker.getResolvedSignature(library.call));
  const parameter = typeof argument === 'number' ? signature?.getParameters()[argument] : undefined;
  let type = parameter && guarded(() => checker.getTypeOfSymbolAtLocation(parameter, library.call));
  if (type && each) type = guarded(() => type && checker.getIndexTypeOfType(type, ts.IndexKind.Number));
  return type
    ? membersAt(host, type, [...(below === '' ? [] : below.split('.')), ...path], library.call)
    : [];
}

/** @returns declarations of the property at a path below a type. */
export function membersAt(
  host: Host,
  root: ts.Type,
  path: readonly string[],
  at: ts.Node,
): readonly ts.Declaration[] {
  let type: ts.Type | undefined = root;
  const last = path.at(-1);
  for (const key of path.slice(0, -1)) {
    const symbol: ts.Symbol | undefined = type && property(host, type, key);
    type = symbol && guarded(() => host.checker.getTypeOfSymbolAtLocation(symbol, at));
  }
  return type && last !== undefined ? membersIn(host, type, last) : [];
}

/** @returns whether a declaration is a member whose type can be rewritten. */
export function isMember(host: Host, declaration: ts.Declaration): declaration is PayloadMember {
  const { ts } = host;
  return ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration);
}

/** @returns places that use one of the members and are not among `handled`: other producers, other readers. */
export function foreignUses(
  host: Host,
  members: ReadonlySet<ts.Declaration>,
  name: string,
  handled: ReadonlySet<ts.Node>,
): readonly ts.Node[] {
  const found: ts.Node[] = [];
  if (members.size === 0) return found;
  const { ts } = host;
  const word = new RegExp(String.raw`\b${name.replaceAll('$', String.raw`\$`)}\b`, 'u');
  for (const file of ownFiles(host.program)) {
    if (!word.test(file.text)) continue;
    for (const named of [...identifiersIn(ts, file), ...stringsIn(ts, file)]) {
      if (named.text !== name) continue;
      const user = userOf(ts, named);
      if (!user || handled.has(user)) continue;
      if (declaredMembers(host, user).some((declaration) => members.has(declaration))) found.push(user);
    }
  }
  return found;
}

/** Quoted names: `{ "order": order }`, `data['order']`. */
function stringsIn(compiler: typeof ts, file: ts.SourceFile): readonly ts.StringLiteralLike[] {
  const found: ts.StringLiteralLike[] = [];
  const visit = (node: ts.Node): void => {
    if (compiler.isStringLiteralLike(node)) found.push(node);
    compiler.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function userOf(compiler: typeof ts, named: ts.Identifier | ts.StringLiteralLike): ts.Node | undefined {
  const { parent } = named;
  if (compiler.isPropertyAccessExpression(parent)) return parent.name === named ? parent : undefined;
  if (compiler.isElementAccessExpression(parent))
    return parent.argumentExpression === named ? parent : undefined;
  if (compiler.isBindingElement(parent)) {
    return (parent.propertyName ?? parent.name) === named ? parent : undefined;
  }
  if (compiler.isPropertyAssignment(parent) || compiler.isShorthandPropertyAssignment(parent)) {
    return parent.name === named ? parent : undefined;
  }
  return undefined;
}
