import type { EnqueueLocator } from './shape.js';
import { defineQueue } from './shape.js';

/** A member that starts a task with its input. */
function starts(owner: string, member: string, waits: boolean): readonly EnqueueLocator[] {
  const common = { owner, member, task: 'receiver', options: '#1', ...(waits && { waits }) };
  return [
    { ...common, when: 'arg0:object', payload: '#0' },
    { ...common, when: 'arg0:array', payload: '#0[]', bulk: true },
  ];
}

const owners = ['BaseWorkflowDeclaration', 'TaskWorkflowDeclaration'];

/**
 * Hatchet 1. Facts: `@hatchet-dev/typescript-sdk/v1/{declaration,task}.d.ts`, `v1/client/client.d.ts`,
 * `clients/event/event-client.d.ts`. The delay before retry n is factor^n seconds.
 */
export const hatchet = defineQueue({
  id: 'hatchet',
  title: 'Hatchet',
  packages: { '@hatchet-dev/typescript-sdk': '>=1 <2' },
  kind: 'workflow',
  unit: 'task',
  enqueue: [
    ...owners.flatMap((owner) => [
      ...starts(owner, 'runNoWait', false),
      ...starts(owner, 'run', true),
      ...starts(owner, 'runAndWait', true),
      {
        owner,
        member: 'runManyNoWait',
        task: 'receiver',
        payload: '#0[].input',
        options: '#0[].opts',
        bulk: true,
      },
      {
        owner,
        member: 'runMany',
        task: 'receiver',
        payload: '#0[].input',
        options: '#0[].opts',
        bulk: true,
        waits: true,
      },
      { owner, member: 'schedule', task: 'receiver', payload: '#1', options: '#2' },
      { owner, member: 'delay', task: 'receiver', payload: '#1', options: '#2' },
      {
        owner,
        member: 'cron',
        task: 'receiver',
        payload: '#2',
        options: '#3',
        schedule: '#1',
        scheduled: true,
      },
    ]),
    { owner: 'EventClient', member: 'push', queueName: '#0', payload: '#1', options: '#2' },
  ],
  queues: [],
  workers: [
    ...['task', 'durableTask'].map((member) => ({
      kind: 'call' as const,
      owner: 'HatchetClient',
      member,
      queueName: '#0.name',
      body: '#0.fn',
      payload: 'param0',
      defaults: '#0',
    })),
    // Its task is one of a workflow's, which may have several and defaults for them.
    ...['task', 'durableTask'].map((member) => ({
      kind: 'call' as const,
      owner: 'WorkflowDeclaration',
      member,
      queueName: '#0.name',
      body: '#0.fn',
      payload: 'param0',
    })),
  ],
  codec: 'json',
  retry: {
    place: 'definition',
    attempts: 'retries',
    counts: 'retries',
    default: 0,
    backoff: 'backoff',
    factor: 'backoff.factor',
    defaultFactor: 1,
    max: 'backoff.maxSeconds',
    unit: 's',
    formula: 'f^n',
    defaultDelay: 0,
    growingDelay: 1,
    recipe: { retries: '4', backoff: '{ factor: 10, maxSeconds: 600 }' },
  },
  waits: owners.flatMap((owner) => [
    { member: `${owner}.run` },
    { member: `${owner}.runAndWait` },
    { member: `${owner}.runMany` },
  ]),
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    timeout: 'executionTimeout',
    concurrency: 'concurrency',
    delay: true,
    schedule: true,
    priority: true,
    durable: true,
    backend: 'PostgreSQL',
  },
});
