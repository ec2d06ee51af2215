/** Other wires, hostile types, and the compiler as the codemods load it. */
import { Project, ts as bundled } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import { walkPayload } from '../../../src/analysis/payload/walk.js';
import { findEntities } from '../../../src/analysis/payload/entities.js';
import type { Host } from '../../../src/analysis/program/host.js';
import { compiler, entities, entityText, sends, verdict, type TypeScript } from './harness.js';

const ts = compiler('typescript');

describe('strict JSON throws on whatever would not come back as it was', () => {
  test.each([
    ['{ at: new Date() }', 'throws date at at'],
    ['{ m: new Map<string, string>(), n: NaN }', 'throws map at m | throws nan at n'],
    ['{ p: new Point() }', 'throws fields-class at p'],
    ['{ a: new Acting() }', 'throws class at a'],
    ['{ u: new URL("https://a.b") }', 'throws url at u'],
    ['{ a: 1, b: undefined, c: [null] }', 'no'],
    ['{ a: [undefined] }', 'throws undefined-element at a[0]'],
  ])('%s', (payload, expected) => {
    const [sent] = sends(
      ts,
      `class Point { x = 1 }\nclass Acting { x = 1; run() { return 1 } }\nsend(${payload});`,
    );
    expect(sent && verdict(sent, 'strict-json')).toBe(expected);
  });
});

describe('hostile types end in an answer, quickly', () => {
  const union = Array.from({ length: 5000 }, (_, index) => `'k${index}'`).join(' | ');
  const shapes = Array.from({ length: 400 }, (_, index) => `{ k${index}: string }`).join(' | ');
  test.each([
    ['a union of 5,000 texts', `declare const u: { k: ${union} }; send(u);`, 'no'],
    ['a union of 400 shapes', `declare const u: ${shapes}; send({ u });`, 'unknown (budget spent)'],
    [
      'types that contain each other',
      'interface A { b: B[] } interface B { a: A; c: A[] } declare const a: A; send(a);',
      'no',
    ],
    [
      'a type that grows without end',
      'type Grow<T> = { v: T; n: Grow<[T, T]> }; declare const g: Grow<string>; send(g);',
      'unknown (budget spent)',
    ],
    ['the whole process', 'send({ process });', 'loses built-in at process'],
    [
      'a request of express',
      'import type { Request } from "express"; declare const r: Request; send({ r });',
      'loses built-in at r',
    ],
    [
      'a whole ORM',
      'import { DataSource } from "typeorm"; declare const d: DataSource; send({ d });',
      'unknown (out of sight)',
    ],
    [
      'a job of the queue itself',
      'import type { Job } from "bullmq"; declare const j: Job; send({ j });',
      'unknown (out of sight)',
    ],
  ])('%s', (_, code, expected) => {
    const [sent] = sends(ts, code);
    const start = performance.now();
    expect(sent && verdict(sent)).toBe(expected);
    expect(sent && entityText(sent)).toBe('');
    // Far above what it takes; a hang is what this is about.
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test('an unresolved import is unknown', () => {
    const program = new Project({ compilerOptions: { strict: true }, skipAddingFilesFromTsConfig: true });
    const file = program.createSourceFile(
      '/virtual/main.ts',
      `import { User } from 'nowhere';\ndeclare const user: User;\nsend({ user });`,
    );
    expect(answers(program, file.getFilePath())).toEqual([['unknown', 'unknown']]);
  });
});

test('ts-morph keeps its library files in memory, and they are the library all the same', () => {
  const project = new Project({ compilerOptions: { strict: true, target: bundled.ScriptTarget.ES2022 } });
  const file = project.createSourceFile(
    '/virtual/main.ts',
    `interface Map { mine: true }
declare function send(x: unknown): void;
declare const own: Map;
export {};
send({ own });
send({ at: new Date(), set: new Set<string>(), promise: Promise.resolve(1) });`,
  );
  expect(answers(project, file.getFilePath())).toEqual([
    ['no', 'no'],
    ['date at|set set|promise promise', 'no'],
  ]);
});

function answers(project: Project, path: string): readonly (readonly [string, string])[] {
  // The two compilers' declarations are the same, but whether the checker sees that depends on what it compared before.
  const built: unknown = project.getProgram().compilerObject;
  const program = built as Host['program'];
  const host: Host = {
    ts: bundled as unknown as TypeScript,
    program,
    checker: program.getTypeChecker(),
    settings: {},
  };
  const file = host.program.getSourceFile(path);
  const found: [string, string][] = [];
  file?.forEachChild((statement) => {
    if (!host.ts.isExpressionStatement(statement) || !host.ts.isCallExpression(statement.expression)) return;
    const [expression] = statement.expression.arguments;
    if (!expression) return;
    const part = { expression, type: host.checker.getTypeAtLocation(expression), node: expression, path: [] };
    const walked = walkPayload(host, part, 'json');
    const told =
      walked.is === 'yes' ? walked.value.map(({ kind, path: at }) => `${kind} ${at}`).join('|') : walked.is;
    found.push([told, findEntities(host, part).is]);
  });
  return found;
}

test('a part below the root, without an expression, is judged by its type', () => {
  const [sent] = sends(ts, 'declare const p: { at: Date }; send(p);');
  if (!sent) throw new Error('no payload');
  const { type, node } = sent.part;
  const answer = walkPayload(
    sent.host,
    { expression: undefined, type, node, path: ['user', 'odd key'] },
    'json',
  );
  expect(answer.is === 'yes' && answer.value[0]?.path).toBe('user["odd key"].at');
  expect(entities(sent)).toEqual([]);
});

test('what a wrapper writes over is not sent from its part', () => {
  const code = `import { Entity, PrimaryGeneratedColumn, Column } from 'typeorm';
@Entity() class User { @PrimaryGeneratedColumn() id!: number; @Column() name!: string; }
declare const p: { at: Date; on: Date; user: User; list: Set<number> }; send(p); declare const u: User; send({ at: new Date(), on: new Date(), user: u, list: 1 });`;
  for (const { host, part } of sends(ts, code)) {
    const without = { host, part: { ...part, without: new Set(['at', 'user', 'list']) } };
    expect(verdict(without)).toBe('changes date at on');
    expect(entityText(without)).toBe('');
    const whole = { host, part: { ...part, without: new Set<string>() } };
    expect(verdict(whole)).toContain('changes date at at');
    expect(entityText(whole)).toContain('User instance at user');
  }
});
