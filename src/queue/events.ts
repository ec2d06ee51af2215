import type { ErrorRecord } from './errors.js';

interface About {
  /** When it happened, in milliseconds since 1970. */
  readonly atMs: number;
  readonly id: string;
  readonly task: string;
  readonly queue: string;
}

interface Attempted extends About {
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly worker: string;
}

/** Everything a queue reports, told apart by `type`. */
export type QueueEvent =
  /** A task was stored. */
  | ({ readonly type: 'enqueued'; readonly dueAtMs: number } & About)
  /** An enqueue met an earlier task with its dedup key; `id` is that task. */
  | ({ readonly type: 'deduplicated'; readonly key: string } & About)
  /** A worker begins an attempt, `waitedMs` after the task was due. */
  | ({ readonly type: 'started'; readonly waitedMs: number } & Attempted)
  /** An attempt succeeded and was acknowledged. */
  | ({ readonly type: 'completed'; readonly durationMs: number } & Attempted)
  /** An attempt failed; `retried` or `dead` follows. */
  | ({ readonly type: 'failed'; readonly durationMs: number; readonly error: unknown } & Attempted)
  /** Another attempt is due at `dueAtMs`. */
  | ({ readonly type: 'retried'; readonly delayMs: number; readonly dueAtMs: number } & Attempted)
  /** The task is tried no more and is now a dead letter. */
  | ({ readonly type: 'dead'; readonly attempts: number; readonly error: ErrorRecord } & About)
  /** A worker was silent for too long; the task is due again, or dead when no attempt is left. */
  | ({ readonly type: 'lease-expired'; readonly attempts: number } & About)
  /** A worker finished or prolonged a task that was no longer its own; what it did may be done again. */
  | ({ readonly type: 'lease-lost' } & Attempted)
  /** A stopping worker gave a task back; the attempt does not count. */
  | ({ readonly type: 'released' } & Attempted)
  /** The task completed, but its result is not JSON and was not kept. */
  | ({ readonly type: 'result-dropped'; readonly error: unknown } & Attempted)
  /** A dead letter is due again. */
  | ({ readonly type: 'redriven' } & About)
  /** A dead letter was forgotten. */
  | ({ readonly type: 'purged' } & About)
  /** The store or a listener failed; the queue goes on. `during` says in what. */
  | { readonly type: 'error'; readonly atMs: number; readonly during: string; readonly error: unknown };

export type QueueEventType = QueueEvent['type'];

/** The event of one type. */
export type QueueEventOf<T extends QueueEventType> = Extract<QueueEvent, { type: T }>;

type Listener = (event: QueueEvent) => void;

/** Hands events to listeners. A listener that throws stops neither the queue nor the other listeners. */
export class EventHub {
  readonly #listeners = new Map<QueueEventType | '*', Set<Listener>>();

  /** Adds a listener for one type, or for all with `*`; the returned function takes it off again. */
  on(type: QueueEventType | '*', listener: Listener): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    const own: Listener = (event) => {
      listener(event);
    };
    listeners.add(own);
    return () => {
      listeners.delete(own);
    };
  }

  /** Tells every listener; an `error` event that nobody listens to becomes a process warning. */
  emit(event: QueueEvent): void {
    const listeners = [...(this.#listeners.get(event.type) ?? []), ...(this.#listeners.get('*') ?? [])];
    if (event.type === 'error' && listeners.length === 0) warn(event.during, event.error);
    const failures: unknown[] = [];
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        failures.push(error);
      }
    }
    const during = `a listener of ${event.type}`;
    for (const error of failures) {
      if (event.type === 'error') warn(during, error);
      else this.emit({ type: 'error', atMs: event.atMs, during, error });
    }
  }
}

function warn(during: string, error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  process.emitWarning(`Task queue: ${during} failed: ${text}`, { code: 'TASK_QUEUE_ERROR' });
}
