import type { InvalidOption } from '../invalid-options.js';

/** Options that Bee-Queue 1 and 2 refuse or ignore. Source: `lib/{job,queue,defaults,backoff}.js`. */
export const beeQueueInvalid: readonly InvalidOption[] = [
  {
    id: 'bee-queue/delay-not-activated',
    at: 'enqueue',
    path: 'delayUntil',
    when: { queuesWithout: 'activateDelayedJobs' },
    effect: 'ignored',
    says: 'No queue of this name has `activateDelayedJobs: true`, so the task stays delayed for ever. Set it where the worker constructs the queue.',
  },
  {
    id: 'bee-queue/backoff-without-retries',
    at: 'enqueue',
    path: 'backoff',
    when: { without: ['retries'] },
    effect: 'ignored',
    says: 'Bee-Queue ignores `backoff` here: without `retries` the task runs once. Call `.retries(n)` too.',
  },
  {
    id: 'bee-queue/backoff-without-delay',
    at: 'enqueue',
    path: 'backoff.type',
    when: { matches: '^(?:exponential|fixed)$', without: ['backoff.delay'] },
    effect: 'throws',
    says: 'Bee-Queue throws on this back-off without a delay. Give it one, in milliseconds.',
  },
  {
    id: 'bee-queue/retries-negative',
    at: 'enqueue',
    path: 'retries',
    when: { below: 0 },
    effect: 'throws',
    says: 'Bee-Queue throws on negative retries. 0 means no retries.',
  },
];
