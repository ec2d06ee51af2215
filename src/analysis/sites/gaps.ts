/**
 * Where a program leaves a policy to the library's default. A missing queue default belongs to the queue when the program
 * constructs it (or defines its task), else to the worker, else to the enqueue; if some producers of a queue set the option,
 * to those that do not.
 */
import type { Analysis } from '../facts.js';
import { waitsForOthers } from '../behaviour/fallible.js';
import { no, unknown, type Answer } from '../program/answer.js';
import { readsResults, removesTasks } from './readers.js';
import { runsByDefault } from './retry.js';
import type { EnqueueSite, OptionValue, QueueSite, TaskBody, WorkerSite } from './site.js';
import { provenName } from './workers.js';

/** Where a policy is missing. */
export interface Gap {
  readonly place: QueueSite | WorkerSite | EnqueueSite;
  readonly queueName: string;
  /** Producers that the default decides about. */
  readonly producers: readonly EnqueueSite[];
  readonly tasks: readonly TaskBody[];
}

/** @returns queues and enqueues whose fallible tasks run once, because nothing sets retries or the library has no option for them. */
export function retryGaps(analysis: Analysis): readonly Gap[] {
  return cached(analysis, retryCache, () =>
    gapsOf(analysis, {
      answer: (site) => {
        const { retry } = site.adapter;
        return retry?.attempts === undefined ? no : policyOption(site, retry.place, retry.attempts);
      },
      concerns: (site) => runsOnce(site) && site.scheduled().is === 'no',
      needs: (site, tasks) =>
        !isPoller(analysis, site, tasks) &&
        tasksFor(site, tasks).some((task) => waitsForOthers(analysis.host, task)),
      place: (site) => site.adapter.retry?.place,
    }),
  );
}

/** @returns queues and enqueues whose finished tasks stay for ever, while nothing in the program reads them. */
export function retentionGaps(analysis: Analysis): readonly Gap[] {
  return cached(analysis, retentionCache, () =>
    gapsOf(analysis, {
      answer: (site) => {
        const { results } = site.adapter;
        return policyOption(site, results?.place, results?.retention[0] ?? '');
      },
      concerns: (site) =>
        site.adapter.results?.default === 'forever' &&
        site.adapter.results.retention.length > 0 &&
        !(site.adapter.results.oneEntryPerSchedule === true && site.scheduled().is !== 'no') &&
        !isKeptAsKey(site),
      needs: (site) => nothingKeepsResults(analysis, site),
      place: (site) => site.adapter.results?.place,
    }),
  );
}

const retryCache = new WeakMap<Analysis, readonly Gap[]>();
const retentionCache = new WeakMap<Analysis, readonly Gap[]>();

function cached<T>(analysis: Analysis, cache: WeakMap<Analysis, T>, make: () => T): T {
  let known = cache.get(analysis);
  if (known === undefined) cache.set(analysis, (known = make()));
  return known;
}

type Place = 'enqueue' | 'queue' | 'definition' | 'infrastructure' | 'none';

/** An option at the place that takes it: an enqueue's own options say nothing about what its queue decides alone. */
function policyOption(
  site: Pick<EnqueueSite, 'queue' | 'option'>,
  place: Place | undefined,
  path: string,
): Answer<OptionValue> {
  if (place !== 'queue') return site.option(path);
  if (site.queue.sites.length === 0) return unknown('out of sight');
  for (const queue of site.queue.sites) {
    const answer = queue.option(path);
    if (answer.is !== 'no') return answer;
  }
  return no;
}

/** The library runs a task of this enqueue once unless the program says otherwise. */
function runsOnce(site: EnqueueSite): boolean {
  const { retry } = site.adapter;
  if (retry === undefined || retry.place === 'infrastructure' || runsByDefault(retry) !== 1) return false;
  if (retry.withDelay === undefined) return true;
  return [retry.delay, retry.type].every((path) => path === undefined || site.option(path).is === 'no');
}

/** A task kept under an id of its own is what stops it from being added twice. */
function isKeptAsKey(site: EnqueueSite): boolean {
  return (site.adapter.dedup ?? []).some(
    ({ lasts, path }) => lasts === 'exists' && site.ownOption(path).is !== 'no',
  );
}

interface Question {
  /** Whether the policy is set for an enqueue. */
  answer(site: EnqueueSite): Answer<OptionValue>;
  concerns(site: EnqueueSite): boolean;
  needs(site: EnqueueSite, tasks: readonly TaskBody[]): boolean;
  place(site: EnqueueSite): Place | undefined;
}

/** @returns enqueues with a known queue, by the construction or else the name of it. */
export function byQueue(
  analysis: Analysis,
  concerns: (site: EnqueueSite) => boolean,
): readonly (readonly EnqueueSite[])[] {
  const found = new Map<unknown, EnqueueSite[]>();
  for (const facts of analysis.all()) {
    for (const site of facts.enqueues) {
      const name = provenName(site.queue.name);
      if (name === undefined || !concerns(site)) continue;
      const key = ownQueue(site)?.node ?? `${site.adapter.id}|${name}`;
      found.set(key, [...(found.get(key) ?? []), site]);
    }
  }
  return [...found.values()];
}

function gapsOf(analysis: Analysis, question: Question): readonly Gap[] {
  return byQueue(analysis, (site) => question.concerns(site)).flatMap((sites) =>
    gapsOfQueue(analysis, sites, question),
  );
}

/** @returns the construction, registration or definition that this enqueue's own queue comes from. */
export function ownQueue(site: EnqueueSite): QueueSite | undefined {
  return site.queue.sites.find((queue) => !queue.global && !queue.shared);
}

function gapsOfQueue(analysis: Analysis, sites: readonly EnqueueSite[], question: Question): readonly Gap[] {
  const lacking: EnqueueSite[] = [];
  let others = 0;
  for (const site of sites) {
    if (question.answer(site).is !== 'no') others++;
    else if (!site.inner || question.answer(site.inner).is !== 'no') lacking.push(site);
  }
  const first = lacking[0];
  const queueName = first && provenName(first.queue.name);
  if (!first || queueName === undefined) return [];
  const { tasks, workers } = analysis.queue(first.adapter.id, queueName);
  const open = lacking.filter((site) => question.needs(site, tasks));
  if (open.length === 0) return [];
  const gap = (place: Gap['place'], producers: readonly EnqueueSite[]): Gap => ({
    place,
    queueName,
    producers,
    tasks,
  });
  const place = question.place(first);
  // What no option says is said once, where the task is.
  if (place === 'none') return [gap(workers[0] ?? first, open)];
  if (others === 0 && open.length === lacking.length && takesDefaults(first, place)) {
    const queue =
      ownQueue(first) ?? (first.queue.sites.some(({ shared }) => shared) ? workers[0] : undefined);
    if (queue) return [gap(queue, open)];
  }
  return open.map((site) => gap(site, [site]));
}

function takesDefaults({ locator }: EnqueueSite, place: Place | undefined): boolean {
  return place === 'queue' || place === 'definition' || locator.queueDefaults !== false;
}

/** A task that enqueues itself again is a poller, and so its own retry. */
function isPoller(analysis: Analysis, { adapter, queue }: EnqueueSite, tasks: readonly TaskBody[]): boolean {
  const { producers } = analysis.queue(adapter.id, provenName(queue.name) ?? '');
  return tasks.some(({ file, function: { body } }) =>
    producers.some((site) => site.file === file && site.call.pos >= body.pos && site.call.end <= body.end),
  );
}

/** Task bodies that may run for an enqueue: those of its task name, else those that serve the whole queue. */
function tasksFor(site: EnqueueSite, tasks: readonly TaskBody[]): readonly TaskBody[] {
  const name = provenName(site.taskName);
  if (name === undefined) return tasks;
  const named = tasks.filter((task) => provenName(task.taskName) === name);
  return named.length > 0 ? named : tasks.filter((task) => task.taskName.is === 'no');
}

/** @returns whether the program shows that finished tasks of a queue are kept, at least for a time, and that nothing reads them. */
export function keepsUnreadResults(analysis: Analysis, task: TaskBody): boolean {
  const { results } = task.adapter;
  const name = provenName(task.queueName);
  const path = results?.retention[0];
  if (name === undefined || path === undefined || results?.default === 'delete') return false;
  if (readsResults(analysis.host, task.adapter, name)) return false;
  const { producers, workers } = analysis.queue(task.adapter.id, name);
  const kept = (answer: Answer<OptionValue>): boolean =>
    answer.is === 'no' ||
    (answer.is === 'yes' && answer.value.literal !== true && answer.value.literal !== 0);
  return (
    producers.length > 0 &&
    producers.every((site) => kept(policyOption(site, results?.place, path))) &&
    workers.every((worker) => kept(worker.option(path)))
  );
}

function nothingKeepsResults(analysis: Analysis, site: EnqueueSite): boolean {
  const { results } = site.adapter;
  const name = provenName(site.queue.name);
  if (!results || name === undefined || readsResults(analysis.host, site.adapter, name)) return false;
  if (removesTasks(analysis.host, site.adapter, name)) return false;
  const path = results.workerRetention?.[0];
  if (path === undefined) return true;
  const { workers } = analysis.queue(site.adapter.id, name);
  return workers.length > 0 && workers.every((worker) => worker.option(path).is === 'no');
}
