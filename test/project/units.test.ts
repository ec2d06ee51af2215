import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProjectProblem } from '../../src/project/problem.js';
import { findUnits } from '../../src/project/units.js';
import { folder, serverConfig } from './folder.js';

function shape(root: string, paths: readonly string[] = []): Record<string, string[]> {
  return Object.fromEntries(
    findUnits(root, paths).units.map(({ config, selected }) => [
      path.relative(root, config),
      [...selected].map((file) => path.relative(root, file)).sort(),
    ]),
  );
}

describe('units', () => {
  it('takes the tsconfig of the folder', () => {
    const root = folder({ 'tsconfig.json': serverConfig, 'src/a.ts': '', 'other/b.ts': '' });
    expect(shape(root)).toEqual({ 'tsconfig.json': ['src/a.ts'] });
  });

  it('narrows the selection to the paths, not the unit', () => {
    const root = folder({ 'tsconfig.json': serverConfig, 'src/a.ts': '', 'src/b/c.ts': '' });
    expect(shape(root, ['src/b'])).toEqual({ 'tsconfig.json': ['src/b/c.ts'] });
    expect(findUnits(root, ['src/a.ts']).units[0]?.owned.size).toBe(2);
  });

  it('follows solution-style configs', () => {
    const root = folder({
      'tsconfig.json':
        '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }, { "path": "./test" }] }',
      'tsconfig.app.json': '{ "compilerOptions": { "composite": true }, "include": ["src"] }',
      'src/a.ts': '',
      'test/tsconfig.json': '{ "compilerOptions": { "composite": true } }',
      'test/a.ts': '',
    });
    expect(shape(root)).toEqual({ 'tsconfig.app.json': ['src/a.ts'], 'test/tsconfig.json': ['test/a.ts'] });
    expect(shape(root, ['src/a.ts'])).toEqual({ 'tsconfig.app.json': ['src/a.ts'] });
  });

  it('gives a file to the nearest config, and to one only', () => {
    const root = folder({
      'tsconfig.json': '{}',
      'root.ts': '',
      'packages/a/tsconfig.json': '{ "include": ["src", "../b/src"] }',
      'packages/a/src/a.ts': '',
      'packages/b/tsconfig.json': '{ "include": ["src"] }',
      'packages/b/src/b.ts': '',
      'packages/b/script.ts': '',
    });
    expect(shape(root)).toEqual({
      'tsconfig.json': ['packages/b/script.ts', 'root.ts'],
      'packages/a/tsconfig.json': ['packages/a/src/a.ts'],
      'packages/b/tsconfig.json': ['packages/b/src/b.ts'],
    });
  });

  it('finds the packages of a monorepo root without a tsconfig', () => {
    const root = folder(
      {
        'package.json': '{ "workspaces": ["apps/*"] }',
        'apps/api/tsconfig.json': '{}',
        'apps/api/a.ts': '',
        'node_modules/x/tsconfig.json': '{ broken',
        '.cache/tsconfig.json': '{ broken',
      },
      { modules: false },
    );
    expect(shape(root)).toEqual({ 'apps/api/tsconfig.json': ['apps/api/a.ts'] });
  });

  it('goes up to the config that includes a file', () => {
    const root = folder({
      'tsconfig.json': '{ "include": ["packages"] }',
      'packages/a/tsconfig.json': '{ "include": ["src"] }',
      'packages/a/src/a.ts': '',
      'packages/a/tool.ts': '',
    });
    expect(shape(root, ['packages/a/tool.ts'])).toEqual({ 'tsconfig.json': ['packages/a/tool.ts'] });
  });
});

describe('problems with tsconfig', () => {
  const problem = (root: string, ...paths: string[]): string => {
    try {
      const { problems } = findUnits(root, paths);
      return problems.map(({ message }) => message).join('\n');
    } catch (error) {
      if (error instanceof ProjectProblem) return error.message;
      throw error;
    }
  };

  it('names the next command', () => {
    expect(problem(folder({ 'a.ts': '' }))).toMatch(/^No tsconfig\.json found for \.; run `npx tsc --init`/u);
    expect(problem(folder({}), 'missing')).toMatch(/^missing does not exist; /u);
    const left = folder({ 'tsconfig.json': '{ "include": ["src"] }', 'src/a.ts': '', 'b.ts': '' });
    expect(problem(left, 'b.ts')).toMatch(/^No tsconfig\.json includes b\.ts; add it to "include"/u);
  });

  it('says what is broken and where', () => {
    expect(problem(folder({ 'tsconfig.json': '{ "include": [ }', 'a.ts': '' }))).toMatch(
      /tsconfig\.json is broken at 1:\d+: .*; repair it and see `npx tsc -p/u,
    );
    expect(problem(folder({ 'tsconfig.json': '{ "extends": "@tsconfig/none" }', 'a.ts': '' }))).toMatch(
      /is broken: .*@tsconfig\/none.*run `npm install`/u,
    );
    expect(
      problem(folder({ 'tsconfig.json': '{ "compilerOptions": { "module": "nope" } }', 'a.ts': '' })),
    ).toMatch(/is broken: Argument for '--module' option must be/u);
  });

  it('goes on with the configs that are whole', () => {
    const root = folder({
      'tsconfig.json': '{ "include": ["src"] }',
      'src/a.ts': '',
      'test/fixture/tsconfig.json': '{ "compilerOptions": 1',
    });
    expect(shape(root)).toEqual({ 'tsconfig.json': ['src/a.ts'] });
    expect(problem(root)).toContain('test/fixture/tsconfig.json is broken');
  });
});
