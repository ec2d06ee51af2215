import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type typescript from 'typescript';
import semver from 'semver';
import { queueAdapters } from '../adapters/queues/index.js';
import { holdsTasks } from '../adapters/queues/shape.js';
import { packageOf } from '../analysis/program/packages.js';
import { diagnosticText, ts } from './compiler.js';
import { importsOf } from './imports.js';
import { ProjectProblem } from './problem.js';
import type { Unit } from './units.js';

/** Ranges that the adapters describe, by package. */
const described = new Map<string, string[]>();
for (const adapter of queueAdapters) {
  for (const [name, range] of holdsTasks(adapter) ? Object.entries(adapter.packages) : []) {
    described.set(name, [...(described.get(name) ?? []), range]);
  }
}

/** @returns what keeps a unit's packages from being read: no `node_modules`, or a queue package without types. */
export function missingPackages(unit: Unit, files: ReadonlySet<string>): ProjectProblem[] {
  const directory = path.dirname(unit.config);
  const manifest = nearest(directory, 'package.json');
  const installed = nearest(directory, 'node_modules') ?? nearest(directory, '.pnp.cjs');
  if (manifest !== undefined && installed === undefined && declaresDependencies(manifest)) {
    return [
      new ProjectProblem(
        `${path.dirname(manifest)} has no node_modules, so types cannot be read; run \`npm install\` there first.`,
      ),
    ];
  }
  const untyped = new Map<string, string>();
  for (const { name, file, module } of queueImports(unit, files)) {
    if (untyped.has(name)) continue;
    if (module === undefined || !isTyped(module, unit.options)) untyped.set(name, file);
  }
  return [...untyped].map(
    ([name, file]) =>
      new ProjectProblem(
        `The types of \`${name}\`, imported by ${file}, cannot be found; run \`npm install\` (or \`npm i ${name}\`) there first.`,
      ),
  );
}

/** @returns a sentence for each queue package that is imported in a version no adapter describes: its calls are not judged. */
export function unknownVersions(unit: Unit, files: ReadonlySet<string>): string[] {
  const found = new Map<string, string>();
  for (const { name, ranges, module } of queueImports(unit, files)) {
    const info = found.has(name) || !module ? undefined : packageOf(module.resolvedFileName);
    if (info?.name !== name) continue;
    const known = ranges.some((range) => semver.satisfies(info.version, range, { includePrerelease: true }));
    found.set(
      name,
      known
        ? ''
        : `\`${name}\` ${info.version} is installed, and only ${ranges.join(' or ')} is known here, so its calls are not judged.`,
    );
  }
  return [...found.values()].filter((sentence) => sentence !== '');
}

/** An import of a queue package that holds tasks. */
interface QueueImport {
  readonly name: string;
  readonly ranges: readonly string[];
  readonly file: string;
  /** What it resolves to, if it does. */
  readonly module: typescript.ResolvedModuleFull | undefined;
}

const imports = new WeakMap<ReadonlySet<string>, readonly QueueImport[]>();

/** Every import of a queue package in these files; read and resolved once, whatever is asked of them. */
function queueImports(unit: Unit, files: ReadonlySet<string>): readonly QueueImport[] {
  let known = imports.get(files);
  if (!known) imports.set(files, (known = [...files].flatMap((file) => queueImportsOf(unit, file))));
  return known;
}

function queueImportsOf(unit: Unit, file: string): readonly QueueImport[] {
  return importsOf(ts.sys.readFile(file) ?? '').flatMap((specifier): readonly QueueImport[] => {
    const name = packageNameOf(specifier);
    const ranges = described.get(name);
    if (!ranges) return [];
    const { resolvedModule } = ts.resolveModuleName(specifier, file, unit.options, ts.sys);
    return [{ name, ranges, file, module: resolvedModule }];
  });
}

function isTyped(module: typescript.ResolvedModuleFull, options: typescript.CompilerOptions): boolean {
  return options.allowJs === true || !/\.[mc]?jsx?$/u.test(module.resolvedFileName);
}

function packageNameOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function nearest(directory: string, name: string): string | undefined {
  for (let current = directory; ; current = path.dirname(current)) {
    const file = path.join(current, name);
    if (existsSync(file)) return file;
    if (path.dirname(current) === current) return undefined;
  }
}

function declaresDependencies(manifest: string): boolean {
  try {
    const json = JSON.parse(readFileSync(manifest, 'utf8')) as {
      dependencies?: object;
      devDependencies?: object;
    };
    return Object.keys({ ...json.dependencies, ...json.devDependencies }).length > 0;
  } catch {
    return false;
  }
}

/** @returns the first syntax error of a file, as a problem. */
export function syntaxProblem(
  program: typescript.Program,
  file: typescript.SourceFile,
): ProjectProblem | undefined {
  const [first] = program.getSyntacticDiagnostics(file);
  return first === undefined ? undefined : toSyntaxProblem(first);
}

/** @returns the first syntax error of a file that is in no program yet. */
export function syntaxProblemOf(fileName: string): ProjectProblem | undefined {
  const file = ts.createSourceFile(fileName, ts.sys.readFile(fileName) ?? '', ts.ScriptTarget.ESNext, false);
  const [first] = (file as { parseDiagnostics?: readonly typescript.Diagnostic[] }).parseDiagnostics ?? [];
  return first === undefined ? undefined : toSyntaxProblem(first);
}

function toSyntaxProblem(first: typescript.Diagnostic): ProjectProblem {
  return new ProjectProblem(
    `${diagnosticText(first).replace(/\.$/u, '')}; repair this syntax error first (\`npx tsc --noEmit\` lists them all).`,
  );
}
