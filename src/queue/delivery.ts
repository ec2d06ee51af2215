import type { Clock, Timer } from './clock.js';
import { LeaseLostError, QueueStoppedError, ResultError, TaskTimeoutError, toErrorRecord } from './errors.js';
import type { EventHub } from './events.js';
import { findNonJson } from './json.js';
import type { Random } from './random.js';
import type { Registry } from './registry.js';
import { DEFAULT_RETRY, isRetryable, resolveRetry, retryDelayMs, type RetryNumbers } from './retry.js';
import type { KeptResult, Lease, QueueStore } from './store.js';
import type { AnyTask, TaskContext } from './task.js';

/** Runs around every attempt, for tracing, logging or async context. It must call `run` once and return its result. */
export type AroundAttempt = (context: TaskContext, run: () => Promise<unknown>) => Promise<unknown>;

/** What all workers of a queue share. */
export interface WorkerSetting {
  readonly store: QueueStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly hub: EventHub;
  readonly registry: Registry;
  readonly around: AroundAttempt;
}

/** Who holds the lease and how it is kept. */
export interface LeaseTerms {
  readonly worker: string;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
}

/** One lease from the moment a worker gets it to the moment it is settled. */
export class Delivery {
  readonly #setting: WorkerSetting;
  readonly #lease: Lease;
  readonly #terms: LeaseTerms;
  readonly #controller = new AbortController();
  readonly #about: { id: string; task: string; queue: string; attempt: number; worker: string };
  #heartbeat: Timer | undefined;
  #timeout: Timer | undefined;
  #abandoned = false;
  /** From here on a heartbeat that fails means that the lease was settled, not lost. */
  #settling = false;

  constructor(setting: WorkerSetting, lease: Lease, terms: LeaseTerms) {
    this.#setting = setting;
    this.#lease = lease;
    this.#terms = terms;
    const { id, task, queue, attempts: attempt } = lease.record;
    this.#about = { id, task, queue, attempt, worker: terms.worker };
  }

  /** Ends the attempt now, with the given reason, even when the task ignores its signal. */
  abort(reason: Error): void {
    this.#controller.abort(reason);
  }

  /** Forgets the task without settling it, as a crash does. */
  abandon(): void {
    this.#abandoned = true;
    this.#cancelTimers();
  }

  /** Gives the lease back unused. */
  async release(): Promise<void> {
    const { record, token } = this.#lease;
    await this.#settle(
      'release',
      () => this.#setting.store.release(record.id, token),
      () => {
        this.#setting.hub.emit({ type: 'released', ...this.#now(), ...this.#about });
      },
    );
  }

  /** Runs the task and settles it. Never rejects. */
  async run(): Promise<void> {
    const { clock, hub, registry } = this.#setting;
    const { record } = this.#lease;
    const startedMs = clock.now();
    const waitedMs = startedMs - record.dueAtMs;
    hub.emit({ type: 'started', atMs: startedMs, ...this.#about, waitedMs });
    this.#keepLease();
    const task = registry.find(record.task);
    try {
      if (task === undefined) throw registry.unknownTask(record.task);
      const value = await this.#attempt(task);
      if (!this.#abandoned) await this.#complete(task, value, clock.now() - startedMs);
    } catch (error) {
      if (!this.#abandoned) await this.#failed(task, error, clock.now() - startedMs);
    } finally {
      this.#cancelTimers();
    }
  }

  /** The attempt ends when the task does or when its signal aborts, whichever comes first. */
  async #attempt(task: AnyTask): Promise<unknown> {
    const { clock, around } = this.#setting;
    const { signal } = this.#controller;
    const { payload, maxAttempts, enqueuedAtMs } = this.#lease.record;
    const context: TaskContext = { ...this.#about, maxAttempts, enqueuedAtMs, signal };
    if (Number.isFinite(task.timeoutMs)) {
      const timeOut = (): void => {
        this.abort(new TaskTimeoutError(task.name, task.timeoutMs));
      };
      this.#timeout = clock.schedule(task.timeoutMs, timeOut);
    }
    const aborted = new Promise<never>((_, reject) => {
      const rejectNow = (): void => {
        reject(signal.reason as Error);
      };
      if (signal.aborted) rejectNow();
      else signal.addEventListener('abort', rejectNow, { once: true });
    });
    const run = async (): Promise<unknown> => await task.run(JSON.parse(payload) as never, context);
    const work = around(context, run);
    return Promise.race([work, aborted]);
  }

  async #complete(task: AnyTask, value: unknown, durationMs: number): Promise<void> {
    const { store, clock, hub } = this.#setting;
    const { record, token } = this.#lease;
    const result = this.#resultToKeep(task, value);
    await this.#settle(
      'ack',
      () => store.ack(record.id, token, clock.now(), result),
      () => {
        hub.emit({ type: 'completed', ...this.#now(), ...this.#about, durationMs });
      },
    );
  }

  #resultToKeep(task: AnyTask, value: unknown = null): KeptResult | undefined {
    if (task.result === 'ignore') return undefined;
    const problem = findNonJson(value, 'result');
    if (problem !== undefined) {
      const error = new ResultError(task.name, problem);
      this.#setting.hub.emit({ type: 'result-dropped', ...this.#now(), ...this.#about, error });
      return undefined;
    }
    return { json: JSON.stringify(value), untilMs: this.#setting.clock.now() + task.result.keepMs };
  }

  async #failed(task: AnyTask | undefined, error: unknown, durationMs: number): Promise<void> {
    if (error instanceof LeaseLostError) return;
    if (error instanceof QueueStoppedError && error === this.#controller.signal.reason) return this.release();
    const { store, clock, random, hub } = this.#setting;
    const { record, token } = this.#lease;
    const about = this.#about;
    const overrides = record.retry === null ? {} : (JSON.parse(record.retry) as Partial<RetryNumbers>);
    const policy = resolveRetry(overrides, task?.retry ?? DEFAULT_RETRY);
    const nowMs = clock.now();
    hub.emit({ type: 'failed', atMs: nowMs, ...about, durationMs, error });
    if (record.attempts >= record.maxAttempts || !isRetryable(policy, error)) {
      const dead = { kind: 'dead', error: toErrorRecord(error) } as const;
      await this.#settle(
        'dead letter',
        () => store.fail(record.id, token, nowMs, dead),
        () => {
          hub.emit({ type: 'dead', atMs: nowMs, ...about, attempts: record.attempts, error: dead.error });
        },
      );
      return;
    }
    const delayMs = retryDelayMs(policy, record.attempts, random);
    const dueAtMs = nowMs + delayMs;
    await this.#settle(
      'retry',
      () => store.fail(record.id, token, nowMs, { kind: 'retry', dueAtMs }),
      () => {
        hub.emit({ type: 'retried', atMs: nowMs, ...about, delayMs, dueAtMs });
      },
    );
  }

  /** When the store cannot be reached the lease runs out and the task is delivered again: late, but not lost. */
  async #settle(during: string, change: () => Promise<boolean>, changed: () => void): Promise<void> {
    this.#settling = true;
    try {
      const held = await change();
      if (this.#abandoned) return;
      if (held) changed();
      else this.#reportLost();
    } catch (error) {
      this.#setting.hub.emit({
        type: 'error',
        ...this.#now(),
        during: `${during} of task ${this.#about.id}`,
        error,
      });
    }
  }

  #keepLease(): void {
    const { clock, store, hub } = this.#setting;
    const { worker, leaseMs, heartbeatMs } = this.#terms;
    const { record, token } = this.#lease;
    const beat = async (): Promise<void> => {
      try {
        const held = await store.extend(record.id, token, clock.now() + leaseMs);
        if (held || this.#abandoned || this.#settling) return;
        this.#reportLost();
        this.abort(new LeaseLostError(record.id));
      } catch (error) {
        hub.emit({ type: 'error', ...this.#now(), during: `heartbeat of ${worker}`, error });
      }
    };
    const schedule = (): void => {
      this.#heartbeat = clock.schedule(
        heartbeatMs,
        () => {
          schedule();
          void beat();
        },
        { background: true },
      );
    };
    schedule();
  }

  #reportLost(): void {
    this.#setting.hub.emit({ type: 'lease-lost', ...this.#now(), ...this.#about });
  }

  #now(): { atMs: number } {
    return { atMs: this.#setting.clock.now() };
  }

  #cancelTimers(): void {
    this.#timeout?.cancel();
    this.#heartbeat?.cancel();
  }
}
