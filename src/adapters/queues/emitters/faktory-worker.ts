import type { EmitterFacts } from '../policies.js';

/** faktory-worker 4: its worker has a listener of its own that prints, and stops on SIGTERM and SIGINT (`lib/worker.js`). */
export const faktoryEmitters: readonly EmitterFacts[] = [
  {
    owner: 'Worker',
    made: ['FaktoryControl.work'],
    unheard: 'logs',
    failure: 'fail',
    worker: true,
    close: ['stop'],
    closesItself: true,
  },
];
