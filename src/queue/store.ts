import type { ErrorRecord } from './errors.js';

/** One enqueued task as the store keeps it. Payload and retry are JSON text: nothing is shared by reference. */
export interface TaskRecord {
  readonly id: string;
  readonly task: string;
  readonly queue: string;
  /** JSON text. */
  readonly payload: string;
  /** JSON text of the retry numbers given at the enqueue; null: those of the task's declaration. */
  readonly retry: string | null;
  readonly maxAttempts: number;
  /** How many times it was leased, a current lease included. */
  readonly attempts: number;
  readonly enqueuedAtMs: number;
  /** When it may be leased next. */
  readonly dueAtMs: number;
}

/** A claim on a dedup key, made together with an insert. */
export interface DedupClaim {
  readonly key: string;
  /** When the claim ends; null: when the task has completed or is dead. */
  readonly untilMs: number | null;
}

/** One task to insert. */
export interface Insertion {
  readonly record: TaskRecord;
  readonly dedup?: DedupClaim;
}

/** What became of an insertion: its own id, or the id of the earlier task that holds its dedup key. */
export interface Inserted {
  readonly id: string;
  readonly duplicate: boolean;
}

/** A task handed to one worker until `leasedUntilMs`. Only the holder of `token` may settle it. */
export interface Lease {
  readonly record: TaskRecord;
  readonly token: string;
  readonly leasedUntilMs: number;
}

/** What a worker asks for. */
export interface LeaseRequest {
  readonly queues: readonly string[];
  readonly limit: number;
  readonly nowMs: number;
  readonly leaseMs: number;
  /** A text that is new for every request; the tokens are derived from it. */
  readonly token: string;
}

/** Where a failed task goes: back to its queue at a time, or to the dead letters. */
export type FailureOutcome =
  | { readonly kind: 'retry'; readonly dueAtMs: number }
  | { readonly kind: 'dead'; readonly error: ErrorRecord };

/** A result to keep. */
export interface KeptResult {
  /** JSON text. */
  readonly json: string;
  readonly untilMs: number;
}

/** A lease that ran out, and where its task went. */
export interface ExpiredLease {
  readonly record: TaskRecord;
  readonly outcome: 'ready' | 'dead';
}

/** A task that is tried no more. */
export interface DeadRecord {
  readonly record: TaskRecord;
  readonly error: ErrorRecord;
  readonly diedAtMs: number;
}

/** Which dead letters; `{}` means all of them. */
export interface DeadLetterFilter {
  readonly queue?: string;
  readonly task?: string;
  readonly ids?: readonly string[];
}

/** How much is waiting. */
export interface StoreCounts {
  readonly ready: number;
  readonly delayed: number;
  readonly leased: number;
  readonly dead: number;
  /** When the ready task that has waited longest became due; null when none is ready. */
  readonly oldestDueAtMs: number | null;
}

/** Where a task is now. */
export type TaskState =
  | { readonly kind: 'waiting' | 'leased'; readonly record: TaskRecord }
  | { readonly kind: 'dead'; readonly record: TaskRecord; readonly error: ErrorRecord }
  | { readonly kind: 'completed'; readonly task: string; readonly result: string };

/**
 * Where tasks are kept. Every method is one transaction: it happens whole or, when it rejects, not at all.
 * Times are milliseconds since 1970 and always passed in, so a store needs no clock.
 */
export interface QueueStore {
  /** Adds all tasks, except those whose dedup key is held by an earlier task of the same name. */
  insert(insertions: readonly Insertion[], nowMs: number): Promise<readonly Inserted[]>;
  /** Hands out up to `limit` due tasks, those due longest first, and counts an attempt for each. */
  lease(request: LeaseRequest): Promise<readonly Lease[]>;
  /** Prolongs a lease. False: the lease is no longer held. */
  extend(id: string, token: string, untilMs: number): Promise<boolean>;
  /** Takes a completed task out. False: the lease is no longer held, and nothing changed. */
  ack(id: string, token: string, nowMs: number, result?: KeptResult): Promise<boolean>;
  /** Moves a failed task on. False: the lease is no longer held, and nothing changed. */
  fail(id: string, token: string, nowMs: number, outcome: FailureOutcome): Promise<boolean>;
  /** Gives a lease back unused: the attempt is not counted. False: the lease is no longer held. */
  release(id: string, token: string): Promise<boolean>;
  /** Ends every lease that ran out; a task with no attempts left is dead with the given error. */
  expireLeases(nowMs: number, error: ErrorRecord): Promise<readonly ExpiredLease[]>;
  /** When the next task of these queues is due or the next lease runs out; null: nothing waits. */
  nextDueMs(queues: readonly string[]): Promise<number | null>;
  /** Counts one queue, or all of them. */
  counts(nowMs: number, queue?: string): Promise<StoreCounts>;
  /** Finds one task; undefined when it completed and no result is kept, or never existed. */
  find(id: string, nowMs: number): Promise<TaskState | undefined>;
  /** Lists dead letters, the oldest death first. */
  deadLetters(filter: DeadLetterFilter, limit: number): Promise<readonly DeadRecord[]>;
  /** Makes dead letters due again with all their attempts; returns them. */
  redrive(filter: DeadLetterFilter, nowMs: number): Promise<readonly TaskRecord[]>;
  /** Forgets dead letters; returns them. */
  purge(filter: DeadLetterFilter): Promise<readonly TaskRecord[]>;
}
