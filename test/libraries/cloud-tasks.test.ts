import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

test('cloud-tasks: bodies of HTTP and App Engine tasks', () => {
  const files = {
    'main.ts': `import { CloudTasksClient } from '@google-cloud/tasks';
const client = new CloudTasksClient();
const parent = 'projects/p/locations/l/queues/q';
export async function main() {
  const body = Buffer.from(JSON.stringify({ id: 1 })).toString('base64');
  await client.createTask({ parent, task: { name: 'x', httpRequest: { url: 'https://a.example', body } } });
  await client.createTask({ parent: client.queuePath('p', 'l', 'q'), task: { appEngineHttpRequest: { body: Buffer.from(JSON.stringify({ id: 2 })) } } });
}
`,
  };
  expect(factLines(analysisOf(files), ['name'])).toEqual([
    'main.ts:6 enqueue createTask, queue projects/p/locations/l/queues/q, task none, name x by call, payload : { id: number; }',
    'main.ts:7 enqueue createTask, queue (dynamic value), task none, name unset, payload : { id: number; }',
  ]);
});

const lookAlike = `
class CloudTasksClient { createTask(request: { parent: string; task: { httpRequest: { body: string } } }): Promise<void> { return Promise.resolve(console.log(request)); } }
`;
const real = `import { CloudTasksClient } from '@google-cloud/tasks';\n`;
const text = `const client = new CloudTasksClient();
const parent = 'projects/p/locations/l/queues/q';
`;

describe('cloud-tasks: rules', () => {
  testRule(floating, {
    silent: {
      'a client of one’s own': `${lookAlike}${text}\nclient.createTask({ parent, task: { httpRequest: { body: '' } } });`,
      'awaited, and with a callback': `${real}${text}
export async function main() {
  await client.createTask({ parent, task: { httpRequest: { url: 'https://a.example' } } });
  client.createTask({ parent, task: { httpRequest: { url: 'https://a.example' } } }, (error) => { console.error(error); });
}`,
    },
    reports: {
      dropped: `${real}${text}
export function main() {
  client.createTask({ parent, task: { httpRequest: { url: 'https://a.example' } } });
  ~~~~~~~~~~~~~~~~~ [dropped]
}
`,
    },
  });

  testRule(unserializable, {
    silent: {
      'a client of one’s own': `${lookAlike}${text}
export const main = () => client.createTask({ parent, task: { httpRequest: { body: JSON.stringify({ at: new Date() }) } } });`,
      'a body that is made elsewhere': `${real}${text}
export const main = (body: Buffer) => client.createTask({ parent, task: { httpRequest: { url: 'https://a.example', body } } });`,
    },
    reports: {
      'what the bytes were made of': `${real}${text}
export const main = () => client.createTask({
  parent,
  task: { httpRequest: { url: 'https://a.example', body: Buffer.from(JSON.stringify({ at: new Date() })).toString('base64') } },
                                                                                          ~~~~~~~~~~ [changes]
});
`,
    },
  });

  test('the queue retries', () => {
    const code = `${real}${text}
export const main = () => client.createTask({ parent, task: { httpRequest: { url: 'https://a.example' } } });`;
    checkCase(requireRetry, { code }, true);
  });
});
