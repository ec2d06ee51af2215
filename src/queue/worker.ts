import { requireDuration, type Timer } from './clock.js';
import { Delivery, type LeaseTerms, type WorkerSetting } from './delivery.js';
import { InvalidOptionError, QueueStoppedError } from './errors.js';
import { randomId } from './random.js';
import type { ExpiredLease, Lease } from './store.js';

/** How a worker works. */
export interface WorkerOptions {
  /** The queues it takes tasks from. Default: all that the queue knows, also those it gets to know later. */
  readonly queues?: readonly string[];
  /** How many tasks it runs at the same time. Default 1. */
  readonly concurrency?: number;
  /**
   * For how many milliseconds a task is invisible to other workers after a sign of life, 10 or more.
   * Default 30,000.
   */
  readonly leaseMs?: number;
  /** Milliseconds between two signs of life of a running task. Default a third of `leaseMs`. */
  readonly heartbeatMs?: number;
  /** Milliseconds between two looks at a store that other processes write to. Default: never, only when told. */
  readonly pollMs?: number;
  /** Its name in events. Default `worker-1`, `worker-2` and so on. */
  readonly id?: string;
}

/** How long a stop may take. */
export interface StopOptions {
  /** Milliseconds for running tasks to finish before they are aborted and given back. Default 30,000. */
  readonly graceMs?: number;
}

/** Takes tasks and runs them until it is stopped. */
export interface Worker {
  readonly id: string;
  /** How many tasks it runs at this moment. */
  readonly running: number;
  /**
   * Takes no further task, waits for the running ones, aborts and gives back those that outlast the grace period.
   * Calling it again returns the same promise.
   */
  stop(options?: StopOptions): Promise<void>;
  /**
   * Vanishes as a crashed process does: running tasks are neither settled nor given back, their leases run out.
   * Code that is already running goes on, as JavaScript cannot stop it; the simulator blocks its effects.
   */
  kill(): void;
}

const STORE_RETRY_MS = 1_000;
const LEASE_EXPIRED = { name: 'LeaseExpired', message: 'The worker fell silent and no attempt is left.' };

/** The worker behind `queue.work()`. `wake` tells it that there may be something to do. */
export class QueueWorker implements Worker {
  readonly id: string;
  readonly #setting: WorkerSetting;
  readonly #queues: readonly string[] | undefined;
  readonly #concurrency: number;
  readonly #terms: LeaseTerms;
  readonly #running = new Map<Delivery, Promise<void>>();
  #state: 'working' | 'stopping' | 'killed' = 'working';
  #filling: Promise<void> | undefined;
  #fillAgain = false;
  #wakeTimer: Timer | undefined;
  #pollTimer: Timer | undefined;
  #stopped: Promise<void> | undefined;

  constructor(setting: WorkerSetting, id: string, options: WorkerOptions) {
    const {
      queues,
      concurrency = 1,
      leaseMs = 30_000,
      heartbeatMs = Math.floor(leaseMs / 3),
      pollMs,
    } = options;
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      throw new InvalidOptionError('concurrency', concurrency, 'a whole number that is 1 or more');
    }
    if (!(leaseMs >= 10 && Number.isFinite(leaseMs))) {
      throw new InvalidOptionError('leaseMs', leaseMs, 'a number of milliseconds that is 10 or more');
    }
    if (!(heartbeatMs > 0 && heartbeatMs < leaseMs)) {
      throw new InvalidOptionError('heartbeatMs', heartbeatMs, 'milliseconds above 0 and below leaseMs');
    }
    if (pollMs !== undefined && !(pollMs > 0 && Number.isFinite(pollMs))) {
      throw new InvalidOptionError('pollMs', pollMs, 'a number of milliseconds above 0');
    }
    for (const queue of queues ?? []) setting.registry.requireQueue(queue);
    this.id = id;
    this.#setting = setting;
    this.#queues = queues && [...queues];
    this.#concurrency = concurrency;
    this.#terms = { worker: id, leaseMs, heartbeatMs };
    if (pollMs !== undefined) this.#poll(pollMs);
    this.wake();
  }

  get running(): number {
    return this.#running.size;
  }

  /** Looks for tasks; while it already does so, it looks once more afterwards. */
  wake(): void {
    if (this.#state !== 'working') return;
    this.#fillAgain = true;
    this.#filling ??= this.#fillUntilQuiet();
  }

  stop({ graceMs = 30_000 }: StopOptions = {}): Promise<void> {
    this.#stopped ??= this.#stop(graceMs);
    return this.#stopped;
  }

  kill(): void {
    this.#state = 'killed';
    this.#cancelTimers();
    for (const delivery of this.#running.keys()) delivery.abandon();
    this.#running.clear();
  }

  async #stop(graceMs: number): Promise<void> {
    requireDuration('graceMs', graceMs);
    if (this.#state === 'killed') return;
    this.#state = 'stopping';
    this.#cancelTimers();
    await this.#filling;
    if (this.#running.size === 0) return;
    const grace = this.#setting.clock.schedule(graceMs, () => {
      for (const delivery of this.#running.keys()) delivery.abort(new QueueStoppedError('finish the task'));
    });
    await Promise.all(this.#running.values());
    grace.cancel();
  }

  async #fillUntilQuiet(): Promise<void> {
    while (this.#fillAgain && this.#state === 'working') {
      this.#fillAgain = false;
      try {
        await this.#fill();
      } catch (error) {
        const { hub, clock } = this.#setting;
        hub.emit({ type: 'error', atMs: clock.now(), during: `looking for tasks by ${this.id}`, error });
        this.#wakeIn(STORE_RETRY_MS);
      }
    }
    this.#filling = undefined;
  }

  async #fill(): Promise<void> {
    const { store, clock, random, registry } = this.#setting;
    const queues = this.#queues ?? registry.queues();
    this.#wakeTimer?.cancel();
    for (const expired of await store.expireLeases(clock.now(), LEASE_EXPIRED)) this.#reportExpired(expired);
    const limit = this.#concurrency - this.#running.size;
    if (limit <= 0) return;
    const request = { queues, limit, nowMs: clock.now(), leaseMs: this.#terms.leaseMs };
    const leases = await store.lease({ ...request, token: randomId(random) });
    await Promise.all(leases.map((lease) => this.#accept(lease)));
    if (this.#running.size >= this.#concurrency) return;
    const dueAtMs = await store.nextDueMs(queues);
    if (dueAtMs !== null) this.#wakeIn(Math.max(0, dueAtMs - clock.now()));
  }

  /** A stop or a kill may have come while the store was asked. */
  async #accept(lease: Lease): Promise<void> {
    const delivery = new Delivery(this.#setting, lease, this.#terms);
    if (this.#state === 'stopping') await delivery.release();
    if (this.#state !== 'working') return;
    const done = delivery.run().then(() => {
      this.#running.delete(delivery);
      this.wake();
    });
    this.#running.set(delivery, done);
  }

  #reportExpired({ record, outcome }: ExpiredLease): void {
    const { hub, clock } = this.#setting;
    const { id, task, queue, attempts } = record;
    const about = { atMs: clock.now(), id, task, queue, attempts };
    hub.emit({ type: 'lease-expired', ...about });
    if (outcome === 'dead') hub.emit({ type: 'dead', ...about, error: LEASE_EXPIRED });
  }

  #wakeIn(delayMs: number): void {
    if (this.#state !== 'working') return;
    this.#wakeTimer?.cancel();
    this.#wakeTimer = this.#setting.clock.schedule(delayMs, () => {
      this.wake();
    });
  }

  #poll(pollMs: number): void {
    this.#pollTimer = this.#setting.clock.schedule(
      pollMs,
      () => {
        this.#poll(pollMs);
        this.wake();
      },
      { background: true },
    );
  }

  #cancelTimers(): void {
    this.#wakeTimer?.cancel();
    this.#pollTimer?.cancel();
  }
}
