/** Sends keys instead of rows: producers, wrappers, payload type and worker of one task, together or not at all. */
import type ts from 'typescript';
import type { PayloadUses } from '../analysis/behaviour/payload-use.js';
import { payloadUses } from '../analysis/behaviour/payload-uses.js';
import { isServed, rowPath, type EntityQueue, type Sending } from '../analysis/payload/entity-tasks.js';
import type { EntityFinding } from '../analysis/payload/entities.js';
import { payloadSource, type PayloadSource } from '../analysis/payload/sources.js';
import type { Host } from '../analysis/program/host.js';
import type { EnqueueSite, WorkerSite } from '../analysis/sites/site.js';
import { changePayload, propertyNames } from './change-payload.js';
import type { Skip, TextEdit } from './edit.js';
import { keyNames, nounOf, type KeySlot } from './key-slot.js';
import { loadInWorker } from './load-in-worker.js';
import { onlyWorker } from './only-worker.js';
import { refuse } from './refuse.js';
import { sendKey } from './send-key.js';
import { pairObstacle, rowObstacle, sourceObstacle } from './row-obstacles.js';
import type { TaskRewrite } from './settle-tasks.js';
import { shownAt, strayReader } from './task-reach.js';

/** The rewrite of some tasks of a queue. */
export interface PassedIds extends TaskRewrite {
  /** Tasks of the queue that are changed together. */
  readonly names: ReadonlySet<string>;
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
  acceptQueued = false,
): PassedIds | Refused {
  const all = new Set(queue.sendings.flatMap((sending) => sending.name ?? []));
  let names: ReadonlySet<string> = new Set([name]);
  for (;;) {
    const result = new Passing(host, queue, names, otherWorkers, acceptQueued).run();
    if ('reaches' in result) names = result.reaches ?? all;
    else return 'skip' in result ? { names, skip: result } : { names, ...result };
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
    private readonly acceptQueued: boolean,
  ) {
    this.sendings = queue.sendings.filter((sending) => sending.name === undefined || names.has(sending.name));
    this.anchor = (this.sendings.flatMap(({ rows }) => rows)[0] as EntityFinding).node;
  }

  run(): Outcome {
    const worker = onlyWorker(this.queue, this.names, this.otherWorkers, this.anchor);
    if ('skip' in worker) return worker;
    const rows = this.rows();
    if ('skip' in rows) return rows;
    const uses = payloadUses(this.host, worker.task);
    const own = worker.name;
    const reached = this.reached(rows, uses, own);
    if (reached !== 'same') return { reaches: reached };
    const dynamic = this.dynamic(rows, uses);
    if (dynamic) return dynamic;
    const escape = this.escape(rows, uses);
    if (escape) return escape;
    const paths = rows.map(({ slot }) => slot.path);
    const stray = strayReader(this.host, this.queue, paths, uses, worker.task, this.otherWorkers);
    if (stray) return this.at(stray);
    const edits: TextEdit[] = [];
    for (const { slot, sources } of rows)
      for (const source of sources) edits.push(...sendKey(this.host, source, slot));
    const types = changePayload(this.host, this.queue, rows, uses, worker.task, this.names);
    if ('skip' in types) return this.at(types);
    const loads = loadInWorker(this.host, rows, uses, this.names);
    if ('skip' in loads) return this.at(loads);
    const shared = (use: ts.Node): Skip =>
      this.at(
        refuse(
          use,
          'payload-type-shared',
          "The payload's type is used for something else as well; give the task a type of its own.",
        ),
      );
    return { ...types, edits: [...edits, ...types.edits, ...loads], shared };
  }

  /** Skips are shown where the rows are sent. */
  private at(skip: Skip): Skip {
    return shownAt(this.host, this.anchor, skip);
  }

  private refuse(reason: string, message: string, node: ts.Node = this.anchor): Skip {
    return refuse(node, reason, message);
  }

  /** Every producer of these tasks must send every row, so that the worker can rely on its key. */
  private rows(): readonly Row[] | Skip {
    const groups = new Map<string, EntityFinding[]>();
    for (const { rows } of this.sendings) {
      for (const finding of rows) {
        const skip = rowObstacle(this.host, finding);
        if (skip) return skip;
        groups.set(finding.path, [...(groups.get(finding.path) ?? []), finding]);
      }
      const pair = pairObstacle(this.host, rows);
      if (pair) return pair;
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
      acceptsRow: this.acceptQueued,
    };
    const refusal = this.acceptQueued ? this.queuedShape(bare, sources) : undefined;
    if (refusal) return refusal;
    const parent = place.path.slice(0, -1).join('.');
    const used = taken.get(parent) ?? propertyNames(this.host, sources);
    taken.set(parent, used);
    const name = keyNames(place.path, nounOf(model), properties, place.many).find(
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

  /** Queued tasks whose payload is the row itself are told from new ones by the key's name alone. */
  private queuedShape(
    { path, many, spread, keys }: Pick<KeySlot, 'path' | 'many' | 'spread' | 'keys'>,
    sources: readonly PayloadSource[],
  ): Skip | undefined {
    if (path.length > 0) return undefined;
    const own = spread ? propertyNames(this.host, sources) : new Set<string>();
    if (!many && keys.length === 1 && keys.every(({ name }) => !own.has(name))) return undefined;
    return this.refuse(
      'queued-shape',
      'Queued tasks of this shape cannot be told from new ones; let the queue run empty and leave --accept-queued out.',
    );
  }

  /** A task whose name is made at run time may be any: that matters only where the worker asks for the name. */
  private dynamic(rows: readonly Row[], uses: PayloadUses): Skip | undefined {
    const sending = this.sendings.find(({ name }) => name === undefined);
    if (!sending) return undefined;
    const asked = uses.reads.some(
      ({ path, names }) =>
        names && rows.some(({ slot }) => slot.path.every((key, index) => path[index] === key)),
    );
    const named = this.queue.workers.some(({ taskName }) => taskName.is !== 'no');
    if (!asked && !named && !uses.roots.some(({ names }) => names)) return undefined;
    return this.refuse(
      'dynamic-name',
      'A task of this queue gets its name at run time; name it in the call.',
      sending.site.node,
    );
  }

  /** Which tasks the worker's reads of these rows serve, if others than ours. */
  private reached(
    rows: readonly Row[],
    uses: PayloadUses,
    own: string | undefined,
  ): ReadonlySet<string> | undefined | 'same' {
    const reads = rows.flatMap(({ slot }) => [
      ...uses.reads.filter(({ path }) => slot.path.every((key, index) => path[index] === key)),
      ...(slot.path.length === 0 ? uses.roots : []),
    ]);
    const served = reads.flatMap(({ names }) => (isServed(names, this.names) ? [names] : []));
    const known = new Set(this.queue.sendings.flatMap(({ name }) => name ?? []));
    const any = own === undefined && served.includes(undefined);
    const more = any ? known : new Set([...this.names, ...served.flatMap((names) => [...(names ?? [])])]);
    return [...more].every((name) => this.names.has(name) || !known.has(name)) ? 'same' : more;
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
