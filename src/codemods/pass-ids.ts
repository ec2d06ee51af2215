import { entityQueues } from '../analysis/payload/entity-tasks.js';
import { passIds, type PassedIds } from '../edits/pass-ids.js';
import { settledRewrites } from '../edits/settle-tasks.js';
import { createCodemod, type CodemodContext, type Proposal } from './kit/codemod.js';

/** Keys instead of rows in payloads, on both ends of the queue. */
export default createCodemod({
  id: 'pass-ids',
  practice: '27.3.3',
  description: 'Sends primary keys instead of ORM rows; the worker loads the rows when it runs.',
  options: {
    'accept-queued': 'workers keep taking tasks that were queued with the row, for the time of the deploy',
  },
  reasons: {
    'composite-key': 'The row has a key of several columns that cannot be named here.',
    'dynamic-name': 'A task of the queue gets its name at run time.',
    'dynamic-queue': 'The queue that gets the row is chosen at run time.',
    'in-transaction':
      'The task is enqueued inside a transaction: the row may not be visible to the worker yet.',
    'key-type': 'The key has a type that a payload cannot carry as it is.',
    'maybe-absent': 'The row may be null or undefined where it is sent.',
    'mixed-producers': 'Not every producer of the task sends the same kind of row in the same place.',
    'name-taken': 'A name that the rewrite needs means something else there.',
    'no-handle': 'Nothing in reach of the worker can load the row.',
    'no-key': 'The primary key of the row is not known.',
    'not-async': 'A function that reads the row cannot wait for it.',
    'payload-elsewhere': 'The payload is not written where it is sent.',
    'payload-escapes': 'The worker hands its payload to code that may read the row from it.',
    'payload-type': "The payload's type says more than the row, so it cannot be changed by itself.",
    'payload-type-shared': "The payload's type is used by other code too.",
    'queued-shape': 'With --accept-queued: queued tasks cannot be told from new ones.',
    'relations-unknown': "The worker may need relations that the producers' queries do not show.",
    'row-deleted': 'The row is deleted before the worker could load it.',
    'several-workers': 'Several workers read the task, or one worker reads several queues.',
    snapshot: 'The row is written by other means between its load and its task, which sends the old one.',
    'unsaved-changes': 'The row is changed and not stored again before it is sent.',
    'unsaved-entity': 'The row was created but not stored, so it has no key.',
    'worker-out-of-sight': 'No worker of the queue is a function of this program.',
    'worker-shape': 'The worker reads the row in a place where nothing can be loaded.',
  },
  *run({ analysis, options }: CodemodContext): Generator<Proposal> {
    const { host } = analysis;
    const files = [...analysis.all()];
    const workers = files.flatMap((file) => file.workers);
    const done: PassedIds[] = [];
    for (const queue of entityQueues(host, files)) {
      const seen = new Set<string>();
      for (const { rows, name = '' } of queue.sendings) {
        if (rows.length === 0 || seen.has(name)) continue;
        const result = passIds(host, queue, name, workers, options.has('accept-queued'));
        for (const known of result.names) seen.add(known);
        if ('skip' in result) yield { rewrite: result.skip };
        else done.push(result);
      }
    }
    for (const rewrite of settledRewrites(host, done)) yield { rewrite };
  },
});
