import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import requireRetry from '../../src/rules/require-retry.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { checkCase, testRule } from '../rules/kit.js';

test('aws-lambda: only invocations of type Event are enqueues', () => {
  const files = {
    'main.ts': `import { InvocationType, InvokeCommand, Lambda, LambdaClient } from '@aws-sdk/client-lambda';
const client = new LambdaClient({});
export async function main(lambda: Lambda, InvocationType_: InvocationType) {
  await client.send(new InvokeCommand({ FunctionName: 'a', InvocationType: 'Event', Payload: JSON.stringify({ id: 1 }) }));
  await client.send(new InvokeCommand({ FunctionName: 'b', InvocationType: InvocationType.Event, Payload: new TextEncoder().encode(JSON.stringify({ id: 2 })) }));
  await lambda.invoke({ FunctionName: 'c', InvocationType: 'Event', Payload: Buffer.from(JSON.stringify({ id: 3 })) });
  await client.send(new InvokeCommand({ FunctionName: 'waits', Payload: JSON.stringify({ id: 4 }) }));
  await client.send(new InvokeCommand({ FunctionName: 'unknown', InvocationType: InvocationType_, Payload: '{}' }));
}
`,
  };
  expect(factLines(analysisOf(files))).toEqual([
    'main.ts:4 enqueue InvokeCommand, queue a, task none, payload : { id: number; }',
    'main.ts:5 enqueue InvokeCommand, queue b, task none, payload : { id: number; }',
    'main.ts:6 enqueue invoke, queue c, task none, payload : { id: number; }',
  ]);
});

const lookAlike = `
class InvokeCommand { constructor(readonly input: { FunctionName: string; InvocationType: 'Event'; Payload: string }) {} }
class LambdaClient { send(command: InvokeCommand): Promise<void> { return Promise.resolve(console.log(command.input)); } }
const client = new LambdaClient();
`;
const real = `import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
const client = new LambdaClient({});
`;

describe('aws-lambda: rules', () => {
  testRule(floating, {
    silent: {
      'a client of one’s own': `${lookAlike}\nclient.send(new InvokeCommand({ FunctionName: 'a', InvocationType: 'Event', Payload: '' }));`,
      'an invocation that waits is no enqueue': `${real}\nclient.send(new InvokeCommand({ FunctionName: 'a', Payload: '{}' }));`,
    },
    reports: {
      dropped: `${real}
export function main() {
  client.send(new InvokeCommand({ FunctionName: 'a', InvocationType: 'Event', Payload: '{}' }));
  ~~~~~~~~~~~ [dropped]
}
`,
    },
  });

  testRule(unserializable, {
    silent: {
      'a client of one’s own': `${lookAlike}
export const main = () => client.send(new InvokeCommand({ FunctionName: 'a', InvocationType: 'Event', Payload: JSON.stringify({ n: 1n }) }));`,
      'bytes that nothing is known of': `${real}
export const main = (Payload: Uint8Array) => client.send(new InvokeCommand({ FunctionName: 'a', InvocationType: 'Event', Payload }));`,
    },
    reports: {
      'what the text was made of': `${real}
export const main = () => client.send(new InvokeCommand({ FunctionName: 'a', InvocationType: 'Event', Payload: JSON.stringify({ n: 1n }) }));
                                                                                                                                   ~~ [throws]
`,
    },
  });

  test('the service retries', () => {
    const code = `${real}
export const main = () => client.send(new InvokeCommand({ FunctionName: 'a', InvocationType: 'Event', Payload: '{}' }));`;
    checkCase(requireRetry, { code }, true);
  });
});
