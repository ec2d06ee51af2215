import type { QueueAdapter } from '../adapters/queues/shape.js';
import type { BackoffGap } from '../analysis/sites/backoff-gaps.js';
import type { Gap } from '../analysis/sites/gaps.js';
import type { Rewrite } from './edit.js';
import type { PathTexts } from './option-texts.js';
import { refuse } from './refuse.js';

/** Fewer runs than this leave a single retry, however long it waits. */
const ENOUGH_RUNS = 3;

/** @returns retries with a growing delay, in the library's own options; nothing where it has none for them. */
export function newRetries({ retry }: QueueAdapter): PathTexts {
  return retry?.recipe ?? {};
}

/** @returns a growing delay for retries that are set already, and more of them when there is only one. */
export function longerRetries({ place, runs, attempts }: BackoffGap): PathTexts {
  const { retry } = place.adapter;
  const all = newRetries(place.adapter);
  if (runs < ENOUGH_RUNS || !attempts) return all;
  return Object.fromEntries(Object.entries(all).filter(([key]) => key !== retry?.attempts));
}

/** What carries the delay, for messages. */
export interface DelayOption {
  /** The option that says how long. */
  readonly option: string;
  /** What the library's recipe sets it by. */
  readonly key: string;
  readonly text: string;
  /** One option is all there is to set. */
  readonly single: boolean;
}

/** @returns the options that carry the delay, with their new texts. */
export function delayOption({ retry }: QueueAdapter): DelayOption {
  const delays = Object.entries(retry?.recipe ?? {}).filter(([key]) => key !== retry?.attempts);
  const [only, ...more] = delays;
  const key = only?.[0] ?? 'backoff';
  const named = retry?.delay ?? retry?.backoff ?? key;
  if (only && more.length === 0) {
    return { option: key === retry?.backoff ? key : named, key, text: only[1], single: true };
  }
  return {
    option: named,
    key,
    text: delays.map(([key, text]) => `${key}: ${text}`).join(', '),
    single: false,
  };
}

/** Refuses what the library has no option for, with what to do instead. */
export function noSuchOption({ node, adapter }: Gap['place']): Rewrite {
  const { retry, title } = adapter;
  return refuse(
    node,
    'no-such-option',
    retry?.alternative ?? `${title} has no option for growing delays of at least 10 s.`,
  );
}
