import type { JsonProblem } from './json.js';

/** What went wrong, as a stable word a program can compare with. */
export type QueueErrorCode =
  | 'INVALID_OPTION'
  | 'LEASE_LOST'
  | 'NON_RETRYABLE'
  | 'PAYLOAD'
  | 'QUEUE_STOPPED'
  | 'RESULT'
  | 'TASK_CONFLICT'
  | 'TASK_TIMEOUT'
  | 'UNKNOWN_QUEUE'
  | 'UNKNOWN_TASK';

/** The base of every error this module throws; `code` tells them apart across realms and bundles. */
export class QueueError extends Error {
  override readonly name: string = 'QueueError';
  readonly code: QueueErrorCode;

  constructor(code: QueueErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A payload that JSON cannot carry. Nothing was enqueued. */
export class PayloadError extends QueueError {
  override readonly name = 'PayloadError';
  /** Where the value sits, as one would write it in code: `payload.items[2].at`. */
  readonly path: string;
  /** What is wrong with it and what to pass instead. */
  readonly reason: string;

  constructor(task: string, { path, reason }: JsonProblem) {
    super('PAYLOAD', `Task "${task}" takes JSON only, but ${path} is ${reason}. Nothing was enqueued.`);
    this.path = path;
    this.reason = reason;
  }
}

/** A result that was to be kept and that JSON cannot carry. The task itself completed. */
export class ResultError extends QueueError {
  override readonly name = 'ResultError';
  readonly path: string;
  readonly reason: string;

  constructor(task: string, { path, reason }: JsonProblem) {
    super(
      'RESULT',
      `Task "${task}" keeps its result as JSON, but ${path} is ${reason}. The result was dropped.`,
    );
    this.path = path;
    this.reason = reason;
  }
}

/** A number, name or policy outside what an option allows. */
export class InvalidOptionError extends QueueError {
  override readonly name = 'InvalidOptionError';
  readonly option: string;

  constructor(option: string, value: unknown, expected: string) {
    const shown = typeof value === 'string' ? `"${value}"` : String(value);
    super('INVALID_OPTION', `Option ${option} is ${shown}; give ${expected}.`);
    this.option = option;
  }
}

/** A task that was not given to `createQueue({ tasks })` or `register`. */
export class UnknownTaskError extends QueueError {
  override readonly name = 'UnknownTaskError';

  constructor(task: string, known: Iterable<string>) {
    super(
      'UNKNOWN_TASK',
      `Task "${task}" is not known to this queue; add it to createQueue({ tasks }) or call register(task). Known tasks: ${listed(known)}.`,
    );
  }
}

/** A queue name that no task and no `queues` option mentions. */
export class UnknownQueueError extends QueueError {
  override readonly name = 'UnknownQueueError';

  constructor(queue: string, known: Iterable<string>) {
    super(
      'UNKNOWN_QUEUE',
      `Queue "${queue}" is not known; correct the name or add it to createQueue({ queues }). Known queues: ${listed(known)}.`,
    );
  }
}

/** Two different tasks with one name: the worker could not tell which to run. */
export class TaskConflictError extends QueueError {
  override readonly name = 'TaskConflictError';

  constructor(task: string) {
    super('TASK_CONFLICT', `Two different tasks are named "${task}"; give each task its own name.`);
  }
}

/** The queue was stopped; it takes no more work. */
export class QueueStoppedError extends QueueError {
  override readonly name = 'QueueStoppedError';

  constructor(action: string) {
    super('QUEUE_STOPPED', `Cannot ${action}: the queue was stopped; create a new one with createQueue().`);
  }
}

/** A task ran longer than its `timeoutMs`; also the reason of its abort signal. */
export class TaskTimeoutError extends QueueError {
  override readonly name = 'TaskTimeoutError';

  constructor(task: string, timeoutMs: number) {
    super(
      'TASK_TIMEOUT',
      `Task "${task}" ran longer than its timeoutMs of ${timeoutMs} ms; split it, raise timeoutMs, or stop at context.signal.`,
    );
  }
}

/** The lease ended while the task ran, so another worker may run it; the reason of the abort signal. */
export class LeaseLostError extends QueueError {
  override readonly name = 'LeaseLostError';

  constructor(id: string) {
    super('LEASE_LOST', `Task ${id} no longer holds its lease; stop working on it, another worker will.`);
  }
}

/** Throw this from a task when trying again cannot help: the task goes straight to the dead letters. */
export class NonRetryableError extends QueueError {
  override readonly name = 'NonRetryableError';

  constructor(message: string, options?: ErrorOptions) {
    super('NON_RETRYABLE', message, options);
  }
}

/** What the store and the dead letters keep of an error: no stack, no properties, so that no secret is kept. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
}

/** Reduces anything a task threw to its name and message. */
export function toErrorRecord(error: unknown): ErrorRecord {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'NonError', message: String(error) };
}

function listed(names: Iterable<string>): string {
  const sorted = [...names].sort();
  return sorted.length === 0 ? 'none' : sorted.join(', ');
}
