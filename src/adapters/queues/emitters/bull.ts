import type { EmitterFacts } from '../policies.js';

/** Bull 4 gives its Redis clients a listener and survives an unheard `error` of the queue (`lib/queue.js`); it ignores signals. */
export const bullEmitters: readonly EmitterFacts[] = [
  {
    owner: 'Bull',
    made: ['Bull'],
    unheard: 'nothing',
    failure: 'failed',
    worker: true,
    runs: ['process'],
    close: ['close', 'disconnect'],
  },
];
