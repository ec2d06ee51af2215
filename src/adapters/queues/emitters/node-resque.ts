import type { EmitterFacts } from '../policies.js';

/** node-resque 9: each part passes the errors of its connection on (`dist/core/{queue,worker,multiWorker,scheduler}.js`). */
export const nodeResqueEmitters: readonly EmitterFacts[] = [
  { owner: 'Queue', unheard: 'exits', close: ['end'] },
  { owner: 'Worker', unheard: 'exits', failure: 'failure', worker: true, runs: ['start'], close: ['end'] },
  {
    owner: 'MultiWorker',
    unheard: 'exits',
    failure: 'failure',
    worker: true,
    runs: ['start'],
    close: ['end', 'stop'],
  },
  { owner: 'Scheduler', unheard: 'exits', close: ['end'] },
];
