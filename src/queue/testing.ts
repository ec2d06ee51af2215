/**
 * The simulator: plays tasks on a virtual clock under seeded faults (crashes around effects, duplicate and late
 * deliveries, slow commits) and tells what the outside world noticed.
 */
export { RollbackError, type Table, type Transaction } from './simulator/database.js';
export type { Effect, EffectLog } from './simulator/effects.js';
export {
  crashAfter,
  crashBefore,
  crashDuring,
  delay,
  duplicate,
  reorder,
  rollback,
  slowCommit,
  type Fault,
  type FaultKind,
  type FaultRates,
} from './simulator/faults.js';
export { simulate, type SimulateOptions, type Simulation } from './simulator/simulate.js';
export type { Trace, TraceEntry } from './simulator/trace.js';
export type { EffectOptions, World } from './simulator/world.js';
