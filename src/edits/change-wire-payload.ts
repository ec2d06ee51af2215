/** Changes what the declared types of a payload say about values that travel in another form, if nobody else uses them. */
import type ts from 'typescript';
import type { PayloadUses } from '../analysis/behaviour/payload-use.js';
import { declaredMembers, foreignUses, isMember, type PayloadMember } from '../analysis/payload/members.js';
import { payloadSource } from '../analysis/payload/sources.js';
import { EACH, membersAlong } from '../analysis/payload/value-paths.js';
import { namedSteps } from '../analysis/payload/wire-tasks.js';
import { packageOf } from '../analysis/program/packages.js';
import type { Host } from '../analysis/program/host.js';
import { guarded, isOpaque, typeAt } from '../analysis/program/symbols.js';
import { isInside } from '../analysis/program/syntax.js';
import { parseLocator } from '../analysis/sites/locate.js';
import type { EnqueueSite, TaskBody } from '../analysis/sites/site.js';
import { changeWireMember } from './change-wire-type.js';
import type { Skip, TextEdit } from './edit.js';
import { refuse } from './refuse.js';
import type { Revived } from './revive-in-worker.js';
import type { PlainSlot, WireTask } from './serialize-payload.js';
import type { TaskRewrite } from './settle-tasks.js';

/** Edits in types, the type nodes that go, and who else uses those types. */
export type ChangedWireTypes = Pick<TaskRewrite, 'edits' | 'removed' | 'handled' | 'outside'>;

/** A type that says what a payload is, and how far below it the payload lies. */
interface TypePlace {
  readonly node: ts.Node;
  readonly type: ts.Type;
  readonly below: readonly string[];
}

/** @returns the edits of all types that say something about these values. */
export function changeWirePayload(
  host: Host,
  task: WireTask,
  uses: PayloadUses,
  revived: Revived,
): ChangedWireTypes | Skip {
  const written = task.slots.flatMap(({ properties }) => properties);
  const handled = new Set<ts.Node>([...written, ...revived.reads.map(({ node }) => node)]);
  const edits: TextEdit[] = [];
  const removed: TaskRewrite['removed'][number][] = [];
  const outside: ts.Node[] = [];
  const places = [...workerTypes(host, uses, task.body), ...queueTypes(host, task)];
  for (const slot of task.slots) {
    const found = membersOf(host, task, slot, places, revived.reads);
    const changing = new Set<ts.Declaration>();
    for (const member of found) {
      const depth = slot.steps.length - 1 - slot.steps.findLastIndex((step) => step !== EACH);
      const changed = changeWireMember(host, member, depth, slot.form);
      if ('skip' in changed) return changed;
      if (changed.edits.length === 0) continue;
      if (isForeign(member)) {
        return refuse(
          slot.anchor,
          'payload-type',
          "The payload's type is declared by a package; change both ends by hand.",
        );
      }
      changing.add(member);
      edits.push(...changed.edits);
      const file = member.getSourceFile();
      removed.push(...changed.nodes.map((node) => ({ file, start: node.pos, end: node.end })));
    }
    const name = slot.steps.findLast((step) => step !== EACH) ?? '';
    for (const use of foreignUses(host, changing, name, handled)) {
      // What holds the value is made again as a whole: below it the checker tells both forms apart.
      if ([...revived.whole].some((fn) => isInside(use, fn))) handled.add(use);
      else outside.push(use);
    }
  }
  return { edits, removed, handled, outside };
}

function membersOf(
  host: Host,
  task: WireTask,
  slot: PlainSlot,
  places: readonly TypePlace[],
  reads: Revived['reads'],
): readonly PayloadMember[] {
  const named = namedSteps(slot.steps);
  const below = slot.steps.slice(named.length);
  const read = reads.flatMap(({ node, slots, parts }) => {
    const part = parts[slots.indexOf(slot)];
    return part?.steps.every((step) => step === EACH) === true ? [node] : [];
  });
  const passed: TypePlace[] = [];
  for (const { site } of task.sendings) {
    payloadSource(host, site, named, (parameter, rest) => {
      passed.push(...placeAt(host, parameter, typeAt(host, parameter), rest));
    });
  }
  const found = [
    ...[...slot.properties, ...read].flatMap((node) => declaredMembers(host, node)),
    ...places.flatMap(({ type, below: above, node }) =>
      membersAlong(host, type, [...above, ...slot.steps], node),
    ),
    // What a wrapper is given is the payload, or what the payload has a part in.
    ...passed.flatMap(({ type, below: rest, node }) => membersAlong(host, type, [...rest, ...below], node)),
  ];
  return [...new Set(found)].filter((declaration): declaration is PayloadMember =>
    isMember(host, declaration),
  );
}

/** Types that the worker gives the payload, even where it reads nothing of it. */
function workerTypes(host: Host, uses: PayloadUses, task: TaskBody): readonly TypePlace[] {
  const places = [
    ...uses.jobs.map((node) => ({ node, below: task.payloadProperty.split('.') })),
    ...uses.elements.map(({ node, property }) => ({ node, below: [property] })),
    ...[...uses.parameters, ...uses.roots.map(({ node }) => node)].map((node) => ({ node, below: [] })),
  ];
  return places.flatMap(({ node, below }) => placeAt(host, node, typeAt(host, node), below));
}

/** Types that the queue's constructions, its workers and the library's own call give it. */
function queueTypes(host: Host, { queue, sendings }: WireTask): readonly TypePlace[] {
  const { ts } = host;
  const constructed = [...queue.sites, ...queue.workers].flatMap(({ node }) =>
    (ts.isNewExpression(node) || ts.isCallExpression(node) ? (node.typeArguments ?? []) : []).flatMap(
      (argument) => placeAt(host, argument, typeAt(host, argument), []),
    ),
  );
  return [...constructed, ...sendings.flatMap(({ site }) => callTypes(host, site))];
}

function callTypes(host: Host, site: EnqueueSite): readonly TypePlace[] {
  const { ts, checker } = host;
  let library = site;
  while (library.inner) library = library.inner;
  const { argument, each, path } = parseLocator(library.locator.payload);
  const signature = guarded(() => checker.getResolvedSignature(library.call));
  const parameter = typeof argument === 'number' ? signature?.getParameters()[argument] : undefined;
  let type = parameter && guarded(() => checker.getTypeOfSymbolAtLocation(parameter, library.call));
  if (type && each) type = guarded(() => type && checker.getIndexTypeOfType(type, ts.IndexKind.Number));
  return placeAt(host, library.call, type, path === '' ? [] : path.split('.'));
}

function placeAt(
  host: Host,
  node: ts.Node,
  type: ts.Type | undefined,
  below: readonly string[],
): readonly TypePlace[] {
  return type && !isOpaque(host, type) ? [{ node, type, below }] : [];
}

function isForeign(member: ts.Node): boolean {
  const file = member.getSourceFile();
  return file.isDeclarationFile || packageOf(file.fileName) !== undefined;
}
