import { requireDuration } from './clock.js';
import { InvalidOptionError } from './errors.js';
import type { JsonPayload } from './json.js';
import { resolveRetry, type RetryPolicy } from './retry.js';

/** What a running task knows about itself. */
export interface TaskContext {
  /** The id `enqueue` returned; the same at every attempt, so it serves as an idempotency key. */
  readonly id: string;
  readonly task: string;
  readonly queue: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** When the task was enqueued, in milliseconds since 1970. */
  readonly enqueuedAtMs: number;
  /** The id of the worker that runs this attempt. */
  readonly worker: string;
  /** Aborts when the task runs out of time, loses its lease, or its worker stops; hand it to `fetch` and the like. */
  readonly signal: AbortSignal;
}

/** What becomes of a task's return value: thrown away, or kept as JSON for `keepMs` milliseconds. */
export type ResultPolicy = 'ignore' | { readonly keepMs: number };

/** When a second enqueue counts as the same as an earlier one of the same task. */
export interface DedupPolicy<P> {
  /** Derives the dedup key of a payload. */
  readonly key: (payload: P) => string;
  /**
   * For how many milliseconds after an enqueue an equal key is refused.
   * Without it: until the earlier task has completed or is dead.
   */
  readonly windowMs?: number;
}

/** A task as its author writes it. */
export interface TaskDefinition<P, R> {
  /** The name under which it is stored; keep it when the code moves. */
  readonly name: string;
  /** The queue it goes to. Default `default`. */
  readonly queue?: string;
  /** Departures from the default retry policy. */
  readonly retry?: Partial<RetryPolicy>;
  /** Default `ignore`; only a JSON result can be kept, which `queue.result` asks of its type. */
  readonly result?: ResultPolicy;
  /** Milliseconds after which an attempt is aborted and counts as failed; `Infinity` for never. Default 300,000. */
  readonly timeoutMs?: number;
  readonly dedup?: DedupPolicy<P>;
  /** Milliseconds between the enqueue and the first attempt. Default 0. */
  readonly delayMs?: number;
  /** Does the work. It may run more than once for one enqueue, so it has to be idempotent. */
  readonly run: (payload: P, context: TaskContext) => R | Promise<R>;
}

/** A declared task with every default filled in. `P` is its payload, `R` its result. */
export interface Task<P, R = unknown> {
  readonly name: string;
  readonly queue: string;
  readonly retry: RetryPolicy;
  readonly result: ResultPolicy;
  readonly timeoutMs: number;
  readonly dedup: DedupPolicy<P> | undefined;
  readonly delayMs: number;
  readonly run: (payload: P, context: TaskContext) => R | Promise<R>;
}

/** Any task, whatever its payload and result: what lists of tasks are made of. */
export type AnyTask = Task<never>;

const DEFAULT_TIMEOUT_MS = 300_000;

/**
 * Declares a task. The payload type must be JSON; a task whose `run` takes no payload is enqueued with `null`.
 * @throws InvalidOptionError when a name is empty or a number is out of range
 */
export function defineTask<P extends JsonPayload<P> = null, R = void>(
  definition: TaskDefinition<P, R>,
): Task<P, R> {
  const { name, queue = 'default', result = 'ignore', dedup, delayMs = 0, run } = definition;
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = definition;
  requireName('name', name);
  requireName('queue', queue);
  if (typeof run !== 'function') throw new InvalidOptionError('run', run, 'the function that does the work');
  if (result !== 'ignore') requireDuration('result.keepMs', result.keepMs);
  if (!(timeoutMs > 0)) {
    throw new InvalidOptionError('timeoutMs', timeoutMs, 'milliseconds above 0, or Infinity for no timeout');
  }
  if (dedup?.windowMs !== undefined) requireDuration('dedup.windowMs', dedup.windowMs);
  requireDuration('delayMs', delayMs);
  const retry = resolveRetry(definition.retry);
  return Object.freeze({ name, queue, retry, result, timeoutMs, dedup, delayMs, run });
}

/** @throws InvalidOptionError unless `value` is a text that is not empty */
export function requireName(option: string, value: string): void {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new InvalidOptionError(option, value, 'a name that is not empty');
  }
}
