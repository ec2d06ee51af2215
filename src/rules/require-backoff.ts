import type { BackoffGap } from '../analysis/sites/gaps.js';
import { retriesSet } from '../analysis/sites/gaps.js';
import { lengthenBackoff } from '../edits/lengthen-backoff.js';
import { delayOption } from '../edits/retry-options.js';
import { headOf } from './kit/place.js';
import { createRule } from './kit/rule.js';

/** What a rule user may set; times in milliseconds. */
interface Options {
  /** The whole time over which retries are spread must be at least this. */
  readonly minWindow: number;
  /** The first retry must wait at least this. */
  readonly minFirstDelay: number;
  /** The delay must grow. */
  readonly growing: boolean;
}

type Weakness = 'immediate' | 'window' | 'first' | 'constant';

/** A retry that comes at once meets the same outage. */
export default createRule<Options, Weakness | 'setBackoff'>({
  name: 'require-backoff',
  practice: '27.3.11',
  description: 'retries that come before an outage can end',
  presets: ['recommended'],
  fix: 'suggestion',
  codemod: 'add-retry',
  needs: 'retry',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      minWindow: {
        type: 'number',
        minimum: 0,
        description: 'Milliseconds over which all retries together must at least be spread.',
      },
      minFirstDelay: {
        type: 'number',
        minimum: 0,
        description: 'Milliseconds that the first retry must at least wait.',
      },
      growing: { type: 'boolean', description: 'Whether the delay must grow from retry to retry.' },
    },
  },
  defaults: { minWindow: 30_000, minFirstDelay: 0, growing: false },
  strict: { minFirstDelay: 10_000, growing: true },
  messages: {
    immediate:
      'All {{runs}} runs of a task of {{queue}} happen within moments, so an outage of a few seconds fails it for good. Set a growing `{{option}}` of at least 10 s.',
    window:
      'All retries of {{queue}} are over after {{window}}, before most outages end. Spread them over at least {{minimum}}: a longer, growing `{{option}}` or more runs.',
    first:
      'The first retry of {{queue}} comes after {{first}}, while the cause is most likely still there. Wait at least {{minimum}} first.',
    constant:
      'Retries of {{queue}} come at a constant pace, so many failed tasks hit a recovering service together. Let the delay grow (`exponential`).',
    setBackoff: 'Set {{option}} to {{text}}.',
  },
  on: {
    program(_facts, { analysis, file, options, report }) {
      const seen = new Set<unknown>();
      for (const gap of retriesSet(analysis)) {
        const { place, attempts, backoff, runs } = gap;
        const { retry } = place.adapter;
        if (place.file !== file || !retry) continue;
        const weakness = weaknessOf(gap, options);
        const here = attempts.node.getSourceFile() === file;
        const node = here ? (backoff.option?.node ?? attempts.node) : place.node;
        const at = node.getSourceFile() === file ? node : place.node;
        if (!weakness || seen.has(at)) continue;
        seen.add(at);
        const { host } = analysis;
        report({
          at: at === place.node ? headOf(host, at) : at,
          messageId: weakness,
          data: {
            queue: gap.queueName === '' ? 'this queue' : `\`${gap.queueName}\``,
            option: delayOption(place.adapter).option,
            runs: String(runs),
            window: seconds(sum(backoff.delays)),
            first: seconds(backoff.delays[0] ?? 0),
            minimum: seconds(weakness === 'window' ? options.minWindow : options.minFirstDelay),
          },
          suggest: retry.recipe
            ? [
                {
                  messageId: 'setBackoff',
                  data: delayOption(place.adapter),
                  rewrite: lengthenBackoff(host, gap),
                },
              ]
            : [],
        });
      }
    },
  },
});

function weaknessOf({ backoff }: BackoffGap, options: Options): Weakness | undefined {
  const { delays, grows } = backoff;
  const window = sum(delays);
  const first = delays[0] ?? 0;
  if (window === 0) return 'immediate';
  if (window < options.minWindow) return 'window';
  if (first < options.minFirstDelay) return 'first';
  return options.growing && !grows && delays.length > 1 ? 'constant' : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function seconds(milliseconds: number): string {
  return `${String(Math.round(milliseconds / 100) / 10)} s`;
}
