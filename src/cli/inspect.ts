import path from 'node:path';
import type ts from 'typescript';
import { analyze, type Analysis, type Stats } from '../analysis/facts.js';
import type { FileFacts } from '../analysis/sites/site.js';
import type { Candidates } from '../project/candidates.js';
import { ts as compiler } from '../project/compiler.js';
import { missingPackages, syntaxProblem, unknownVersions } from '../project/health.js';
import { loadReadOnly } from '../project/program.js';
import { findUnits } from '../project/units.js';
import { rules } from '../rules/index.js';
import { runRule } from '../rules/kit/run.js';
import { hasDirectives, lintWithDirectives } from './directives.js';
import { locate, type Located } from './finding.js';
import { candidatesOf } from './wrapper-settings.js';
import { loadEslint, type FileSettings, type UserEslint } from './user-eslint.js';

/** What `check` finds. */
export interface Inspection {
  readonly findings: readonly Located[];
  /** Texts by file, for code frames. */
  readonly texts: ReadonlyMap<string, string>;
  /** Sentences on what could not be done. */
  readonly problems: readonly string[];
  /** Sentences on what was left out, which is no error. */
  readonly notes: readonly string[];
  readonly stats: InspectionStats;
}

/** Size of the work, and how many questions were answered. */
export interface InspectionStats extends Stats {
  /** Files of all compilation units, read as text. */
  readonly filesRead: number;
  /** Files that may have to do with task queues. */
  readonly candidates: number;
  readonly units: number;
}

/**
 * Runs the rules on the candidate files of the given paths.
 *
 * @throws ProjectProblem when nothing can be read at all
 */
export async function inspect(
  cwd: string,
  paths: readonly string[],
  user: UserEslint,
  progress: (text: string) => void,
): Promise<Inspection> {
  progress('Reading tsconfig files');
  const found = findUnits(cwd, paths);
  const problems = found.problems.map(({ message }) => message);
  const findings: Located[] = [];
  const texts = new Map<string, string>();
  const notes = new Set<string>();
  const analyses = new Set<Analysis>();
  const candidates = await candidatesOf(found.units, user);
  const ignoring = await someCount(candidates, user);
  for (const candidate of candidates) {
    if (candidate.files.size === 0) continue;
    const { unit } = candidate;
    problems.push(...missingPackages(unit, candidate.files).map(({ message }) => message));
    for (const note of unknownVersions(unit, candidate.files)) notes.add(note);
    progress(`Loading ${String(candidate.files.size)} candidate files of ${path.relative(cwd, unit.config)}`);
    const program = loadReadOnly(candidate);
    for (const file of program.getSourceFiles()) {
      if (!unit.selected.has(file.fileName)) continue;
      const broken = candidate.files.has(file.fileName) ? syntaxProblem(program, file) : undefined;
      if (broken !== undefined) {
        problems.push(broken.message);
        continue;
      }
      try {
        const given = await user.forFile(file.fileName);
        if (given.ignored && ignoring) continue;
        const analysis = analyze(compiler, program, given.settings);
        analyses.add(analysis);
        const inFile = inspectFile(analysis, file, given, (message) => problems.push(message));
        if (inFile.length > 0) texts.set(file.fileName, file.text);
        findings.push(...inFile);
      } catch (error) {
        problems.push(
          `${file.fileName} could not be checked (${error instanceof Error ? error.message : String(error)}); please report it with this file.`,
        );
      }
    }
  }
  return {
    findings: findings.sort(byPlace),
    texts,
    problems: [...new Set(problems)],
    notes: [...notes],
    stats: {
      ...sum([...analyses].map((analysis) => analysis.stats())),
      units: candidates.length,
      filesRead: candidates.reduce((total, { filesRead }) => total + filesRead, 0),
      candidates: candidates.reduce((total, { files }) => total + files.size, 0),
    },
  };
}

/** A config that ignores every candidate is not made for this folder (it stands above it); then it does not count. */
async function someCount(candidates: readonly Candidates[], user: UserEslint): Promise<boolean> {
  for (const { unit, files } of candidates) {
    for (const file of files) {
      if (unit.selected.has(file) && !(await user.forFile(file)).ignored) return true;
    }
  }
  return false;
}

function inspectFile(
  analysis: Analysis,
  file: ts.SourceFile,
  given: FileSettings,
  warn: (message: string) => void,
): Located[] {
  const empty = isEmpty(analysis.file(file));
  const findings: Located[] = [];
  for (const rule of rules) {
    const setting = given.rules.get(rule.name);
    if (setting === undefined || (empty && rule.on.program === undefined)) continue;
    for (const finding of runRule(rule, analysis, file, setting.options)) {
      findings.push(locate(finding, file, setting.severity));
    }
  }
  const configured = file.text.includes(`${given.prefix}/`);
  if (!given.inlineConfig || !hasDirectives(file.text)) return findings;
  if (findings.length === 0 && (empty || !configured)) return findings;
  const eslint = loadEslint(path.dirname(file.fileName));
  if (eslint === undefined) {
    warn('eslint-disable comments are not read, because ESLint is not installed; run `npm i -D eslint`.');
    return findings;
  }
  return lintWithDirectives(eslint, analysis, file, given);
}

function isEmpty({ enqueues, queues, workers, tasks }: FileFacts): boolean {
  return enqueues.length + queues.length + workers.length + tasks.length === 0;
}

function byPlace(a: Located, b: Located): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || a.rule.localeCompare(b.rule);
}

function sum(all: readonly Stats[]): Stats {
  const resolved: Record<string, number> = {};
  const unknown: Record<string, Record<string, number>> = {};
  let [files, enqueueSites, workers, queues] = [0, 0, 0, 0];
  for (const stats of all) {
    files += stats.files;
    enqueueSites += stats.enqueueSites;
    workers += stats.workers;
    queues += stats.queues;
    for (const [question, count] of Object.entries(stats.resolved)) {
      resolved[question] = (resolved[question] ?? 0) + count;
    }
    for (const [question, reasons] of Object.entries(stats.unknown)) {
      const known = (unknown[question] ??= {});
      for (const [why, count] of Object.entries(reasons)) known[why] = (known[why] ?? 0) + count;
    }
  }
  const suggestions = all.flatMap((stats) => stats.suggestions);
  return { files, enqueueSites, workers, queues, resolved, unknown, suggestions };
}
