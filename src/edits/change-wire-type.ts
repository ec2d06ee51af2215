/** Rewrites what a declared member says about a value, so that it says the plain form. */
import type ts from 'typescript';
import type { PayloadMember } from '../analysis/payload/members.js';
import { holdsIn, type WireForm } from '../analysis/payload/wire-forms.js';
import type { Host } from '../analysis/program/host.js';
import { isOpaque, typeAt } from '../analysis/program/symbols.js';
import type { Skip, TextEdit } from './edit.js';
import { refuse } from './refuse.js';

/** Edits of one member's type, and the type nodes that go. */
export interface ChangedMember {
  readonly edits: readonly TextEdit[];
  readonly nodes: readonly ts.TypeNode[];
}

/**
 * @param depth how many arrays lie around the value
 * @returns the edits of `at: Date`, `at?: Date | null`, `dates: Date[]`; none where the type says the plain form already
 */
export function changeWireMember(
  host: Host,
  member: PayloadMember,
  depth: number,
  form: WireForm,
): ChangedMember | Skip {
  const { ts } = host;
  const file = member.getSourceFile();
  const unclear = refuse(
    member,
    'payload-type',
    `\`${member.name.getText(file)}\` has a type that says more than this value; change it by hand.`,
  );
  if (
    ts.isPropertyDeclaration(member) &&
    ((ts.getDecorators(member)?.length ?? 0) > 0 || member.initializer)
  ) {
    return unclear;
  }
  if (!member.type) return unclear;
  const nodes = valueNodes(host, member.type, depth, form);
  if (!nodes) return unclear;
  const edits: TextEdit[] = [];
  for (const node of nodes) {
    const text = plainType(host, node, form);
    if (text === undefined) return unclear;
    edits.push({ file: file.fileName, start: node.getStart(file), end: node.end, text });
  }
  return { edits, nodes };
}

/** The nodes that name the value's type; `undefined` where something else is among them. */
function valueNodes(
  host: Host,
  node: ts.TypeNode,
  depth: number,
  form: WireForm,
): readonly ts.TypeNode[] | undefined {
  const { ts } = host;
  if (ts.isParenthesizedTypeNode(node)) return valueNodes(host, node.type, depth, form);
  if (ts.isUnionTypeNode(node)) return all(node.types.map((option) => valueNodes(host, option, depth, form)));
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword) {
    return valueNodes(host, node.type, depth, form);
  }
  const type = typeAt(host, node);
  if (!type || isOpaque(host, type)) return type ? [] : undefined;
  if (depth > 0) {
    if (isNothing(host, type)) return [];
    if (ts.isArrayTypeNode(node)) return valueNodes(host, node.elementType, depth - 1, form);
    if (ts.isTupleTypeNode(node)) {
      return all(node.elements.map((element) => valueNodes(host, element, depth - 1, form)));
    }
    const [element] = (ts.isTypeReferenceNode(node) && node.typeArguments) || [];
    return element && host.checker.isArrayType(type) ? valueNodes(host, element, depth - 1, form) : undefined;
  }
  switch (holdsIn(host, type, form)) {
    case 'value':
      return [node];
    case 'plain':
    case 'nothing':
      return [];
    default:
      return undefined;
  }
}

function all(found: readonly (readonly ts.TypeNode[] | undefined)[]): readonly ts.TypeNode[] | undefined {
  return found.some((nodes) => nodes === undefined) ? undefined : found.flatMap((nodes) => nodes ?? []);
}

function isNothing(host: Host, type: ts.Type): boolean {
  const { TypeFlags } = host.ts;
  return (type.flags & (TypeFlags.Null | TypeFlags.Undefined | TypeFlags.Void)) !== 0;
}

function plainType(host: Host, node: ts.TypeNode, { kind }: WireForm): string | undefined {
  const { ts } = host;
  if (kind !== 'map' && kind !== 'set') {
    // An alias may stand for null as well.
    const type = typeAt(host, node);
    return type?.isUnion() === true && (type.flags & ts.TypeFlags.BooleanLike) === 0 ? undefined : 'string';
  }
  const given = ts.isTypeReferenceNode(node) ? node.typeArguments : undefined;
  const texts = given?.map((argument) => argument.getText());
  const [first, second] = texts ?? [];
  if (kind === 'map') {
    return first === undefined || second === undefined ? undefined : `[${first}, ${second}][]`;
  }
  const [element] = given ?? [];
  if (!element || first === undefined) return undefined;
  const simple =
    ts.isTypeReferenceNode(element) || ts.isArrayTypeNode(element) || /^[\p{L}\p{N}_$.]+$/u.test(first);
  return simple ? `${first}[]` : `(${first})[]`;
}
