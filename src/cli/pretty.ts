import path from 'node:path';
import { codemods } from '../codemods/index.js';
import { rules } from '../rules/index.js';
import type { Paint } from './colour.js';
import type { Located } from './finding.js';
import { codeFrame } from './frame.js';
import type { Inspection, InspectionStats } from './inspect.js';

/** @returns a path as the user would type it. */
export function shownPath(cwd: string, file: string): string {
  const relative = path.relative(cwd, file);
  return (relative.startsWith('..') ? file : relative).replaceAll(path.sep, '/');
}

/** @returns a sentence with the paths in it as the user would type them. */
export function withShownPaths(cwd: string, text: string): string {
  const folder = `${cwd.replaceAll(path.sep, '/')}/`;
  return text.split(folder).reduce((before, after) => {
    // Only where a path begins, not in the middle of another.
    return before + (/[\w./-]$/u.test(before) ? folder : '') + after;
  });
}

/** @returns findings with the code under them, a summary, and which codemod repairs what. */
export function prettyFindings(cwd: string, inspection: Inspection, paint: Paint): string {
  const { findings, texts, stats, problems } = inspection;
  const lines = new Map<string, readonly string[]>();
  const blocks = findings.map((finding) => {
    const { file, line, column } = finding;
    let code = lines.get(file);
    if (code === undefined) {
      code = (texts.get(file) ?? '').split(/\r\n|[\n\r\u2028\u2029]/u);
      lines.set(file, code);
    }
    const level = finding.severity === 'error' ? paint('red', 'error') : paint('yellow', 'warning');
    const place = paint('underline', `${shownPath(cwd, file)}:${String(line)}:${String(column)}`);
    const rule = paint('dim', `task-queue/${finding.rule}`);
    return `${place} ${level} ${finding.message}  ${rule}\n${codeFrame(code, finding, paint)}\n\n`;
  });
  if (findings.length === 0) {
    if (problems.length > 0) return '';
    const seen = `${counted(stats.enqueueSites, 'enqueue site')} and ${counted(stats.workers, 'worker')}`;
    const size = `${counted(stats.candidates, 'candidate file')} of ${String(stats.filesRead)}`;
    return `${paint('green', 'No findings')} in ${seen} (${size}).\n`;
  }
  return blocks.join('') + summary(findings, paint);
}

function summary(findings: readonly Located[], paint: Paint): string {
  const files = new Set(findings.map(({ file }) => file)).size;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const split =
    warnings > 0 ? ` (${counted(findings.length - warnings, 'error')}, ${counted(warnings, 'warning')})` : '';
  const head = `${paint('bold', counted(findings.length, 'finding'))}${split} in ${counted(files, 'file')}.`;
  const repairs = [...repairsOf(findings)].map(
    ([codemod, count]) =>
      `  ${paint('cyan', `npx task-queue codemod ${codemod}`)} previews repairs; it may repair ${String(count)} of them.`,
  );
  const first = findings[0]?.rule ?? '';
  return `${[head, ...repairs, `  ${paint('cyan', `npx task-queue explain ${first}`)} says why it matters.`].join('\n')}\n`;
}

/** @returns how many findings each codemod may repair. */
export function repairsOf(findings: readonly Located[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of findings) {
    const codemod = codemodOf(rule);
    if (codemod !== undefined) counts.set(codemod, (counts.get(codemod) ?? 0) + 1);
  }
  return counts;
}

/** @returns the codemod that repairs a rule's findings, if there is one yet. */
export function codemodOf(rule: string): string | undefined {
  const named = rules.find(({ name }) => name === rule)?.codemod;
  return codemods.some(({ id }) => id === named) ? named : undefined;
}

/** @returns `check --stats` in words. */
export function prettyStats(cwd: string, stats: InspectionStats): string {
  const lines = [
    `${counted(stats.filesRead, 'file')} in ${counted(stats.units, 'tsconfig')}, ${counted(stats.candidates, 'candidate')}`,
    `${counted(stats.enqueueSites, 'enqueue site')}, ${counted(stats.workers, 'worker')}, ${counted(stats.queues, 'queue')}`,
  ];
  const questions = new Set([...Object.keys(stats.resolved), ...Object.keys(stats.unknown)]);
  for (const question of [...questions].sort()) {
    const reasons = Object.entries(stats.unknown[question] ?? {});
    const open = reasons.reduce((total, [, count]) => total + count, 0);
    const why = reasons.map(([reason, count]) => `${reason} ${String(count)}`).join(', ');
    lines.push(
      `  ${question}: ${String(stats.resolved[question] ?? 0)} resolved, ${String(open)} unknown${why === '' ? '' : ` (${why})`}`,
    );
  }
  for (const { setting, file, line } of stats.suggestions) {
    lines.push(
      `  ${shownPath(cwd, file)}:${String(line)} hands on what cannot be followed; if it is a wrapper, name it: ` +
        `settings: { 'task-queue': { wrappers: [{ name: '${setting.name}', library: '${setting.library}', payload: ${String(setting.payload)} }] } }`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** @returns `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
