/** What a queue's wire delivers to a task, seen from the worker's side. */
import type ts from 'typescript';
import { codecOf, type Codec, type ValueKind } from '../../adapters/codecs.js';
import type { Analysis } from '../facts.js';
import { producedName } from '../sites/names.js';
import type { Host } from '../program/host.js';
import type { EnqueueSite, TaskBody, WorkerSite } from '../sites/site.js';
import { provenName } from '../sites/workers.js';
import { typesAt, writesText } from './arrival.js';
import { kindOfBuiltIn } from './built-ins.js';
import type { PayloadPart } from './part.js';
import { holds, type PayloadPath } from './path-names.js';
import {
  alternatives,
  classOf,
  elementsOf,
  isBehaviour,
  isCallable,
  typeText,
  unbranded,
} from './structure.js';

/** A value as its type calls it, which its wire does not deliver. */
export interface Undelivered {
  readonly kind: ValueKind;
  readonly typeText: string;
}

const workersOf = new WeakMap<Analysis, ReadonlyMap<ts.Node, readonly WorkerSite[]>>();

/** @returns the wire that a task's payloads come by; `undefined` where that is open. */
export function wireTo(analysis: Analysis, task: TaskBody): Codec | undefined {
  const { codec, codecOption } = task.adapter;
  if (!codecOption) return codecOf(codec);
  let workers = workersOf.get(analysis);
  if (!workers) {
    const found = new Map<ts.Node, WorkerSite[]>();
    for (const facts of analysis.all()) {
      for (const worker of facts.workers) {
        const fn = worker.task?.function;
        if (fn) found.set(fn, [...(found.get(fn) ?? []), worker]);
      }
    }
    workersOf.set(analysis, (workers = found));
  }
  const picked = workers.get(task.function)?.some((worker) => worker.option(codecOption.path).is !== 'no');
  const producers = producersOf(analysis, task);
  // A consumer that is bound to its queue outside the code may get whatever the program sends.
  const sends = producers.length > 0 ? producers : sendsOf(analysis, task.adapter.id);
  const wires = new Set(
    sends.map((site) => {
      const wire = site.wire();
      return wire.is === 'yes' ? wire.value : undefined;
    }),
  );
  const [wire] = wires;
  return picked === true || wires.size !== 1 || wire === undefined ? undefined : codecOf(wire);
}

/** Calls of the program that send to a library's queues. */
function sendsOf(analysis: Analysis, adapterId: string): readonly EnqueueSite[] {
  return [...analysis.all()].flatMap(({ enqueues }) =>
    enqueues.filter(({ adapter }) => adapter.id === adapterId),
  );
}

/** Calls of the program that send the task; all of its library's where its queue is not known. */
function producersOf(analysis: Analysis, task: TaskBody): readonly EnqueueSite[] {
  const queue = provenName(task.queueName);
  if (queue === undefined) return sendsOf(analysis, task.adapter.id);
  const own = provenName(task.taskName);
  return analysis.queue(task.adapter.id, queue).producers.filter((site) => {
    const name = provenName(producedName(site));
    return own === undefined || name === undefined || own === name;
  });
}

/** @returns whether some producer in sight sends another thing there than the kind that the worker declares. */
export function sendsOtherwise(
  analysis: Analysis,
  task: TaskBody,
  path: PayloadPath,
  kind: ValueKind,
): boolean {
  return producersOf(analysis, task).some((site) =>
    site.payloads.some((part) => !isSentAs(analysis.host, part, path, kind)),
  );
}

function isSentAs(host: Host, part: PayloadPart, path: PayloadPath, kind: ValueKind): boolean {
  if (!holds(part.path, path)) return !holds(path, part.path);
  const below = path.filter((step) => step !== '[]').slice(part.path.length);
  const { Undefined, Null } = host.ts.TypeFlags;
  return typesAt(host, part.type, below)
    .flatMap((type) => alternatives(host, type))
    .filter((type) => (type.flags & (Undefined | Null)) === 0)
    .every((type) => kindOf(host, type) === kind);
}

/** @returns what a type stands for that the wire does not deliver; `undefined` when it may deliver all of it, or when that is open. */
export function undelivered(host: Host, codec: Codec, type: ts.Type): Undelivered | undefined {
  const { Undefined, Null, Void } = host.ts.TypeFlags;
  let first: Undelivered | undefined;
  for (const option of alternatives(host, type)) {
    if ((option.flags & (Undefined | Null | Void)) !== 0) continue;
    const kind = kindOf(host, unbranded(host, option));
    if (!kind || codec.effects[kind] === undefined || codec.open?.includes(kind) === true) return undefined;
    first ??= { kind, typeText: typeText(host, option) };
  }
  return first;
}

/** The kind of a value that is more than plain data; `undefined` for plain data and for what is open. */
function kindOf(host: Host, type: ts.Type): ValueKind | undefined {
  const { TypeFlags } = host.ts;
  if ((type.flags & TypeFlags.BigIntLike) !== 0) return 'bigint';
  if ((type.flags & (TypeFlags.Object | TypeFlags.Intersection)) === 0) return undefined;
  if (isCallable(type)) return 'function';
  if (elementsOf(host, type)) return undefined;
  const builtIn = kindOfBuiltIn(host, type);
  if (builtIn !== undefined) return builtIn === 'lax' ? undefined : builtIn;
  if (writesText(host, type)) return 'self-written';
  const behaves =
    classOf(host, type) !== undefined &&
    host.checker.getPropertiesOfType(type).some((member) => isBehaviour(host, member));
  return behaves ? 'class' : undefined;
}
