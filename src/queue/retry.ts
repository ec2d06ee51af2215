import { requireDuration } from './clock.js';
import { InvalidOptionError, NonRetryableError } from './errors.js';
import type { Random } from './random.js';

/** The part of a retry policy that is plain numbers, and so can be given per enqueue and stored. */
export interface RetryNumbers {
  /** How many times the task may be started, the first time included. Default 5. */
  readonly maxAttempts: number;
  /** Milliseconds between the first failure and the second attempt. Default 10,000. */
  readonly firstDelayMs: number;
  /** What each further delay is multiplied by, 1 or more (1: a fixed delay). Default 2. */
  readonly factor: number;
  /** No delay is longer than this, in milliseconds. Default 3,600,000 (one hour). */
  readonly maxDelayMs: number;
  /** Up to which share of itself a delay is lengthened at random, from 0 to 1. Default 0.2. */
  readonly jitter: number;
}

/** A class of errors, as in `instanceof`. */
export type ErrorClass = abstract new (...args: never) => Error;

/** When and how often a failed task is tried again. */
export interface RetryPolicy extends RetryNumbers {
  /** Errors that trying again cannot help, besides `NonRetryableError`. Default none. */
  readonly nonRetryable: readonly ErrorClass[];
}

/** The policy of a task that does not mention retries. */
export const DEFAULT_RETRY: RetryPolicy = Object.freeze({
  maxAttempts: 5,
  firstDelayMs: 10_000,
  factor: 2,
  maxDelayMs: 3_600_000,
  jitter: 0.2,
  nonRetryable: [],
});

/**
 * Fills the gaps of `policy` from `base` and checks every number.
 * @throws InvalidOptionError naming the number that is out of range
 */
export function resolveRetry(
  policy: Partial<RetryPolicy> = {},
  base: RetryPolicy = DEFAULT_RETRY,
): RetryPolicy {
  const resolved: RetryPolicy = {
    maxAttempts: policy.maxAttempts ?? base.maxAttempts,
    firstDelayMs: policy.firstDelayMs ?? base.firstDelayMs,
    factor: policy.factor ?? base.factor,
    maxDelayMs: policy.maxDelayMs ?? base.maxDelayMs,
    jitter: policy.jitter ?? base.jitter,
    nonRetryable: policy.nonRetryable ?? base.nonRetryable,
  };
  const { maxAttempts, factor, jitter } = resolved;
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1) {
    throw new InvalidOptionError('retry.maxAttempts', maxAttempts, 'a whole number that is 1 or more');
  }
  requireDuration('retry.firstDelayMs', resolved.firstDelayMs);
  requireDuration('retry.maxDelayMs', resolved.maxDelayMs);
  if (!Number.isFinite(factor) || factor < 1) {
    throw new InvalidOptionError('retry.factor', factor, 'a number that is 1 or more');
  }
  if (!(jitter >= 0 && jitter <= 1)) {
    throw new InvalidOptionError('retry.jitter', jitter, 'a share between 0 and 1');
  }
  return resolved;
}

/**
 * Milliseconds to wait after attempt number `attempt` (1 for the first) failed: the first delay times
 * `factor ** (attempt - 1)`, lengthened by the jitter, then capped.
 */
export function retryDelayMs(policy: RetryNumbers, attempt: number, random: Random): number {
  const grown = policy.firstDelayMs * policy.factor ** (attempt - 1);
  return Math.round(Math.min(grown * (1 + policy.jitter * random()), policy.maxDelayMs));
}

/** Whether another attempt could help after this error. */
export function isRetryable(policy: RetryPolicy, error: unknown): boolean {
  return (
    !(error instanceof NonRetryableError) &&
    !policy.nonRetryable.some((errorClass) => error instanceof errorClass)
  );
}
