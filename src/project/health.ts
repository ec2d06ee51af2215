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

const packageNames = new Set(
  queueAdapters.filter(holdsTasks).flatMap(({ packages }) => Object.keys(packages)),
);

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
  for (const file of files) {
    for (const specifier of importsOf(ts.sys.readFile(file) ?? '')) {
      const name = packageNameOf(specifier);
      if (!packageNames.has(name) || untyped.has(name)) continue;
      const { resolvedModule } = ts.resolveModuleName(specifier, file, unit.options, ts.sys);
      if (resolvedModule === undefined || !isTyped(resolvedModule, unit.options)) untyped.set(name, file);
    }
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
  for (const file of files) {
    for (const specifier of importsOf(ts.sys.readFile(file) ?? '')) {
      const name = packageNameOf(specifier);
      const ranges = described.get(name);
      if (!ranges || found.has(name)) continue;
      const { resolvedModule } = ts.resolveModuleName(specifier, file, unit.options, ts.sys);
      const info = resolvedModule && packageOf(resolvedModule.resolvedFileName);
      if (info?.name !== name) continue;
      const known = ranges.some((range) =>
        semver.satisfies(info.version, range, { includePrerelease: true }),
      );
      found.set(
        name,
        known
          ? ''
          : `\`${name}\` ${info.version} is installed, and only ${ranges.join(' or ')} is known here, so its calls are not judged.`,
      );
    }
  }
  return [...found.values()].filter((sentence) => sentence !== '');
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
