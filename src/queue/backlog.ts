import type { StoreCounts } from './store.js';

/** What waits in a queue and how fast it moves. */
export interface Backlog {
  /** Tasks not yet completed or dead: ready, delayed and leased together. */
  readonly depth: number;
  /** Tasks a worker could take now. */
  readonly ready: number;
  /** Tasks due later, retries included. */
  readonly delayed: number;
  /** Tasks a worker holds. */
  readonly leased: number;
  /** Dead letters. */
  readonly dead: number;
  /** For how many milliseconds the oldest ready task has been due; 0 when none is ready. */
  readonly oldestAgeMs: number;
  /** Tasks this process completed in the last 60 seconds. */
  readonly completedLastMinute: number;
}

/** Puts the store's counts and the process's throughput together. */
export function toBacklog(counts: StoreCounts, completedLastMinute: number, nowMs: number): Backlog {
  const { ready, delayed, leased, dead, oldestDueAtMs } = counts;
  const oldestAgeMs = oldestDueAtMs === null ? 0 : nowMs - oldestDueAtMs;
  return { depth: ready + delayed + leased, ready, delayed, leased, dead, oldestAgeMs, completedLastMinute };
}

const BUCKETS = 60;
const BUCKET_MS = 1_000;

/** Counts completions of the last minute in one-second buckets, so that its size does not grow with the load. */
export class Throughput {
  readonly #buckets = new Map<string, { second: number; count: number }[]>();

  /** Notes one completion in `queue` at `atMs`. */
  add(queue: string, atMs: number): void {
    const buckets = this.#buckets.get(queue) ?? [];
    this.#buckets.set(queue, buckets);
    const second = Math.floor(atMs / BUCKET_MS);
    const bucket = buckets[second % BUCKETS];
    if (bucket?.second === second) bucket.count++;
    else buckets[second % BUCKETS] = { second, count: 1 };
  }

  /** Completions in the 60 seconds before `nowMs`, of one queue or of all. */
  lastMinute(nowMs: number, queue?: string): number {
    const oldest = Math.floor(nowMs / BUCKET_MS) - BUCKETS;
    const chosen = queue === undefined ? [...this.#buckets.values()] : [this.#buckets.get(queue) ?? []];
    return chosen
      .flatMap((buckets) => Object.values(buckets))
      .filter(({ second }) => second > oldest)
      .reduce((total, { count }) => total + count, 0);
  }
}
