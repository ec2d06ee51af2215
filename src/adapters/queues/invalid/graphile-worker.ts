import type { InvalidOption } from '../invalid-options.js';

/** Options that graphile-worker 0.16 to 0.18 refuse or ignore. Source: `dist/helpers.js` and `sql/`. */
export const graphileWorkerInvalid: readonly InvalidOption[] = [
  {
    id: 'graphile-worker/max-attempts-zero',
    at: 'enqueue',
    member: 'addJob',
    path: 'maxAttempts',
    when: { equals: 0 },
    effect: 'ignored',
    says: 'graphile-worker takes `maxAttempts: 0` for "not set": the task runs up to 25 times. 1 means no retries.',
  },
  {
    id: 'graphile-worker/max-attempts-negative',
    at: 'enqueue',
    path: 'maxAttempts',
    when: { below: 0 },
    effect: 'throws',
    says: 'graphile-worker throws on a negative `maxAttempts`. 1 means no retries.',
  },
  {
    id: 'graphile-worker/mode-without-key',
    at: 'enqueue',
    path: 'jobKeyMode',
    when: { kind: 'string', without: ['jobKey'] },
    effect: 'ignored',
    says: 'Without `jobKey` this `jobKeyMode` has no effect: every enqueue makes another task.',
  },
];
