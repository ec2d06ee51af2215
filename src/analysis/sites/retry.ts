/** How a failed task is repeated: number of runs and the delays between them, in the library's own unit and formula. */
import type { RetryFacts } from '../../adapters/queues/policies.js';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import { milliseconds } from '../program/durations.js';
import type { OptionValue } from './site.js';

/** Anything that answers option questions: an enqueue, or a queue's defaults. */
export interface OptionSource {
  option(path: string): Answer<OptionValue>;
}

/** More retries than this add nothing to a judgement about their delays. */
const MANY = 25;

/** @returns total number of runs that the program sets; `no` when it sets none and the library's default applies. */
export function runsSet(
  retry: RetryFacts,
  source: OptionSource,
): Answer<{ runs: number; option: OptionValue }> {
  if (retry.attempts === undefined) return no;
  const option = source.option(retry.attempts);
  if (option.is !== 'yes') return option;
  const { literal } = option.value;
  if (typeof literal !== 'number') return unknown('dynamic value');
  return yes({ runs: retry.counts === 'runs' ? literal : literal + 1, option: option.value });
}

/** @returns how often a task runs at most when the program sets nothing. */
export function runsByDefault(retry: RetryFacts): number {
  if (retry.default === 'infinite') return Number.POSITIVE_INFINITY;
  return retry.counts === 'runs' ? retry.default : retry.default + 1;
}

/** Delays before each retry, shortest possible, in milliseconds. */
export interface BackoffFacts {
  readonly delays: readonly number[];
  readonly grows: boolean;
  /** Absent when no back-off is set anywhere. */
  readonly option: OptionValue | undefined;
  /** Path of that option. */
  readonly path?: string;
}

/** @returns the shortest delays that the set back-off can give for a number of runs. */
export function backoffSet(retry: RetryFacts, source: OptionSource, runs: number): Answer<BackoffFacts> {
  if (retry.formula === 'managed') return unknown('out of sight');
  const retries = Math.min(MANY, Math.max(0, runs - 1));
  const whole = retry.backoff === undefined ? no : source.option(retry.backoff);
  if (whole.is === 'unknown') return whole;
  const number = whole.is === 'yes' ? whole.value.literal : undefined;
  if (typeof number === 'number' && retry.numberIsFixed !== undefined) {
    const { numberIsFixed, defaultMax: max } = retry;
    const set = setAt(retry.backoff, whole);
    const longest = max === undefined ? {} : { max };
    return yes(
      settled(retry, { base: number, grows: !numberIsFixed && number > 0, retries, set, ...longest }),
    );
  }
  const isText = whole.is === 'yes' && typeof whole.value.literal === 'string';
  if (isText && retry.backoff !== retry.type) return unknown('dynamic value');
  return strategy(retry, source, retries, setAt(retry.backoff, whole));
}

/** An option that says something about delays, with its path. */
interface SetOption {
  readonly path: string;
  readonly option: OptionValue;
}

function setAt(path: string | undefined, answer: Answer<OptionValue>): SetOption | undefined {
  return path !== undefined && answer.is === 'yes' ? { path, option: answer.value } : undefined;
}

interface Strategy {
  readonly base: number;
  readonly grows: boolean;
  readonly retries: number;
  readonly set: SetOption | undefined;
  readonly jitter?: number;
  readonly factor?: number;
  readonly max?: number;
}

function strategy(
  retry: RetryFacts,
  source: OptionSource,
  retries: number,
  whole: SetOption | undefined,
): Answer<BackoffFacts> {
  const delay = numberAt(retry, source, retry.delay, undefined);
  const jitter = numberAt(retry, source, retry.jitter, 0);
  const factor = numberAt(retry, source, retry.factor, retry.defaultFactor ?? 2);
  const max = numberAt(retry, source, retry.max, retry.defaultMax);
  const grows = growth(retry, source, whole !== undefined);
  for (const answer of [delay, jitter, factor, max, grows]) if (answer.is === 'unknown') return answer;
  if (
    delay.is !== 'yes' ||
    jitter.is !== 'yes' ||
    factor.is !== 'yes' ||
    max.is !== 'yes' ||
    grows.is === 'unknown'
  )
    return unknown('dynamic value');
  const growing = grows.is === 'yes';
  const base =
    delay.value.number ?? (growing ? retry.growingDelay : undefined) ?? (whole ? 0 : retry.defaultDelay);
  return yes(
    settled(retry, {
      base,
      grows: growing && (base > 0 || retry.formula === 'd+2^(n-1)'),
      retries,
      set: whole ?? delay.value.set ?? setAt(retry.type, typeOf(retry, source)),
      jitter: jitter.value.number ?? 0,
      factor: factor.value.number ?? 2,
      ...(max.value.number !== undefined && { max: max.value.number }),
    }),
  );
}

interface NumberOption {
  readonly number: number | undefined;
  readonly set: SetOption | undefined;
}

/** A number, or a duration text where the library takes one; in the library's unit. */
function numberAt(
  retry: RetryFacts,
  source: OptionSource,
  path: string | undefined,
  otherwise: number | undefined,
): Answer<NumberOption> {
  const none = yes({ number: otherwise, set: undefined });
  if (path === undefined) return none;
  const option = source.option(path);
  if (option.is === 'no') return none;
  if (option.is === 'unknown') return option;
  const { literal } = option.value;
  const set = { path, option: option.value };
  if (typeof literal === 'number') return yes({ number: literal, set });
  const text = retry.texts === true && typeof literal === 'string' ? milliseconds(literal) : undefined;
  if (text !== undefined) return yes({ number: retry.unit === 's' ? text / 1000 : text, set });
  return unknown('dynamic value');
}

/** `yes` when delays grow, `no` when they do not. */
function growth(retry: RetryFacts, source: OptionSource, set: boolean): Answer<true> {
  if (retry.formula === 'd') return no;
  if (retry.type === undefined) {
    if (retry.defaultGrows === true) return yes(true);
    if (retry.factor === undefined || set) return retry.factor === undefined ? no : yes(true);
    const factor = source.option(retry.factor);
    return factor.is === 'yes' ? yes(true) : factor;
  }
  const type = source.option(retry.type);
  if (type.is === 'unknown') return type;
  if (type.is === 'no') {
    if (set && retry.backoff !== retry.type && retry.defaultGrows !== true) return unknown('dynamic value');
    return retry.defaultGrows === true ? yes(true) : no;
  }
  const { literal } = type.value;
  if (typeof literal !== 'string' && typeof literal !== 'boolean') return unknown('dynamic value');
  if ((retry.growing ?? ['exponential']).includes(literal)) return yes(true);
  return (retry.fixed ?? ['fixed']).includes(literal) ? no : unknown('dynamic value');
}

function typeOf({ type }: RetryFacts, source: OptionSource): Answer<OptionValue> {
  return type === undefined ? no : source.option(type);
}

function settled(retry: RetryFacts, { set, ...strategy }: Strategy): BackoffFacts {
  const unit = retry.unit === 's' ? 1000 : 1;
  const delays = Array.from({ length: strategy.retries }, (_, index) => {
    const delay =
      delayBefore(retry, strategy, index + 1) *
      (1 - (strategy.jitter ?? 0)) *
      (strategy.grows ? (retry.least ?? 1) : 1);
    return Math.min(delay, strategy.max ?? Number.POSITIVE_INFINITY) * unit;
  });
  return { delays, grows: strategy.grows, option: set?.option, ...(set && { path: set.path }) };
}

/** Delay before retry n, by the library's formula. */
function delayBefore(
  retry: RetryFacts,
  { base, grows, factor = 2 }: Omit<Strategy, 'set'>,
  n: number,
): number {
  if (retry.formula === 'e^n') return Math.exp(Math.min(n, 10));
  if (retry.formula === 'n^4+15') return n ** 4 + 15;
  if (!grows) return base;
  switch (retry.formula) {
    case 'd*(2^n-1)':
      return base * (2 ** n - 1);
    case 'd+2^(n-1)':
      return base + 2 ** (n - 1);
    case 'd*2^n':
      return base * 2 ** n;
    case 'd*2^n/2':
    case 'd*2^(n-1)':
      return base * 2 ** (n - 1);
    case 'd*f^(n-1)':
      return base * factor ** (n - 1);
    case 'f^n':
      return factor ** n;
    default:
      return base;
  }
}
