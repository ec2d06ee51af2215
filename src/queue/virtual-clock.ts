import { setImmediate as nextTurn } from 'node:timers/promises';
import { requireDuration, type Clock } from './clock.js';
import { Heap } from './heap.js';

/** How a virtual clock starts and how it lets the program catch up. */
export interface VirtualClockOptions {
  /** Where time starts, in milliseconds since 1970. Default 0. */
  readonly startMs?: number;
  /** Waits until promises have settled between two timers. Default: one turn of the event loop. */
  readonly settle?: () => Promise<void>;
}

/** Where `runUntilIdle` gives up. */
export interface RunLimits {
  /** How far time may move, in milliseconds. Default 365 days. */
  readonly maxMs?: number;
  /** How many timers may fire. Default 1,000,000. */
  readonly maxTimers?: number;
}

/** A clock that stands still until it is told to move: a day of retries runs in a moment, the same way each time. */
export interface VirtualClock extends Clock {
  /** How many timers wait that are not background timers. */
  readonly pending: number;
  /** Moves time forward by `ms`, firing in order every timer that falls due, and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /**
   * Fires timers, jumping from one to the next, until only background timers are left.
   * @throws Error when a limit is reached first, that is, when the program keeps itself busy for ever
   */
  runUntilIdle(limits?: RunLimits): Promise<void>;
}

interface VirtualTimer {
  readonly dueAtMs: number;
  readonly order: number;
  readonly background: boolean;
  readonly callback: () => void;
  cancelled: boolean;
}

const YEAR_MS = 365 * 24 * 3_600_000;

/** Creates a clock that tests and simulations drive by hand. Only one `advance` or `runUntilIdle` may run at a time. */
export function createVirtualClock(options: VirtualClockOptions = {}): VirtualClock {
  const settle = options.settle ?? (() => nextTurn());
  const timers = new Heap<VirtualTimer>(
    (left, right) =>
      left.dueAtMs < right.dueAtMs || (left.dueAtMs === right.dueAtMs && left.order < right.order),
  );
  let nowMs = options.startMs ?? 0;
  let scheduled = 0;
  let pending = 0;
  let moving = false;

  const next = (): VirtualTimer | undefined => {
    while (timers.peek()?.cancelled === true) timers.pop();
    return timers.peek();
  };
  const fire = async (timer: VirtualTimer): Promise<void> => {
    timers.pop();
    timer.cancelled = true;
    if (!timer.background) pending--;
    nowMs = Math.max(nowMs, timer.dueAtMs);
    timer.callback();
    await settle();
  };
  const move = async (run: () => Promise<void>): Promise<void> => {
    if (moving) throw new Error('The virtual clock is already moving; await the earlier advance() first.');
    moving = true;
    try {
      await settle();
      await run();
    } finally {
      moving = false;
    }
  };

  return {
    now: () => nowMs,
    get pending() {
      return pending;
    },
    schedule(delayMs, callback, { background = false } = {}) {
      requireDuration('delayMs', delayMs);
      const timer = { dueAtMs: nowMs + delayMs, order: scheduled++, background, callback, cancelled: false };
      timers.push(timer);
      if (!background) pending++;
      return {
        cancel() {
          if (timer.cancelled) return;
          timer.cancelled = true;
          if (!background) pending--;
        },
      };
    },
    async advance(ms) {
      requireDuration('ms', ms);
      await move(async () => {
        const targetMs = nowMs + ms;
        for (let timer = next(); timer !== undefined && timer.dueAtMs <= targetMs; timer = next()) {
          await fire(timer);
        }
        nowMs = targetMs;
      });
    },
    runUntilIdle({ maxMs = YEAR_MS, maxTimers = 1_000_000 } = {}) {
      return move(async () => {
        const startedMs = nowMs;
        for (let fired = 0; pending > 0; fired++) {
          const timer = next();
          if (timer === undefined) return;
          if (fired >= maxTimers || timer.dueAtMs - startedMs > maxMs) {
            throw new Error(
              `The program is still busy after ${fired} timers and ${nowMs - startedMs} ms; look for a task that never ends or a timer that re-arms itself, or mark that timer as background.`,
            );
          }
          await fire(timer);
        }
      });
    },
  };
}
