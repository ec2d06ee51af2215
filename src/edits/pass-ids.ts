/** Sends keys instead of rows: producers, wrappers, payload type and worker of one task, together or not at all. */
import type ts from 'typescript';
import { payloadUses, type PayloadUses } from '../analysis/behaviour/payload-uses.js';
import { transactionAround } from '../analysis/behaviour/transaction-around.js';
import {
  isDeleted,
  isServed,
  rowPath,
  type EntityQueue,
  type Sending,
} from '../analysis/payload/entity-tasks.js';
import type { EntityFinding } from '../analysis/payload/entities.js';
import { payloadSource, type PayloadSource } from '../analysis/payload/sources.js';
import type { Host } from '../analysis/program/host.js';
import { provenName } from '../analysis/sites/workers.js';
import type { EnqueueSite, TaskBody, WorkerSite } from '../analysis/sites/site.js';
import { changePayload, propertyNames } from './change-payload.js';
import type { Skip, TextEdit } from './edit.js';
import { isSkip } from './edit.js';
import { keyNames, type KeySlot } from './key-slot.js';
import { loadInWorker } from './load-in-worker.js';
import { refuse } from './refuse.js';
import { sendKey } from './replace-with-key.js';

/** Edits of one task, and which code they take away (for imports that nothing needs any more). */
export interface PassedIds {
  /** Tasks of the queue that are changed together. */
  readonly names: ReadonlySet<string>;
  readonly edits: readonly TextEdit[];
  readonly removed: readonly { readonly file: ts.SourceFile; readonly start: number; readonly end: number }[];
}

/** One row of a payload, at every producer. */
export interface Row {
  readonly slot: KeySlot;
  readonly findings: readonly EntityFinding[];
  readonly sources: readonly PayloadSource[];
  readonly sites: readonly EnqueueSite[];
}

/** Why a task is left alone, and all its sendings, so that each can be named. */
export interface Refused {
  readonly names: ReadonlySet<string>;
  readonly skip: Skip;
}

/** @returns the rewrite of one task and of those that cannot be told apart from it. */
export function passIds(
  host: Host,
  queue: EntityQueue,
  name: string,
  otherWorkers: readonly WorkerSite[],
): PassedIds | Refused {
  const all = new Set(queue.sendings.flatMap((sending) => sending.name ?? []));
  const withRows = new Set(queue.sendings.flatMap(({ rows, name: own }) => (rows.length > 0 && own !== undefined ? [own] : [])));
  let names: ReadonlySet<string> = new Set([name]);
  for (;;) {
    const passing = new Passing(host, queue, names, otherWorkers);
    const result = passing.run();
    if ('reaches' in result) names = result.reaches ?? all;
    else if (!isSkip(result as Skip)) return { names, ...(result as Omit<PassedIds, 'names'>) };
    else if ((result as Skip).reason === 'payload-type-shared' && withRows.size > names.size) names = withRows;
    else return { names, skip: result as Skip };
  }
}

type Outcome = Omit<PassedIds, 'names'> | Skip | { readonly reaches: ReadonlySet<string> | undefined };

class Passing {
  private readonly sendings: readonly Sending[];
  private readonly anchor: ts.Node;

  constructor(
    private readonly host: Host,
    private readonly queue: EntityQueue,
    private readonly names: ReadonlySet<string>,
    private readonly otherWorkers: readonly WorkerSite[],
  ) {
    this.sendings = queue.sendings.filter((sending) => sending.name === undefined || names.has(sending.name));
    this.anchor = (this.sendings.flatMap(({ rows }) => rows)[0] as EntityFinding).node;
  }

  run(): Outcome {
    const worker = this.worker();
    if ('skip' in worker) return worker;
    const rows = this.rows();
    if ('skip' in rows) return rows;
    const uses = payloadUses(this.host, worker.task);
    const own = worker.name;
    const reached = this.reached(rows, uses, own);
    if (reached !== 'same') return { reaches: reached };
    const escape = this.escape(rows, uses);
    if (escape) return escape;
    const edits: TextEdit[] = [];
    for (const { slot, sources } of rows) for (const source of sources) edits.push(...sendKey(this.host, source, slot));
    const types = changePayload(this.host, this.queue, rows, uses, worker.task, this.names);
    if ('skip' in types) return this.at(types);
    const loads = loadInWorker(this.host, rows, uses, this.names);
    if ('skip' in loads) return this.at(loads);
    return { edits: [...edits, ...types.edits, ...loads], removed: types.removed };
  }

  /** Skips are shown where the rows are sent. */
  private at(skip: Skip): Skip {
    const file = this.anchor.getSourceFile();
    const place = this.host.program.getSourceFile(skip.file);
    const line = place ? place.getLineAndCharacterOfPosition(skip.start).line + 1 : 0;
    const where = place ? ` (${place.fileName.split('/').at(-1) ?? ''}:${String(line)})` : '';
    return { ...skip, file: file.fileName, start: this.anchor.getStart(file), message: skip.message + where };
  }

  private refuse(reason: string, message: string, node: ts.Node = this.anchor): Skip {
    return refuse(node, reason, message);
  }

  private worker(): { readonly task: TaskBody; readonly name: string | undefined } | Skip {
    const { workers, name } = this.queue;
    if (name === undefined) return this.refuse('dynamic-queue', 'the queue that gets the row is chosen at run time');
    const relevant = workers.filter(({ taskName }) => {
      const own = provenName(taskName);
      return own === undefined || this.names.has(own);
    });
    const [first] = relevant;
    if (!first) return this.refuse('worker-out-of-sight', `no worker of queue '${name}' is in this program`);
    if (!first.task) return this.refuse('worker-out-of-sight', `the worker of queue '${name}' is not a function of this program`);
    const bodies = new Set(relevant.map(({ task }) => task?.function));
    if (bodies.size > 1) return this.refuse('several-workers', `queue '${name}' has several workers`);
    const shared = this.otherWorkers.some((other) => !workers.includes(other) && other.task?.function === first.task?.function);
    if (shared) return this.refuse('several-workers', `the worker of queue '${name}' works on other queues too`);
    if (first.task.function.parameters.length > 1 && first.adapter.id === 'bull') {
      return this.refuse('worker-shape', 'the worker answers through a callback; make it return a promise first');
    }
    return { task: first.task, name: provenName(first.taskName) };
  }

  /** Every producer of these tasks must send every row, so that the worker can rely on its key. */
  private rows(): readonly Row[] | Skip {
    const groups = new Map<string, EntityFinding[]>();
    for (const { rows, name } of this.sendings) {
      if (name === undefined) return this.refuse('dynamic-name', 'a task of this queue gets its name at run time');
      for (const finding of rows) {
        const skip = this.obstacle(finding);
        if (skip) return skip;
        groups.set(finding.path, [...(groups.get(finding.path) ?? []), finding]);
      }
    }
    const result: Row[] = [];
    const taken = new Map<string, Set<string>>();
    for (const [path, findings] of groups) {
      const row = this.row(path, findings, taken);
      if ('skip' in row) return row;
      result.push(row);
    }
    return result;
  }

  private row(path: string, findings: readonly EntityFinding[], taken: Map<string, Set<string>>): Row | Skip {
    const [first] = findings;
    const place = first && rowPath(first);
    const model = first?.model;
    if (!first || !place || !model) return this.refuse('payload-elsewhere', `\`${path}\` has no place of its own in the payload`);
    const without = this.sendings.find(({ rows }) => !rows.some((row) => row.path === path));
    const same = findings.every(
      (row) => row.model?.declaration === model.declaration && row.spread === first.spread,
    );
    if (without || !same) {
      const other = without ? ` (${without.site.file.fileName.split('/').at(-1) ?? ''})` : '';
      return this.refuse('mixed-producers', `not every producer of this task sends a ${model.name} at \`${path}\`${other}`);
    }
    const sources: PayloadSource[] = [];
    for (const { site, rows } of this.sendings) {
      const source = payloadSource(this.host, site, place.path);
      if (!source || (source.kind === 'spread') !== first.spread) {
        const node = rows.find((row) => row.path === path)?.node ?? site.node;
        return this.refuse('payload-elsewhere', 'the payload is not written where it is sent', node);
      }
      if (!sources.some(({ value }) => value === source.value)) sources.push(source);
    }
    const { properties, compound } = first.keys;
    const bare = { model, path: place.path, many: place.many, spread: first.spread, keys: properties, compound };
    const parent = place.path.slice(0, -1).join('.');
    const used = taken.get(parent) ?? propertyNames(this.host, sources);
    taken.set(parent, used);
    const name = keyNames(place.path, model.name, properties, place.many).find((candidate) => !used.has(candidate));
    if (name === undefined) return this.refuse('name-taken', 'the payload has properties of all the names a key could have');
    used.add(name);
    return { slot: { ...bare, name }, findings, sources, sites: this.sendings.map(({ site }) => site) };
  }

  private obstacle(finding: EntityFinding): Skip | undefined {
    const { node, keys, entity, model } = finding;
    if (finding.unpersisted) return this.refuse('unsaved-entity', `this ${entity} is not stored before it is sent, so it has no key yet`, node);
    if (!model || !keys.known) return this.refuse('no-key', `the primary key of ${entity} is not known`, node);
    if (keys.composite && (finding.many || (finding.adapter.generated && keys.compound === undefined))) {
      return this.refuse('composite-key', `${entity} has a key of several columns`, node);
    }
    if (finding.nullable) return this.refuse('maybe-absent', `this ${entity} may be null or undefined; check it before`, node);
    if (isDeleted(this.host, finding)) {
      return this.refuse('row-deleted', `this ${entity} is deleted before the worker could load it`, node);
    }
    if (!finding.whole && !finding.many) return this.refuse('payload-elsewhere', `the ${entity} is inside a value that is made elsewhere`, node);
    if (transactionAround(this.host, node)) {
      return this.refuse('in-transaction', 'the worker may look for the row before the transaction commits; enqueue after it', node);
    }
    return undefined;
  }

  /** Which tasks the worker's reads of these rows serve, if others than ours. */
  private reached(
    rows: readonly Row[],
    uses: PayloadUses,
    own: string | undefined,
  ): ReadonlySet<string> | undefined | 'same' {
    const wanted = new Set(this.names);
    let any = false;
    const note = (names: ReadonlySet<string> | undefined): void => {
      if (!isServed(names, this.names)) return;
      if (names) for (const name of names) wanted.add(name);
      else if (own === undefined) any = true;
    };
    for (const { slot } of rows) {
      for (const read of uses.reads) if (slot.path.every((key, index) => read.path[index] === key)) note(read.names);
      if (slot.path.length === 0) for (const root of uses.roots) note(root.names);
    }
    const known = new Set(this.queue.sendings.flatMap(({ name }) => name ?? []));
    const more = any ? known : new Set([...wanted].filter((name) => known.has(name)));
    return [...more].every((name) => this.names.has(name)) ? 'same' : more;
  }

  private escape(rows: readonly Row[], uses: PayloadUses): Skip | undefined {
    const whole = rows.every(({ slot }) => slot.path.length === 0 && !slot.spread);
    const escape = uses.escapes.find(
      ({ what, names }) => isServed(names, this.names) && (what === 'task' || !whole),
    );
    const part =
      escape?.node ??
      uses.reads.find(
        ({ path, names }) =>
          isServed(names, this.names) &&
          rows.some(({ slot }) => path.length < slot.path.length && path.every((key, index) => slot.path[index] === key)),
      )?.nodes.at(-1);
    if (!part) return undefined;
    const skip = refuse(part, 'payload-escapes', 'the worker hands its payload to code that may read the row from it');
    return this.at(skip);
  }
}
