import {
  createQueue,
  createRandom,
  createVirtualClock,
  type AnyTask,
  type QueueEvent,
  type QueueOptions,
  type TaskQueue,
  type VirtualClock,
} from '../../src/queue/index.js';

/** A queue on a virtual clock that starts at 0, with the events it has reported. */
export interface Stage {
  readonly clock: VirtualClock;
  readonly queue: TaskQueue;
  readonly events: QueueEvent[];
  /** The types of the events, in order. */
  readonly types: () => string[];
}

/** Sets the stage for tasks; ids are `<task>-1`, `<task>-2` and so on. */
export function createStage(tasks: readonly AnyTask[], options: Omit<QueueOptions, 'tasks'> = {}): Stage {
  const clock = createVirtualClock();
  const counts = new Map<string, number>();
  const createId = (task: string): string => {
    const count = (counts.get(task) ?? 0) + 1;
    counts.set(task, count);
    return `${task}-${count}`;
  };
  const queue = createQueue({ tasks, clock, random: createRandom(1), createId, ...options });
  const events: QueueEvent[] = [];
  queue.on('*', (event) => events.push(event));
  return { clock, queue, events, types: () => events.map(({ type }) => type) };
}

/** A promise that never settles. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
