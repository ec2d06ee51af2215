import type { EmitterFacts } from '../policies.js';

/**
 * Agenda 4 and 5: a failed index creation at the start is an `error` of the agenda (`dist/agenda/db-init.js`). A task that fails
 * is a `fail`. It ignores signals.
 */
export const agendaEmitters: readonly EmitterFacts[] = [
  {
    owner: 'Agenda',
    versions: '>=4 <6',
    unheard: 'exits',
    failure: 'fail',
    worker: true,
    runs: ['start'],
    close: ['stop', 'close'],
  },
  {
    owner: 'Agenda',
    versions: '>=6',
    unheard: 'logs',
    failure: 'fail',
    worker: true,
    runs: ['start'],
    close: ['stop', 'drain'],
  },
];
