import { describe, expect, it } from 'vitest';
import { shell } from './shell.js';
import { folder, repository } from '../project/folder.js';

describe('the command line', () => {
  it('prints help and version', async () => {
    const help = await shell(repository, '--help');
    expect(help.code).toBe(0);
    for (const name of ['check', 'codemod', 'explain', 'list']) {
      expect(help.stdout).toContain(`  ${name} `);
      const own = await shell(repository, name, '--help');
      expect(own).toMatchObject({ code: 0, stderr: '' });
      expect(own.stdout).toContain(`Usage: task-queue ${name}`);
      expect((await shell(repository, name, '--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
    }
    expect((await shell(repository, '--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
    expect((await shell(repository)).code).toBe(2);
  });

  it.each([
    [['chekc'], 'Unknown command `chekc` (did you mean `check`?); see `task-queue --help`.'],
    [['zzzzzzzz'], 'Unknown command `zzzzzzzz`; see `task-queue --help`.'],
    [['--nope'], 'Unknown flag --nope; see `task-queue --help`.'],
    [
      ['check', '--frmat', 'json'],
      'Unknown flag --frmat (did you mean `--format`?); see `task-queue check --help`.',
    ],
    [
      ['check', '--preset', 'strct'],
      'Unknown preset `strct` (did you mean `strict`?); it is one of recommended, strict, all; see `task-queue check --help`.',
    ],
    [['codemod', 'pass-ids', '--preset'], 'Unknown flag --preset; see `task-queue codemod --help`.'],
    [['check', '--preset'], '--preset needs one of recommended, strict, all; see `task-queue check --help`.'],
    [['check', '--stats=1'], '--stats takes no value; see `task-queue check --help`.'],
    [['explain'], 'Name a rule to explain; `task-queue list` lists them.'],
    [
      ['explain', 'no-fat-tsk'],
      'Unknown rule `no-fat-tsk` (did you mean `no-fat-task`?); `task-queue list` lists them.',
    ],
    [['codemod'], 'Name a codemod; `task-queue list` lists them.'],
    [['codemod', 'zzzzzzzzzzz'], 'Unknown codemod `zzzzzzzzzzz`; `task-queue list` lists them.'],
  ])('answers %j with one sentence', async (argv, sentence) => {
    expect(await shell(repository, ...argv)).toEqual({ code: 2, stdout: '', stderr: `${sentence}\n` });
  });

  it('lists rules and codemods', async () => {
    const { stdout, code } = await shell(repository, 'list', '--format', 'json');
    expect(code).toBe(0);
    const { rules } = JSON.parse(stdout) as { rules: { name: string; presets: string[] }[] };
    expect(rules).toContainEqual(
      expect.objectContaining({ name: 'require-retry', presets: ['recommended', 'strict', 'all'] }),
    );
    expect((await shell(repository, 'list')).stdout).toMatch(/require-retry +recommended/u);
  });
});

describe('bad input', () => {
  it('is one sentence and exit code 2', async () => {
    const empty = folder({ 'a.ts': '' });
    expect(await shell(empty, 'check')).toMatchObject({ code: 2, stdout: '' });
    expect((await shell(empty, 'check', 'nope.ts')).stderr).toMatch(/^nope\.ts does not exist; .*\n$/u);
    const broken = folder({ 'tsconfig.json': '{ "include": [ ', 'a.ts': '' });
    for (const command of [['check'], ['codemod', 'pass-ids']]) {
      const { code, stdout, stderr } = await shell(broken, ...command);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^[^\n]*(?:is broken|Unknown codemod)[^\n]*\n$/u);
    }
  });
});
