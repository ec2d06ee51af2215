/** Sends values in a form that arrives: producers, wrappers, payload type and worker of one task, together or not at all. */
import type ts from 'typescript';
import type { Effect } from '../adapters/codecs.js';
import type { PayloadUses } from '../analysis/behaviour/payload-use.js';
import { payloadUses } from '../analysis/behaviour/payload-uses.js';
import { isServed } from '../analysis/payload/entity-tasks.js';
import type { WireForm } from '../analysis/payload/wire-forms.js';
import {
  namedSteps,
  type WireQueue,
  type WireSending,
  type WireValue,
} from '../analysis/payload/wire-tasks.js';
import type { Host } from '../analysis/program/host.js';
import type { TaskBody, WorkerSite } from '../analysis/sites/site.js';
import { changeWirePayload } from './change-wire-payload.js';
import type { Skip } from './edit.js';
import { onlyWorker } from './only-worker.js';
import { plainSlots } from './plain-slots.js';
import { refuse } from './refuse.js';
import { reviveInWorker } from './revive-in-worker.js';
import { sendPlain, type PlainSource } from './send-plain.js';
import type { TaskRewrite } from './settle-tasks.js';
import { dynamicName, reachedNames, shownAt, strayReader } from './task-reach.js';
import type { Missing } from './wire-text.js';

/** One value of a payload, at every producer. */
export interface PlainSlot {
  /** Property names from the payload's root, and `[]` for each element. */
  readonly steps: readonly string[];
  readonly form: WireForm;
  readonly effect: Effect;
  /** The value's type as a producer has it. */
  readonly type: ts.Type | undefined;
  /** What producers may send in its place. */
  readonly missing: Missing;
  readonly sources: readonly PlainSource[];
  /** Properties of the producers' literals that hold it. */
  readonly properties: readonly ts.Node[];
  /** Where a producer sends it. */
  readonly anchor: ts.Node;
}

/** What is rewritten together: tasks of one queue that the worker reads the same value of. */
export interface WireTask {
  readonly queue: WireQueue;
  readonly sendings: readonly WireSending[];
  readonly slots: readonly PlainSlot[];
  readonly body: TaskBody;
}

/** The rewrite of some tasks of a queue, or why they are left alone. */
export type Serialized = { readonly names: ReadonlySet<string> } & (TaskRewrite | { readonly skip: Skip });

/** @returns the rewrite of one task and of those that cannot be told apart from it. */
export function serializePayload(
  host: Host,
  queue: WireQueue,
  name: string,
  workers: readonly WorkerSite[],
): Serialized {
  let names: ReadonlySet<string> = new Set([name]);
  for (;;) {
    const result = new Serializing(host, queue, names, workers).run();
    if (result instanceof Set) names = result;
    else if ('reason' in result) return { names, skip: result };
    else return { names, ...result };
  }
}

class Serializing {
  private readonly sendings: readonly WireSending[];
  private readonly anchor: ts.Node;

  constructor(
    private readonly host: Host,
    private readonly queue: WireQueue,
    private readonly names: ReadonlySet<string>,
    private readonly workers: readonly WorkerSite[],
  ) {
    this.sendings = queue.sendings.filter((sending) => sending.name === undefined || names.has(sending.name));
    this.anchor = (this.sendings.flatMap(({ values }) => values)[0] as WireValue).node;
  }

  run(): TaskRewrite | Skip | Set<string> {
    const { host, queue, names, sendings } = this;
    const worker = onlyWorker(queue, names, this.workers, this.anchor);
    if ('skip' in worker) return worker;
    const body = worker.task;
    const slots = plainSlots(host, sendings);
    if ('skip' in slots) return this.shown(slots);
    const paths = slots.map(({ steps }) => namedSteps(steps));
    const uses = payloadUses(host, body);
    const reached = reachedNames(queue, names, paths, uses, worker.name);
    if (reached !== 'same') return new Set(reached);
    const obstacle =
      dynamicName(queue, paths, uses) ??
      this.escape(uses) ??
      strayReader(host, queue, paths, uses, body, this.workers);
    if (obstacle) return this.shown(obstacle);
    const sent = sendPlain(host, slots);
    if ('skip' in sent) return this.shown(sent);
    const revived = reviveInWorker(host, slots, uses, names);
    if ('skip' in revived) return this.shown(revived);
    const types = changeWirePayload(host, { queue, sendings, slots, body }, uses, revived);
    if ('skip' in types) return this.shown(types);
    const edits = [...sent, ...types.edits, ...revived.edits];
    return { ...types, edits, shared: (use) => this.shown(sharedType(use)) };
  }

  private shown(skip: Skip): Skip {
    return shownAt(this.host, this.anchor, skip);
  }

  private escape(uses: PayloadUses): Skip | undefined {
    const escape = uses.escapes.find(({ names }) => isServed(names, this.names));
    if (!escape) return undefined;
    return refuse(
      escape.node,
      'payload-escapes',
      'The worker hands its payload to code that may read the value from it; hand on the properties it needs.',
    );
  }
}

function sharedType(use: ts.Node): Skip {
  return refuse(
    use,
    'payload-type-shared',
    "The payload's type is used for something else as well; give the task a type of its own.",
  );
}
