import type { Clock } from '../clock.js';
import type { QueueEvent } from '../events.js';

/** One line of what happened. */
export interface TraceEntry {
  /** Milliseconds since the simulation began. */
  readonly atMs: number;
  /** The process, request or part of the world that did it. */
  readonly who: string;
  readonly what: string;
}

/** What happened in a simulation, in order. `String(trace)` makes a table of it. */
export class Trace {
  readonly entries: TraceEntry[] = [];
  readonly #clock: Clock;
  readonly #startMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.now();
  }

  /** Adds a line at the present time. */
  add(who: string, what: string): void {
    this.entries.push({ atMs: this.#clock.now() - this.#startMs, who, what });
  }

  /** Adds the line of a queue event. */
  addEvent(event: QueueEvent, who: string): void {
    this.add('worker' in event ? event.worker : who, describe(event));
  }

  toString(): string {
    const width = Math.max(0, ...this.entries.map(({ who }) => who.length));
    return this.entries
      .map(
        ({ atMs, who, what }) => `${(atMs / 1000).toFixed(3).padStart(10)}s  ${who.padEnd(width)}  ${what}`,
      )
      .join('\n');
  }
}

function describe(event: QueueEvent): string {
  switch (event.type) {
    case 'enqueued':
      return event.dueAtMs > event.atMs
        ? `enqueues ${event.id}, due in ${event.dueAtMs - event.atMs} ms`
        : `enqueues ${event.id}`;
    case 'deduplicated':
      return `enqueues nothing: ${event.id} has the dedup key "${event.key}"`;
    case 'started':
      return `starts ${event.id}, attempt ${event.attempt}`;
    case 'completed':
      return `completes ${event.id}`;
    case 'failed':
      return `fails ${event.id}: ${event.error instanceof Error ? event.error.message : String(event.error)}`;
    case 'retried':
      return `retries ${event.id} in ${event.delayMs} ms`;
    case 'dead':
      return `gives up ${event.id} after ${event.attempts} attempts: ${event.error.message}`;
    case 'lease-expired':
      return `ends the lease of ${event.id}: no sign of life`;
    case 'lease-lost':
      return `no longer holds ${event.id}`;
    case 'released':
      return `gives back ${event.id}`;
    case 'result-dropped':
      return `drops the result of ${event.id}`;
    case 'redriven':
      return `makes ${event.id} due again`;
    case 'purged':
      return `forgets ${event.id}`;
    case 'error':
      return `error in ${event.during}: ${event.error instanceof Error ? event.error.message : String(event.error)}`;
  }
}
