import { retentionGaps, type Gap } from '../analysis/sites/gaps.js';
import type { Host } from '../analysis/program/host.js';
import type { Rewrite } from '../edits/edit.js';
import { dropReturn } from '../edits/drop-return.js';
import { refuse } from '../edits/refuse.js';
import { setEnqueueOptions, setQueueDefaults } from '../edits/set-option.js';
import { createCodemod } from './kit/codemod.js';

/** Finished tasks go; failed ones stay long enough to be looked at. */
export default createCodemod({
  id: 'ignore-results',
  practice: '27.3.10',
  description: 'limits how long finished tasks are kept and drops results nobody reads',
  reasons: {
    'options-out-of-reach': 'The options are not written at the place that decides about these tasks.',
    'no-queue-here': 'The queue of these tasks is not constructed where its defaults could be set.',
    'no-such-option': 'The library has no option for it; the message says what to do instead.',
  },
  *run({ analysis, files }) {
    for (const gap of retentionGaps(analysis)) {
      if (files.includes(gap.place.file)) yield { rewrite: limit(analysis.host, gap) };
      for (const task of gap.tasks) {
        if (files.includes(task.file)) yield { rewrite: dropReturn(analysis.host, task) };
      }
    }
  },
});

function limit(host: Host, { place, queueName }: Gap): Rewrite {
  const { results, title } = place.adapter;
  if (!results?.recipe) {
    return refuse(place.node, 'no-such-option', results?.alternative ?? `${title} has no option for it.`);
  }
  const ownedByQueue = results.place === 'queue' || results.place === 'definition';
  if (place.kind === 'worker' || (place.kind === 'enqueue' && ownedByQueue)) {
    return refuse(
      place.node,
      'no-queue-here',
      `The queue \`${queueName}\` is made by a factory or subclass that may make others too; set \`${results.retention[0] ?? ''}\` there or at each enqueue.`,
    );
  }
  return place.kind === 'queue'
    ? setQueueDefaults(host, place, results.recipe)
    : setEnqueueOptions(host, place, results.recipe);
}
