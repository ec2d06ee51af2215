import type { QueueAdapter } from '../adapters/queues/shape.js';
import { largeResult } from '../analysis/behaviour/returned.js';
import { keepsUnreadResults, retentionGaps } from '../analysis/sites/gaps.js';
import { setEnqueueOptions, setQueueDefaults } from '../edits/set-option.js';
import { headOf } from './kit/place.js';
import { createRule } from './kit/rule.js';

/** Finished tasks that nobody reads fill the queue's memory until it refuses new work. */
export default createRule({
  name: 'no-unused-result',
  practice: '27.3.10',
  description: 'finished tasks and results kept for ever while nothing reads them',
  presets: ['recommended'],
  fix: 'suggestion',
  codemod: 'ignore-results',
  needs: 'results',
  schema: { type: 'object', properties: {}, additionalProperties: false },
  defaults: {},
  messages: {
    queue:
      '{{library}} keeps every finished task of `{{queue}}` for ever and nothing reads them: {{harm}}. Set `{{option}}` in the default options here.',
    enqueue:
      '{{library}} keeps this task of `{{queue}}` for ever after it has finished and nothing reads it: {{harm}}. Set `{{option}}`.',
    large:
      'Task `{{task}}` returns {{what}} that nothing reads: each run stores it in {{backend}} beside the task. Return nothing, or an id.',
    setRetention: 'Remove finished tasks, keep failed ones for a week.',
  },
  on: {
    task(task, { analysis, report }) {
      if (!keepsUnreadResults(analysis, task)) return;
      const large = largeResult(analysis.host, task);
      if (large)
        report({
          at: large.node,
          messageId: 'large',
          data: { task: task.name, what: large.what, backend: backendOf(task.adapter) },
        });
    },
    program(_facts, { analysis, file, report }) {
      for (const { place, queueName } of retentionGaps(analysis)) {
        const { results, title } = place.adapter;
        if (place.file !== file || !results) continue;
        const { host } = analysis;
        report({
          at: headOf(host, place.node),
          messageId: place.kind === 'enqueue' ? 'enqueue' : 'queue',
          data: {
            queue: queueName,
            library: title,
            option: results.retention[0] ?? '',
            harm: harmOf(place.adapter),
          },
          suggest:
            place.kind === 'worker' ||
            !results.recipe ||
            (place.kind === 'enqueue' && results.place === 'queue')
              ? []
              : [
                  {
                    messageId: 'setRetention',
                    rewrite:
                      place.kind === 'queue'
                        ? setQueueDefaults(host, place, results.recipe)
                        : setEnqueueOptions(host, place, results.recipe),
                  },
                ],
        });
      }
    },
  },
});

function backendOf({ capabilities }: QueueAdapter): string {
  return capabilities?.backend ?? 'the queue';
}

/** Memory runs out; tables grow. */
function harmOf(adapter: QueueAdapter): string {
  const backend = backendOf(adapter);
  return backend === 'Redis' ? 'Redis fills up until enqueues fail' : `${backend} grows without end`;
}
