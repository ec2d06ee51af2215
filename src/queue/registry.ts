import { TaskConflictError, UnknownQueueError, UnknownTaskError } from './errors.js';
import { requireName, type AnyTask } from './task.js';

/** Which tasks and queue names a queue knows. */
export class Registry {
  readonly #tasks = new Map<string, AnyTask>();
  readonly #queues = new Set<string>();

  /** Adds a task and its queue; adding the same task again changes nothing. */
  addTask(task: AnyTask): void {
    const known = this.#tasks.get(task.name);
    if (known !== undefined && known !== task) throw new TaskConflictError(task.name);
    this.#tasks.set(task.name, task);
    this.#queues.add(task.queue);
  }

  addQueue(queue: string): void {
    requireName('queues', queue);
    this.#queues.add(queue);
  }

  queues(): string[] {
    return [...this.#queues];
  }

  find(name: string): AnyTask | undefined {
    return this.#tasks.get(name);
  }

  unknownTask(name: string): UnknownTaskError {
    return new UnknownTaskError(name, this.#tasks.keys());
  }

  requireTask(task: AnyTask): void {
    if (this.#tasks.get(task.name) !== task) throw this.unknownTask(task.name);
  }

  requireQueue(queue: string): void {
    if (!this.#queues.has(queue)) throw new UnknownQueueError(queue, this.#queues);
  }
}
