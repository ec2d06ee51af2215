import { graphileWorkerInvalid } from './invalid/graphile-worker.js';
import { defineQueue } from './shape.js';

/**
 * Graphile Worker 0.13 to 0.18; its unit is the task. Facts: `dist/{interfaces,workerUtils,runner,main,crontab,index}.d.ts`,
 * `dist/helpers.js`, `dist/sql/failJob*.js` of 0.16 and 0.18, `sql/000018.sql`.
 */
export const graphileWorker = defineQueue({
  id: 'graphile-worker',
  title: 'Graphile Worker',
  unit: 'task',
  packages: { 'graphile-worker': '>=0.13 <1' },
  enqueue: [
    {
      owner: 'Helpers',
      member: 'addJob',
      versions: '>=0.17',
      queueName: '#0',
      payload: '#1',
      options: '#2',
      bulkMember: 'addJobs',
    },
    {
      owner: 'Helpers',
      member: 'addJob',
      versions: '<0.17',
      queueName: '#0',
      payload: '#1',
      options: '#2',
    },
    { owner: 'Runner', member: 'addJob', queueName: '#0', payload: '#1', options: '#2' },
    {
      owner: 'Helpers',
      member: 'addJobs',
      versions: '>=0.17',
      queueName: '#0[].identifier',
      payload: '#0[].payload',
      options: '#0[]',
      bulk: true,
    },
    { member: 'quickAddJob', queueName: '#1', payload: '#2', options: '#3' },
    { member: 'addJobAdhoc', versions: '>=0.17', queueName: '#1', payload: '#2', options: '#3' },
    {
      member: 'parseCronItems',
      queueName: '#0[].task',
      payload: '#0[].payload',
      options: '#0[].options',
      schedule: '#0[].match',
      bulk: true,
      scheduled: true,
    },
  ],
  sql: {
    function: 'graphile_worker.add_job',
    parameters: [
      'identifier',
      'payload',
      'queue_name',
      'run_at',
      'max_attempts',
      'job_key',
      'priority',
      'flags',
      'job_key_mode',
    ],
    payload: 'payload',
    options: {
      queue_name: 'queueName',
      run_at: 'runAt',
      max_attempts: 'maxAttempts',
      job_key: 'jobKey',
      priority: 'priority',
      flags: 'flags',
      job_key_mode: 'jobKeyMode',
    },
  },
  queues: [],
  workers: [
    ...['run', 'runOnce'].map((member) => ({
      kind: 'call' as const,
      member,
      queueName: 'key',
      body: '#0.taskList.*',
      payload: 'param0',
      options: '#0',
    })),
    ...['runTaskList', 'runTaskListOnce'].map((member) => ({
      kind: 'call' as const,
      member,
      queueName: 'key',
      body: '#1.*',
      payload: 'param0',
      options: '#0',
    })),
    { kind: 'typed', type: 'TaskList', property: '*', payload: 'param0' },
    { kind: 'typed', type: 'Task', fileNamed: true, payload: 'param0' },
    { kind: 'file', option: 'taskDirectory', payload: 'param0' },
  ],
  codec: 'json',
  retry: {
    attempts: 'maxAttempts',
    counts: 'runs',
    default: 25,
    unit: 's',
    // `exp(least(attempts, 10))` seconds, whatever the options say.
    formula: 'e^n',
    defaultDelay: 2.7,
    defaultGrows: true,
    alternative:
      'Its delays (2.7 s, 7 s, 20 s, 55 s …) are fixed: leave `maxAttempts` at its default of 25, or set at least 5.',
  },
  results: {
    // `completeJob.js` deletes what succeeded; what failed for good stays.
    retention: [],
    default: 'delete',
    failedDefault: 'forever',
    readers: [],
    cleaners: ['WorkerUtils.cleanup'],
    alternative:
      'Call `cleanup({ tasks: ["DELETE_PERMAFAILED_JOBS"] })` of the worker utils from time to time.',
  },
  dedup: [{ path: 'jobKey', lasts: 'pending' }],
  invalid: graphileWorkerInvalid,
  capabilities: {
    transaction: 'sql',
    deadLetter: 'set',
    concurrency: 'concurrency',
    delay: true,
    schedule: true,
    priority: true,
    durable: true,
    backend: 'PostgreSQL',
  },
});
