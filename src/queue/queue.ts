import { Throughput, toBacklog, type Backlog } from './backlog.js';
import { createRealClock, requireDuration, type Clock } from './clock.js';
import { createDeadLetters, type DeadLetters } from './dead-letters.js';
import type { AroundAttempt, WorkerSetting } from './delivery.js';
import { PayloadError, QueueStoppedError } from './errors.js';
import { EventHub, type QueueEvent, type QueueEventOf, type QueueEventType } from './events.js';
import { findNonJson, type JsonPayload } from './json.js';
import { createMemoryStore } from './memory-store.js';
import { randomId, systemRandom, type Random } from './random.js';
import { Registry } from './registry.js';
import { resolveRetry, type RetryNumbers } from './retry.js';
import type { DedupClaim, Inserted, Insertion, QueueStore, TaskRecord } from './store.js';
import { requireName, type AnyTask, type Task } from './task.js';
import { QueueWorker, type StopOptions, type Worker, type WorkerOptions } from './worker.js';

/** What a queue is made of. Everything has a default; tests pass a virtual clock and a seeded random source. */
export interface QueueOptions {
  /** The tasks it knows; `register` adds more. */
  readonly tasks?: readonly AnyTask[];
  /** Queue names besides those of the tasks, for routing at the enqueue. */
  readonly queues?: readonly string[];
  /** Default: in memory. */
  readonly store?: QueueStore;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** For jitter and ids. Default: the process's own. */
  readonly random?: Random;
  /** Makes the id of a task from its name. Default: 24 random hexadecimal digits. */
  readonly createId?: (task: string) => string;
  /** Runs around every attempt, for tracing or async context. */
  readonly around?: AroundAttempt;
}

/** Departures from a task's declaration for one enqueue. */
export interface EnqueueOptions {
  /** Milliseconds before the first attempt. */
  readonly delayMs?: number;
  /** Another queue than the task's own. */
  readonly queue?: string;
  /** A dedup key; without `windowMs` it holds until the task has completed or is dead. */
  readonly dedup?: { readonly key: string; readonly windowMs?: number };
  readonly retry?: Partial<RetryNumbers>;
}

/** A stored task, or the earlier one with the same dedup key. */
export type Enqueued = Inserted;

/** Where a task is. */
export interface TaskStatus {
  readonly id: string;
  readonly task: string;
  readonly state: 'ready' | 'delayed' | 'leased' | 'dead' | 'completed';
}

/** Enqueues tasks, runs workers, and answers questions about both. */
export interface TaskQueue {
  /** Adds a task after the queue was made; adding it twice changes nothing. */
  register(task: AnyTask): void;
  /**
   * Stores a task. It resolves once the store has it.
   * @throws PayloadError, UnknownTaskError, UnknownQueueError, InvalidOptionError, QueueStoppedError: nothing was stored
   */
  enqueue<P>(task: Task<P>, payload: NoInfer<P>, options?: EnqueueOptions): Promise<Enqueued>;
  /** Stores one task per payload, all or none, with the same errors as `enqueue`. */
  enqueueMany<P>(
    task: Task<P>,
    payloads: readonly NoInfer<P>[],
    options?: EnqueueOptions,
  ): Promise<readonly Enqueued[]>;
  /** Starts a worker. */
  work(options?: WorkerOptions): Worker;
  /** Where a task is; undefined when it completed and no result is kept, or never existed. */
  status(id: string): Promise<TaskStatus | undefined>;
  /** The kept result of a completed task; undefined while it has none, or no longer. */
  result<R extends JsonPayload<R>>(task: Task<never, R>, id: string): Promise<R | undefined>;
  /** The figures of one queue, or of all together. */
  backlog(queue?: string): Promise<Backlog>;
  readonly deadLetters: DeadLetters;
  /** Listens to one type of event, or to all with `*`; call the returned function to stop listening. */
  on<T extends QueueEventType>(type: T, listener: (event: QueueEventOf<T>) => void): () => void;
  on(type: '*', listener: (event: QueueEvent) => void): () => void;
  /**
   * Stops all workers as `Worker.stop` does, then refuses further work; running tasks may still enqueue.
   * Calling it again returns the same promise.
   */
  stop(options?: StopOptions): Promise<void>;
}

/**
 * Creates a queue.
 * @throws TaskConflictError when two different tasks have one name
 */
export function createQueue(options: QueueOptions = {}): TaskQueue {
  return new ReferenceQueue(options);
}

const runDirectly: AroundAttempt = (_context, run) => run();

class ReferenceQueue implements TaskQueue {
  readonly deadLetters: DeadLetters;
  readonly #setting: WorkerSetting;
  readonly #createId: (task: string) => string;
  readonly #throughput = new Throughput();
  readonly #workers: QueueWorker[] = [];
  #stopping: Promise<void> | undefined;
  #stopped = false;

  constructor(options: QueueOptions) {
    const { tasks = [], queues = [], store = createMemoryStore(), clock = createRealClock() } = options;
    const { random = systemRandom, createId = () => randomId(random), around = runDirectly } = options;
    const registry = new Registry();
    for (const task of tasks) registry.addTask(task);
    for (const queue of queues) registry.addQueue(queue);
    this.#setting = { store, clock, random, hub: new EventHub(), registry, around };
    this.#createId = createId;
    this.deadLetters = createDeadLetters(this.#setting, () => {
      this.#wakeWorkers();
    });
    this.on('completed', ({ queue, atMs }) => {
      this.#throughput.add(queue, atMs);
    });
  }

  register(task: AnyTask): void {
    this.#setting.registry.addTask(task);
  }

  async enqueue<P>(task: Task<P>, payload: P, options: EnqueueOptions = {}): Promise<Enqueued> {
    const [enqueued] = await this.#insert([this.#prepare(task, payload, 'payload', options)]);
    if (enqueued === undefined)
      throw new TypeError('The store broke its contract: insert() returned nothing.');
    return enqueued;
  }

  async enqueueMany<P>(
    task: Task<P>,
    payloads: readonly P[],
    options: EnqueueOptions = {},
  ): Promise<readonly Enqueued[]> {
    return this.#insert(
      payloads.map((payload, index) => this.#prepare(task, payload, `payloads[${index}]`, options)),
    );
  }

  work(options: WorkerOptions = {}): Worker {
    if (this.#stopping !== undefined) throw new QueueStoppedError('start a worker');
    const { id = `worker-${this.#workers.length + 1}` } = options;
    const worker = new QueueWorker(this.#setting, id, options);
    this.#workers.push(worker);
    return worker;
  }

  async status(id: string): Promise<TaskStatus | undefined> {
    const nowMs = this.#setting.clock.now();
    const found = await this.#setting.store.find(id, nowMs);
    if (found === undefined) return undefined;
    if (found.kind === 'completed') return { id, task: found.task, state: 'completed' };
    const waiting = found.record.dueAtMs <= nowMs ? 'ready' : 'delayed';
    return { id, task: found.record.task, state: found.kind === 'waiting' ? waiting : found.kind };
  }

  async result<R extends JsonPayload<R>>(task: Task<never, R>, id: string): Promise<R | undefined> {
    this.#setting.registry.requireTask(task);
    const found = await this.#setting.store.find(id, this.#setting.clock.now());
    if (found?.kind !== 'completed' || found.task !== task.name) return undefined;
    return JSON.parse(found.result) as R;
  }

  async backlog(queue?: string): Promise<Backlog> {
    const { registry, clock, store } = this.#setting;
    if (queue !== undefined) registry.requireQueue(queue);
    const nowMs = clock.now();
    return toBacklog(await store.counts(nowMs, queue), this.#throughput.lastMinute(nowMs, queue), nowMs);
  }

  on<T extends QueueEventType>(type: T | '*', listener: (event: QueueEventOf<T>) => void): () => void {
    return this.#setting.hub.on(type, listener as (event: QueueEvent) => void);
  }

  stop(options: StopOptions = {}): Promise<void> {
    this.#stopping ??= this.#stop(options);
    return this.#stopping;
  }

  async #stop(options: StopOptions): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop(options)));
    this.#stopped = true;
  }

  #prepare<P>(task: Task<P>, payload: P, root: string, options: EnqueueOptions): Insertion {
    const { registry, clock } = this.#setting;
    const { queue = task.queue, delayMs = task.delayMs, retry } = options;
    if (this.#stopped) throw new QueueStoppedError('enqueue a task');
    registry.requireTask(task);
    registry.requireQueue(queue);
    requireDuration('delayMs', delayMs);
    const { maxAttempts } = resolveRetry(retry, task.retry);
    const problem = findNonJson(payload, root);
    if (problem !== undefined) throw new PayloadError(task.name, problem);
    const nowMs = clock.now();
    const record: TaskRecord = {
      id: this.#createId(task.name),
      task: task.name,
      queue,
      payload: JSON.stringify(payload),
      retry: retry === undefined ? null : JSON.stringify(retry),
      maxAttempts,
      attempts: 0,
      enqueuedAtMs: nowMs,
      dueAtMs: nowMs + delayMs,
    };
    const dedup = dedupClaim(task, payload, options, nowMs);
    return dedup === undefined ? { record } : { record, dedup };
  }

  async #insert(insertions: readonly Insertion[]): Promise<readonly Enqueued[]> {
    const { store, clock, hub } = this.#setting;
    const inserted = await store.insert(insertions, clock.now());
    for (const [index, { id, duplicate }] of inserted.entries()) {
      const insertion = insertions[index];
      if (insertion === undefined) continue;
      const { task, queue, dueAtMs } = insertion.record;
      const about = { atMs: clock.now(), id, task, queue };
      if (duplicate) hub.emit({ type: 'deduplicated', ...about, key: insertion.dedup?.key ?? '' });
      else hub.emit({ type: 'enqueued', ...about, dueAtMs });
    }
    this.#wakeWorkers();
    return inserted;
  }

  #wakeWorkers(): void {
    for (const worker of this.#workers) worker.wake();
  }
}

function dedupClaim<P>(
  task: Task<P>,
  payload: P,
  options: EnqueueOptions,
  nowMs: number,
): DedupClaim | undefined {
  const { key, windowMs } = options.dedup ?? {
    key: task.dedup?.key(payload),
    windowMs: task.dedup?.windowMs,
  };
  if (key === undefined) return undefined;
  requireName('dedup.key', key);
  if (windowMs === undefined) return { key, untilMs: null };
  requireDuration('dedup.windowMs', windowMs);
  return { key, untilMs: nowMs + windowMs };
}
