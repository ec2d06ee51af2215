import type { ErrorRecord } from './errors.js';
import type { JsonValue } from './json.js';
import type { WorkerSetting } from './delivery.js';
import type { DeadLetterFilter, TaskRecord } from './store.js';

/** A task that is tried no more. */
export interface DeadLetter {
  readonly id: string;
  readonly task: string;
  readonly queue: string;
  readonly payload: JsonValue;
  readonly attempts: number;
  /** The last error. */
  readonly error: ErrorRecord;
  readonly enqueuedAtMs: number;
  readonly diedAtMs: number;
}

/** The list of dead tasks. In filters, `{}` means all of them. */
export interface DeadLetters {
  /** Lists dead letters, the oldest death first. `limit` defaults to 100. */
  list(filter?: DeadLetterFilter, limit?: number): Promise<readonly DeadLetter[]>;
  /** Makes dead letters due now, with all their attempts again; returns how many. */
  redrive(filter: DeadLetterFilter): Promise<number>;
  /** Forgets dead letters for good; returns how many. */
  purge(filter: DeadLetterFilter): Promise<number>;
}

/**
 * The dead letters of a queue's store.
 * @param redriven called when there may be new work
 */
export function createDeadLetters(setting: WorkerSetting, redriven: () => void): DeadLetters {
  const { store, clock, hub } = setting;
  const report = (type: 'redriven' | 'purged', records: readonly TaskRecord[]): number => {
    for (const { id, task, queue } of records) hub.emit({ type, atMs: clock.now(), id, task, queue });
    return records.length;
  };
  return {
    async list(filter = {}, limit = 100) {
      const letters = await store.deadLetters(filter, limit);
      return letters.map(({ record, error, diedAtMs }) => {
        const { id, task, queue, attempts, enqueuedAtMs } = record;
        const payload = JSON.parse(record.payload) as JsonValue;
        return { id, task, queue, payload, attempts, error, enqueuedAtMs, diedAtMs };
      });
    },
    async redrive(filter) {
      const count = report('redriven', await store.redrive(filter, clock.now()));
      redriven();
      return count;
    },
    purge: async (filter) => report('purged', await store.purge(filter)),
  };
}
