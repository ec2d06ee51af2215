import { defineQueue } from './shape.js';

/**
 * Convex scheduled functions. Facts: `convex/dist/esm-types/server/{scheduler,cron}.d.ts`, `convex/dist/cjs/values/value.js`.
 *
 * A mutation is run exactly once, an action at most once; no option changes that. Functions are declared through code that
 * Convex generates into the program, and are public endpoints as well as tasks, so it has no workers here.
 */
export const convex = defineQueue({
  id: 'convex',
  title: 'Convex',
  packages: { convex: '>=1 <2' },
  kind: 'service',
  unit: 'function',
  enqueue: [
    { owner: 'Scheduler', member: 'runAfter', payload: '#2' },
    { owner: 'Scheduler', member: 'runAt', payload: '#2' },
    { owner: 'Crons', member: 'interval', payload: '#3', scheduled: true },
    { owner: 'Crons', member: 'cron', payload: '#3', schedule: '#1', scheduled: true },
    ...['hourly', 'daily', 'weekly', 'monthly'].map((member) => ({
      owner: 'Crons',
      member,
      payload: '#3',
      scheduled: true,
    })),
  ],
  queues: [],
  workers: [],
  codec: 'convex',
  retry: {
    place: 'none',
    counts: 'runs',
    default: 1,
    unit: 'ms',
    formula: 'd',
    defaultDelay: 0,
    alternative: 'Let a mutation note what an action has done, and schedule the action again until it has.',
  },
  capabilities: {
    transaction: 'ambient',
    deadLetter: 'none',
    delay: true,
    schedule: true,
    priority: false,
    durable: true,
    backend: 'Convex',
  },
});
