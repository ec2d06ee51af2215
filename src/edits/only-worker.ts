/** The one function that works on a task, or why a rewrite cannot count on it. */
import type ts from 'typescript';
import type { SentQueue } from '../analysis/payload/sent-queues.js';
import type { TaskBody, WorkerSite } from '../analysis/sites/site.js';
import { provenName } from '../analysis/sites/workers.js';
import type { Skip } from './edit.js';
import { refuse } from './refuse.js';

/** A task's function, and its name where the library gives each task one of its own. */
export interface OnlyWorker {
  readonly task: TaskBody;
  readonly name: string | undefined;
}

/** @returns the function that works on these tasks of a queue; `at` is where a refusal is shown. */
export function onlyWorker(
  queue: SentQueue,
  names: ReadonlySet<string>,
  everyWorker: readonly WorkerSite[],
  at: ts.Node,
): OnlyWorker | Skip {
  const { workers, name } = queue;
  if (name === undefined) {
    return refuse(at, 'dynamic-queue', 'The queue that gets the task is chosen at run time; split the call.');
  }
  const relevant = workers.filter(({ taskName }) => {
    const own = provenName(taskName);
    return own === undefined || names.has(own);
  });
  const [first] = relevant;
  if (!first?.task) {
    const what = first ? 'The worker of this queue is not a function' : `No worker of queue '${name}' is`;
    return refuse(at, 'worker-out-of-sight', `${what} in this program; change both ends by hand.`);
  }
  const { task } = first;
  if (relevant.some((other) => other.task?.function !== task.function)) {
    const message = `Queue '${name}' has several workers; leave one, or give each its own task name.`;
    return refuse(at, 'several-workers', message);
  }
  if (everyWorker.some((other) => !workers.includes(other) && other.task?.function === task.function)) {
    const message = `The worker of queue '${name}' works on other queues too; give each queue a function of its own.`;
    return refuse(at, 'several-workers', message);
  }
  // With a second parameter Bull waits for a callback.
  if (task.function.parameters.length > 1 && first.adapter.id === 'bull') {
    return refuse(
      at,
      'worker-shape',
      'The worker answers through a callback; make it return a promise first.',
    );
  }
  return { task, name: provenName(first.taskName) };
}
