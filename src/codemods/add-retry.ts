import { retriesByDefault, retriesSet, type BackoffGap } from '../analysis/sites/backoff-gaps.js';
import { retryGaps, type Gap } from '../analysis/sites/gaps.js';
import { blockingWaits } from '../analysis/behaviour/waiting.js';
import type { Analysis } from '../analysis/facts.js';
import { ownFiles } from '../analysis/program/candidates.js';
import type { Host } from '../analysis/program/host.js';
import type { Rewrite } from '../edits/edit.js';
import { refuse } from '../edits/refuse.js';
import { lengthenBackoff } from '../edits/lengthen-backoff.js';
import { newRetries, noSuchOption } from '../edits/retry-options.js';
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
    'somebody-waits':
      'A request waits for these tasks: with retries it would hang for minutes. Stop waiting first (`no-waiting-on-result`).',
    'no-such-option': 'The library has no option for it; the message says what to do instead.',
  },
  *run({ analysis, files }) {
    const { host } = analysis;
    const waited = awaitedQueues(analysis);
    const repaired = ({ place, queueName }: Gap | BackoffGap, rewrite: () => Rewrite): Rewrite =>
      waited.has(`${place.adapter.id}|${queueName}`) ? somebodyWaits(place, queueName) : rewrite();
    for (const gap of retryGaps(analysis)) {
      if (files.includes(gap.place.file)) yield { rewrite: repaired(gap, () => addRetries(host, gap)) };
    }
    for (const gap of retriesSet(analysis)) {
      if (files.includes(gap.place.file) && isShort(gap)) {
        yield { rewrite: repaired(gap, () => lengthenBackoff(host, gap)) };
      }
    }
    for (const gap of retriesByDefault(analysis)) {
      if (files.includes(gap.place.file) && windowOf(gap) < WINDOW) {
        yield { rewrite: repaired(gap, () => lengthenBackoff(host, gap)) };
      }
    }
  },
});

/** Queues whose tasks a request waits for. */
function awaitedQueues(analysis: Analysis): ReadonlySet<string> {
  const waits = ownFiles(analysis.host.program).flatMap((file) => blockingWaits(analysis, file));
  return new Set(
    waits.flatMap(({ adapter, holds, queue }) =>
      holds.kind === 'request' && queue !== undefined ? [`${adapter.id}|${queue}`] : [],
    ),
  );
}

function somebodyWaits({ node }: Gap['place'], queueName: string): Rewrite {
  return refuse(
    node,
    'somebody-waits',
    `A request waits for the tasks of \`${queueName}\`, so retries would keep it hanging for minutes; see \`no-waiting-on-result\` first.`,
  );
}

function addRetries(host: Host, { place, queueName }: Gap): Rewrite {
  if (!place.adapter.retry?.recipe) return noSuchOption(place);
  if (place.kind === 'worker') {
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

/** Too early, or too short in all. A constant pace that is slow enough is a decision, and so are delays that nothing can set. */
function isShort(gap: BackoffGap): boolean {
  const [first = 0] = gap.backoff.delays;
  const settable = gap.place.adapter.retry?.recipe !== undefined;
  return (settable && first < FIRST_DELAY) || windowOf(gap) < WINDOW;
}

function windowOf({ backoff }: BackoffGap): number {
  return backoff.delays.reduce((total, delay) => total + delay, 0);
}
