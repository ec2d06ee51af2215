/** A compiler that throws on one file is reported for that file; the others keep their facts. */
import ts from 'typescript';
import { expect, test } from 'vitest';
import { analyze } from '../../src/analysis/facts.js';
import { rules } from '../../src/rules/index.js';
import { runRule } from '../../src/rules/kit/run.js';
import { createTestProgram, virtualPath } from '../program.js';

const sources = {
  'good.ts': `
import { Queue } from 'bullmq';
const queue = new Queue('good', { connection: {} });
export function send() { queue.add('x', { id: 1 }); }
`,
  'bad.ts': `
import { Queue } from 'bullmq';
const queue = new Queue('bad', { connection: {} });
export function send() { queue.add('x', { id: 1 }); }
`,
};

test('facts of the other files stand', () => {
  const program = createTestProgram(sources);
  const checker = program.getTypeChecker();
  const ask = checker.getTypeAtLocation.bind(checker);
  const symbol = checker.getSymbolAtLocation.bind(checker);
  const fails = (node: ts.Node): void => {
    if (node.getSourceFile().fileName.endsWith('bad.ts')) throw new TypeError('undefined path');
  };
  const analysis = analyze(ts, program);
  checker.getTypeAtLocation = (node) => {
    fails(node);
    return ask(node);
  };
  checker.getSymbolAtLocation = (node) => {
    fails(node);
    return symbol(node);
  };
  const rule = rules.find(({ name }) => name === 'no-floating-enqueue');
  const file = (name: string): ts.SourceFile => {
    const found = program.getSourceFile(virtualPath(name));
    if (!found) throw new Error(name);
    return found;
  };
  if (!rule) throw new Error('no rule');
  expect(runRule(rule, analysis, file('good.ts'), {}).map(({ messageId }) => messageId)).toEqual(['dropped']);
  // Asked and failed questions are unknowns, so this file is silent.
  expect(runRule(rule, analysis, file('bad.ts'), {})).toEqual([]);
});

test("an error outside a guarded question is this file's own", () => {
  const program = createTestProgram(sources);
  const bad = program.getSourceFile(virtualPath('bad.ts'));
  if (!bad) throw new Error('no file');
  const compiler: typeof ts = {
    ...ts,
    forEachChild: (node, visit, ...rest) => {
      if (node === bad) throw new TypeError('broken tree');
      return ts.forEachChild(node, visit, ...rest);
    },
  };
  const analysis = analyze(compiler, program);
  expect(() => analysis.file(bad)).toThrow('broken tree');
  const good = program.getSourceFile(virtualPath('good.ts'));
  expect(good && analysis.file(good).enqueues).toHaveLength(1);
});
