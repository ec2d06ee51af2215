import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { textsOf } from '../codemods/kit.js';
import { folder, serverConfig } from '../project/folder.js';
import { shell } from './shell.js';

vi.mock('../../src/codemods/index.js', async () => {
  const { nothing, rename } = await import('./stub-codemod.js');
  return { codemods: [nothing, rename] };
});

const text = `import { Queue } from 'bullmq';
const mails = new Queue('mails');
export const one = () => mails.add('a', 1);
export const two = () => mails.add('no', 1);
`;
const edited = text.replace("'a'", "'b'");

function project(): string {
  const root = folder({ 'tsconfig.json': serverConfig, 'src/a.ts': text, '.gitignore': 'node_modules\n' });
  for (const command of ['init -q', 'add .', '-c user.name=t -c user.email=t@t commit -qm start']) {
    execFileSync('git', command.split(' '), { cwd: root });
  }
  return root;
}

const read = (root: string): string => readFileSync(`${root}/src/a.ts`, 'utf8');

describe('codemod', () => {
  it('previews a diff that git can apply, with reasons', async () => {
    const root = project();
    const { code, stdout, stderr } = await shell(root, 'codemod', 'rename-task');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(
      "-export const one = () => mails.add('a', 1);\n+export const one = () => mails.add('b', 1);\n",
    );
    expect(stdout).toContain('src/a.ts:4 left alone It says no.  named\n');
    expect(stdout).toContain(
      'Would change 1 file (1 edit), left 1 place alone. npx task-queue codemod rename-task --write',
    );
    expect(read(root)).toBe(text);
    const diff = stdout.slice(0, stdout.indexOf('src/a.ts:4 left alone'));
    execFileSync('git', ['apply'], { cwd: root, input: diff });
    expect(read(root)).toBe(edited);
  });

  it('hands its own options to the codemod', async () => {
    const { code, stdout } = await shell(project(), 'codemod', 'rename-task', '--to-c');
    expect(code).toBe(0);
    expect(stdout).toContain("+export const one = () => mails.add('c', 1);\n");
    expect(stdout).toContain('npx task-queue codemod rename-task --to-c --write');
  });

  it('reports in JSON', async () => {
    const { stdout } = await shell(project(), 'codemod', 'rename-task', '--format', 'json');
    expect(JSON.parse(stdout)).toEqual({
      codemod: 'rename-task',
      filesRead: 1,
      filesChanged: 1,
      edits: 1,
      skipped: [{ file: 'src/a.ts', line: 4, reason: 'named', message: 'It says no.' }],
    });
  });

  it('writes once, and changes nothing the second time', async () => {
    const root = project();
    expect((await shell(root, 'codemod', 'rename-task', '--check')).code).toBe(1);
    expect(await shell(root, 'codemod', 'rename-task', '--write')).toMatchObject({ code: 0 });
    expect(read(root)).toBe(edited);
    expect((await shell(root, 'codemod', 'rename-task', '--check')).code).toBe(0);
    const again = await shell(root, 'codemod', 'rename-task', '--write', '--allow-dirty', '--format', 'json');
    expect(JSON.parse(again.stdout)).toMatchObject({ filesChanged: 0, edits: 0 });
    expect(read(root)).toBe(edited);
  });

  it('refuses a dirty tree, and a folder without git', async () => {
    const root = folder({ 'tsconfig.json': serverConfig, 'src/a.ts': text });
    const before = textsOf(root);
    const outside = await shell(root, 'codemod', 'rename-task', '--write');
    expect(outside).toMatchObject({ code: 2, stdout: '' });
    expect(outside.stderr).toMatch(/^This folder is not under git[^\n]*--allow-dirty\.\n$/u);
    execFileSync('git', ['init', '-q'], { cwd: root });
    const dirty = await shell(root, 'codemod', 'rename-task', '--write');
    expect(dirty).toMatchObject({ code: 2, stdout: '' });
    expect(dirty.stderr).toMatch(/^Git has uncommitted changes here[^\n]*--allow-dirty\.\n$/u);
    expect(textsOf(root)).toMatchObject(before);
    expect((await shell(root, 'codemod', 'rename-task', '--write', '--allow-dirty')).code).toBe(0);
    expect(read(root)).toBe(edited);
  });

  it('leaves a read-only file and everything else alone', async () => {
    const root = project();
    chmodSync(`${root}/src/a.ts`, 0o444);
    const { code, stderr, stdout } = await shell(root, 'codemod', 'rename-task', '--write', '--allow-dirty');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^\S+a\.ts is read-only, so nothing was changed; run `chmod u\+w[^\n]*\n$/u);
    expect(read(root)).toBe(text);
  });

  it('refuses what it cannot read', async () => {
    const root = folder({
      'tsconfig.json': serverConfig,
      'src/a.ts': text,
      'src/b.ts': "import 'bullmq';\nconst = 1;\n",
    });
    const { code, stdout, stderr } = await shell(root, 'codemod', 'rename-task', '--write', '--allow-dirty');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^\S+b\.ts:2:7 [^\n]*repair this syntax error first[^\n]*\n$/u);
    expect(read(root)).toBe(text);
    const both = await shell(root, 'codemod', 'rename-task', '--write', '--check');
    expect(both).toMatchObject({
      code: 2,
      stderr: '--write and --check exclude each other; give one of them.\n',
    });
    const foreign = await shell(root, 'codemod', 'nothing', '--to-c');
    expect(foreign).toMatchObject({
      code: 2,
      stderr: '`nothing` has no option --to-c; `task-queue codemod --help` tells whose it is.\n',
    });
    const near = await shell(root, 'codemod', 'rename-tsk');
    expect(near.stderr).toContain('(did you mean `rename-task`?)');
  });
});
