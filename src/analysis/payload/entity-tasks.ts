/** Tasks that are sent rows: every producer of a queue, what each sends, and who works on it. */
import type { Host } from '../program/host.js';
import type { EnqueueSite, FileFacts } from '../sites/site.js';
import { findEntities, type EntityFinding } from './entities.js';
import { sentName, sentQueues, type SentQueue, type TaskSending } from './sent-queues.js';

/** One call that sends a task, with the rows in its payload. */
export interface Sending extends TaskSending {
  readonly rows: readonly EntityFinding[];
  /** What it sends is not known. */
  readonly open: boolean;
}

/** A queue to which some task sends rows. */
export type EntityQueue = SentQueue<Sending>;

/** @returns the queues that rows are sent to, in source order. */
export function entityQueues(host: Host, all: Iterable<FileFacts>): readonly EntityQueue[] {
  return sentQueues([...all], (site) => sendingOf(host, site)).filter(({ sendings }) =>
    sendings.some(({ rows }) => rows.length > 0),
  );
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
  return { site, name: sentName(site), rows, open };
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
