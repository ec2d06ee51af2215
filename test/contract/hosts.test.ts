import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ESLint } from 'eslint';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import plugin from '../../src/plugin.js';
import { findingsOf, shell } from '../cli/shell.js';
import { folder, repository, serverConfig } from '../project/folder.js';

const require = createRequire(import.meta.url);
const parser = require('@typescript-eslint/parser') as { clearCaches(): void };

/** A finding in one line, the same from both hosts. */
type Line = string;

/** Files of all units, as an ESLint user lints them. */
const sources = ['**/*.{ts,tsx,mts,cts}'];

async function byEslint(root: string, version: 'eslint' | 'eslint9'): Promise<Line[]> {
  const { ESLint: Engine } = require(version) as { ESLint: typeof ESLint };
  const engine = new Engine({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: sources,
        languageOptions: { parser, parserOptions: { projectService: true, tsconfigRootDir: root } },
        linterOptions: { reportUnusedDisableDirectives: 'off' },
      },
      plugin.configs.all,
    ] as never,
  });
  const results = await engine.lintFiles(['.']);
  return results
    .flatMap(({ filePath, messages }) =>
      messages.map(({ ruleId, line, column, endLine, endColumn, message }) =>
        [path.relative(root, filePath), line, column, endLine, endColumn, ruleId, message].join(':'),
      ),
    )
    .sort();
}

async function byCheck(root: string): Promise<Line[]> {
  const outcome = await shell(root, 'check', '--preset', 'all', '--format', 'json');
  expect(outcome.stderr).toBe('');
  return findingsOf(outcome)
    .map(({ file, line, column, endLine, endColumn, rule, message }) =>
      [file, line, column, endLine, endColumn, `task-queue/${rule}`, message].join(':'),
    )
    .sort();
}

/** A copy outside of this repository, whose own ESLint config ignores fixtures. */
function copyOf(source: string): string {
  const copy = realpathSync(mkdtempSync(path.join(tmpdir(), 'task-queue-')));
  onTestFinished(() => {
    rmSync(copy, { recursive: true, force: true });
  });
  cpSync(source, copy, { recursive: true });
  symlinkSync(path.join(repository, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

function appsIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(directory, name));
}

const apps = appsIn(path.join(repository, 'fixtures/apps'));
const cases = appsIn(path.join(repository, 'fixtures/codemods')).flatMap((codemod) =>
  appsIn(codemod).map((name) => path.join(name, 'before')),
);

// The parser keeps every project it has seen; one process would not hold all of them.
afterEach(() => {
  parser.clearCaches();
});

describe('two hosts, one answer', () => {
  it.each([...apps, ...cases].map((app) => [path.relative(repository, app), app]))('%s', async (_, app) => {
    const root = copyOf(app);
    expect(await byCheck(root)).toEqual(await byEslint(root, 'eslint'));
  });

  it('answers alike under ESLint 9', async () => {
    const [app] = apps;
    if (app === undefined) throw new Error('no fixture app');
    const root = copyOf(app);
    const found = await byEslint(root, 'eslint9');
    expect(found.length).toBeGreaterThan(0);
    expect(await byCheck(root)).toEqual(found);
  });

  it('reads the sources of referenced projects alike, built or not', async () => {
    const config = (...references: string[]): string =>
      JSON.stringify({
        compilerOptions: {
          target: 'es2022',
          module: 'nodenext',
          strict: true,
          composite: true,
          skipLibCheck: true,
          rootDir: 'src',
          outDir: 'dist',
          types: ['node'],
          experimentalDecorators: true,
        },
        include: ['src'],
        references: references.map((reference) => ({ path: reference })),
      });
    const root = folder({
      'tsconfig.json':
        '{ "files": [], "references": [{ "path": "packages/jobs" }, { "path": "packages/api" }] }',
      'packages/jobs/package.json': `{ "name": "@m/jobs", "type": "module", "exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" } } }`,
      'packages/jobs/tsconfig.json': config(),
      'packages/jobs/src/index.ts': `import { Queue } from 'bullmq';
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() export class User { @PrimaryGeneratedColumn() id!: number; @Column() email!: string; }
export const db = new DataSource({ type: 'postgres', entities: [User] });
const mail = new Queue('mail', { connection: {} });
export class JobBus {
  async push(name: string, data: { user: User }): Promise<void> { await mail.add(name, data); }
}
export const bus = new JobBus();
`,
      'packages/api/package.json': '{ "name": "@m/api", "type": "module" }',
      'packages/api/tsconfig.json': config('../jobs'),
      'packages/api/src/index.ts': `import { bus, db, User } from '@m/jobs';
export async function signup(id: number): Promise<void> {
  const user = await db.getRepository(User).findOneByOrFail({ id });
  bus.push('welcome', { user });
}
`,
    });
    mkdirSync(path.join(root, 'packages/api/node_modules/@m'), { recursive: true });
    symlinkSync('../../../jobs', path.join(root, 'packages/api/node_modules/@m/jobs'));
    const found = await byEslint(root, 'eslint');
    expect(found.filter((line) => line.startsWith('packages/api/src/index.ts:4:')).length).toBe(2);
    expect(await byCheck(root)).toEqual(found);
    execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-b'], { cwd: root });
    expect(existsSync(path.join(root, 'packages/jobs/dist/index.d.ts'))).toBe(true);
    expect(await byCheck(root)).toEqual(found);
  });

  it('reads eslint-disable alike, and offsets behind a byte order mark', async () => {
    const code = `import { Queue } from 'bullmq';
const mails = new Queue<{ id: number }>('mails'); // eslint-disable-line task-queue/require-retry
export function send(id: number): void {
  // eslint-disable-next-line
  mails.add('a', { id });
  mails.add('b', { id }); /* eslint-disable task-queue/no-floating-enqueue */
  mails.add('c', { id });
  /* eslint-enable */ mails.add('d', { id });
}
`;
    const root = folder({
      'tsconfig.json': serverConfig,
      'src/a.ts': code,
      'src/b.ts': `\uFEFF${code.replaceAll('\n', '\r\n').replaceAll('eslint-', 'no-')}`,
      'src/c.ts': `/* eslint task-queue/no-floating-enqueue: off */\n${code}`,
    });
    const found = await byEslint(root, 'eslint');
    expect(found.length).toBeGreaterThan(5);
    expect(await byCheck(root)).toEqual(found);
  });
});
