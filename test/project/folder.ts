import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** Root of this repository. */
export const repository = path.resolve(import.meta.dirname, '../..');

/** A tsconfig as a server has it today. */
export const serverConfig = JSON.stringify({
  compilerOptions: {
    target: 'ES2022',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  },
  include: ['src'],
});

/** Writes files below a new temporary folder that goes away with the test; `node_modules` is the repository's. */
export function folder(
  files: Readonly<Record<string, string>>,
  { modules = true, keep = false }: { readonly modules?: boolean; readonly keep?: boolean } = {},
): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'task-queue-')));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  if (modules) symlinkSync(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
  if (!keep)
    onTestFinished(() => {
      rmSync(root, { recursive: true, force: true });
    });
  return root;
}
