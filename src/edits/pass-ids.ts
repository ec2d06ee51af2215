/** Sends keys instead of rows: producers, wrappers, payload type and worker of one task, together or not at all. */
import type ts from 'typescript';
import { payloadUses, type PayloadUses } from '../analysis/behaviour/payload-uses.js';
import { strayRead } from '../analysis/behaviour/stray-reads.js';
import { isServed, rowPath, type EntityQueue, type Sending } from '../analysis/payload/entity-tasks.js';
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
import { rowObstacle, sourceObstacle } from './row-obstacles.js';

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
  const withRows = new Set(
    queue.sendings.flatMap(({ rows, name: own }) => (rows.length > 0 && own !== undefined ? [own] : [])),
  );
  let names: ReadonlySet<string> = new Set([name]);
  for (;;) {
    const passing = new Passing(host, queue, names, otherWorkers);
    const result = passing.run();
    if ('reaches' in result) names = result.reaches ?? all;
    else if (!isSkip(result as Skip)) return { names, ...(result as Omit<PassedIds, 'names'>) };
    else if ((result as Skip).reason === 'payload-type-shared' && withRows.size > names.size)
      names = withRows;
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
    const stray = this.stray(rows, uses, worker.task);
    if (stray) return stray;
    const edits: TextEdit[] = [];
    for (const { slot, sources } of rows)
      for (const source of sources) edits.push(...sendKey(this.host, source, slot));
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
    const where =
      place && place !== file
        ? ` (${place.fileName.split('/').at(-1) ?? ''}:${String(line)})`
        : ` (line ${String(line)})`;
    const message = skip.message.replace(/[.]?$/u, () => `${where}.`);
    return { ...skip, file: file.fileName, start: this.anchor.getStart(file), message };
  }

  private refuse(reason: string, message: string, node: ts.Node = this.anchor): Skip {
    return refuse(node, reason, message);
  }

  private worker(): { readonly task: TaskBody; readonly name: string | undefined } | Skip {
    const { workers, name } = this.queue;
    if (name === undefined)
      return this.refuse(
        'dynamic-queue',
        'The queue that gets the row is chosen at run time; split the call.',
      );
    const relevant = workers.filter(({ taskName }) => {
      const own = provenName(taskName);
      return own === undefined || this.names.has(own);
    });
    const [first] = relevant;
    if (!first)
      return this.refuse(
        'worker-out-of-sight',
        `No worker of queue '${name}' is in this program; change both ends by hand.`,
      );
    if (!first.task)
      return this.refuse(
        'worker-out-of-sight',
        `The worker of queue '${name}' is not a function of this program; change both ends by hand.`,
      );
    const bodies = new Set(relevant.map(({ task }) => task?.function));
    if (bodies.size > 1)
      return this.refuse(
        'several-workers',
        `Queue '${name}' has several workers; leave one, or give each its own task name.`,
      );
    const shared = this.otherWorkers.some(
      (other) => !workers.includes(other) && other.task?.function === first.task?.function,
    );
    if (shared)
      return this.refuse(
        'several-workers',
        `The worker of queue '${name}' works on other queues too; give each queue a function of its own.`,
      );
    if (first.task.function.parameters.length > 1 && first.adapter.id === 'bull') {
      return this.refuse(
        'worker-shape',
        'The worker answers through a callback; make it return a promise first.',
      );
    }
    return { task: first.task, name: provenName(first.taskName) };
  }

  /** Every producer of these tasks must send every row, so that the worker can rely on its key. */
  private rows(): readonly Row[] | Skip {
    const groups = new Map<string, EntityFinding[]>();
    for (const { rows, name } of this.sendings) {
      if (name === undefined)
        return this.refuse(
          'dynamic-name',
          'A task of this queue gets its name at run time; name it in the call.',
        );
      for (const finding of rows) {
        const skip = rowObstacle(this.host, finding);
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
    if (!first || !place || !model)
      return this.refuse(
        'payload-elsewhere',
        `\`${path}\` has no place of its own in the payload; send the rows in a property.`,
      );
    const without = this.sendings.find(({ rows }) => !rows.some((row) => row.path === path));
    const same = findings.every(
      (row) => row.model?.declaration === model.declaration && row.spread === first.spread,
    );
    if (without || !same) {
      const other = without ? ` (${without.site.file.fileName.split('/').at(-1) ?? ''})` : '';
      return this.refuse(
        'mixed-producers',
        `Not every producer of this task sends a ${model.name} at \`${path}\`${other}; make them alike.`,
      );
    }
    const sources: PayloadSource[] = [];
    for (const { site, rows } of this.sendings) {
      const source = payloadSource(this.host, site, place.path);
      if (!source || (source.kind === 'spread') !== first.spread) {
        const node = rows.find((row) => row.path === path)?.node ?? site.node;
        return this.refuse(
          'payload-elsewhere',
          'The payload is not written where it is sent; write it there.',
          node,
        );
      }
      const absent = sourceObstacle(this.host, source, model.name);
      if (absent) return this.at(absent);
      if (!sources.some(({ value }) => value === source.value)) sources.push(source);
    }
    const { properties, compound } = first.keys;
    const bare = {
      model,
      path: place.path,
      many: place.many,
      spread: first.spread,
      keys: properties,
      compound,
    };
    const parent = place.path.slice(0, -1).join('.');
    const used = taken.get(parent) ?? propertyNames(this.host, sources);
    taken.set(parent, used);
    const name = keyNames(place.path, model.name, properties, place.many).find(
      (candidate) => !used.has(candidate),
    );
    if (name === undefined)
      return this.refuse(
        'name-taken',
        'The payload has properties of all the names that a key could have; rename one.',
      );
    used.add(name);
    return { slot: { ...bare, name }, findings, sources, sites: this.sendings.map(({ site }) => site) };
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
      for (const read of uses.reads)
        if (slot.path.every((key, index) => read.path[index] === key)) note(read.names);
      if (slot.path.length === 0) for (const root of uses.roots) note(root.names);
    }
    const known = new Set(this.queue.sendings.flatMap(({ name }) => name ?? []));
    const more = any ? known : new Set([...wanted].filter((name) => known.has(name)));
    return [...more].every((name) => this.names.has(name)) ? 'same' : more;
  }

  /** An untyped payload may be read by a listener as well. */
  private stray(rows: readonly Row[], uses: PayloadUses, task: TaskBody): Skip | undefined {
    const functions = new Set<ts.Node>([task.function, ...uses.readers.map(({ fn }) => fn)]);
    for (const { task: other } of this.otherWorkers) if (other) functions.add(other.function);
    const nodes = new Set<ts.Node>(uses.reads.flatMap((read) => read.nodes));
    for (const { slot } of rows) {
      const [property] = slot.path;
      const read =
        property === undefined
          ? undefined
          : strayRead(this.host, this.queue.adapter, property, { functions, nodes });
      if (read)
        return this.at(
          refuse(
            read,
            'payload-escapes',
            `\`${property ?? ''}\` is read from a job outside of the worker; give the payload a type.`,
          ),
        );
    }
    return undefined;
  }

  private escape(rows: readonly Row[], uses: PayloadUses): Skip | undefined {
    const whole = rows.every(({ slot }) => slot.path.length === 0 && !slot.spread);
    const escape = uses.escapes.find(
      ({ what, names }) => isServed(names, this.names) && (what === 'task' || !whole),
    );
    const part =
      escape?.node ??
      uses.reads
        .find(
          ({ path, names }) =>
            isServed(names, this.names) &&
            rows.some(
              ({ slot }) =>
                path.length < slot.path.length && path.every((key, index) => slot.path[index] === key),
            ),
        )
        ?.nodes.at(-1);
    if (!part) return undefined;
    const skip = refuse(
      part,
      'payload-escapes',
      'The worker hands its payload to code that may read the row from it; hand on the properties it needs.',
    );
    return this.at(skip);
  }
}
