import type ts from 'typescript';
import { retriesByDefault, retriesSet, type BackoffGap } from '../analysis/sites/backoff-gaps.js';
import type { Host } from '../analysis/program/host.js';
import { lengthenBackoff } from '../edits/lengthen-backoff.js';
import { delayOption } from '../edits/retry-options.js';
import { headOf } from './kit/place.js';
import { createRule, type SuggestionOffer } from './kit/rule.js';

/** What a rule user may set; times in milliseconds. */
interface Options {
  /** The whole time over which retries are spread must be at least this. */
  readonly minWindow: number;
  /** The first retry must wait at least this. */
  readonly minFirstDelay: number;
  /** The delay must grow. */
  readonly growing: boolean;
  /** Also judge the delays of libraries that retry unless told otherwise. */
  readonly libraryDefaults: boolean;
}

type Weakness = 'immediate' | 'window' | 'first' | 'constant';

/** A retry that comes at once meets the same outage. */
export default createRule<Options, Weakness | 'unsettable' | 'setBackoff' | 'setDelays'>({
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
      libraryDefaults: {
        type: 'boolean',
        description:
          'Whether queues are judged whose retries the library sets, once each, and not only those where the program does.',
      },
    },
  },
  defaults: { minWindow: 30_000, minFirstDelay: 0, growing: false, libraryDefaults: false },
  strict: { minFirstDelay: 10_000, growing: true, libraryDefaults: true },
  messages: {
    immediate:
      'All {{runs}} runs of a task of {{queue}} happen within moments, so an outage of a few seconds fails it for good. Set a growing `{{option}}` of at least 10 s.',
    window:
      'All retries of {{queue}} are over after {{window}}, before most outages end. Spread them over at least {{minimum}}: a longer, growing `{{option}}` or more runs.',
    first:
      'The first retry of {{queue}} comes after {{first}}, while the cause is most likely still there. Wait at least {{minimum}} first.',
    constant:
      'Retries of {{queue}} come at a constant pace, so many failed tasks hit a recovering service together. Let the delay grow (`exponential`).',
    unsettable:
      'All retries of {{queue}} are over {{window}}, before most outages end, and {{library}} has no option for longer delays. {{alternative}}',
    setBackoff: 'Set {{option}} to {{text}}.',
    setDelays: 'Set {{text}}.',
  },
  on: {
    program(_facts, { analysis, file, options, report }) {
      const { host } = analysis;
      const seen = new Set<unknown>();
      const gaps = [...retriesSet(analysis), ...(options.libraryDefaults ? retriesByDefault(analysis) : [])];
      for (const gap of gaps) {
        const { place } = gap;
        const weakness = place.file === file ? weaknessOf(gap, options) : undefined;
        if (!weakness) continue;
        const at = nodeOf(gap, file);
        if (seen.has(at)) continue;
        seen.add(at);
        report({
          at: at === place.node ? headOf(host, at) : at,
          messageId: place.adapter.retry?.recipe ? weakness : 'unsettable',
          data: dataOf(gap, weakness, options),
          suggest: place.adapter.retry?.recipe ? [suggestionOf(host, gap)] : [],
        });
      }
    },
  },
});

/** Where the delays or the number of runs are written, if they are in this file. */
function nodeOf({ place, attempts, backoff }: BackoffGap, file: ts.SourceFile): ts.Node {
  const here = attempts === undefined || attempts.node.getSourceFile() === file;
  const node = (here ? backoff.option?.node : undefined) ?? attempts?.node;
  return node?.getSourceFile() === file ? node : place.node;
}

function dataOf(
  { place, queueName, runs, backoff }: BackoffGap,
  weakness: Weakness,
  options: Options,
): Readonly<Record<string, string>> {
  const { retry, title } = place.adapter;
  const window = seconds(sum(backoff.delays));
  return {
    queue: queueName === '' ? 'this queue' : `\`${queueName}\``,
    option: delayOption(place.adapter).option,
    runs: String(runs),
    window: retry?.recipe ? window : weakness === 'immediate' ? 'at once' : `after ${window}`,
    first: seconds(backoff.delays[0] ?? 0),
    minimum: seconds(weakness === 'window' ? options.minWindow : options.minFirstDelay),
    library: title,
    alternative: retry?.alternative ?? '',
  };
}

function suggestionOf(host: Host, gap: BackoffGap): SuggestionOffer<'setBackoff' | 'setDelays'> {
  const data = delayOption(gap.place.adapter);
  return {
    messageId: data.single ? 'setBackoff' : 'setDelays',
    data: { option: data.key, text: data.text },
    rewrite: lengthenBackoff(host, gap),
  };
}

function weaknessOf({ place, backoff }: BackoffGap, options: Options): Weakness | undefined {
  const { delays, grows } = backoff;
  const window = sum(delays);
  const first = delays[0] ?? 0;
  if (window === 0) return 'immediate';
  if (window < options.minWindow) return 'window';
  // What no option sets can only be made longer as a whole.
  if (!place.adapter.retry?.recipe) return undefined;
  if (first < options.minFirstDelay) return 'first';
  return options.growing && !grows && delays.length > 1 ? 'constant' : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function seconds(milliseconds: number): string {
  return `${String(Math.round(milliseconds / 100) / 10)} s`;
}
