import type { Backlog } from '../backlog.js';
import type { DeadLetter } from '../dead-letters.js';
import type { QueueEvent } from '../events.js';
import { createRandom } from '../random.js';
import { createVirtualClock, type RunLimits } from '../virtual-clock.js';
import type { EffectLog } from './effects.js';
import { FaultSchedule, type Fault, type FaultRates } from './faults.js';
import type { Trace } from './trace.js';
import { SimulatedWorld, type World } from './world.js';

/** How a scenario is simulated. The same options give the same run. */
export interface SimulateOptions {
  /** Drives jitter and random faults. Default 1. */
  readonly seed?: number | string;
  /** The faults themselves, or how probable each kind is at each place. Default none. */
  readonly faults?: readonly Fault[] | FaultRates;
  /** How many faults the probabilities may make. Default 5. */
  readonly maxFaults?: number;
  /** Where the virtual clock starts, in milliseconds since 1970. Default 0. */
  readonly startMs?: number;
  /** Milliseconds a crashed process takes to start again. Default 1,000. */
  readonly restartMs?: number;
  /** When a run that does not come to rest is given up. */
  readonly limits?: RunLimits;
}

/** What came of a simulation. */
export interface Simulation<T> {
  /** What the scenario returned. */
  readonly value: T;
  /** What the outside world noticed. */
  readonly effects: EffectLog;
  /** What happened, line by line; `String(trace)` prints it. */
  readonly trace: Trace;
  /** The faults that struck; given as `faults`, with the same seed, they make the same run. */
  readonly faults: readonly Fault[];
  readonly events: readonly QueueEvent[];
  readonly deadLetters: readonly DeadLetter[];
  /** What was left at the end: a `depth` above 0 is a task that no worker took. */
  readonly backlog: Backlog;
  /** Virtual milliseconds from the start to the last thing that happened. */
  readonly elapsedMs: number;
}

/**
 * Plays a scenario on a virtual clock under faults, until nothing is left to do: every retry, lease and delay passes
 * in a moment. Rejects with the scenario's error, or when the scenario waits for something off the clock.
 */
export async function simulate<T>(
  scenario: (world: World) => T | Promise<T>,
  options: SimulateOptions = {},
): Promise<Simulation<T>> {
  const { seed = 1, faults = [], maxFaults = 5, startMs = 0, restartMs = 1_000, limits } = options;
  const clock = createVirtualClock({ startMs });
  const schedule = new FaultSchedule(faults, createRandom(`${seed}:faults`), maxFaults);
  const world = new SimulatedWorld({ seed, clock, faults: schedule, restartMs });
  const progress = { over: false };
  const played = (async () => scenario(world))().finally(() => {
    progress.over = true;
  });
  // A failure is reported by the await below; until then it must not count as unhandled.
  played.catch(() => undefined);
  await clock.runUntilIdle(limits);
  if (!progress.over) {
    throw new Error(
      'The scenario still waits although nothing is left on the virtual clock; use world.sleep() in place of timers and await only what happens in the world.',
    );
  }
  const value = await played;
  const elapsedMs = clock.now() - startMs;
  const [backlog, deadLetters] = await Promise.all([
    world.queue.backlog(),
    world.queue.deadLetters.list({}, Infinity),
  ]);
  await Promise.all([world.queue.stop({ graceMs: 0 }), clock.runUntilIdle(limits)]);
  const { effects, trace, events } = world;
  return { value, effects, trace, faults: schedule.struck, events, deadLetters, backlog, elapsedMs };
}
