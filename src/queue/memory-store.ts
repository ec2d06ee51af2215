import { DedupClaims } from './dedup.js';
import type { ErrorRecord } from './errors.js';
import { Heap } from './heap.js';
import type {
  DeadLetterFilter,
  DeadRecord,
  ExpiredLease,
  FailureOutcome,
  Inserted,
  Insertion,
  KeptResult,
  Lease,
  LeaseRequest,
  QueueStore,
  StoreCounts,
  TaskRecord,
  TaskState,
} from './store.js';

interface Waiting {
  readonly record: TaskRecord;
  /** Keeps tasks that are due at the same time in the order they were enqueued. */
  readonly order: number;
}

interface Leased extends Waiting {
  readonly token: string;
  untilMs: number;
}

interface Kept extends KeptResult {
  readonly id: string;
  readonly task: string;
}

/** Creates a store that lives as long as the process. Each call is atomic because it never yields half-way. */
export function createMemoryStore(): QueueStore {
  return new MemoryStore();
}

class MemoryStore implements QueueStore {
  readonly #queues = new Map<string, Heap<Waiting>>();
  readonly #waiting = new Map<string, TaskRecord>();
  readonly #leased = new Map<string, Leased>();
  readonly #dead = new Map<string, DeadRecord>();
  readonly #claims = new DedupClaims();
  readonly #results = new Map<string, Kept>();
  readonly #resultsByEnd = new Heap<Kept>((left, right) => left.untilMs < right.untilMs);
  #inserted = 0;

  insert(insertions: readonly Insertion[], nowMs: number): Promise<readonly Inserted[]> {
    const inserted = insertions.map(({ record, dedup }): Inserted => {
      const holder = dedup && this.#claims.claim(record.task, record.id, dedup, nowMs);
      if (holder !== undefined) return { id: holder, duplicate: true };
      this.#wait(record);
      return { id: record.id, duplicate: false };
    });
    return Promise.resolve(inserted);
  }

  lease({ queues, limit, nowMs, leaseMs, token }: LeaseRequest): Promise<readonly Lease[]> {
    const leases: Lease[] = [];
    while (leases.length < limit) {
      const heap = this.#earliest(queues);
      const first = heap?.peek();
      if (heap === undefined || first === undefined || first.record.dueAtMs > nowMs) break;
      heap.pop();
      const record = { ...first.record, attempts: first.record.attempts + 1 };
      const lease = { record, token: `${token}:${leases.length}`, leasedUntilMs: nowMs + leaseMs };
      this.#waiting.delete(record.id);
      this.#leased.set(record.id, { ...first, record, token: lease.token, untilMs: lease.leasedUntilMs });
      leases.push(lease);
    }
    return Promise.resolve(leases);
  }

  extend(id: string, token: string, untilMs: number): Promise<boolean> {
    const leased = this.#held(id, token);
    if (leased !== undefined) leased.untilMs = untilMs;
    return Promise.resolve(leased !== undefined);
  }

  ack(id: string, token: string, nowMs: number, result?: KeptResult): Promise<boolean> {
    const leased = this.#take(id, token);
    if (leased === undefined) return Promise.resolve(false);
    this.#claims.settle(id);
    this.#dropEndedResults(nowMs);
    if (result !== undefined) {
      const kept = { ...result, id, task: leased.record.task };
      this.#results.set(id, kept);
      this.#resultsByEnd.push(kept);
    }
    return Promise.resolve(true);
  }

  fail(id: string, token: string, nowMs: number, outcome: FailureOutcome): Promise<boolean> {
    const leased = this.#take(id, token);
    if (leased === undefined) return Promise.resolve(false);
    if (outcome.kind === 'dead') this.#bury(leased.record, outcome.error, nowMs);
    else this.#wait({ ...leased.record, dueAtMs: outcome.dueAtMs });
    return Promise.resolve(true);
  }

  release(id: string, token: string): Promise<boolean> {
    const leased = this.#take(id, token);
    if (leased !== undefined) {
      this.#wait({ ...leased.record, attempts: leased.record.attempts - 1 }, leased.order);
    }
    return Promise.resolve(leased !== undefined);
  }

  expireLeases(nowMs: number, error: ErrorRecord): Promise<readonly ExpiredLease[]> {
    const expired: ExpiredLease[] = [];
    for (const { record, untilMs, order } of this.#leased.values()) {
      if (untilMs > nowMs) continue;
      this.#leased.delete(record.id);
      const outcome = record.attempts < record.maxAttempts ? 'ready' : 'dead';
      if (outcome === 'dead') this.#bury(record, error, nowMs);
      else this.#wait(record, order);
      expired.push({ record, outcome });
    }
    return Promise.resolve(expired);
  }

  nextDueMs(queues: readonly string[]): Promise<number | null> {
    const times = [...this.#leased.values()]
      .filter(({ record }) => queues.includes(record.queue))
      .map(({ untilMs }) => untilMs);
    const first = this.#earliest(queues)?.peek();
    if (first !== undefined) times.push(first.record.dueAtMs);
    return Promise.resolve(times.length === 0 ? null : Math.min(...times));
  }

  counts(nowMs: number, queue?: string): Promise<StoreCounts> {
    const inQueue = (record: TaskRecord): boolean => queue === undefined || record.queue === queue;
    let ready = 0;
    let delayed = 0;
    let oldestDueAtMs: number | null = null;
    for (const record of this.#waiting.values()) {
      if (!inQueue(record)) continue;
      if (record.dueAtMs > nowMs) {
        delayed++;
        continue;
      }
      ready++;
      oldestDueAtMs = Math.min(oldestDueAtMs ?? record.dueAtMs, record.dueAtMs);
    }
    const count = (items: Iterable<Pick<Leased, 'record'>>): number =>
      [...items].filter(({ record }) => inQueue(record)).length;
    const leased = count(this.#leased.values());
    return Promise.resolve({ ready, delayed, leased, dead: count(this.#dead.values()), oldestDueAtMs });
  }

  find(id: string, nowMs: number): Promise<TaskState | undefined> {
    return Promise.resolve(this.#find(id, nowMs));
  }

  deadLetters(filter: DeadLetterFilter, limit: number): Promise<readonly DeadRecord[]> {
    return Promise.resolve(this.#chosen(filter).slice(0, limit));
  }

  redrive(filter: DeadLetterFilter, nowMs: number): Promise<readonly TaskRecord[]> {
    const records = this.#remove(filter).map((record) => ({ ...record, attempts: 0, dueAtMs: nowMs }));
    for (const record of records) this.#wait(record);
    return Promise.resolve(records);
  }

  purge(filter: DeadLetterFilter): Promise<readonly TaskRecord[]> {
    return Promise.resolve(this.#remove(filter));
  }

  #wait(record: TaskRecord, order = this.#inserted++): void {
    let heap = this.#queues.get(record.queue);
    if (heap === undefined) {
      heap = new Heap(comesFirst);
      this.#queues.set(record.queue, heap);
    }
    heap.push({ record, order });
    this.#waiting.set(record.id, record);
  }

  #bury(record: TaskRecord, error: ErrorRecord, nowMs: number): void {
    this.#claims.settle(record.id);
    this.#dead.set(record.id, { record, error, diedAtMs: nowMs });
  }

  /** The heap whose first task comes before those of the other queues. */
  #earliest(queues: readonly string[]): Heap<Waiting> | undefined {
    let best: { heap: Heap<Waiting>; first: Waiting } | undefined;
    for (const queue of queues) {
      const heap = this.#queues.get(queue);
      const first = heap?.peek();
      if (heap === undefined || first === undefined) continue;
      if (best === undefined || comesFirst(first, best.first)) best = { heap, first };
    }
    return best?.heap;
  }

  #held(id: string, token: string): Leased | undefined {
    const leased = this.#leased.get(id);
    return leased?.token === token ? leased : undefined;
  }

  #take(id: string, token: string): Leased | undefined {
    const leased = this.#held(id, token);
    if (leased !== undefined) this.#leased.delete(id);
    return leased;
  }

  #find(id: string, nowMs: number): TaskState | undefined {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) return { kind: 'waiting', record: waiting };
    const leased = this.#leased.get(id);
    if (leased !== undefined) return { kind: 'leased', record: leased.record };
    const dead = this.#dead.get(id);
    if (dead !== undefined) return { kind: 'dead', record: dead.record, error: dead.error };
    this.#dropEndedResults(nowMs);
    const kept = this.#results.get(id);
    return kept && { kind: 'completed', task: kept.task, result: kept.json };
  }

  #dropEndedResults(nowMs: number): void {
    const byEnd = this.#resultsByEnd;
    for (let first = byEnd.peek(); first !== undefined && first.untilMs <= nowMs; first = byEnd.peek()) {
      byEnd.pop();
      this.#results.delete(first.id);
    }
  }

  #chosen({ queue, task, ids }: DeadLetterFilter): DeadRecord[] {
    return [...this.#dead.values()].filter(
      ({ record }) =>
        (queue === undefined || record.queue === queue) &&
        (task === undefined || record.task === task) &&
        (ids === undefined || ids.includes(record.id)),
    );
  }

  #remove(filter: DeadLetterFilter): TaskRecord[] {
    return this.#chosen(filter).map(({ record }) => {
      this.#dead.delete(record.id);
      return record;
    });
  }
}

function comesFirst(left: Waiting, right: Waiting): boolean {
  const leftDueMs = left.record.dueAtMs;
  const rightDueMs = right.record.dueAtMs;
  return leftDueMs < rightDueMs || (leftDueMs === rightDueMs && left.order < right.order);
}
