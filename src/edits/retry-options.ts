import type { QueueAdapter } from '../adapters/queues/shape.js';
import type { BackoffGap } from '../analysis/sites/gaps.js';
import type { OptionTexts } from './set-option.js';

/** Fewer runs than this leave a single retry, however long it waits. */
const ENOUGH_RUNS = 3;

/** @returns retries with a growing delay, in the library's own options; nothing where it has none for them. */
export function newRetries({ retry }: QueueAdapter): OptionTexts {
  return retry?.recipe ?? {};
}

/** @returns a growing delay for retries that are set already, and more of them when there is only one. */
export function longerRetries({ place, runs }: BackoffGap): OptionTexts {
  const { retry } = place.adapter;
  const all = newRetries(place.adapter);
  if (runs < ENOUGH_RUNS) return all;
  return Object.fromEntries(Object.entries(all).filter(([key]) => key !== retry?.attempts));
}

/** @returns the option that carries the delay, with its new text, for messages. */
export function delayOption({ retry }: QueueAdapter): { readonly option: string; readonly text: string } {
  const [option, text] = Object.entries(retry?.recipe ?? {}).find(([key]) => key !== retry?.attempts) ?? [];
  return { option: option ?? retry?.backoff ?? 'backoff', text: text ?? '' };
}
