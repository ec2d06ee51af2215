import { defineQueue } from './shape.js';

/** Where a workflow is named, given its arguments, and told how to run. */
const workflow = { name: '#0', queueName: '#1.taskQueue', payload: '#1.args[]', options: '#1' } as const;

/** Where a program says how payloads travel, for every call. */
const converter = {
  name: '',
  defaults: '#0.dataConverter',
  under: 'dataConverter',
  scope: 'global',
} as const;

/**
 * Temporal 1. Facts: `@temporalio/client/lib/{workflow-client,schedule-client}.d.ts`, `@temporalio/workflow/lib/workflow.d.ts`,
 * `@temporalio/common/lib/{activity-options,retry-policy}.d.ts`, `@temporalio/common/lib/converter/payload-converter.js`.
 *
 * A call of a proxied activity is a task, and so is the start of a workflow. Activities retry for ever unless told otherwise;
 * a workflow that fails is not repeated, which is right: what can fail in it are its activities. The longest delay is 100
 * times the first. A data converter of the
 * program's own may carry more than the default one.
 */
export const temporal = defineQueue({
  id: 'temporal',
  title: 'Temporal',
  packages: {
    '@temporalio/client': '>=1 <2',
    '@temporalio/workflow': '>=1 <2',
    '@temporalio/common': '>=1 <2',
    '@temporalio/worker': '>=1 <2',
  },
  kind: 'workflow',
  unit: 'workflow',
  enqueue: [
    { member: 'proxyActivities', through: 'proxy', payload: '#*', options: 'origin#0' },
    { member: 'proxyLocalActivities', through: 'proxy', payload: '#*', options: 'origin#0' },
    { owner: 'WorkflowClient', member: 'start', ...workflow },
    { owner: 'WorkflowClient', member: 'execute', ...workflow, waits: true },
    { owner: 'WorkflowClient', member: 'signalWithStart', ...workflow },
    { member: 'startChild', ...workflow },
    { member: 'executeChild', ...workflow, waits: true },
    { member: 'continueAsNew', payload: '#*' },
    {
      owner: 'ScheduleClient',
      member: 'create',
      name: '#0.action.workflowType',
      queueName: '#0.action.taskQueue',
      payload: '#0.action.args[]',
      options: '#0.action',
      scheduled: true,
    },
  ],
  queues: [
    ...['Client', 'WorkflowClient'].map((construct) => ({ construct, ...converter })),
    { call: { owner: 'Worker', member: 'create' }, ...converter },
  ],
  workers: [
    { kind: 'proxied', member: 'proxyActivities', payload: 'param*' },
    { kind: 'proxied', member: 'proxyLocalActivities', payload: 'param*' },
  ],
  codec: 'temporal',
  codecOption: { path: 'dataConverter', values: {} },
  retry: {
    attempts: 'retry.maximumAttempts',
    counts: 'runs',
    default: 'infinite',
    backoff: 'retry',
    delay: 'retry.initialInterval',
    factor: 'retry.backoffCoefficient',
    defaultFactor: 2,
    max: 'retry.maximumInterval',
    unit: 'ms',
    texts: true,
    formula: 'd*f^(n-1)',
    defaultDelay: 1000,
    growingDelay: 1000,
    defaultGrows: true,
    recipe: {
      'retry.maximumAttempts': '5',
      'retry.initialInterval': "'10 seconds'",
      'retry.maximumInterval': "'5 minutes'",
      'retry.backoffCoefficient': '2',
    },
  },
  waits: [
    { member: 'WorkflowClient.execute' },
    { member: 'WorkflowClient.result' },
    { member: 'BaseWorkflowHandle.result' },
    { member: 'executeChild', suspends: true },
  ],
  dedup: [{ path: 'workflowId', lasts: 'pending', isId: true }],
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    timeout: 'startToCloseTimeout',
    timeoutUnit: 'ms',
    delay: true,
    schedule: true,
    priority: true,
    durable: true,
    maxPayload: 2 * 1024 * 1024,
    backend: 'Temporal Service',
  },
});
