import { createRequire } from 'node:module';
import type { ESLint, Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import plugin from '../../src/plugin.js';
import { claimSetupReport } from '../../src/rules/kit/untyped.js';
import { folder, serverConfig } from '../project/folder.js';

const require = createRequire(import.meta.url);
const parser = require('@typescript-eslint/parser') as Linter.Parser;

const orders = `import { Queue } from 'bullmq';
const mails = new Queue<{ id: number }>('mails');
export function send(id: number): void {
  mails.add('mail', { id });
}
`;

async function lint(
  root: string,
  parserOptions: object,
  settings: object = {},
  more: readonly Linter.Config[] = [],
): Promise<ESLint.LintResult[]> {
  const { ESLint: Engine } = require('eslint') as { ESLint: typeof ESLint };
  const engine = new Engine({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['**/*.ts'],
        languageOptions: { parser, parserOptions: parserOptions },
      },
      { settings: { 'task-queue': settings } },
      plugin.configs.recommended,
      ...more,
    ],
  });
  return engine.lintFiles(['src']);
}

describe('the ESLint door', () => {
  it('says once, on the first file that uses a queue, that types are missing', async () => {
    const root = folder({
      'tsconfig.json': serverConfig,
      'src/a.ts': 'export const a = 1;\n',
      'src/b.ts': orders,
      'src/c.ts': orders,
    });
    const messages = (await lint(root, {})).flatMap((result) => result.messages);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({ line: 1, severity: 2, messageId: 'needsTypes' });
    expect(messages[0]?.message).toContain('languageOptions.parserOptions.projectService');
  });

  it('keeps saying so for the same file, as an editor lints it again and again', () => {
    expect(claimSetupReport('compilerMismatch', 'a.ts', {})).toBe(true);
    expect(claimSetupReport('compilerMismatch', 'b.ts', {})).toBe(false);
    expect(claimSetupReport('compilerMismatch', 'a.ts', {})).toBe(true);
  });

  it('reports with types, under projectService and project', async () => {
    for (const options of [{ projectService: true }, { project: true }]) {
      // A folder each: with CI=true the parser makes a program of one file when it sees a file for the second time.
      const root = folder({ 'tsconfig.json': serverConfig, 'src/b.ts': orders });
      const [result] = await lint(root, { ...options, tsconfigRootDir: root });
      expect(result?.messages.map(({ ruleId, line }) => [ruleId, line])).toContainEqual([
        'task-queue/no-floating-enqueue',
        4,
      ]);
    }
  });

  it('lets another object of the config set a severity, and leaves plain JavaScript alone', async () => {
    const root = folder({
      'tsconfig.json': serverConfig,
      'src/b.ts': orders,
      'src/a.js': orders.replace(/: \w+|<[^>]*>/gu, ''),
    });
    const results = await lint(root, { projectService: true, tsconfigRootDir: root }, {}, [
      { rules: { 'task-queue/no-floating-enqueue': 'warn' } },
    ]);
    const messages = results.flatMap((result) => result.messages);
    expect(messages.map(({ ruleId, severity }) => [ruleId, severity])).toContainEqual([
      'task-queue/no-floating-enqueue',
      1,
    ]);
    expect(messages.filter(({ messageId }) => messageId === 'needsTypes')).toEqual([]);
  });

  it('says that the types of the queue library are missing', async () => {
    const root = folder({ 'tsconfig.json': serverConfig, 'src/b.ts': orders }, { modules: false });
    const messages = (await lint(root, { projectService: true, tsconfigRootDir: root })).flatMap(
      (result) => result.messages,
    );
    expect(messages).toMatchObject([{ line: 1, severity: 2, messageId: 'missingLibrary' }]);
  });

  it('takes wrappers from the settings', async () => {
    const root = folder({
      'tsconfig.json': serverConfig,
      'src/a.ts': `import type { Queue } from 'bullmq';
declare class Jobs { launch(data: object): Promise<void>; queue: Queue }
export function f(jobs: Jobs): void {
  jobs.launch({ id: 1 });
}
`,
    });
    const typed = { projectService: true, tsconfigRootDir: root };
    expect((await lint(root, typed))[0]?.messages).toEqual([]);
    const wrappers = [{ name: 'Jobs.launch', library: 'bullmq', payload: 0 }];
    const [result] = await lint(root, typed, { wrappers });
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain('task-queue/no-floating-enqueue');
  });
});
