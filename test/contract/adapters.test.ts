/** Every symbol that an adapter names exists in the real declarations of the packages it describes. */
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { queueAdapters } from '../../src/adapters/queues/index.js';
import type { QueueAdapter } from '../../src/adapters/queues/shape.js';
import { createTestProgram, virtualPath } from '../program.js';

/** Installed under which names; an alias is another version of the same package. */
const installed: Readonly<Record<string, readonly string[]>> = {
  bullmq: ['bullmq', 'bullmq6'],
  bull: ['bull'],
  'nestjs-bullmq': ['@nestjs/bullmq'],
  'nestjs-bull': ['@nestjs/bull'],
  'reference-queue': ['eslint-plugin-task-queue/queue'],
};

/** @returns names that a module exports or declares in its namespace, with the members of each. */
function declarationsOf(specifier: string): ReadonlyMap<string, ReadonlySet<string>> {
  const program = createTestProgram({
    'main.ts': `import * as library from '${specifier}'; export { library };`,
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(virtualPath('main.ts'));
  const found = new Map<string, Set<string>>();
  const resolved = ts.resolveModuleName(
    specifier,
    virtualPath('main.ts'),
    program.getCompilerOptions(),
    ts.sys,
    undefined,
    undefined,
    ts.ModuleKind.ESNext,
  ).resolvedModule;
  expect(file && resolved, `${specifier} resolves`).toBeDefined();
  const folder = path.dirname(resolved?.resolvedFileName ?? '');
  const visit = (node: ts.Node): void => {
    if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) {
      const members = found.get(node.name?.text ?? '') ?? new Set<string>();
      for (const member of node.members) {
        if (member.name && ts.isIdentifier(member.name)) members.add(member.name.text);
      }
      found.set(node.name?.text ?? '', members);
    } else if (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) {
      if (node.name && ts.isIdentifier(node.name))
        found.set(node.name.text, found.get(node.name.text) ?? new Set());
    }
    ts.forEachChild(node, visit);
  };
  for (const source of program.getSourceFiles()) if (source.fileName.startsWith(folder)) visit(source);
  expect(checker).toBeDefined();
  return found;
}

/** `Owner.member` and plain names that an adapter relies on. */
function symbolsOf(adapter: QueueAdapter): readonly string[] {
  const dotted = (owner: string | undefined, member: string): string =>
    owner === undefined ? member : `${owner}.${member}`;
  return [
    ...adapter.enqueue.map(({ owner, member }) => dotted(owner, member)),
    ...adapter.queues.flatMap(({ construct, call }) =>
      construct === undefined ? (call ? [dotted(call.owner, call.member)] : []) : [construct],
    ),
    ...adapter.workers.flatMap((worker) =>
      worker.kind === 'class'
        ? [worker.decorator, ...(worker.methodDecorator ? [worker.methodDecorator.name] : [])]
        : [dotted(worker.owner, worker.member)],
    ),
    ...(adapter.inject ?? []).map(({ decorator }) => decorator),
    ...(adapter.jobTypes ?? []),
    ...(adapter.results?.readers ?? []),
    ...(adapter.results?.cleaners ?? []),
  ];
}

test('every adapter is checked', () => {
  expect(Object.keys(installed).sort()).toEqual(queueAdapters.map(({ id }) => id).sort());
});

describe.each(queueAdapters.map((adapter) => ({ adapter, id: adapter.id })))('$id', ({ adapter, id }) => {
  test.each(installed[id] ?? [])('symbols of %s', (specifier) => {
    const declared = declarationsOf(specifier);
    const missing = symbolsOf(adapter).filter((symbol) => {
      const [owner = '', member] = symbol.split('.');
      return member === undefined ? !declared.has(owner) : !declared.get(owner)?.has(member);
    });
    expect(missing).toEqual([]);
  });
});
