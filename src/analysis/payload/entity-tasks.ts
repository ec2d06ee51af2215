/** Tasks that are sent rows: every producer of a queue, what each sends, and who works on it. */
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import type { Host } from '../program/host.js';
import { provenName } from '../sites/workers.js';
import type { EnqueueSite, FileFacts, QueueSite, WorkerSite } from '../sites/site.js';
import { findEntities, type EntityFinding } from './entities.js';

/** One call that sends a task, with the rows in its payload. */
export interface Sending {
  readonly site: EnqueueSite;
  /** `undefined` when the name is not known; empty for a queue without names. */
  readonly name: string | undefined;
  readonly rows: readonly EntityFinding[];
  /** What it sends is not known. */
  readonly open: boolean;
}

/** A queue to which some task sends rows. */
export interface EntityQueue {
  readonly adapter: QueueAdapter;
  /** `undefined` when the queue's name is not known. */
  readonly name: string | undefined;
  readonly sendings: readonly Sending[];
  readonly sites: readonly QueueSite[];
  readonly workers: readonly WorkerSite[];
}

/** @returns the queues that rows are sent to, in source order. */
export function entityQueues(host: Host, all: Iterable<FileFacts>): readonly EntityQueue[] {
  const files = [...all];
  const queues = new Map<string, { adapter: QueueAdapter; name: string | undefined; sendings: Sending[] }>();
  for (const { enqueues } of files) {
    for (const site of enqueues) {
      const sending = sendingOf(host, site);
      if (!sending) continue;
      const name = provenName(site.queue.name);
      const key =
        name === undefined ? `${site.file.fileName}:${String(site.call.pos)}` : `${site.adapter.id}|${name}`;
      const known = queues.get(key);
      if (known) known.sendings.push(sending);
      else queues.set(key, { adapter: site.adapter, name, sendings: [sending] });
    }
  }
  return [...queues.values()]
    .filter(({ sendings }) => sendings.some(({ rows }) => rows.length > 0))
    .map((queue) => ({
      ...queue,
      sites: files.flatMap((file) =>
        file.queues.filter(
          (site) => site.adapter.id === queue.adapter.id && provenName(site.name) === queue.name,
        ),
      ),
      workers: files.flatMap((file) =>
        file.workers.filter(
          (worker) => worker.adapter.id === queue.adapter.id && provenName(worker.queueName) === queue.name,
        ),
      ),
    }));
}

/** A call inside a wrapper that others call sends only what it adds itself. */
function sendingOf(host: Host, site: EnqueueSite): Sending | undefined {
  const rows: EntityFinding[] = [];
  let open = false;
  for (const part of site.payloads) {
    const answer = findEntities(host, part);
    if (answer.is === 'yes') rows.push(...answer.value);
    else if (answer.is === 'unknown') open = true;
  }
  if (site.callers.length > 0 && rows.length === 0) return undefined;
  const name = site.taskName.is === 'no' ? '' : provenName(site.taskName);
  return { site, name, rows, open };
}

/** @returns whether two task names may be the same. */
export function isServed(names: ReadonlySet<string> | undefined, by: ReadonlySet<string>): boolean {
  if (names === undefined) return true;
  for (const name of names) if (by.has(name)) return true;
  return false;
}

/** A path of an entity as property names. */
export interface RowPath {
  readonly path: readonly string[];
  readonly many: boolean;
}

/** @returns the property names of a finding's path; `undefined` when it goes through elements or odd keys. */
export function rowPath(finding: EntityFinding): RowPath | undefined {
  const match = /^((?:[\p{L}_$][\p{L}\p{N}_$]*)(?:\.[\p{L}_$][\p{L}\p{N}_$]*)*)?(\[\])?$/u.exec(finding.path);
  if (!match) return undefined;
  return { path: match[1]?.split('.') ?? [], many: match[2] !== undefined };
}
