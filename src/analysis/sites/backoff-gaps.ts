/** Where retries are set, or left to a library that retries by itself, and what delays they give. */
import type ts from 'typescript';
import type { QueueAdapter } from '../../adapters/queues/shape.js';
import type { RetryFacts } from '../../adapters/queues/policies.js';
import type { Analysis } from '../facts.js';
import type { Answer } from '../program/answer.js';
import { ownFiles } from '../program/candidates.js';
import type { Host } from '../program/host.js';
import { symbolAt } from '../program/symbols.js';
import { fileSyntax } from '../program/syntax.js';
import { byQueue, ownQueue, type Gap } from './gaps.js';
import { declaredByAdapter } from './known-symbols.js';
import { backoffSet, runsByDefault, runsSet, type BackoffFacts } from './retry.js';
import type { EnqueueSite, OptionValue, QueueSite } from './site.js';
import { provenName } from './workers.js';

/** Retries and their delays. */
export interface BackoffGap {
  readonly place: Gap['place'];
  readonly queueName: string;
  /** Absent where the library retries unless told otherwise, and nothing tells it. */
  readonly attempts: OptionValue | undefined;
  readonly runs: number;
  readonly backoff: BackoffFacts;
}

/** @returns every place that sets retries, with the delays they give. */
export function retriesSet(analysis: Analysis): readonly BackoffGap[] {
  const seen = new Set<unknown>();
  const found: BackoffGap[] = [];
  for (const facts of analysis.all()) {
    for (const site of facts.enqueues) {
      const { retry } = site.adapter;
      if (retry?.attempts === undefined || !isJudged(analysis.host, site, retry)) continue;
      const runs = runsSet(retry, site);
      if (runs.is !== 'yes' || runs.value.runs < 2) continue;
      const backoff = backoffSet(retry, site, runs.value.runs);
      if (backoff.is !== 'yes') continue;
      const { option } = runs.value;
      const place = placeOf(site, option, backoff.value);
      // What is written once is said once, however many enqueues take it over.
      const key = place === site ? site.node : option.node;
      if (seen.has(key) || seen.has(place.node)) continue;
      seen.add(key).add(place.node);
      const queueName = provenName(site.queue.name) ?? '';
      found.push({ place, queueName, attempts: option, runs: runs.value.runs, backoff: backoff.value });
    }
  }
  return found;
}

/** @returns queues whose tasks the library retries by itself, because the program sets no number, with the delays that gives. */
export function retriesByDefault(analysis: Analysis): readonly BackoffGap[] {
  const { host } = analysis;
  const sites = byQueue(analysis, (site) => {
    const { retry } = site.adapter;
    return (
      retry !== undefined &&
      retry.place !== 'none' &&
      runsByDefault(retry) > 1 &&
      isJudged(host, site, retry) &&
      runsSet(retry, site).is === 'no'
    );
  });
  return sites.flatMap(([site]): readonly BackoffGap[] => {
    const retry = site?.adapter.retry;
    if (!site || !retry) return [];
    const runs = runsByDefault(retry);
    const backoff = backoffSet(retry, site, runs);
    if (backoff.is !== 'yes') return [];
    const queueName = provenName(site.queue.name) ?? '';
    const worker = analysis.queue(site.adapter.id, queueName).workers[0];
    const place = ownQueue(site) ?? (retry.place === 'definition' ? worker : undefined) ?? site;
    return [{ place, queueName, attempts: undefined, runs, backoff: backoff.value }];
  });
}

/** @returns whether the program listens for failures of a library that cannot retry: it may run the task again by hand there. */
export function repeatsByHand(host: Host, { retry, id }: QueueAdapter): boolean {
  const event = retry?.failureEvent;
  if (event === undefined) return false;
  return once(handlers, host, id, () =>
    ownFiles(host.program).some((file) => file.text.includes(event) && listensFor(host, file, event)),
  );
}

const handlers: Answers = new WeakMap();

/** `on('fail', …)`, `on('fail:name', …)`, `` on(`fail:${NAME}`, …) ``, `on('fail:' + NAME, …)`. */
function listensFor(host: Host, file: ts.SourceFile, event: string): boolean {
  return fileSyntax(host.ts, file).calls.some(({ name, node }) => {
    const first = node.arguments[0];
    return name === 'on' && first !== undefined && first.getText().slice(1).startsWith(event);
  });
}

function isJudged(host: Host, site: EnqueueSite, retry: RetryFacts): boolean {
  return (
    retry.place !== 'infrastructure' &&
    site.scheduled().is === 'no' &&
    !isDecidedInside(site, retry) &&
    !saysHowLong(host, site.adapter, retry)
  );
}

function placeOf(site: EnqueueSite, option: OptionValue, backoff: BackoffFacts): QueueSite | EnqueueSite {
  const fromQueue = option.layer === 'queue' || option.layer === 'global';
  const atCall = backoff.option?.layer === 'call' || backoff.option?.layer === 'wrapper';
  if (!fromQueue || atCall) return site;
  const giving = site.queue.sites.find((queue) => gives(queue, option, site.adapter.retry));
  return giving ?? ownQueue(site) ?? site;
}

/** Whether the option is one of this queue's own defaults. */
function gives(queue: QueueSite, option: OptionValue, retry: RetryFacts | undefined): boolean {
  const own = retry?.attempts === undefined ? undefined : queue.option(retry.attempts);
  return own?.is === 'yes' && own.value.node === option.node;
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

const delayErrors: Answers = new WeakMap();

/** The program makes an error that tells the library when to run the task again: tasks decide about delays themselves. */
function saysHowLong(host: Host, adapter: QueueAdapter, { delayErrors: names = [] }: RetryFacts): boolean {
  if (names.length === 0) return false;
  return once(delayErrors, host, adapter.id, () =>
    ownFiles(host.program).some(
      (file) =>
        names.some((name) => file.text.includes(name)) &&
        fileSyntax(host.ts, file).news.some(({ nameNode }) => {
          const symbol = symbolAt(host, nameNode);
          return (
            symbol !== undefined && names.includes(symbol.name) && declaredByAdapter(host, adapter, symbol)
          );
        }),
    ),
  );
}

/** What is known of a program, by adapter. */
type Answers = WeakMap<ts.Program, Map<string, boolean>>;

/** Asks a question about a whole program and one library once. */
function once(answers: Answers, { program }: Host, adapterId: string, ask: () => boolean): boolean {
  let known = answers.get(program);
  if (!known) answers.set(program, (known = new Map<string, boolean>()));
  let answer = known.get(adapterId);
  if (answer === undefined) known.set(adapterId, (answer = ask()));
  return answer;
}
