import { findCandidates, type Candidates } from '../project/candidates.js';
import type { Unit } from '../project/units.js';
import type { UserEslint } from './user-eslint.js';

/**
 * Calls of what `settings['task-queue'].wrappers` names make a file a candidate. ESLint is loaded to read them only where
 * there are candidates already, or where the config's text speaks of wrappers.
 */
export async function candidatesOf(units: readonly Unit[], user: UserEslint): Promise<readonly Candidates[]> {
  const first = findCandidates(units);
  const names = new Set<string>();
  for (const { unit, files } of first) {
    const [sample] = files.size > 0 ? files : unit.selected;
    if (sample === undefined || (files.size === 0 && !user.mentions(sample, 'wrappers'))) continue;
    const { settings } = await user.forFile(sample);
    for (const { name } of settings.wrappers ?? []) names.add(name.slice(name.lastIndexOf('.') + 1));
  }
  return names.size > 0 ? findCandidates(units, [...names]) : first;
}
