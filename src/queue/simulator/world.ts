import { sleep, type Clock } from '../clock.js';
import type { QueueEvent } from '../events.js';
import type { JsonValue } from '../json.js';
import type { AroundAttempt } from '../delivery.js';
import { createMemoryStore } from '../memory-store.js';
import { createQueue, type TaskQueue } from '../queue.js';
import { createRandom } from '../random.js';
import type { WorkerOptions } from '../worker.js';
import { Actors, crashActor, type Actor } from './actors.js';
import { Database, RollbackError, type Table, type Transaction } from './database.js';
import { EffectLog } from './effects.js';
import type { FaultSchedule } from './faults.js';
import { createFaultyStore } from './faulty-store.js';
import { Processes } from './processes.js';
import { Trace } from './trace.js';

/** How an effect is carried out. */
export interface EffectOptions<T> {
  /** A key by which the outside world recognises a repetition, which is then not counted. */
  readonly idempotencyKey?: string;
  /** What the effect gives back, or does to a fake; it runs between the two crash points, also at a repetition. */
  readonly perform?: () => T | Promise<T>;
}

/** The stage on which a scenario plays: a queue, processes, a database and the outside world, all on one clock. */
export interface World {
  readonly clock: Clock;
  /**
   * The queue under faults: tasks are added by `register`, `work` starts a process, and producers may crash at
   * `enqueue:<task>`.
   */
  readonly queue: TaskQueue;
  /** What the outside world has noticed so far. */
  readonly effects: EffectLog;
  /** Starts `processes` (default 1) worker processes. A process that crashes starts again after a while. */
  work(options?: WorkerOptions & { readonly processes?: number }): void;
  /**
   * Runs `handler` as a request or script of its own, which may crash; `crashed` then is the outcome, and what the
   * handler had not done by then never happens. Rejects with the handler's error.
   */
  request(name: string, handler: () => void | Promise<void>): Promise<'completed' | 'crashed'>;
  /** Does something to the outside world, once it is reached: the process may crash just before or just after. */
  effect<T = undefined>(name: string, detail?: JsonValue, options?: EffectOptions<T>): Promise<T | undefined>;
  /** A table of the simulated database. */
  table<Row>(name: string): Table<Row>;
  /**
   * Runs `work` in a transaction: others see its writes after the commit. The commit may be slow, fail
   * (`RollbackError`), or be where the process crashes (crash points `commit:<name>`).
   */
  transaction<T>(name: string, work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Waits on the virtual clock. */
  sleep(ms: number): Promise<void>;
  /** Writes a line into the trace. */
  note(text: string): void;
}

/** What a world is made of. */
export interface WorldOptions {
  readonly seed: number | string;
  readonly clock: Clock;
  readonly faults: FaultSchedule;
  /** Milliseconds a crashed process takes to start again. */
  readonly restartMs: number;
}

/** The world of `simulate`. */
export class SimulatedWorld implements World {
  readonly clock: Clock;
  readonly queue: TaskQueue;
  readonly effects = new EffectLog();
  readonly trace: Trace;
  readonly events: QueueEvent[] = [];
  readonly #faults: FaultSchedule;
  readonly #actors = new Actors();
  readonly #database = new Database(() => this.#actors.alive());
  readonly #processes: Processes;

  constructor({ seed, clock, faults, restartMs }: WorldOptions) {
    this.clock = clock;
    this.trace = new Trace(clock);
    this.#faults = faults;
    const ids = new Map<string, number>();
    const queue = createQueue({
      clock,
      store: createFaultyStore(createMemoryStore(), clock, faults, this.trace),
      random: createRandom(`${seed}:queue`),
      createId: (task) => {
        const count = (ids.get(task) ?? 0) + 1;
        ids.set(task, count);
        return `${task}-${count}`;
      },
      around: this.#around,
    });
    queue.on('*', (event) => {
      this.events.push(event);
      this.trace.addEvent(event, event.type === 'enqueued' ? this.#actors.who : 'queue');
    });
    this.queue = this.#underFaults(queue);
    this.#processes = new Processes(queue, clock, this.trace, restartMs);
  }

  work({ processes = 1, ...options }: WorkerOptions & { readonly processes?: number } = {}): void {
    for (let count = 0; count < processes; count++) this.#processes.start(options);
  }

  request(name: string, handler: () => void | Promise<void>): Promise<'completed' | 'crashed'> {
    return new Promise((resolve, reject) => {
      const onCrash = (): void => {
        resolve('crashed');
      };
      const actor: Actor = { name, dead: false, onCrash };
      this.#actors
        .run(actor, undefined, async () => {
          await handler();
        })
        .then(() => {
          resolve('completed');
        }, reject);
    });
  }

  async effect<T = undefined>(
    name: string,
    detail: JsonValue = null,
    options: EffectOptions<T> = {},
  ): Promise<T | undefined> {
    return this.#withCrashPoint(name, async () => {
      const { context, who: by } = this.#actors;
      const atMs = this.clock.now();
      const effect = { name, detail, atMs, by, taskId: context?.id, attempt: context?.attempt };
      const noted = this.effects.add(effect, options.idempotencyKey);
      this.trace.add(by, `${noted ? 'does' : 'repeats, unnoticed,'} ${name} ${JSON.stringify(detail)}`);
      return options.perform?.();
    });
  }

  table<Row>(name: string): Table<Row> {
    return this.#database.table(name);
  }

  transaction<T>(name: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#database.transaction(work, async (apply) => {
      await this.#actors.alive();
      if (this.#faults.strike('rollback', name) !== undefined) {
        this.trace.add('FAULT', `transaction ${name} is rolled back`);
        throw new RollbackError(name);
      }
      const slow = this.#faults.strike('slow-commit', name);
      if (slow !== undefined) {
        this.trace.add('FAULT', `transaction ${name} takes ${slow.ms} ms to commit`);
        await this.sleep(slow.ms);
      }
      await this.#withCrashPoint(`commit:${name}`, async () => {
        await apply();
        this.trace.add(this.#actors.who, `commits ${name}`);
      });
    });
  }

  async sleep(ms: number): Promise<void> {
    await this.#actors.alive();
    await sleep(this.clock, ms);
    await this.#actors.alive();
  }

  note(text: string): void {
    this.trace.add(this.#actors.who, text);
  }

  /** A crash can come just before and just after `act`; a process that has crashed does not get here. */
  async #withCrashPoint<T>(name: string, act: () => Promise<T>): Promise<T> {
    await this.#actors.alive();
    await this.#crashAt('crash-before', name, `crashes before ${name}`);
    const value = await act();
    await this.#crashAt('crash-after', name, `crashes after ${name}`);
    return value;
  }

  async #crashAt(kind: 'crash-before' | 'crash-after', name: string, text: string): Promise<void> {
    if (this.#actors.current === undefined || this.#faults.strike(kind, name) === undefined) return;
    this.trace.add('FAULT', `${this.#actors.who} ${text}`);
    await this.#actors.crash();
  }

  /** The attempt acts as its process, which may crash while it runs. */
  readonly #around: AroundAttempt = (context, run) => {
    const actor = this.#processes.actorOf(context);
    const fault = this.#faults.strike('crash-during', context.task);
    const crash = (): void => {
      if (actor.dead) return;
      this.trace.add('FAULT', `${actor.name} crashes while it runs ${context.id}`);
      crashActor(actor);
    };
    const timer = fault && this.clock.schedule(fault.ms, crash);
    const attempt = this.#database.outside(() => this.#actors.run(actor, context, run));
    return attempt.finally(() => timer?.cancel());
  };

  /** The queue as scenarios see it: enqueues have crash points, workers are processes. */
  #underFaults(queue: TaskQueue): TaskQueue {
    const on = (type: '*', listener: (event: QueueEvent) => void): (() => void) => queue.on(type, listener);
    return {
      register: (task) => {
        queue.register(task);
      },
      enqueue: (task, payload, options) =>
        this.#withCrashPoint(`enqueue:${task.name}`, () => queue.enqueue(task, payload, options)),
      enqueueMany: (task, payloads, options) =>
        this.#withCrashPoint(`enqueue:${task.name}`, () => queue.enqueueMany(task, payloads, options)),
      work: (options = {}) => this.#processes.start(options),
      status: (id) => queue.status(id),
      result: (task, id) => queue.result(task, id),
      backlog: (name) => queue.backlog(name),
      deadLetters: queue.deadLetters,
      on: on,
      stop: (options) => queue.stop(options),
    };
  }
}
