import type { Clock } from '../clock.js';
import type { TaskQueue } from '../queue.js';
import type { TaskContext } from '../task.js';
import type { StopOptions, Worker, WorkerOptions } from '../worker.js';
import type { Actor } from './actors.js';
import type { Trace } from './trace.js';

/** Worker processes that crash and come back. */
export class Processes {
  readonly #queue: TaskQueue;
  readonly #clock: Clock;
  readonly #trace: Trace;
  readonly #restartMs: number;
  readonly #actors = new Map<string, Actor>();
  #made = 0;

  constructor(queue: TaskQueue, clock: Clock, trace: Trace, restartMs: number) {
    this.#queue = queue;
    this.#clock = clock;
    this.#trace = trace;
    this.#restartMs = restartMs;
  }

  /** Starts one process with one worker; the returned worker outlives its crashes. */
  start(options: WorkerOptions): Worker {
    this.#made++;
    const name = options.id ?? `process-${this.#made}`;
    let starts = 0;
    let stopped = false;
    let worker: Worker;
    let actor: Actor;
    const launch = (): void => {
      starts++;
      const id = starts === 1 ? name : `${name}/${starts}`;
      if (starts > 1) this.#trace.add(id, 'is up again');
      actor = { name: id, dead: false, onCrash };
      this.#actors.set(id, actor);
      worker = this.#queue.work({ ...options, id });
    };
    const onCrash = (): void => {
      worker.kill();
      this.#clock.schedule(this.#restartMs, () => {
        if (!stopped) launch();
      });
    };
    launch();
    return {
      id: name,
      get running() {
        return worker.running;
      },
      stop(stopOptions?: StopOptions) {
        stopped = true;
        return worker.stop(stopOptions);
      },
      kill() {
        stopped = true;
        actor.dead = true;
        worker.kill();
      },
    };
  }

  /** The process that runs this attempt; each start of a process is an actor of its own. */
  actorOf(context: TaskContext): Actor {
    const actor = this.#actors.get(context.worker);
    if (actor === undefined) throw new Error(`No process runs the worker ${context.worker}.`);
    return actor;
  }
}
