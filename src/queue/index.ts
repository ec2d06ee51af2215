/**
 * A small task queue that is strict on purpose: JSON payloads, retries that wait and grow, results thrown away unless
 * asked for, dead letters, leases. `docs/guides/reference-queue.md` is its manual; the simulator is in `testing.ts`.
 */
export type { Backlog } from './backlog.js';
export { createRealClock, sleep, type Clock, type Timer, type TimerOptions } from './clock.js';
export type { DeadLetter, DeadLetters } from './dead-letters.js';
export type { AroundAttempt } from './delivery.js';
export {
  InvalidOptionError,
  LeaseLostError,
  NonRetryableError,
  PayloadError,
  QueueError,
  QueueStoppedError,
  ResultError,
  TaskConflictError,
  TaskTimeoutError,
  UnknownQueueError,
  UnknownTaskError,
  type ErrorRecord,
  type QueueErrorCode,
} from './errors.js';
export type { QueueEvent, QueueEventOf, QueueEventType } from './events.js';
export type { Jsonable, JsonPayload, JsonPrimitive, JsonProblem, JsonValue } from './json.js';
export { createMemoryStore } from './memory-store.js';
export {
  createQueue,
  type Enqueued,
  type EnqueueOptions,
  type QueueOptions,
  type TaskQueue,
  type TaskStatus,
} from './queue.js';
export { createRandom, type Random } from './random.js';
export {
  DEFAULT_RETRY,
  retryDelayMs,
  type ErrorClass,
  type RetryNumbers,
  type RetryPolicy,
} from './retry.js';
export type * from './store.js';
export {
  defineTask,
  type AnyTask,
  type DedupPolicy,
  type ResultPolicy,
  type Task,
  type TaskContext,
  type TaskDefinition,
} from './task.js';
export {
  createVirtualClock,
  type RunLimits,
  type VirtualClock,
  type VirtualClockOptions,
} from './virtual-clock.js';
export type { StopOptions, Worker, WorkerOptions } from './worker.js';
