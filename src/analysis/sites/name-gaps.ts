/** Task and queue names that only one side of a queue knows. */
import type { Analysis } from '../facts.js';
import { hasHiddenModules } from '../program/hidden-modules.js';
import {
  hasUnnamedWorker,
  handledTasks,
  isNamedInside,
  producedName,
  type HandledName,
  type HandledTasks,
} from './names.js';
import type { EnqueueSite, QueueSite } from './site.js';
import { isSlip, meantName } from './typos.js';
import { provenName } from './workers.js';

/** One name without its other side. */
export type NameGap =
  /** A task that no worker of its queue serves. */
  | {
      readonly kind: 'unhandled';
      readonly queue: string;
      readonly name: string;
      readonly site: EnqueueSite;
      readonly handled: HandledTasks;
      readonly meant: string | undefined;
    }
  /** A task that a worker serves and nothing produces. */
  | {
      readonly kind: 'unproduced';
      readonly queue: string;
      readonly name: string;
      readonly handled: HandledName;
      readonly meant: string | undefined;
    }
  /** A queue that no worker serves, and a worker of a queue that nothing produces for, of nearly the same name. */
  | {
      readonly kind: 'stray';
      readonly queue: string;
      readonly site: EnqueueSite;
      readonly construction: QueueSite | undefined;
      readonly meant: string;
    };

const cache = new WeakMap<Analysis, readonly NameGap[]>();

/** @returns the gaps of a program. */
export function nameGaps(analysis: Analysis): readonly NameGap[] {
  let gaps = cache.get(analysis);
  if (!gaps) cache.set(analysis, (gaps = findGaps(analysis)));
  return gaps;
}

/** Names of a library's queues in the program. */
interface Library {
  readonly id: string;
  readonly produced: Set<string>;
  readonly served: Set<string>;
  /** A producer whose queue is not known may be one of any queue. */
  hidden: boolean;
}

function findGaps(analysis: Analysis): readonly NameGap[] {
  const gaps: NameGap[] = [];
  for (const library of librariesOf(analysis).values()) {
    for (const queue of library.produced) {
      if (library.served.has(queue)) gaps.push(...taskGaps(analysis, library, queue));
      else gaps.push(...strayQueue(analysis, library, queue));
    }
  }
  return gaps;
}

function librariesOf(analysis: Analysis): Map<string, Library> {
  const libraries = new Map<string, Library>();
  const at = (id: string): Library => {
    let library = libraries.get(id);
    if (!library)
      libraries.set(id, (library = { id, produced: new Set(), served: new Set(), hidden: false }));
    return library;
  };
  for (const { enqueues, workers } of analysis.all()) {
    for (const site of enqueues) {
      const queue = provenName(site.queue.name);
      if (queue !== undefined) at(site.adapter.id).produced.add(queue);
      else if (site.callers.length === 0) at(site.adapter.id).hidden = true;
    }
    for (const worker of workers) {
      const queue = provenName(worker.queueName);
      if (queue !== undefined) at(worker.adapter.id).served.add(queue);
    }
  }
  return libraries;
}

function taskGaps(analysis: Analysis, { id, hidden }: Library, queue: string): readonly NameGap[] {
  const { producers } = analysis.queue(id, queue);
  const handled = handledTasks(analysis, id, queue);
  const served = new Set(handled.names.map(({ name }) => name));
  const made = new Set<string>();
  let open = hidden;
  const gaps: NameGap[] = [];
  for (const site of producers) {
    const name = provenName(producedName(site));
    if (name !== undefined) made.add(name);
    else if (site.callers.length === 0) open = true;
    if (name === undefined || handled.open || served.has(name) || isNamedInside(site)) continue;
    gaps.push({ kind: 'unhandled', queue, name, site, handled, meant: meantName(name, served) });
  }
  if (open || !producers.some((site) => isElsewhere(analysis, site, queue))) return gaps;
  // Producers may be in code that is loaded and not there: an optional edition.
  if (hasHiddenModules(analysis.host)) return gaps;
  const meant = new Set(gaps.map((gap) => gap.meant));
  const strange = [...made].filter((name) => !served.has(name));
  for (const name of handled.names) {
    // A slip is told once, at the enqueue.
    if (made.has(name.name) || meant.has(name.name) || name.node === undefined) continue;
    if (name.name === name.worker.adapter.naming?.unnamed) continue;
    gaps.push({
      kind: 'unproduced',
      queue,
      name: name.name,
      handled: name,
      meant: meantName(name.name, strange),
    });
  }
  return gaps;
}

/** A worker that enqueues for itself, and a schedule, say nothing of other producers, which may be another program. */
function isElsewhere(analysis: Analysis, site: EnqueueSite, queue: string): boolean {
  const { locator, adapter } = site;
  const byOption = adapter.scheduleOptions?.some((path) => site.ownOption(path).is !== 'no') === true;
  if (locator.scheduled === true || byOption) return false;
  return analysis
    .queue(site.adapter.id, queue)
    .workers.every((worker) => worker.file !== site.file && worker.task?.file !== site.file);
}

function strayQueue(analysis: Analysis, library: Library, queue: string): readonly NameGap[] {
  const { id, hidden, produced, served } = library;
  if (hidden || hasUnnamedWorker(analysis, id)) return [];
  const orphans = [...served].filter((name) => !produced.has(name) && isSlip(queue, name));
  const meant = meantName(queue, orphans);
  const { producers, sites } = analysis.queue(id, queue);
  const site = producers[0];
  if (meant === undefined || !site) return [];
  return [{ kind: 'stray', queue, site, construction: sites.find(({ shared }) => !shared), meant }];
}
