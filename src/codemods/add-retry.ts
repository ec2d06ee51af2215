import { retriesSet, retryGaps, type BackoffGap, type Gap } from '../analysis/sites/gaps.js';
import type { Host } from '../analysis/program/host.js';
import type { Rewrite } from '../edits/edit.js';
import { refuse } from '../edits/refuse.js';
import { lengthenBackoff } from '../edits/lengthen-backoff.js';
import { newRetries } from '../edits/retry-options.js';
import { setEnqueueOptions, setQueueDefaults } from '../edits/set-option.js';
import { createCodemod } from './kit/codemod.js';

/** First delay that a retry must wait, in milliseconds (27.3.11: at least ten seconds). */
const FIRST_DELAY = 10_000;

/** What all retries together must at least span, in milliseconds; the default of `require-backoff`. */
const WINDOW = 30_000;

/** Retries with growing delays, at the narrowest place that covers the tasks. */
export default createCodemod({
  id: 'add-retry',
  practice: '27.3.11',
  description: 'sets retries with a growing delay where nothing does',
  reasons: {
    'options-out-of-reach': 'The options are not written at the place that decides about these tasks.',
    'named-delay': 'The delay is a named constant, which other code may use too.',
    'no-queue-here': 'The queue of these tasks is not constructed where its defaults could be set.',
  },
  *run({ analysis, files }) {
    const { host } = analysis;
    for (const gap of retryGaps(analysis)) {
      if (files.includes(gap.place.file)) yield { rewrite: addRetries(host, gap) };
    }
    for (const gap of retriesSet(analysis)) {
      if (files.includes(gap.place.file) && isShort(gap)) {
        yield { rewrite: lengthenBackoff(host, gap) };
      }
    }
  },
});

function addRetries(host: Host, { place, queueName }: Gap): Rewrite {
  const { retry } = place.adapter;
  if (!retry || place.kind === 'worker') {
    return refuse(
      place.node,
      'no-queue-here',
      `The queue \`${queueName}\` is made by a factory or subclass that may make others too; set its retries there or at each enqueue.`,
    );
  }
  const options = newRetries(place.adapter);
  return place.kind === 'queue'
    ? setQueueDefaults(host, place, options)
    : setEnqueueOptions(host, place, options);
}

/** Too early, or too short in all. A constant pace that is slow enough is a decision. */
function isShort({ backoff }: BackoffGap): boolean {
  const [first = 0] = backoff.delays;
  return first < FIRST_DELAY || backoff.delays.reduce((total, delay) => total + delay, 0) < WINDOW;
}
