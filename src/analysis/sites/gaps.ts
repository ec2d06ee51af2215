/**
 * Where a program leaves a policy to the library's default. A missing queue default belongs to the queue when the program
 * constructs it, else to the worker, else to the enqueue; if some producers of a queue set the option, to those that do not.
 */
import type { Analysis } from '../facts.js';
import { waitsForOthers } from '../behaviour/fallible.js';
import type { RetryFacts } from '../../adapters/queues/policies.js';
import type { Answer } from '../program/answer.js';
import { readsResults, removesTasks } from './readers.js';
import { backoffSet, runsByDefault, runsSet, type BackoffFacts } from './retry.js';
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

/** Retries without enough delay. */
export interface BackoffGap {
  readonly place: QueueSite | EnqueueSite;
  readonly queueName: string;
  readonly attempts: OptionValue;
  readonly runs: number;
  readonly backoff: BackoffFacts;
}

/** @returns queues and enqueues whose fallible tasks run once, because nothing sets retries. */
export function retryGaps(analysis: Analysis): readonly Gap[] {
  return cached(analysis, retryCache, () =>
    gapsOf(analysis, {
      path: (site) => site.adapter.retry?.attempts,
      concerns: (site) => runsOnce(site) && site.scheduled().is === 'no',
      needs: (site, tasks) =>
        !isPoller(analysis, site, tasks) &&
        tasksFor(site, tasks).some((task) => waitsForOthers(analysis.host, task)),
    }),
  );
}

/** @returns queues and enqueues whose finished tasks stay for ever, while nothing in the program reads them. */
export function retentionGaps(analysis: Analysis): readonly Gap[] {
  return cached(analysis, retentionCache, () =>
    gapsOf(analysis, {
      path: (site) => site.adapter.results?.retention[0],
      // A task kept under an id of its own is what stops it from being added twice.
      concerns: (site) => site.adapter.results?.default === 'forever' && site.ownOption('jobId').is === 'no',
      needs: (site) => nothingKeepsResults(analysis, site),
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

/** The library runs a task of this enqueue once unless the program says otherwise. */
function runsOnce({ adapter: { retry } }: EnqueueSite): boolean {
  return retry !== undefined && retry.place !== 'infrastructure' && runsByDefault(retry) === 1;
}

interface Question {
  path(site: EnqueueSite): string | undefined;
  concerns(site: EnqueueSite): boolean;
  needs(site: EnqueueSite, tasks: readonly TaskBody[]): boolean;
}

function gapsOf(analysis: Analysis, question: Question): readonly Gap[] {
  const byQueue = new Map<unknown, EnqueueSite[]>();
  for (const facts of analysis.all()) {
    for (const site of facts.enqueues) {
      if (question.path(site) === undefined || provenName(site.queue.name) === undefined) continue;
      if (!question.concerns(site)) continue;
      const key = ownQueue(site)?.node ?? `${site.adapter.id}|${provenName(site.queue.name) ?? ''}`;
      byQueue.set(key, [...(byQueue.get(key) ?? []), site]);
    }
  }
  const gaps: Gap[] = [];
  for (const sites of byQueue.values()) gaps.push(...gapsOfQueue(analysis, sites, question));
  return gaps;
}

/** The construction or registration that this enqueue's own queue comes from. */
function ownQueue(site: EnqueueSite): QueueSite | undefined {
  return site.queue.sites.find((queue) => !queue.global && !queue.shared);
}

function gapsOfQueue(analysis: Analysis, sites: readonly EnqueueSite[], question: Question): readonly Gap[] {
  const lacking: EnqueueSite[] = [];
  let others = 0;
  for (const site of sites) {
    const path = question.path(site) ?? '';
    const answer = site.option(path);
    if (answer.is === 'no') {
      if (site.inner?.option(path).is !== 'no') lacking.push(site);
    } else others++;
  }
  const first = lacking[0];
  const queueName = first && provenName(first.queue.name);
  if (!first || queueName === undefined) return [];
  const { tasks, workers } = analysis.queue(first.adapter.id, queueName);
  const open = lacking.filter((site) => question.needs(site, tasks));
  const gap = (place: Gap['place'], producers: readonly EnqueueSite[]): Gap => ({
    place,
    queueName,
    producers,
    tasks,
  });
  if (open.length === 0) return [];
  const queue = ownQueue(first);
  const usesDefaults = first.locator.queueDefaults !== false;
  if (others === 0 && open.length === lacking.length && usesDefaults) {
    const place = queue ?? (first.queue.sites.length > 0 ? workers[0] : undefined);
    if (place) return [gap(place, open)];
  }
  return open.map((site) => gap(site, [site]));
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
  const { adapter } = task;
  const name = provenName(task.queueName);
  const path = adapter.results?.retention[0];
  if (name === undefined || path === undefined || readsResults(analysis.host, adapter, name)) return false;
  const { producers, workers } = analysis.queue(adapter.id, name);
  const kept = (answer: Answer<OptionValue>): boolean =>
    answer.is === 'no' ||
    (answer.is === 'yes' && answer.value.literal !== true && answer.value.literal !== 0);
  return (
    producers.length > 0 &&
    producers.every((site) => kept(site.option(path))) &&
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

/** @returns every place that sets retries whose delays the program leaves unset or short, with the delays they give. */
export function retriesSet(analysis: Analysis): readonly BackoffGap[] {
  const seen = new Set<unknown>();
  const found: BackoffGap[] = [];
  for (const facts of analysis.all()) {
    for (const site of facts.enqueues) {
      const { retry } = site.adapter;
      if (retry?.attempts === undefined || site.scheduled().is !== 'no' || isDecidedInside(site, retry))
        continue;
      const runs = runsSet(retry, site);
      if (runs.is !== 'yes' || runs.value.runs < 2) continue;
      const backoff = backoffSet(retry, site, runs.value.runs);
      if (backoff.is !== 'yes') continue;
      const { option } = runs.value;
      const fromQueue = option.layer === 'queue' || option.layer === 'global';
      const backoffAtCall =
        backoff.value.option?.layer === 'call' || backoff.value.option?.layer === 'wrapper';
      const place = fromQueue && !backoffAtCall ? queueWith(site) : site;
      if (!place || seen.has(place.node)) continue;
      seen.add(place.node);
      const queueName = provenName(site.queue.name) ?? '';
      found.push({ place, queueName, attempts: option, runs: runs.value.runs, backoff: backoff.value });
    }
  }
  return found;
}

/** A queue from a shared factory is no place to report one of its users; the enqueue is. */
function queueWith(site: EnqueueSite): QueueSite | EnqueueSite | undefined {
  const withDefaults = site.queue.sites.find((queue) => queue.defaults.length > 0 && !queue.shared);
  return withDefaults ?? ownQueue(site) ?? site;
}

/** The wrapper's own body already answers both questions: it is judged there. */
function isDecidedInside(site: EnqueueSite, { attempts, backoff, delay }: RetryFacts): boolean {
  const { inner } = site;
  const paths = [attempts, backoff ?? delay].filter((path): path is string => path !== undefined);
  return inner !== undefined && paths.every((path) => isKnown(inner.option(path)));
}

function isKnown(answer: Answer<unknown>): boolean {
  return answer.is !== 'unknown';
}
