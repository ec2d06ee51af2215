/** How a failed task is repeated: number of runs and the delays between them, in the library's own unit and formula. */
import type { RetryFacts } from '../../adapters/queues/shape.js';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import type { OptionValue } from './site.js';

/** Anything that answers option questions: an enqueue, or a queue's defaults. */
export interface OptionSource {
  option(path: string): Answer<OptionValue>;
}

/** @returns total number of runs that the program sets; `no` when it sets none and the library's default applies. */
export function runsSet(
  retry: RetryFacts,
  source: OptionSource,
): Answer<{ runs: number; option: OptionValue }> {
  const option = source.option(retry.attempts);
  if (option.is !== 'yes') return option;
  const { literal } = option.value;
  if (typeof literal !== 'number') return unknown('dynamic value');
  return yes({ runs: retry.counts === 'runs' ? literal : literal + 1, option: option.value });
}

/** Delays before each retry, shortest possible, in milliseconds. */
export interface BackoffFacts {
  readonly delays: readonly number[];
  readonly grows: boolean;
  /** Absent when no back-off is set anywhere. */
  readonly option: OptionValue | undefined;
}

/** @returns the shortest delays that the set back-off can give for a number of runs. */
export function backoffSet(retry: RetryFacts, source: OptionSource, runs: number): Answer<BackoffFacts> {
  const option = source.option(retry.backoff);
  if (option.is === 'unknown') return option;
  const retries = Math.max(0, runs - 1);
  const unit = retry.unit === 's' ? 1000 : 1;
  if (option.is === 'no') {
    return yes({
      delays: spread(retry, retry.defaultDelay * unit, retries, retry.defaultGrows ?? false),
      grows: retry.defaultGrows ?? false,
      option: undefined,
    });
  }
  const { literal } = option.value;
  if (typeof literal === 'number') {
    if (retry.numberIsFixed !== true) return unknown('dynamic value');
    return yes({ delays: spread(retry, literal * unit, retries, false), grows: false, option: option.value });
  }
  if (literal !== undefined) return unknown('dynamic value');
  return strategy(retry, source, retries, option.value);
}

function strategy(
  retry: RetryFacts,
  source: OptionSource,
  retries: number,
  option: OptionValue,
): Answer<BackoffFacts> {
  const type = retry.type === undefined ? no : source.option(retry.type);
  const delay = source.option(retry.delay);
  const jitter = retry.jitter === undefined ? no : source.option(retry.jitter);
  if (type.is !== 'yes' || (type.value.literal !== 'exponential' && type.value.literal !== 'fixed')) {
    return unknown('dynamic value');
  }
  if (delay.is === 'unknown' || jitter.is === 'unknown') return unknown('dynamic value');
  const base = delay.is === 'no' ? 0 : delay.value.literal;
  const random = jitter.is === 'no' ? 0 : jitter.value.literal;
  if (typeof base !== 'number' || typeof random !== 'number') return unknown('dynamic value');
  const unit = retry.unit === 's' ? 1000 : 1;
  const grows = type.value.literal === 'exponential' && base > 0;
  return yes({ delays: spread(retry, base * (1 - random) * unit, retries, grows), grows, option });
}

function spread(retry: RetryFacts, base: number, retries: number, grows: boolean): readonly number[] {
  return Array.from({ length: retries }, (_, index) => {
    if (!grows) return base;
    const n = index + 1;
    return retry.formula === 'd*(2^n-1)' ? base * (2 ** n - 1) : base * 2 ** (n - 1);
  });
}
