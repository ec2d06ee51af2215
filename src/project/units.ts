import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type typescript from 'typescript';
import { ProjectProblem } from './problem.js';
import { nearestTsConfig, readTsConfig, type TsConfig } from './tsconfig.js';

/** A compilation unit: the files that one tsconfig owns. Each file belongs to exactly one. */
export interface Unit {
  /** Absolute path of its tsconfig. */
  readonly config: string;
  readonly options: typescript.CompilerOptions;
  /** Every file the tsconfig includes (what a compiler would load). */
  readonly fileNames: readonly string[];
  /** The files of it that no nearer tsconfig owns. */
  readonly owned: ReadonlySet<string>;
  /** The owned files that the given paths name. */
  readonly selected: ReadonlySet<string>;
  /** What the tsconfig references. */
  readonly references: readonly typescript.ProjectReference[];
  /** Every tsconfig that was read, by its path; those it references are among them. */
  readonly projects: ReadonlyMap<string, typescript.ParsedCommandLine>;
}

/** Units for the given paths, and what could not be read on the way. */
export interface Units {
  readonly units: readonly Unit[];
  readonly problems: readonly ProjectProblem[];
}

/** Folders that hold no sources of the program. */
const skipped = new Set(['node_modules', 'bower_components', 'jspm_packages']);

/**
 * Finds the compilation units of the given paths, as an editor would: a file belongs to the nearest `tsconfig.json`
 * that includes it, solution-style configs are followed to what they reference, and a folder without a config
 * (the root of a monorepo) stands for the configs below it.
 *
 * @throws ProjectProblem when a path does not exist or nothing is configured for it
 */
export function findUnits(cwd: string, paths: readonly string[]): Units {
  const targets = (paths.length === 0 ? ['.'] : paths).map((given) => existing(cwd, given));
  const problems: ProjectProblem[] = [];
  const groups = new Map<string, readonly TsConfig[]>();
  const read = (file: string): readonly TsConfig[] => {
    let configs = groups.get(file);
    if (configs !== undefined) return configs;
    try {
      configs = withReferences(file);
    } catch (error) {
      if (!(error instanceof ProjectProblem)) throw error;
      configs = [];
      problems.push(error);
    }
    groups.set(file, configs);
    return configs;
  };
  for (const target of targets) {
    const directory = target.directory ? target.path : path.dirname(target.path);
    const below = target.directory ? configsBelow(target.path) : [];
    const above = below.includes(`${target.path}/tsconfig.json`) ? [] : configsAbove(directory);
    for (const file of below) read(file);
    for (const file of above) {
      const configs = read(file);
      // A folder belongs to the nearest config; a file to the nearest that includes it.
      if (target.directory || configs.some(({ fileNames }) => fileNames.includes(target.path))) break;
    }
    if (below.length === 0 && above.length === 0) {
      throw new ProjectProblem(
        `No tsconfig.json found for ${target.given}; run \`npx tsc --init\` there, or give the path of a TypeScript project.`,
      );
    }
  }
  const units = assign(groups, targets);
  for (const target of problems.length > 0 ? [] : targets) {
    if (units.some(({ selected }) => [...selected].some((file) => covers(target, file)))) continue;
    const what = target.directory
      ? `any file of ${target.given === '.' ? 'this folder' : target.given}`
      : target.given;
    problems.push(
      new ProjectProblem(
        `No tsconfig.json includes ${what}; add it to "include" and see \`npx tsc --showConfig\`.`,
      ),
    );
  }
  if (units.length === 0 && problems.length > 0) throw problems[0] as ProjectProblem;
  return { units, problems };
}

interface Target {
  readonly given: string;
  readonly path: string;
  readonly directory: boolean;
}

function existing(cwd: string, given: string): Target {
  const absolute = path.resolve(cwd, given);
  if (!existsSync(absolute)) {
    throw new ProjectProblem(`${given} does not exist; give a file or folder, or run it without a path.`);
  }
  // Behind links lie the files that a tsconfig includes.
  const real = realpathSync.native(absolute);
  return { given, path: toPosix(real), directory: statSync(real).isDirectory() };
}

/** Windows paths in the compiler's spelling. */
function toPosix(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}

function configsAbove(directory: string): string[] {
  const found: string[] = [];
  for (let from = directory; ;) {
    const file = nearestTsConfig(from);
    if (file === undefined) return found;
    found.push(toPosix(file));
    const parent = path.dirname(path.dirname(file));
    if (parent === path.dirname(file)) return found;
    from = parent;
  }
}

function configsBelow(directory: string): string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    const entries = readdirSync(folder, { withFileTypes: true });
    for (const entry of entries) {
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name) && !entry.name.startsWith('.')) visit(`${folder}/${entry.name}`);
      } else if (entry.name === 'tsconfig.json') {
        found.push(`${folder}/${entry.name}`);
      }
    }
  };
  visit(directory);
  return found;
}

/** A config and all that it references, itself first. */
function withReferences(file: string): readonly TsConfig[] {
  const seen = new Map<string, TsConfig>();
  const visit = (current: string): void => {
    if (seen.has(current) || !existsSync(current)) return;
    const config = readTsConfig(current);
    seen.set(current, config);
    config.references.forEach(visit);
  };
  visit(file);
  return [...seen.values()];
}

/** Gives each file to one config: the nearest folder's first, then whoever includes it. */
function assign(groups: ReadonlyMap<string, readonly TsConfig[]>, targets: readonly Target[]): Unit[] {
  const owner = new Map<string, TsConfig>();
  const nearestFirst = [...groups].sort(([a], [b]) => depth(b) - depth(a) || (a < b ? -1 : 1));
  for (const inside of [true, false]) {
    for (const [root, configs] of nearestFirst) {
      const folder = `${path.posix.dirname(root)}/`;
      for (const config of configs) {
        for (const file of config.fileNames) {
          if (!owner.has(file) && (!inside || file.startsWith(folder))) owner.set(file, config);
        }
      }
    }
  }
  const configs = new Map([...groups.values()].flat().map((config) => [config.file, config]));
  const projects = new Map([...configs].map(([file, { commandLine }]) => [file, commandLine]));
  const ownedBy = new Map<string, Set<string>>();
  for (const [file, { file: config }] of owner) {
    const owned = ownedBy.get(config);
    if (owned === undefined) ownedBy.set(config, new Set([file]));
    else owned.add(file);
  }
  const units: Unit[] = [];
  for (const [config, owned] of ownedBy) {
    const { options, fileNames, commandLine } = configs.get(config) as TsConfig;
    const references = commandLine.projectReferences ?? [];
    const selected = new Set([...owned].filter((file) => targets.some((target) => covers(target, file))));
    if (selected.size > 0) units.push({ config, options, fileNames, owned, selected, references, projects });
  }
  return units.sort((a, b) => (a.config < b.config ? -1 : 1));
}

function depth(file: string): number {
  return file.split('/').length;
}

function covers(target: Target, file: string): boolean {
  if (!target.directory) return file === target.path;
  return file.startsWith(target.path.endsWith('/') ? target.path : `${target.path}/`);
}
