import { createTwoFilesPatch } from 'diff';
import type { Change } from '../codemods/kit/plan.js';
import type { Paint } from './colour.js';

/** @returns a change as `git apply` takes it; colours aside. */
export function unifiedDiff(shown: string, { before, after }: Change, paint: Paint): string {
  const from = before === undefined ? '/dev/null' : `a/${shown}`;
  const patch = createTwoFilesPatch(from, `b/${shown}`, before ?? '', after, undefined, undefined, {
    context: 3,
  });
  return patch
    .replace(/^=+\n/u, '')
    .split('\n')
    .map((line) => {
      if (line.startsWith('---') || line.startsWith('+++')) return paint('bold', line);
      if (line.startsWith('@@')) return paint('cyan', line);
      if (line.startsWith('+')) return paint('green', line);
      return line.startsWith('-') ? paint('red', line) : line;
    })
    .join('\n');
}
