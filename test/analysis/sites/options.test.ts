import { describe, expect, test } from 'vitest';
import { analysisOf, factLines } from './facts.js';

/** @returns what is known of `attempts` at the only enqueue. */
function attempts(options: string, more = '', defaults = ''): string {
  const analysis = analysisOf({
    'main.ts': `
import { Queue, type JobsOptions } from 'bullmq';
import * as shared from './shared.js';
import { RETRY, nested, retryOf } from './shared.js';
${more}
const queue = new Queue('mail', { connection: {}${defaults === '' ? '' : `, defaultJobOptions: ${defaults}`} });
export const send = (given: JobsOptions, yes: boolean) => queue.add('send', {}, ${options});
export { shared, RETRY, nested, retryOf };
`,
    'shared.ts': `
export const RETRY = { attempts: 5, removeOnComplete: true } as const;
export const nested = { mail: { attempts: 2 + 2 } };
export function retryOf(count: number) { return { attempts: count }; }
export enum Tries { Few = 3 }
export const DEFAULTS = Object.freeze({ ...RETRY, attempts: Tries.Few });
`,
  });
  const line = factLines(analysis, ['attempts']).find((text) => text.includes(' enqueue '));
  return /attempts ([^,]*)/u.exec(line ?? '')?.[1] ?? 'no enqueue';
}

describe('known', () => {
  test.each([
    ['{ attempts: 3 }', '3 by call'],
    ['{ ...RETRY }', '5 by call'],
    ['{ ...RETRY, attempts: 2 }', '2 by call'],
    ['{ attempts: 2, ...RETRY }', '5 by call'],
    ['shared.RETRY', '5 by call'],
    ['shared.DEFAULTS', '3 by call'],
    ['nested.mail', '4 by call'],
    ['retryOf(7)', '7 by call'],
    ['{ attempts: shared.Tries.Few }', '3 by call'],
    ['{ attempts: yes ? 3 : 3 }', '3 by call'],
    ['{ attempts: 60 * 2 - 1 }', '119 by call'],
    ['{ ["attempts"]: 3 }', '3 by call'],
    ['{ priority: 1 }', 'unset'],
    ['undefined', 'unset'],
    ['{ ...(yes && { priority: 1 }) }', 'unset'],
  ])('%s: %s', (options, expected) => {
    expect(attempts(options)).toBe(expected);
  });

  test('the queue defaults apply below the call', () => {
    expect(attempts('{ priority: 1 }', '', '{ attempts: 4 }')).toBe('4 by queue');
    expect(attempts('{ attempts: 1 }', '', '{ attempts: 4 }')).toBe('1 by call');
  });

  test('a value that is set but does not fold is set', () => {
    expect(attempts('{ attempts: Number("3") }')).toBe('set by call');
  });
});

describe('unknown', () => {
  test.each([
    ['given', '(dynamic value)'],
    ['{ ...given }', '(dynamic value)'],
    ['{ attempts: yes ? 1 : 3 }', '(dynamic value)'],
    ['{ ...(yes && { attempts: 3 }) }', '(dynamic value)'],
    ['{ attempts: process.env.RETRIES as unknown as number }', '(environment or config value)'],
  ])('%s: %s', (options, expected) => {
    expect(attempts(options)).toBe(expected);
  });

  test('a variable that may be assigned again', () => {
    expect(
      attempts(
        'options',
        'let options: JobsOptions = { attempts: 3 }; export const change = () => { options = {}; };',
      ),
    ).toBe('(dynamic value)');
  });
});
