import { weakKeys, type WeakKey } from '../analysis/sites/dedup-key.js';
import { headOf } from './kit/place.js';
import { createRule } from './kit/rule.js';

/** What a rule user may set. */
interface Options {
  /** Also report an id whose task is removed as soon as it is done. */
  readonly immediateRemoval: boolean;
}

/** A key that differs each time stops no duplicate; one that is always the same stops tasks that are none. */
export default createRule<Options, WeakKey['why']>({
  name: 'no-unstable-dedup-key',
  practice: '27.3.4',
  description: 'a deduplication key that never repeats, or repeats for different work',
  presets: ['recommended'],
  needs: 'dedup',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      immediateRemoval: {
        type: 'boolean',
        description: 'Whether an id is reported whose task is removed as soon as it is done.',
      },
    },
  },
  defaults: { immediateRemoval: false },
  messages: {
    clock:
      'This `{{option}}` holds the time, so it is another one on every enqueue and never stops a duplicate. Build it only from what identifies the work.',
    random:
      'This `{{option}}` is random, so it is another one on every enqueue and never stops a duplicate. Build it only from what identifies the work.',
    attempt:
      'This `{{option}}` holds the number of the attempt, so every retry enqueues the work again. Leave the number out.',
    constant:
      'All tasks of this loop have the same `{{option}}`, so {{library}} drops all but the first. Put what tells them apart into it.',
    window:
      'This `{{option}}` is over before the delayed task has run, so the next enqueue makes a second one. Make it at least as long as the delay.',
    removed:
      'This task is removed as soon as it is done, and its `{{option}}` with it: an enqueue that comes late runs the work again. Keep finished tasks for a time (`{ age }`).',
  },
  on: {
    enqueue(site, { analysis, file, options, report }) {
      const { host } = analysis;
      for (const { why, option, node } of weakKeys(host, site)) {
        if (why === 'removed' && !options.immediateRemoval) continue;
        report({
          at: node.getSourceFile() === file && node !== site.call ? node : headOf(host, site.node),
          messageId: why,
          data: { option, library: site.adapter.title },
        });
      }
    },
  },
});
