import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import fatTask from '../../src/rules/no-fat-task.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireBackoff from '../../src/rules/require-backoff.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

describe('dbos: facts', () => {
  test('curried starts, starts of a class, clients; registrations and decorators', () => {
    const files = {
      'main.ts': `import { DBOS, type DBOSClient } from '@dbos-inc/dbos-sdk';
async function checkoutFn(id: string, at: Date): Promise<void> { await fetch(id + String(at)); }
const checkout = DBOS.registerWorkflow(checkoutFn, { name: 'checkout' });
export class Shop {
  @DBOS.workflow() static async order(id: string): Promise<void> { await Shop.pay(id); }
  @DBOS.step({ retriesAllowed: true }) static async pay(id: string): Promise<void> { await fetch(id); }
}
export async function main(client: DBOSClient, given: typeof checkout) {
  await DBOS.startWorkflow(checkout, { workflowID: 'w' })('a', new Date());
  await DBOS.startWorkflow(Shop).order('x');
  await DBOS.startWorkflow(Shop.order)('x');
  await DBOS.startWorkflow(given)('b', new Date());
  await client.enqueue<typeof checkout>({ queueName: 'q', workflowName: 'checkout' }, 'c', new Date());
}
`,
    };
    expect(factLines(analysisOf(files), ['workflowID'])).toEqual([
      'main.ts:10 enqueue startWorkflow, queue order, task none, workflowID unset, payload : "x"',
      'main.ts:11 enqueue startWorkflow, queue order, task none, workflowID unset, payload : "x"',
      'main.ts:12 enqueue startWorkflow, queue (dynamic value), task none, workflowID unset, payload : "b" | : Date',
      'main.ts:13 enqueue enqueue, queue checkout, task none, workflowID unset, payload : "c" | : Date',
      'main.ts:3 worker queue checkout, task none, body main.ts:2',
      'main.ts:5 worker queue order, task none, body main.ts:5',
      'main.ts:6 worker queue pay, task none, body main.ts:6',
      'main.ts:9 enqueue startWorkflow, queue checkout, task none, workflowID w by call, payload : "a" | : Date',
    ]);
  });

  test('version 3', () => {
    const files = {
      'main.ts': `import { DBOS } from 'dbos3';
const checkout = DBOS.registerWorkflow(async (id: string) => { await fetch(id); }, { name: 'checkout' });
export const main = () => DBOS.startWorkflow(checkout)('a');
`,
    };
    expect(factLines(analysisOf(files))).toEqual([
      'main.ts:2 worker queue checkout, task none, body main.ts:2',
      'main.ts:3 enqueue startWorkflow, queue checkout, task none, payload : "a"',
    ]);
  });
});

const lookAlike = `
const DBOS = {
  registerWorkflow: <A extends unknown[]>(run: (...args: A) => Promise<void>) => run,
  startWorkflow: <A extends unknown[]>(run: (...args: A) => Promise<void>) => run,
};
`;
const real = `import { DBOS } from '@dbos-inc/dbos-sdk';\n`;
const checkout = `const checkout = DBOS.registerWorkflow(async (sent: unknown) => { await fetch(String(sent)); });\n`;

describe('dbos: rules', () => {
  testRule(floating, {
    silent: {
      'an object of one’s own': `${lookAlike}${checkout}\nDBOS.startWorkflow(checkout)(1);`,
      'awaited, and a workflow that is only called': `${real}${checkout}
export async function main() {
  await DBOS.startWorkflow(checkout)(1);
  await checkout(2);
}`,
    },
    reports: {
      dropped: `${real}${checkout}
export function main() {
  DBOS.startWorkflow(checkout)(1);
  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [dropped]
}
`,
    },
  });

  testRule(unserializable, {
    silent: {
      'an object of one’s own': `${lookAlike}${checkout}\nexport const main = () => DBOS.startWorkflow(checkout)(() => {});`,
      'superjson brings dates and sets back': `${real}${checkout}
export const main = () => DBOS.startWorkflow(checkout)({ at: new Date(), seen: new Set(['a']), n: 1n });`,
      'another serializer is asked for': `${real}
import type { DBOSClient } from '@dbos-inc/dbos-sdk';
export const main = (client: DBOSClient) =>
  client.enqueue({ queueName: 'q', workflowName: 'w', serializationType: 'portable' }, { done: () => {} });`,
    },
    reports: {
      'a function never arrives': `${real}${checkout}
export const main = () => DBOS.startWorkflow(checkout)({ done: () => {} });
                                                               ~~~~~~~~ [loses]
`,
    },
  });

  testRule(fatTask, {
    silent: {
      'an object of one’s own': `${lookAlike}
export const fat = DBOS.registerWorkflow(async () => {
${'  console.log(1);\n'.repeat(25)}});`,
    },
    reports: {
      'a step that does the work itself': `${real}
export class Shop {
  @DBOS.step() static async pay(id: string): Promise<void> {
                            ~~~ [statements]
    console.log(id);
${'    console.log(1);\n'.repeat(24)}  }
}
`,
    },
  });

  test('what fails is repeated by the options of a step, not of an enqueue', () => {
    const code = `${real}${checkout}\nexport const main = () => DBOS.startWorkflow(checkout)(1);`;
    checkCase(requireRetry, { code }, true);
    checkCase(requireBackoff, { code }, true);
  });
});
