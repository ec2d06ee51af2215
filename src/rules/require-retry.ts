import { repeatsByHand } from '../analysis/sites/backoff-gaps.js';
import { retryGaps } from '../analysis/sites/gaps.js';
import type { Gap } from '../analysis/sites/gaps.js';
import type { Host } from '../analysis/program/host.js';
import type { Rewrite } from '../edits/edit.js';
import { setEnqueueOptions, setQueueDefaults } from '../edits/set-option.js';
import { newRetries } from '../edits/retry-options.js';
import { headOf } from './kit/place.js';
import { createRule, type SuggestionOffer } from './kit/rule.js';

/** What a rule user may set. */
interface Options {
  /** Also judge libraries that have no option for retries. */
  readonly withoutOption: boolean;
}

/** A worker restarts, a network blinks: a task that runs once is lost then. */
export default createRule<Options, 'queue' | 'enqueue' | 'without' | 'setRetry' | 'setOptions'>({
  name: 'require-retry',
  practice: '27.3.11',
  description: 'a fallible task that nothing retries',
  presets: ['recommended'],
  fix: 'suggestion',
  codemod: 'add-retry',
  needs: 'retry',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      withoutOption: {
        type: 'boolean',
        description: 'Whether tasks of a library that has no option for retries are reported, too.',
      },
    },
  },
  defaults: { withoutOption: false },
  strict: { withoutOption: true },
  messages: {
    queue:
      'Tasks of `{{queue}}` run once: {{library}} does not retry unless told, so one network error or restart loses the task. Set `{{option}}` and a growing back-off here.',
    enqueue:
      'This task of `{{queue}}` runs once: {{library}} does not retry unless told, so one network error or restart loses it. Set `{{option}}` and a growing back-off.',
    without:
      'Tasks of `{{queue}}` run once: {{library}} has no retries, so one network error or restart loses the task. {{alternative}}',
    setRetry: 'Set {{option}}: {{attempts}} with a growing back-off of at least 10 s.',
    setOptions: 'Set {{text}}.',
  },
  on: {
    program(_facts, { analysis, file, options, report }) {
      for (const { place, queueName } of retryGaps(analysis)) {
        const { retry, title } = place.adapter;
        if (place.file !== file || !retry) continue;
        const { host } = analysis;
        const at = headOf(host, place.node);
        const data = { queue: queueName, library: title };
        if (retry.attempts === undefined) {
          // A workflow engine goes on where it was, whatever its options say.
          const isQueue = (place.adapter.kind ?? 'queue') === 'queue';
          if (!options.withoutOption || !isQueue || retry.alternative === undefined) continue;
          if (repeatsByHand(host, place.adapter)) continue;
          report({ at, messageId: 'without', data: { ...data, alternative: retry.alternative } });
          continue;
        }
        const rewrite = newOptions(host, place);
        const { recipe } = retry;
        report({
          at,
          messageId: place.kind === 'enqueue' ? 'enqueue' : 'queue',
          data: { ...data, option: retry.attempts },
          suggest: rewrite && recipe ? [suggestionOf(retry.attempts, recipe, rewrite)] : [],
        });
      }
    },
  },
});

function suggestionOf(
  option: string,
  recipe: Readonly<Record<string, string>>,
  rewrite: Rewrite,
): SuggestionOffer<'setRetry' | 'setOptions'> {
  const attempts = recipe[option];
  if (attempts !== undefined) return { messageId: 'setRetry', data: { option, attempts }, rewrite };
  const text = Object.entries(recipe).map(([key, value]) => `${key}: ${value}`);
  return { messageId: 'setOptions', data: { text: text.join(', ') }, rewrite };
}

function newOptions(host: Host, place: Gap['place']): Rewrite | undefined {
  const options = newRetries(place.adapter);
  if (place.kind === 'worker') return undefined;
  return place.kind === 'queue'
    ? setQueueDefaults(host, place, options)
    : setEnqueueOptions(host, place, options);
}
