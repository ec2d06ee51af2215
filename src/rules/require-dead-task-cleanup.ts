import { deadTasks, type DeadTasks } from '../analysis/sites/dead-tasks.js';
import type { Host } from '../analysis/program/host.js';
import type { Rewrite } from '../edits/edit.js';
import { setEnqueueOptions, setQueueDefaults } from '../edits/set-option.js';
import { headOf } from './kit/place.js';
import { createRule } from './kit/rule.js';

/** Failed tasks are evidence for some days and ballast for ever. */
export default createRule({
  name: 'require-dead-task-cleanup',
  practice: '27.3.9',
  description: 'failed tasks that are kept for ever',
  presets: ['strict'],
  fix: 'suggestion',
  needs: 'results',
  schema: { type: 'object', properties: {}, additionalProperties: false },
  defaults: {},
  messages: {
    queue:
      '{{library}} keeps every failed task of `{{queue}}` for ever and nothing removes them: they fill {{store}} and hide the failures that matter. Set `{{option}}` to some days in the default options here.',
    enqueue:
      '{{library}} keeps this task of `{{queue}}` for ever when it fails and nothing removes it: such tasks fill {{store}} and hide the failures that matter. Set `{{option}}` to some days.',
    setRetention: 'Set {{option}} to {{value}}.',
  },
  on: {
    program(_facts, { analysis, file, report }) {
      for (const gap of deadTasks(analysis)) {
        const { place, queueName, option } = gap;
        if (place.file !== file) continue;
        const { host } = analysis;
        const { results } = place.adapter;
        const value = results?.place === 'queue' ? undefined : results?.recipe?.[option];
        const rewrite = value === undefined ? undefined : limit(host, gap, option, value);
        report({
          at: headOf(host, place.node),
          messageId: place.kind === 'enqueue' ? 'enqueue' : 'queue',
          data: {
            queue: queueName,
            library: place.adapter.title,
            option,
            store: place.adapter.capabilities?.backend ?? 'the store',
          },
          suggest:
            rewrite && value !== undefined
              ? [{ messageId: 'setRetention', data: { option, value }, rewrite }]
              : [],
        });
      }
    },
  },
});

function limit(host: Host, { place }: DeadTasks, option: string, value: string): Rewrite | undefined {
  if (place.kind === 'worker') return undefined;
  return place.kind === 'queue'
    ? setQueueDefaults(host, place, { [option]: value })
    : setEnqueueOptions(host, place, { [option]: value });
}
