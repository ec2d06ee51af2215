import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireBackoff from '../../src/rules/require-backoff.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

const activities = `export async function mail(to: string, at: number): Promise<void> { await fetch(to + String(at)); }
export const charge = async (id: string): Promise<string> => id;
export const limit = 3;
`;

describe('temporal: facts', () => {
  test('calls of proxied activities, workflows by name and by function, schedules', () => {
    const files = {
      'activities.ts': activities,
      'workflows.ts': `import { continueAsNew, executeChild, proxyActivities, startChild } from '@temporalio/workflow';
import type * as activities from './activities.js';
const { mail, charge: chargeCard } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute', retry: { maximumAttempts: 3 } });
const open = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });
export async function order(id: string): Promise<void> {
  await mail('x', 1);
  await chargeCard(id);
  await open.mail('y', 2);
  await executeChild(child, { args: [id] });
  await startChild('child', { args: [id], taskQueue: 'q' });
  await continueAsNew<typeof order>(id);
}
export async function child(id: string): Promise<void> { await chargeCard(id); }
`,
      'main.ts': `import type { Client } from '@temporalio/client';
import { order } from './workflows.js';
export async function main(client: Client) {
  await client.workflow.start(order, { taskQueue: 'orders', workflowId: 'w', args: ['x'] });
  await client.workflow.execute('order', { taskQueue: 'orders', workflowId: 'w', args: ['x'], retry: { maximumAttempts: 2 } });
  await client.schedule.create({ scheduleId: 's', spec: {}, action: { type: 'startWorkflow', workflowType: order, taskQueue: 'q', args: ['s'] } });
}
`,
    };
    expect(factLines(analysisOf(files), ['retry.maximumAttempts'])).toEqual([
      'activities.ts:1 worker queue mail, task none, body activities.ts:1',
      'activities.ts:2 worker queue charge, task none, body activities.ts:2',
      'main.ts:4 enqueue start, queue orders, task order, retry.maximumAttempts unset, payload : "x"',
      'main.ts:5 enqueue execute, queue orders, task order, retry.maximumAttempts 2 by call, payload : "x"',
      'main.ts:6 enqueue create, queue q, task order, retry.maximumAttempts unset, payload : "s"',
      'workflows.ts:10 enqueue startChild, queue q, task child, retry.maximumAttempts unset, payload : string',
      'workflows.ts:11 enqueue continueAsNew, queue (out of sight), task none, retry.maximumAttempts (out of sight), payload : string',
      'workflows.ts:13 enqueue proxyActivities, queue charge, task none, retry.maximumAttempts 3 by call, payload : string',
      'workflows.ts:6 enqueue proxyActivities, queue mail, task none, retry.maximumAttempts 3 by call, payload : "x" | : 1',
      'workflows.ts:7 enqueue proxyActivities, queue charge, task none, retry.maximumAttempts 3 by call, payload : string',
      'workflows.ts:8 enqueue proxyActivities, queue mail, task none, retry.maximumAttempts unset, payload : "y" | : 2',
      'workflows.ts:9 enqueue executeChild, queue (dynamic value), task child, retry.maximumAttempts unset, payload : string',
    ]);
  });
});

const lookAlike = `
function proxyActivities<T>(options: { startToCloseTimeout: string; retry?: { maximumAttempts: number } }): T {
  return options as unknown as T;
}
interface Activities { mail(at: Date): Promise<void> }
const { mail } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute', retry: { maximumAttempts: 3 } });
`;
const real = `import { proxyActivities } from '@temporalio/workflow';
interface Activities { mail(at: Date, file: Uint8Array): Promise<void>; charge(id: string): Promise<string> }
`;

describe('temporal: rules', () => {
  testRule(floating, {
    silent: {
      'a proxy of one’s own': `${lookAlike}\nmail(new Date());`,
      'awaited, collected, returned, raced': `${real}
const { charge } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });
export async function order(ids: string[]) {
  await charge('a');
  await Promise.all(ids.map((id) => charge(id)));
  const pending = charge('b');
  await Promise.race([pending, charge('c')]);
  return charge('d');
}`,
    },
    reports: {
      dropped: `${real}
import type { Client } from '@temporalio/client';
const { charge } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });
export async function order(client: Client) {
  charge('a');
  ~~~~~~~~~~ [dropped]
  client.workflow.start('order', { taskQueue: 'orders', workflowId: 'w', args: [] });
  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
}
`,
    },
  });

  testRule(unserializable, {
    silent: {
      'bytes as an argument of their own': `${real}
const { mail } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });
export const order = (at: unknown) => mail(at as Date, new Uint8Array(3));`,
      'a proxy of one’s own': `${lookAlike}\nexport const order = () => mail(new Date());`,
      'a data converter of one’s own': `${real}
import { Client } from '@temporalio/client';
export const client = new Client({ dataConverter: { payloadConverterPath: '/converter.js' } });
const { mail } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });
export const order = () => mail(new Date(), new Uint8Array(3));`,
    },
    reports: {
      'a date is a text when it arrives; bytes inside an object are not bytes': `${real}
import type { Client } from '@temporalio/client';
const { mail } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });
export const order = () => mail(new Date(), new Uint8Array(3));
                                ~~~~~~~~~~ [changes]
export const start = (client: Client, file: Uint8Array) =>
  client.workflow.start('order', { taskQueue: 'orders', workflowId: 'w', args: [{ file }] });
                                                                                  ~~~~ [changes]
`,
    },
  });

  testRule(requireBackoff, {
    silent: {
      'a proxy of one’s own': `${lookAlike}\nexport const order = () => mail(new Date());`,
      'retries for ever, as the library does': `${real}
const { charge } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });
export const order = () => charge('a');`,
      'a text as interval, long enough': `${real}
const { charge } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '10 seconds', maximumAttempts: 5 },
});
export const order = () => charge('a');`,
      'ten runs': `import type { Client } from '@temporalio/client';
export const start = (client: Client) =>
  client.workflow.start('order', { taskQueue: 'q', workflowId: 'w', args: [], retry: { maximumAttempts: 10 } });`,
    },
    reports: {
      'three runs within three seconds, told once for all activities of the proxy': `${real}
const { charge, mail } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 3 },
  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [window]
});
export const order = async (file: Uint8Array) => {
  await charge('a');
  await charge('b');
};
export const other = async (at: Date, file: Uint8Array) => { await mail(at, file); };
`,
    },
  });

  testRule(fatTask, {
    silent: {
      'functions that no proxy stands for': {
        'activities.ts': `export async function mail(at: Date): Promise<void> {\n${'  console.log(1);\n'.repeat(25)}console.log(at); }`,
        'main.ts': `${lookAlike}\nexport const order = () => mail(new Date());`,
      },
    },
    reports: {
      'an activity that does the work itself': {
        'activities.ts': `export async function mail(to: string): Promise<void> {
                      ~~~~ [statements]
  console.log(to);
${'  console.log(1);\n'.repeat(24)}}
`,
        'workflows.ts': `import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.js';
const { mail } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });
export const order = () => mail('a');
`,
        'other.ts': `import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities.js';
const { mail } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });
export const refund = () => mail('b');
`,
      },
    },
  });

  test('an activity without options is retried for ever', () => {
    const code = `${real}
const { charge } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });
export const order = () => charge('a');`;
    checkCase(requireRetry, { code }, true);
  });
});
