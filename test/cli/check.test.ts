import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, serverConfig } from '../project/folder.js';
import { findingsOf, shell } from './shell.js';

/** Nobody awaits, nothing retries, results stay. */
const orders = `import { Queue } from 'bullmq';
const mails = new Queue<{ id: number }>('mails', { defaultJobOptions: { attempts: 3 } });
export function send(id: number): void {
  mails.add('mail', { id });
}
`;

function project(files: Readonly<Record<string, string>> = {}): string {
  return folder({ 'tsconfig.json': serverConfig, 'src/orders.ts': orders, ...files });
}

/** Rules found, each with its line. */
async function found(root: string, ...flags: string[]): Promise<string[]> {
  const outcome = await shell(root, 'check', '--format', 'json', ...flags);
  expect(outcome.stderr).toBe('');
  return findingsOf(outcome).map(({ rule, line, severity }) => `${rule}:${String(line)}:${severity}`);
}

const floating = 'no-floating-enqueue:4:error';

describe('check', () => {
  it('prints findings with the code under them, a summary and the repair', async () => {
    const { code, stdout, stderr } = await shell(project(), 'check');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(
      /^src\/orders\.ts:4:3 error Nobody awaits.* {2}task-queue\/no-floating-enqueue\n4 \| {3}mails\.add\('mail', \{ id \}\);\n {2}\| {3}\^+\n/mu,
    );
    expect(stdout).toMatch(/\d findings in 1 file\.\n/u);
    expect(stdout).not.toContain('\u001b[');
  });

  it('is silent on clean code, and says how much it saw', async () => {
    const root = folder({ 'tsconfig.json': serverConfig, 'src/a.ts': 'export const a = 1;\n' });
    expect(await shell(root, 'check')).toEqual({
      code: 0,
      stdout: 'No findings in 0 enqueue sites and 0 workers (0 candidate files of 1).\n',
      stderr: '',
    });
    const stats = await shell(project(), 'check', '--stats', '--format', 'json');
    expect(JSON.parse(stats.stdout)).toMatchObject({
      stats: { filesRead: 1, candidates: 1, enqueueSites: 1, queues: 1 },
    });
  });

  it('limits findings to the paths', async () => {
    const root = project({ 'src/other.ts': "export * from './orders.js';\n" });
    expect(await found(root, 'src/other.ts')).toEqual([]);
    expect(await found(root, 'src/orders.ts')).toContain(floating);
  });

  it('goes on after a file with a syntax error, and does not call it success', async () => {
    const root = project({ 'src/broken.ts': `import { Queue } from 'bullmq';\nnew Queue(;\n` });
    const outcome = await shell(root, 'check', '--format', 'json');
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/^[^\n]*broken\.ts:2:11 '\)' expected; repair[^\n]*\n$/u);
    expect(findingsOf(outcome).map(({ rule }) => rule)).toContain('no-floating-enqueue');
  });

  it('does not call it success when nothing was read', async () => {
    const root = folder({ 'tsconfig.json': '{}', 'src/tsconfig.json': '{}' });
    const none = (what: string): object => ({
      code: 2,
      stdout: '',
      stderr: `No tsconfig.json includes ${what}; add it to "include" and see \`npx tsc --showConfig\`.\n`,
    });
    expect(await shell(root, 'check')).toEqual(none('any file of this folder'));
    expect(await shell(root, 'codemod', 'pass-ids', 'src')).toEqual(none('any file of src'));
  });

  it('follows links in the paths', async () => {
    const root = project();
    symlinkSync('src', path.join(root, 'linked'));
    for (const given of ['linked', 'linked/orders.ts']) expect(await found(root, given)).toContain(floating);
  });

  it('counts what a codemod may repair, and promises nothing', async () => {
    const { stdout } = await shell(project(), 'check');
    expect(stdout).toContain(
      '  npx task-queue codemod await-enqueue previews repairs; it may repair 1 of them.\n',
    );
  });

  it('names what is not installed', async () => {
    const root = folder(
      { 'tsconfig.json': '{}', 'package.json': '{ "dependencies": { "bullmq": "5" } }', 'a.ts': orders },
      { modules: false },
    );
    expect(await shell(root, 'check')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^\S+ has no node_modules/u) as string,
    });
  });
});

describe('check and the ESLint of the project', () => {
  const disabled = (directive: string): string =>
    orders.replace('  mails.add', `  ${directive}\n  mails.add`);

  it('obeys eslint-disable without any config', async () => {
    const root = project({
      'src/orders.ts': disabled(
        '// eslint-disable-next-line task-queue/no-floating-enqueue -- fire and forget',
      ),
    });
    const rules = await found(root);
    expect(rules.some((rule) => rule.startsWith('no-floating'))).toBe(false);
    expect(rules.length).toBeGreaterThan(0);
    const other = project({ 'src/orders.ts': disabled('// eslint-disable-next-line no-console') });
    expect((await found(other)).some((rule) => rule === 'no-floating-enqueue:5:error')).toBe(true);
    const whole = project({ 'src/orders.ts': `/* eslint-disable */\n${orders}` });
    expect(await found(whole)).toEqual([]);
  });

  it('obeys options and severities of inline configuration', async () => {
    const root = project({
      'src/orders.ts': `/* eslint task-queue/no-floating-enqueue: "warn" */\n${orders}`,
    });
    expect(await found(root)).toContain('no-floating-enqueue:5:warning');
  });

  const plugin =
    "{ meta: { name: 'eslint-plugin-task-queue' }, rules: { 'no-floating-enqueue': { create: () => ({}) } } }";
  const config = (rest: string): string => `export default [{ files: ['**/*.ts'], ${rest} }];\n`;

  it('takes severities, options and settings of the config, whatever prefix it gives the plugin', async () => {
    const root = project({
      'eslint.config.mjs': config(`plugins: { tq: ${plugin} }, rules: { 'tq/no-floating-enqueue': 'warn' }`),
    });
    expect(await found(root)).toEqual(['no-floating-enqueue:4:warning']);
    expect((await shell(root, 'check')).code).toBe(0);
    expect(await found(root, '--preset', 'recommended')).toContain(floating);
    const off = project({
      'eslint.config.mjs': config(
        `plugins: { 'task-queue': ${plugin} }, rules: { 'task-queue/no-floating-enqueue': 'off' }`,
      ),
    });
    expect(await found(off)).toEqual([]);
  });

  it('uses the preset where the config does not name our rules, and for files it does not know', async () => {
    const root = project({ 'eslint.config.mjs': "export default [{ rules: { 'no-var': 'error' } }];\n" });
    expect(await found(root)).toContain(floating);
  });

  it('leaves out what the config ignores', async () => {
    const root = project({
      'eslint.config.mjs': "export default [{ ignores: ['src/old/**'] }];\n",
      'src/old/orders.ts': orders,
    });
    expect((await shell(root, 'check', '--format', 'json')).stdout).not.toContain('src/old');
  });

  it('goes on with the preset when the config cannot be loaded', async () => {
    const root = project({ 'eslint.config.mjs': "import 'no-such-package';\n" });
    const outcome = await shell(root, 'check', '--format', 'json');
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(
      /^eslint\.config\.mjs cannot be loaded \(.*no-such-package.*\), so the recommended preset[^\n]*\n$/u,
    );
  });
});
