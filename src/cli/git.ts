import { execFileSync } from 'node:child_process';

/** State of the git tree that holds a folder. */
export type TreeState = 'clean' | 'dirty' | 'outside';

/** @returns whether git holds changes below `directory` that are not committed. */
export function treeState(directory: string): TreeState {
  try {
    const status = execFileSync('git', ['status', '--porcelain', '--untracked-files=normal', '--', '.'], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return status.trim() === '' ? 'clean' : 'dirty';
  } catch {
    return 'outside';
  }
}
