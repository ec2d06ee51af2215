import type { InvalidOption } from '../invalid-options.js';

/** Options that Bull 4 refuses or ignores. Source: `lib/{job,queue,backoffs,repeatable}.js`. */
export const bullInvalid: readonly InvalidOption[] = [
  {
    id: 'bull/backoff-without-delay',
    at: 'task',
    path: 'backoff.type',
    when: { matches: '^(?:exponential|fixed)$', without: ['backoff.delay'] },
    effect: 'ignored',
    says: 'Without `backoff.delay` this back-off has no effect: Bull retries at once. Set `delay` in milliseconds.',
  },
  {
    id: 'bull/backoff-without-attempts',
    at: 'enqueue',
    path: 'backoff',
    when: { without: ['attempts'] },
    effect: 'ignored',
    says: 'Bull ignores `backoff` here: without `attempts` the task runs once. Set `attempts`.',
  },
  {
    id: 'bull/repeat-cron-and-every',
    at: 'enqueue',
    path: 'repeat.every',
    when: { with: ['repeat.cron'] },
    effect: 'throws',
    says: 'Bull throws when a schedule has both `every` and `cron`. Keep one of them.',
  },
  {
    id: 'bull/repeat-cron',
    at: 'enqueue',
    path: 'repeat.cron',
    when: { cron: 'broken' },
    effect: 'throws',
    says: 'This is no cron expression: Bull throws and nothing is scheduled. It wants five fields (or six, with seconds first), each in its range.',
  },
  {
    id: 'bull/item-options',
    at: 'item',
    path: 'options',
    when: { kind: 'object', without: ['opts'] },
    effect: 'ignored',
    says: 'Bull reads the options of an item from `opts`; `options` is ignored, with its delay, attempts and id. Rename it.',
    rename: 'opts',
  },
  {
    id: 'bull/nested-options',
    at: 'enqueue',
    path: 'opts',
    when: { kind: 'object' },
    effect: 'ignored',
    says: 'Bull takes the options themselves here; those inside `opts` are ignored. Take them out of it.',
  },
  {
    id: 'bull/deduplication',
    at: 'task',
    path: 'deduplication',
    when: { kind: 'object' },
    effect: 'ignored',
    says: 'Bull ignores `deduplication` (that is BullMQ): every enqueue runs. Bull calls the same option `debounce`.',
    rename: 'debounce',
  },
];
