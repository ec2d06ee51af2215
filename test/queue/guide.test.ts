import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import * as queue from '../../src/queue/index.js';
import * as testing from '../../src/queue/testing.js';
import { typecheck } from './typecheck.js';

const guide = readFileSync(new URL('../../docs/guides/reference-queue.md', import.meta.url), 'utf8');
const examples = [...guide.matchAll(/## ([^\n]*)\n|```ts\n(.*?)```/gs)].reduce<
  { title: string; code: string }[]
>((found, [, heading, code]) => {
  const title = heading ?? found.at(-1)?.title ?? '';
  return [...found, { title, code: code ?? '' }];
}, []);
const blocks = examples.filter(({ code }) => code !== '');

const modules: Record<string, unknown> = {
  'eslint-plugin-task-queue/queue': queue,
  'eslint-plugin-task-queue/queue/testing': testing,
};

/** What an example says that it prints: the lines after `//=>`. */
function promised(code: string): string[] {
  return [...code.matchAll(/\/\/=> (.*)/g)].map(([, line = '']) => line);
}

/** Runs an example; gives the lines it prints. */
async function run(code: string): Promise<string[]> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const lines: string[] = [];
  const print = { log: (...values: unknown[]) => lines.push(...format(...values).split('\n')) };
  const load = (name: string): unknown => {
    if (!(name in modules)) throw new Error(`The guide imports ${name}, which users do not have.`);
    return modules[name];
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the code is the guide's own
  const body = new Function('require', 'exports', 'console', `return (async () => {${outputText}})();`) as (
    ...values: unknown[]
  ) => Promise<void>;
  await body(load, {}, print);
  return lines;
}

describe('the examples of the guide', () => {
  test('are all there', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(9);
    expect(blocks.filter(({ code }) => promised(code).length === 0)).toEqual([]);
  });

  test('compile with strict settings', () => {
    expect(typecheck(blocks.map(({ code }) => code))).toEqual(blocks.map(() => undefined));
  });

  test.each(blocks)('print what they say: $title', async ({ code }) => {
    expect(await run(code)).toEqual(promised(code));
  });
});

test('the guide names every error, event and fault there is', () => {
  const errors = Object.keys(queue).filter((name) => name.endsWith('Error') && name !== 'QueueError');
  const events: Record<queue.QueueEventType, true> = {
    enqueued: true,
    deduplicated: true,
    started: true,
    completed: true,
    failed: true,
    retried: true,
    dead: true,
    'lease-expired': true,
    'lease-lost': true,
    released: true,
    'result-dropped': true,
    redriven: true,
    purged: true,
    error: true,
  };
  const faults = Object.keys(testing).filter((name) => !['simulate'].includes(name));
  const missing = [...errors, ...Object.keys(events), ...faults].filter(
    (name) => !guide.includes(`\`${name}`),
  );
  expect(missing).toEqual([]);
});
