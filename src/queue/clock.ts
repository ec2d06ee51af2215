import { InvalidOptionError } from './errors.js';

/** A pending call; `cancel` may be called any number of times, also after it ran. */
export interface Timer {
  cancel(): void;
}

/** How a timer counts when one asks whether there is anything left to do. */
export interface TimerOptions {
  /**
   * True for upkeep such as heartbeats and polls, which goes on for ever: a virtual clock does not wait for it
   * to run out. A real clock makes no difference. Default false.
   */
  readonly background?: boolean;
}

/** The only source of time of a queue. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Calls `callback` once, `delayMs` milliseconds from now (0: as soon as possible, never synchronously). */
  schedule(delayMs: number, callback: () => void, options?: TimerOptions): Timer;
}

/** The longest delay `setTimeout` takes; a longer one would fire at once. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

/** The machine's clock. Delays longer than 24.8 days are waited for in pieces. */
export function createRealClock(): Clock {
  return {
    now: () => Date.now(),
    schedule(delayMs, callback) {
      requireDuration('delayMs', delayMs);
      const dueAtMs = Date.now() + delayMs;
      let handle: NodeJS.Timeout;
      const arm = (remainingMs: number): void => {
        handle = setTimeout(
          () => {
            const leftMs = dueAtMs - Date.now();
            if (remainingMs > LONGEST_TIMEOUT_MS && leftMs > 0) arm(leftMs);
            else callback();
          },
          Math.min(remainingMs, LONGEST_TIMEOUT_MS),
        );
      };
      arm(delayMs);
      return {
        cancel: () => {
          clearTimeout(handle);
        },
      };
    },
  };
}

/**
 * Resolves after `delayMs` milliseconds of the given clock.
 * Rejects with the signal's reason when `signal` aborts first.
 */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      timer.cancel();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason is the caller's own
      reject(signal?.reason);
    };
    const timer = clock.schedule(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** @throws InvalidOptionError unless `value` is a number of milliseconds, 0 or more and finite */
export function requireDuration(option: string, value: number): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new InvalidOptionError(option, value, 'a number of milliseconds that is 0 or more');
  }
}
