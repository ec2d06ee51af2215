/** Changes a payload's declared type, wherever it is declared, if nobody else uses it. */
import type ts from 'typescript';
import type { PayloadUses } from '../analysis/behaviour/payload-use.js';
import { isServed, type EntityQueue } from '../analysis/payload/entity-tasks.js';
import {
  declaredMembers,
  foreignUses,
  isMember,
  membersAt,
  queueMembers,
} from '../analysis/payload/members.js';
import { recognise } from '../analysis/payload/recognise/index.js';
import type { PayloadSource } from '../analysis/payload/sources.js';
import { payloadTypeNodes } from '../analysis/payload/type-nodes.js';
import { packageOf } from '../analysis/program/packages.js';
import type { Host } from '../analysis/program/host.js';
import { guarded, isOpaque, typeAt } from '../analysis/program/symbols.js';
import type { TaskBody } from '../analysis/sites/site.js';
import { changeMember, changeWhole } from './change-payload-type.js';
import { isSkip, type Skip, type TextEdit } from './edit.js';
import type { PassedIds, Row } from './pass-ids.js';
import { refuse } from './refuse.js';

/** Edits in types, the type nodes that go, and who else uses those types. */
export type ChangedTypes = Pick<PassedIds, 'edits' | 'removed' | 'handled' | 'outside'>;

type Changed = Omit<ChangedTypes, 'handled'>;

/** @returns the edits of all types that say something about these rows. */
export function changePayload(
  host: Host,
  queue: EntityQueue,
  rows: readonly Row[],
  uses: PayloadUses,
  task: TaskBody,
  names: ReadonlySet<string>,
): ChangedTypes | Skip {
  const edits: TextEdit[] = [];
  const removed: PassedIds['removed'][number][] = [];
  const handled = new Set<ts.Node>();
  const outside: ts.Node[] = [];
  for (const row of rows) for (const node of usesOf(row, uses, names)) handled.add(node);
  for (const row of rows) {
    const changed =
      row.slot.path.length > 0
        ? memberEdits(host, row, uses, task, usesOf(row, uses, names), handled)
        : wholeEdits(host, queue, row, uses, task);
    if ('skip' in changed) return changed;
    edits.push(...changed.edits);
    removed.push(...changed.removed);
    outside.push(...changed.outside);
  }
  return { edits, removed, handled, outside };
}

/** Properties of the producers' literals and reads of the worker that are rewritten. */
function usesOf({ slot, sources }: Row, uses: PayloadUses, names: ReadonlySet<string>): readonly ts.Node[] {
  const written = sources.flatMap((source) => (source.kind === 'property' ? [source.property] : []));
  const read = uses.reads.flatMap(({ path, nodes, names: own }) => {
    const node = nodes[slot.path.length - 1];
    return node && isServed(own, names) && slot.path.every((key, index) => path[index] === key) ? [node] : [];
  });
  return [...written, ...read];
}

function memberEdits(
  host: Host,
  { slot, sources, sites }: Row,
  uses: PayloadUses,
  task: TaskBody,
  own: readonly ts.Node[],
  handled: ReadonlySet<ts.Node>,
): Changed | Skip {
  const members = new Set<ts.Declaration>();
  for (const node of own) {
    for (const declaration of declaredMembers(host, node))
      if (isMember(host, declaration)) members.add(declaration);
  }
  const declared = [
    ...sites.flatMap((site) => queueMembers(host, site, slot.path)),
    ...typesOf(host, uses, task).flatMap(({ node, type, below }) =>
      membersAt(host, type, [...below, ...slot.path], node),
    ),
  ];
  for (const declaration of declared) if (isMember(host, declaration)) members.add(declaration);
  const name = slot.path.at(-1) ?? '';
  const outside = foreignUses(host, members, name, handled);
  const edits: TextEdit[] = [];
  const removed: PassedIds['removed'][number][] = [];
  for (const member of members) {
    if (!isMember(host, member) || isForeign(member)) {
      const [source] = sources;
      return refuse(
        source?.value ?? member,
        'payload-type',
        "The payload's type is declared by a package; change both ends by hand.",
      );
    }
    const changed = changeMember(host, member, slot);
    if (isSkip(changed)) return changed;
    edits.push(...changed);
    if (member.type) removed.push(rangeOf(member.type));
  }
  return { edits, removed, outside };
}

/** Types that the worker gives the payload, even where it reads nothing of it. */
function typesOf(
  host: Host,
  uses: PayloadUses,
  task: TaskBody,
): readonly { readonly node: ts.Node; readonly type: ts.Type; readonly below: readonly string[] }[] {
  const places = [
    ...uses.jobs.map((node) => ({ node, below: task.payloadProperty.split('.') })),
    ...[...uses.parameters, ...uses.roots.map(({ node }) => node)].map((node) => ({ node, below: [] })),
  ];
  return places.flatMap(({ node, below }) => {
    const type = typeAt(host, node);
    return type && !isOpaque(host, type) ? [{ node, type, below }] : [];
  });
}

function isForeign(member: ts.Node): boolean {
  const file = member.getSourceFile();
  return file.isDeclarationFile || packageOf(file.fileName) !== undefined;
}

function wholeEdits(
  host: Host,
  queue: EntityQueue,
  { slot, sources }: Row,
  uses: PayloadUses,
  task: TaskBody,
): Changed | Skip {
  const edits: TextEdit[] = [];
  const removed: PassedIds['removed'][number][] = [];
  for (const node of payloadTypeNodes(host, queue, sources, task, slot)) {
    const changed = changeWhole(host, node, slot);
    if (isSkip(changed)) return changed;
    edits.push(...changed);
    removed.push(rangeOf(node));
  }
  if (slot.spread && edits.length === 0) {
    // A type that lists the row's columns one by one would have to lose them.
    const typed = [
      ...sources.map(({ value }) => value.parent.parent),
      ...uses.roots.map(({ node }) => node),
    ].find((node) => isTyped(host, node));
    if (typed)
      return refuse(typed, 'payload-type', "The payload's type lists the row's columns; change it by hand.");
  }
  return { edits, removed, outside: [] };
}

function isTyped(host: Host, node: ts.Node): boolean {
  const { ts } = host;
  const type = ts.isObjectLiteralExpression(node)
    ? guarded(() => host.checker.getContextualType(node))
    : typeAt(host, node);
  if (!type || isOpaque(host, type)) return false;
  return recognise(host, type) !== undefined || host.checker.getPropertiesOfType(type).length > 0;
}

function rangeOf(node: ts.Node): PassedIds['removed'][number] {
  const file = node.getSourceFile();
  return { file, start: node.pos, end: node.end };
}

/** @returns names that the object which holds these rows has already, or may have by its type. */
export function propertyNames(host: Host, sources: readonly PayloadSource[]): Set<string> {
  const names = new Set<string>();
  for (const source of sources) {
    if (source.kind === 'whole') continue;
    const { literal } = source;
    for (const member of literal.properties) if (member.name) names.add(member.name.getText());
    const type = guarded(() => host.checker.getContextualType(literal));
    for (const property of type && !isOpaque(host, type) ? type.getProperties() : [])
      names.add(property.name);
  }
  return names;
}
