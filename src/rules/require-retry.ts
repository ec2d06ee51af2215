import { retryGaps } from '../analysis/sites/gaps.js';
import { setEnqueueOptions, setQueueDefaults } from '../edits/set-option.js';
import { newRetries } from '../edits/retry-options.js';
import { headOf } from './kit/place.js';
import { createRule } from './kit/rule.js';

/** A worker restarts, a network blinks: a task that runs once is lost then. */
export default createRule({
  name: 'require-retry',
  practice: '27.3.11',
  description: 'a fallible task that nothing retries',
  presets: ['recommended'],
  fix: 'suggestion',
  codemod: 'add-retry',
  needs: 'retry',
  schema: { type: 'object', properties: {}, additionalProperties: false },
  defaults: {},
  messages: {
    queue:
      'Tasks of `{{queue}}` run once: {{library}} does not retry unless told, so one network error or restart loses the task. Set `{{option}}` and a growing back-off here.',
    enqueue:
      'This task of `{{queue}}` runs once: {{library}} does not retry unless told, so one network error or restart loses it. Set `{{option}}` and a growing back-off.',
    setRetry: 'Set {{option}}: {{attempts}} with a growing back-off of at least 10 s.',
  },
  on: {
    program(_facts, { analysis, file, report }) {
      for (const { place, queueName } of retryGaps(analysis)) {
        const { retry, title } = place.adapter;
        if (place.file !== file || retry?.attempts === undefined) continue;
        const { host } = analysis;
        const options = newRetries(place.adapter);
        const suggest =
          place.kind === 'worker' || !retry.recipe
            ? []
            : [
                {
                  messageId: 'setRetry' as const,
                  data: { option: retry.attempts, attempts: retry.recipe[retry.attempts] ?? 'several' },
                  rewrite:
                    place.kind === 'queue'
                      ? setQueueDefaults(host, place, options)
                      : setEnqueueOptions(host, place, options),
                },
              ];
        report({
          at: headOf(host, place.node),
          messageId: place.kind === 'enqueue' ? 'enqueue' : 'queue',
          data: { queue: queueName, library: title, option: retry.attempts },
          suggest,
        });
      }
    },
  },
});
