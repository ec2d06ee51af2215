import { defineQueue } from './shape.js';

/** How a batch item says what to run and how. */
const item = { payload: '#0[].payload', options: '#0[].options', bulk: true } as const;

/**
 * Trigger.dev 3 and 4. Facts: `@trigger.dev/sdk/dist/esm/v3/{tasks,shared,batch,config,schedules/index,triggerClient}.d.ts`,
 * `@trigger.dev/core/dist/esm/v3/{types/tasks.d.ts,utils/retries.js,utils/ioSerialization.js,workers/taskExecutor.js}`.
 *
 * A task's `retry` replaces `retries.default` of `trigger.config.ts` as a whole (`shared.js`, `taskExecutor.js`). Without both
 * nothing retries; since the file with the configuration may be out of sight, its template's 3 runs count as the default.
 */
export const triggerDev = defineQueue({
  id: 'trigger.dev',
  title: 'Trigger.dev',
  packages: { '@trigger.dev/sdk': '>=3 <5', '@trigger.dev/core': '>=3 <5' },
  kind: 'workflow',
  unit: 'task',
  enqueue: [
    {
      owner: 'Task',
      member: 'trigger',
      task: 'receiver',
      payload: '#0',
      options: '#1',
      bulkMember: 'batchTrigger',
    },
    { owner: 'Task', member: 'triggerAndWait', task: 'receiver', payload: '#0', options: '#1', waits: true },
    {
      owner: 'Task',
      member: 'triggerAndSubscribe',
      task: 'receiver',
      payload: '#0',
      options: '#1',
      waits: true,
      versions: '>=4',
    },
    { owner: 'Task', member: 'batchTrigger', task: 'receiver', ...item },
    { owner: 'Task', member: 'batchTriggerAndWait', task: 'receiver', ...item, waits: true },
    ...['tasks', 'tasksApi'].flatMap((owner) => [
      {
        owner,
        ...(owner === 'tasksApi' && { versions: '>=4.5' }),
        member: 'trigger',
        queueName: '#0',
        payload: '#1',
        options: '#2',
        bulkMember: 'batchTrigger',
      },
      {
        owner,
        ...(owner === 'tasksApi' && { versions: '>=4.5' }),
        member: 'batchTrigger',
        queueName: '#0',
        payload: '#1[].payload',
        options: '#1[].options',
        bulk: true,
      },
    ]),
    { owner: 'tasks', member: 'triggerAndWait', queueName: '#0', payload: '#1', options: '#2', waits: true },
    {
      owner: 'tasks',
      member: 'triggerAndSubscribe',
      queueName: '#0',
      payload: '#1',
      options: '#2',
      waits: true,
      versions: '>=4',
    },
    {
      owner: 'tasks',
      member: 'batchTriggerAndWait',
      queueName: '#0',
      payload: '#1[].payload',
      options: '#1[].options',
      bulk: true,
      waits: true,
    },
    { owner: 'batch', member: 'trigger', queueName: '#0[].id', ...item },
    { owner: 'batch', member: 'triggerAndWait', queueName: '#0[].id', ...item, waits: true },
    { owner: 'batch', member: 'triggerByTask', ...item },
    { owner: 'batch', member: 'triggerByTaskAndWait', ...item, waits: true },
  ],
  queues: [
    {
      call: { member: 'defineConfig' },
      name: '',
      defaults: '#0.retries.default',
      under: 'retry',
      scope: 'global',
    },
  ],
  workers: ['task', 'schemaTask'].map((member) => ({
    kind: 'call' as const,
    member,
    queueName: '#0.id',
    body: '#0.run',
    payload: 'param0',
    defaults: '#0',
  })),
  codec: 'superjson',
  retry: {
    place: 'definition',
    attempts: 'retry.maxAttempts',
    counts: 'runs',
    default: 3,
    backoff: 'retry',
    delay: 'retry.minTimeoutInMs',
    factor: 'retry.factor',
    defaultFactor: 2,
    max: 'retry.maxTimeoutInMs',
    defaultMax: 60_000,
    unit: 'ms',
    formula: 'd*f^(n-1)',
    defaultDelay: 1000,
    growingDelay: 1000,
    defaultGrows: true,
    recipe: {
      'retry.maxAttempts': '5',
      'retry.minTimeoutInMs': '10_000',
      'retry.maxTimeoutInMs': '300_000',
      'retry.factor': '2',
      'retry.randomize': 'true',
    },
  },
  waits: [
    ...['Task', 'tasks'].flatMap((owner) => [
      { member: `${owner}.triggerAndWait`, suspends: true },
      { member: `${owner}.batchTriggerAndWait`, suspends: true },
      { member: `${owner}.triggerAndSubscribe`, versions: '>=4' },
    ]),
    { member: 'batch.triggerAndWait', suspends: true },
    { member: 'batch.triggerByTaskAndWait', suspends: true },
    { member: 'runs.poll' },
    { member: 'runs.retrieve', polled: true },
  ],
  dedup: [
    { path: 'idempotencyKey', lasts: 'window', window: 'idempotencyKeyTTL' },
    { path: 'debounce.key', versions: '>=4', lasts: 'pending', window: 'debounce.delay' },
  ],
  capabilities: {
    transaction: 'none',
    deadLetter: 'none',
    timeout: 'maxDuration',
    timeoutUnit: 's',
    concurrency: 'queue.concurrencyLimit',
    delay: true,
    schedule: true,
    priority: true,
    durable: true,
    maxPayload: 3 * 1024 * 1024,
    backend: 'Trigger.dev',
  },
});
