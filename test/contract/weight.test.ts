import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../project/folder.js';

/** Modules that a built entry loads, as seen by Node itself. */
function loadedBy(entry: string): string[] {
  const script = `
    import { createRequire } from 'node:module';
    await import(${JSON.stringify(path.join(repository, 'dist', entry))});
    const require = createRequire(import.meta.url);
    console.log(JSON.stringify(Object.keys(require.cache)));
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as string[];
}

/** Needs the build: `npm test` makes it first. */
describe('what importing costs', () => {
  it('never loads ts-morph, a compiler or ESLint with the plugin', () => {
    const loaded = loadedBy('plugin.js');
    expect(loaded.filter((file) => /ts-morph|[\\/]typescript[\\/]|[\\/]eslint[\\/]/u.test(file))).toEqual([]);
  });

  it('answers --help without a compiler', () => {
    expect(loadedBy('cli/run.js').filter((file) => /ts-morph|[\\/]typescript[\\/]/u.test(file))).toEqual([]);
  });
});
