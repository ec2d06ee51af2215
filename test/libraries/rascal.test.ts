import { describe, expect, test } from 'vitest';
import floating from '../../src/rules/no-floating-enqueue.js';
import unserializable from '../../src/rules/no-unserializable-payload.js';
import { analysisOf, factLines } from '../analysis/sites/facts.js';
import { testRule } from '../rules/kit.js';

const head = `
import { BrokerAsPromised } from 'rascal';
declare const broker: BrokerAsPromised;
`;

describe('rascal: facts', () => {
  test('publications; their queues are configuration', () => {
    const files = { 'main.ts': `${head}export const a = (id: number) => broker.publish('mails', { id });` };
    expect(factLines(analysisOf(files))).toMatchInlineSnapshot(`
      [
        "main.ts:4 enqueue publish, queue (out of sight), task none, payload : { id: number; }",
      ]
    `);
  });
});

testRule(unserializable, {
  silent: {
    'a look-alike': `
class BrokerAsPromised { publish(name: string, content: unknown) { return Promise.resolve([name, content]); } }
export const a = (at: Date) => new BrokerAsPromised().publish('mails', { at });`,
    'plain data, a text and bytes': `${head}
export const a = () => broker.publish('mails', { id: 1 });
export const b = (text: string) => broker.publish('mails', text);
export const c = (file: Buffer) => broker.publish('files', file);`,
  },
  reports: {
    'what JSON does not carry': `${head}
export const a = (at: Date) => broker.publish('mails', { at });
                                                         ~~ [changes]
export const b = () => broker.publish('mails', { total: 1n });
                                                        ~~ [throws]
`,
  },
});

testRule(floating, {
  silent: { awaited: `${head}export async function a() { await broker.publish('mails', {}); }` },
  reports: {
    dropped: `${head}
export function a() { broker.publish('mails', {}); }
                      ~~~~~~~~~~~~~~~~~~~~~~ [dropped]
`,
  },
});
