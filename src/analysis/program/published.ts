import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const known = new Map<string, boolean>();

/** @returns whether a file belongs to a package that others import: its package.json says what it exports or its types. */
export function isPublished(fileName: string): boolean {
  let directory = path.posix.dirname(fileName.replaceAll('\\', '/'));
  for (;;) {
    const answer = known.get(directory) ?? answerOf(directory);
    if (answer !== undefined) {
      known.set(directory, answer);
      return answer;
    }
    const parent = path.posix.dirname(directory);
    if (parent === directory) return false;
    directory = parent;
  }
}

function answerOf(directory: string): boolean | undefined {
  const file = path.join(directory, 'package.json');
  if (!existsSync(file)) return undefined;
  try {
    const json = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
    return ['exports', 'types', 'typings'].some((key) => json[key] !== undefined);
  } catch {
    return true;
  }
}
