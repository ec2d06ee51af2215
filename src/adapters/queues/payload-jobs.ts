import { defineQueue } from './shape.js';

/**
 * Jobs of Payload 3. Facts: `payload/dist/queues/{localAPI.d.ts,config/types/{taskTypes,workflowTypes}.d.ts,config/collection.js,
 * errors/calculateBackoffWaitUntil.js}`, `payload/dist/config/defaults.js`. Retries belong to the task's entry in the
 * configuration, as a number or as an object, and to its workflow. Input is a JSON field of a collection.
 */
export const payloadJobs = defineQueue({
  id: 'payload-jobs',
  title: 'Payload jobs',
  packages: { payload: '>=3 <4' },
  unit: 'task',
  enqueue: [
    // The local API is an object literal without a name.
    {
      member: 'queue',
      guard: { at: '#0.workflow' },
      queueName: '#0.workflow',
      payload: '#0.input',
      options: '#0',
    },
    { member: 'queue', queueName: '#0.task', payload: '#0.input', options: '#0' },
  ],
  queues: [],
  workers: [
    { kind: 'typed', type: 'TaskConfig', property: 'handler', named: 'slug', payload: 'param0.input' },
    { kind: 'typed', type: 'TaskHandler', payload: 'param0.input' },
    {
      kind: 'typed',
      type: 'WorkflowConfig',
      property: 'handler',
      named: 'slug',
      payload: 'param0.job.input',
    },
  ],
  codec: 'json-or-bson',
  retry: {
    place: 'definition',
    counts: 'retries',
    default: 0,
    unit: 'ms',
    formula: 'd*2^n',
    defaultDelay: 0,
    alternative:
      "Give the task `retries: { attempts: 5, backoff: { type: 'exponential', delay: 10_000 } }` in the configuration.",
  },
  capabilities: {
    transaction: 'option',
    transactionAt: 'req',
    deadLetter: 'set',
    delay: true,
    schedule: true,
    priority: false,
    durable: true,
    backend: "Payload's database",
  },
});
