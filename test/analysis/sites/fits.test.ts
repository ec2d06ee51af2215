import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { EnqueueLocator } from '../../../src/adapters/queues/shape.js';
import { isCalledIn } from '../../../src/analysis/program/candidates.js';
import { mayFit } from '../../../src/analysis/sites/fits.js';

function parsed(text: string): ts.SourceFile {
  return ts.createSourceFile('a.ts', text, ts.ScriptTarget.ESNext, true);
}

function fits(call: string, locator: Partial<EnqueueLocator>): boolean {
  const [statement] = parsed(call).statements;
  if (!statement || !ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression))
    throw new Error('no call');
  const whole = { owner: 'Queue', member: 'add', payload: '#1', ...locator };
  return mayFit(ts, statement.expression.arguments, whole);
}

describe('calls that can be a member by their arguments', () => {
  it.each([
    ["f('a', 1)", { name: '#0' }],
    ['f(name)', { name: '#0' }],
    ["f(['a', 'b'])", { queueName: '#0' }],
    ['f(...given)', { queueName: '#1' }],
    ['f({ name: 1 })', { name: '#0.name' }],
    ['f([{ name: 1 }])', { name: '#0[].name' }],
    ['f()', { queueName: 'receiver' }],
    ['f()', { queueName: 'origin#0' }],
    ["f('a')", { when: 'arg0:string' }],
    ['f({})', { when: 'arg0:object' }],
    ['f(1)', { when: 'arg0:other' }],
    ['f(given)', { when: 'arg0:array' }],
    ["f(id, [{ name: 'a' }])", { when: 'arg1:array' }],
  ] as const)('%s', (call, locator) => {
    expect(fits(call, locator)).toBe(true);
  });

  it.each([
    ['f()', { name: '#0' }],
    ['f((x) => x)', { queueName: '#1' }],
    ['f({ id: 1 })', { queueName: '#0' }],
    ['f(({ id: 1 } as Row))', { name: '#0' }],
    ['f({})', { when: 'arg0:string' }],
    ["f('a')", { when: 'arg0:object' }],
    ['f(`a`)', { when: 'arg0:array' }],
    ['f()', { when: 'arg0:other' }],
  ] as const)('not %s', (call, locator) => {
    expect(fits(call, locator)).toBe(false);
  });

  it('says nothing of exported functions, which may take objects as names', () => {
    const start = { member: 'start', queueName: '#0', payload: '#1[]' };
    expect(mayFit(ts, undefined, start)).toBe(true);
  });
});

describe('names that a file calls', () => {
  const file = parsed("this.#push(a); b['big-job'](1); c?.<T>(2); import { d as e } from 'd'; größe(); f;");

  it.each(['#push', 'big-job', 'd', 'größe'])('%s', (name) => {
    expect(isCalledIn(file, name)).toBe(true);
  });

  it.each(['f', 'big', 'pus', 'from'])('not %s', (name) => {
    expect(isCalledIn(file, name)).toBe(false);
  });
});
