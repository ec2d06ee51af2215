import { defineQueue } from './shape.js';

/**
 * DBOS 3 to 5. Facts: `@dbos-inc/dbos-sdk/dist/src/{dbos,client,enqueue_options,step,workflow}.d.ts`, `serialization.js`.
 *
 * A workflow goes on where it stopped after a crash; one whose code throws has failed for good. What may be repeated is a
 * step, by the options of its registration, not of an enqueue.
 */
export const dbos = defineQueue({
  id: 'dbos',
  title: 'DBOS',
  packages: { '@dbos-inc/dbos-sdk': '>=3 <6' },
  kind: 'workflow',
  unit: 'workflow',
  enqueue: [
    {
      owner: 'DBOS',
      member: 'startWorkflow',
      through: 'curried',
      task: 'origin#0',
      queueName: 'origin#0',
      payload: '#*',
      options: 'origin#1',
    },
    { owner: 'DBOS', member: 'startWorkflow', through: 'proxy', payload: '#*', options: 'origin#1' },
    {
      owner: 'DBOS',
      member: 'enqueueWorkflowWithOptions',
      versions: '>=5',
      queueName: '#0.workflowName',
      payload: '#1+',
      options: '#0',
    },
    {
      owner: 'DBOSClient',
      member: 'enqueue',
      queueName: '#0.workflowName',
      payload: '#1+',
      options: '#0',
    },
    {
      owner: 'DBOSClient',
      member: 'enqueueInTransaction',
      versions: '>=5',
      queueName: '#1.workflowName',
      payload: '#2+',
      options: '#1',
    },
  ],
  queues: [],
  workers: [
    {
      kind: 'call',
      owner: 'DBOS',
      member: 'registerWorkflow',
      queueName: '#1.name',
      body: '#0',
      payload: 'param*',
      options: '#1',
    },
    {
      kind: 'call',
      owner: 'DBOS',
      member: 'registerStep',
      queueName: '#1.name',
      body: '#0',
      payload: 'param*',
      options: '#1',
    },
    { kind: 'method', owner: 'DBOS', decorator: 'workflow', payload: 'param*' },
    { kind: 'method', owner: 'DBOS', decorator: 'step', payload: 'param*' },
  ],
  codec: 'superjson',
  bypassesWire: true,
  retry: {
    place: 'none',
    counts: 'runs',
    default: 1,
    unit: 's',
    formula: 'd',
    defaultDelay: 0,
    alternative:
      'Run what may fail in a step with `{ retriesAllowed: true, intervalSeconds: 10, backoffRate: 2, maxAttempts: 5 }`.',
  },
  waits: [{ member: 'WorkflowHandle.getResult' }],
  dedup: [
    { path: 'workflowID', lasts: 'exists', isId: true },
    { path: 'deduplicationID', lasts: 'pending' },
    { path: 'enqueueOptions.deduplicationID', lasts: 'pending' },
  ],
  capabilities: {
    transaction: 'option',
    deadLetter: 'none',
    timeout: 'timeoutMS',
    timeoutUnit: 'ms',
    delay: false,
    schedule: true,
    priority: true,
    durable: true,
    backend: 'PostgreSQL',
  },
  editions: [
    {
      versions: '>=4 <6',
      codecOption: { path: 'serializationType', values: { native: 'superjson' } },
    },
    { versions: '>=3 <4' },
  ],
});
