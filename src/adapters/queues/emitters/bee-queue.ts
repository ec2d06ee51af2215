import type { EmitterFacts } from '../policies.js';

/** bee-queue 1 and 2: errors of its Redis clients are emitted on the queue (`lib/queue.js`); `job failed` comes from any process. */
export const beeQueueEmitters: readonly EmitterFacts[] = [
  {
    owner: 'BeeQueue',
    unheard: 'exits',
    failure: 'failed',
    worker: true,
    runs: ['process'],
    close: ['close'],
  },
];
