import type { QueueAdapter } from '../adapters/queues/shape.js';
import type { BackoffGap } from '../analysis/sites/gaps.js';
import type { OptionTexts } from './set-option.js';

/** Fewer runs than this leave a single retry, however long it waits. */
const ENOUGH_RUNS = 3;

/** @returns retries with a growing delay, in the library's own options. */
export function newRetries({ retry }: QueueAdapter): OptionTexts {
  return retry ? { [retry.attempts]: retry.recipe.attempts, [retry.backoff]: retry.recipe.backoff } : {};
}

/** @returns a growing delay for retries that are set already, and more of them when there is only one. */
export function longerRetries({ place, runs }: BackoffGap): OptionTexts {
  const { retry } = place.adapter;
  if (!retry) return {};
  return runs < ENOUGH_RUNS ? newRetries(place.adapter) : { [retry.backoff]: retry.recipe.backoff };
}
