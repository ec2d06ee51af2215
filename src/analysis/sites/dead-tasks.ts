/** Queues whose failed tasks stay for ever: nothing limits how long they are kept, nothing removes or moves them. */
import { boundAdapter } from '../../adapters/queues/index.js';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import type { Analysis } from '../facts.js';
import { isTestFile } from '../program/test-files.js';
import type { Gap } from './gaps.js';
import { removesTasks } from './readers.js';
import type { OptionSource } from './retry.js';
import type { EnqueueSite, QueueSite } from './site.js';
import { provenName } from './workers.js';

/** A queue, worker or enqueue at which the clean-up is missing. */
export interface DeadTasks extends Gap {
  /** Option that would limit how long failed tasks are kept. */
  readonly option: string;
}

const cache = new WeakMap<Analysis, readonly DeadTasks[]>();

/** @returns one place for each queue whose failed tasks nothing ever removes. */
export function deadTasks(analysis: Analysis): readonly DeadTasks[] {
  let known = cache.get(analysis);
  if (known === undefined) cache.set(analysis, (known = findDeadTasks(analysis)));
  return known;
}

/** @returns the option of a library that limits how long failed tasks are kept, where its default keeps them for ever. */
function failedRetention(adapter: QueueAdapter): string | undefined {
  const { results } = boundAdapter(adapter);
  if (!results || (results.failedDefault ?? results.default) !== 'forever') return undefined;
  return results.place === 'infrastructure' ? undefined : (results.retention[1] ?? results.retention[0]);
}

function findDeadTasks(analysis: Analysis): readonly DeadTasks[] {
  const byQueue = new Map<string, EnqueueSite[]>();
  for (const { enqueues } of analysis.all()) {
    for (const site of enqueues) {
      const name = provenName(site.queue.name);
      if (name === undefined || failedRetention(site.adapter) === undefined || isTestFile(site.file))
        continue;
      const key = `${site.adapter.id}|${name}`;
      byQueue.set(key, [...(byQueue.get(key) ?? []), site]);
    }
  }
  return [...byQueue.values()].flatMap((sites) => gapOf(analysis, sites));
}

function gapOf(analysis: Analysis, sites: readonly EnqueueSite[]): readonly DeadTasks[] {
  const [first] = sites;
  const queueName = first && provenName(first.queue.name);
  const option = first && failedRetention(first.adapter);
  if (!first || queueName === undefined || option === undefined) return [];
  const { adapter } = first;
  const { tasks, workers, sites: queues } = analysis.queue(adapter.id, queueName);
  const { results, capabilities } = boundAdapter(adapter);
  const leavesOpen = (source: OptionSource): boolean => source.option(option).is === 'no';
  const lacking = sites.filter((site) => leavesOpen(site) && isRemovable(site));
  if (lacking.length === 0) return [];
  if (results?.place === 'queue' && !queues.every(leavesOpen)) return [];
  const inWorker = results?.workerRetention?.[1] ?? results?.workerRetention?.[0];
  // A worker that is out of sight may limit them.
  if (
    inWorker !== undefined &&
    !(workers.length > 0 && workers.every((worker) => worker.option(inWorker).is === 'no'))
  )
    return [];
  if (removesTasks(analysis.host, adapter, queueName)) return [];
  if (capabilities?.deadLetterAt !== undefined && movesTasks(capabilities.deadLetterAt, sites, queues))
    return [];
  const gap = (place: Gap['place'], producers: readonly EnqueueSite[]): DeadTasks => ({
    place,
    queueName,
    producers,
    tasks,
    option,
  });
  const queue = ownQueue(first.queue.sites) ?? (results?.place === 'queue' ? ownQueue(queues) : undefined);
  if (results?.place === 'queue' && queue) return [gap(queue, lacking)];
  if (lacking.length === sites.length && first.locator.queueDefaults !== false) {
    const place = queue ?? (first.queue.sites.length > 0 ? workers[0] : undefined);
    if (place) return [gap(place, lacking)];
  }
  const outermost = lacking.filter((site) => site.inner === undefined || !leavesOpen(site.inner));
  const [reported] = outermost;
  return reported ? [gap(reported, lacking)] : [];
}

/** A task that is kept under an id of its own is what stops it from being added twice. */
function isRemovable(site: EnqueueSite): boolean {
  const ids = (site.adapter.dedup ?? []).filter(({ lasts }) => lasts === 'exists').map(({ path }) => path);
  return ids.every((path) => site.ownOption(path).is === 'no');
}

function movesTasks(path: string, sites: readonly EnqueueSite[], queues: readonly QueueSite[]): boolean {
  return [...sites, ...queues].some((source) => source.option(path).is !== 'no');
}

function ownQueue(queues: readonly QueueSite[]): QueueSite | undefined {
  return queues.find((queue) => !queue.global && !queue.shared);
}
