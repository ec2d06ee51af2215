/** Queues with everything that is sent to them: the ground for a change on both ends. */
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import type { EnqueueSite, FileFacts, QueueSite, WorkerSite } from '../sites/site.js';
import { provenName } from '../sites/workers.js';

/** One call that sends a task. */
export interface TaskSending {
  readonly site: EnqueueSite;
  /** `undefined` when the name is not known; empty for a queue without names. */
  readonly name: string | undefined;
}

/** A queue, its constructions, producers and workers. */
export interface SentQueue<S extends TaskSending = TaskSending> {
  readonly adapter: QueueAdapter;
  /** `undefined` when the queue's name is not known. */
  readonly name: string | undefined;
  readonly sendings: readonly S[];
  readonly sites: readonly QueueSite[];
  readonly workers: readonly WorkerSite[];
}

/**
 * @param sendingOf what a call sends; `undefined` for a call that counts for nothing
 * @returns the queues that something is sent to, in source order
 */
export function sentQueues<S extends TaskSending>(
  files: readonly FileFacts[],
  sendingOf: (site: EnqueueSite) => S | undefined,
): readonly SentQueue<S>[] {
  const queues = new Map<string, { adapter: QueueAdapter; name: string | undefined; sendings: S[] }>();
  for (const { enqueues } of files) {
    for (const site of enqueues) {
      const sending = sendingOf(site);
      if (!sending) continue;
      const name = provenName(site.queue.name);
      const key =
        name === undefined ? `${site.file.fileName}:${String(site.call.pos)}` : `${site.adapter.id}|${name}`;
      const known = queues.get(key);
      if (known) known.sendings.push(sending);
      else queues.set(key, { adapter: site.adapter, name, sendings: [sending] });
    }
  }
  return [...queues.values()].map((queue) => ({
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

/** @returns the name under which a call sends its task. */
export function sentName(site: EnqueueSite): string | undefined {
  return site.taskName.is === 'no' ? '' : provenName(site.taskName);
}
