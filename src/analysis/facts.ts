/** FACTS: the one door through which rules and codemods see what a program does with task queues. */
import type ts from 'typescript';
import { walkPayload } from './payload/walk.js';
import type { Answer } from './program/answer.js';
import type { Host, Settings } from './program/host.js';
import { isOpaque } from './program/symbols.js';
import { indexSites, type SiteIndex } from './sites/index.js';
import type { EnqueueSite, FileFacts, QueueSite, TaskBody, WorkerSite } from './sites/site.js';
import { wrapperSuggestion, type WrapperSuggestion } from './sites/suggestions.js';
import { provenName } from './sites/workers.js';

/** Everything known about one program. Lazy: a fact is worked out when it is first asked for. */
export interface Analysis {
  readonly host: Host;
  /** Whether the program holds the types of a queue library at all. */
  readonly seesLibrary: boolean;
  /**
   * Facts of one file; empty for a file without a candidate.
   *
   * @throws what the compiler threw on this file; the facts of the other files stand.
   */
  file(file: ts.SourceFile): FileFacts;
  /** Facts of every candidate file of the program. */
  all(): Iterable<FileFacts>;
  /** What the program shows about one queue name of one library. */
  queue(adapterId: string, name: string): QueueFacts;
  stats(): Stats;
}

/** Producers, constructions and workers that share a queue name. */
export interface QueueFacts {
  readonly sites: readonly QueueSite[];
  readonly producers: readonly EnqueueSite[];
  readonly workers: readonly WorkerSite[];
  readonly tasks: readonly TaskBody[];
}

/** How much was found, resolved and left open, so that silence never looks like success. */
export interface Stats {
  readonly files: number;
  readonly enqueueSites: number;
  readonly workers: number;
  readonly queues: number;
  /** Answered questions, by question. */
  readonly resolved: Readonly<Record<string, number>>;
  /** Open questions, by question and reason. */
  readonly unknown: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Functions whose callers could be judged if the user named them. */
  readonly suggestions: readonly WrapperSuggestion[];
}

const NOTHING: FileFacts = { enqueues: [], sends: [], queues: [], workers: [], tasks: [] };
const cache = new WeakMap<ts.Program, Map<string, Analysis>>();

/** @returns the analysis of a program, cached per program and settings. Compiler errors become unknowns. */
export function analyze(compiler: typeof ts, program: ts.Program, settings: Settings = {}): Analysis {
  let known = cache.get(program);
  if (!known) cache.set(program, (known = new Map<string, Analysis>()));
  const key = JSON.stringify(settings);
  let analysis = known.get(key);
  if (!analysis) known.set(key, (analysis = createAnalysis(compiler, program, settings)));
  return analysis;
}

function createAnalysis(compiler: typeof ts, program: ts.Program, settings: Settings): Analysis {
  const host: Host = { ts: compiler, program, checker: program.getTypeChecker(), settings };
  let made: SiteIndex | undefined;
  const index = (): SiteIndex => (made ??= indexSites(host));
  let linked: Map<string, MutableQueueFacts> | undefined;
  const links = (): Map<string, MutableQueueFacts> => (linked ??= linkQueues(index()));
  return {
    host,
    get seesLibrary() {
      return index().seesLibrary;
    },
    file: (file) => {
      const { files, failures } = index();
      if (failures.has(file)) throw failures.get(file);
      return files.get(file) ?? NOTHING;
    },
    all: () => index().files.values(),
    queue: (adapterId, name) =>
      links().get(`${adapterId}|${name}`) ?? { sites: [], producers: [], workers: [], tasks: [] },
    stats: () => statsOf(host, index()),
  };
}

interface MutableQueueFacts extends QueueFacts {
  readonly sites: QueueSite[];
  readonly producers: EnqueueSite[];
  readonly workers: WorkerSite[];
  readonly tasks: TaskBody[];
}

function linkQueues(index: SiteIndex): Map<string, MutableQueueFacts> {
  const linked = new Map<string, MutableQueueFacts>();
  const at = (adapterId: string, name: string | undefined): MutableQueueFacts | undefined => {
    if (name === undefined) return undefined;
    const key = `${adapterId}|${name}`;
    let facts = linked.get(key);
    if (!facts) linked.set(key, (facts = { sites: [], producers: [], workers: [], tasks: [] }));
    return facts;
  };
  for (const facts of index.files.values()) {
    for (const site of facts.queues) at(site.adapter.id, provenName(site.name))?.sites.push(site);
    for (const site of facts.enqueues) at(site.adapter.id, provenName(site.queue.name))?.producers.push(site);
    for (const worker of facts.workers) {
      const queue = at(worker.adapter.id, provenName(worker.queueName));
      queue?.workers.push(worker);
      if (queue && worker.task) queue.tasks.push(worker.task);
    }
  }
  return linked;
}

function statsOf(host: Host, index: SiteIndex): Stats {
  const resolved: Record<string, number> = {};
  const unknown: Record<string, Record<string, number>> = {};
  const count = (question: string, answer: Answer<unknown>): void => {
    if (answer.is !== 'unknown') resolved[question] = (resolved[question] ?? 0) + 1;
    else {
      const reasons = (unknown[question] ??= {});
      reasons[answer.why] = (reasons[answer.why] ?? 0) + 1;
    }
  };
  const suggestions: WrapperSuggestion[] = [];
  const bodies = new Set<ts.Node>(
    [...index.files.values()].flatMap(({ tasks }) => tasks.map((task) => task.function)),
  );
  let enqueueSites = 0;
  let workers = 0;
  let queues = 0;
  for (const facts of index.files.values()) {
    enqueueSites += facts.enqueues.length;
    workers += facts.workers.length;
    queues += facts.queues.length;
    for (const site of facts.enqueues) {
      const suggestion = wrapperSuggestion(host, site, bodies);
      if (suggestion) suggestions.push(suggestion);
      count('queue of an enqueue', site.queue.name);
      const attempts = site.adapter.retry?.attempts;
      if (attempts !== undefined) count('retries of an enqueue', site.option(attempts));
      for (const part of site.payloads) {
        count('payload type', isOpaque(host, part.type) ? { is: 'unknown', why: 'any type' } : { is: 'no' });
        const wire = site.wire();
        count('payload on the wire', wire.is === 'yes' ? walkPayload(host, part, wire.value) : wire);
      }
    }
    for (const worker of facts.workers) {
      count('queue of a worker', worker.queueName);
      count('body of a worker', worker.task ? { is: 'no' } : { is: 'unknown', why: 'out of sight' });
    }
  }
  return { files: index.files.size, enqueueSites, workers, queues, resolved, unknown, suggestions };
}
