import type { Clock } from '../clock.js';
import type { Insertion, Lease, QueueStore } from '../store.js';
import type { FaultSchedule } from './faults.js';
import type { Trace } from './trace.js';

interface Underway {
  readonly lease: Lease;
  readonly dueAtMs: number;
}

/** A store whose broker delays, duplicates and reorders by the schedule. */
export function createFaultyStore(
  store: QueueStore,
  clock: Clock,
  faults: FaultSchedule,
  trace: Trace,
): QueueStore {
  let underway: Underway[] = [];

  const delayed = (insertion: Insertion): Insertion => {
    const { record } = insertion;
    const fault = faults.strike('delay', record.task);
    if (fault === undefined) return insertion;
    trace.add('FAULT', `${record.id} becomes due ${fault.ms} ms late`);
    return { ...insertion, record: { ...record, dueAtMs: record.dueAtMs + fault.ms } };
  };

  /** Whether the delivery arrives now; puts copies and late ones on their way. */
  const arrives = (lease: Lease): boolean => {
    const { id, task } = lease.record;
    const copy = faults.strike('duplicate', task);
    if (copy !== undefined) {
      trace.add('FAULT', `${id} will be delivered again in ${copy.ms} ms`);
      underway.push({ lease, dueAtMs: clock.now() + copy.ms });
    }
    const late = faults.strike('reorder', task);
    if (late === undefined) return true;
    trace.add('FAULT', `the delivery of ${id} is held back for ${late.ms} ms`);
    underway.push({ lease, dueAtMs: clock.now() + late.ms });
    return false;
  };

  const takeArrived = (queues: readonly string[], limit: number): Lease[] => {
    const arrived = underway
      .filter(({ lease, dueAtMs }) => dueAtMs <= clock.now() && queues.includes(lease.record.queue))
      .slice(0, limit);
    underway = underway.filter((item) => !arrived.includes(item));
    return arrived.map(({ lease }) => lease);
  };

  return {
    insert: (insertions, nowMs) => store.insert(insertions.map(delayed), nowMs),
    async lease(request) {
      const arrived = takeArrived(request.queues, request.limit);
      const limit = request.limit - arrived.length;
      const fresh = limit > 0 ? await store.lease({ ...request, limit }) : [];
      return [...arrived, ...fresh.filter(arrives)];
    },
    async nextDueMs(queues) {
      const next = await store.nextDueMs(queues);
      const times = underway
        .filter(({ lease }) => queues.includes(lease.record.queue))
        .map(({ dueAtMs }) => dueAtMs);
      if (next !== null) times.push(next);
      return times.length === 0 ? null : Math.min(...times);
    },
    extend: (id, token, untilMs) => store.extend(id, token, untilMs),
    ack: (id, token, nowMs, result) => store.ack(id, token, nowMs, result),
    fail: (id, token, nowMs, outcome) => store.fail(id, token, nowMs, outcome),
    release: (id, token) => store.release(id, token),
    expireLeases: (nowMs, error) => store.expireLeases(nowMs, error),
    counts: (nowMs, queue) => store.counts(nowMs, queue),
    find: (id, nowMs) => store.find(id, nowMs),
    deadLetters: (filter, limit) => store.deadLetters(filter, limit),
    redrive: (filter, nowMs) => store.redrive(filter, nowMs),
    purge: (filter) => store.purge(filter),
  };
}
