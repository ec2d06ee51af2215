import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type typescript from 'typescript';
import { diagnosticText, ts } from './compiler.js';
import { ProjectProblem } from './problem.js';

/** One tsconfig file, read. */
export interface TsConfig {
  /** Absolute path. */
  readonly file: string;
  readonly options: typescript.CompilerOptions;
  /** Absolute paths of the files it includes. */
  readonly fileNames: readonly string[];
  /** Absolute paths of the tsconfigs it references. */
  readonly references: readonly string[];
  /** As the compiler reads it. */
  readonly commandLine: typescript.ParsedCommandLine;
}

/** `TS18003 No inputs were found`: normal for a solution-style or a base config. */
const noInputs = 18003;
const emptyFiles = 18002;
/** `TS6053 File not found`: mostly an `extends` whose package is not installed. */
const notFound = 6053;

/** The compiler's file system. */
const host: typescript.ParseConfigHost = {
  useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
  fileExists: (file) => ts.sys.fileExists(file),
  readFile: (file) => ts.sys.readFile(file),
  readDirectory: (root, extensions, excludes, includes, depth) =>
    ts.sys.readDirectory(root, extensions, excludes, includes, depth),
};

/**
 * Reads a tsconfig with everything it extends.
 *
 * @throws ProjectProblem when it is broken
 */
export function readTsConfig(file: string): TsConfig {
  const read = ts.readConfigFile(file, (name) => ts.sys.readFile(name));
  const { error } = read;
  const config: unknown = read.config;
  const parsed =
    error === undefined
      ? ts.parseJsonConfigFileContent(config, host, path.dirname(file), undefined, file)
      : undefined;
  const broken = error ?? parsed?.errors.find(({ code }) => code !== noInputs && code !== emptyFiles);
  if (broken !== undefined || parsed === undefined) {
    const text = broken === undefined ? 'it cannot be read' : diagnosticText(broken);
    const why = text.startsWith(`${file}:`)
      ? ` at ${text.slice(file.length + 1).replace(' ', ': ')}`
      : `: ${text}`;
    const next =
      broken?.code === notFound
        ? 'run `npm install` if it comes from a package, or correct "extends"'
        : `repair it and see \`npx tsc -p ${file} --noEmit\``;
    throw new ProjectProblem(`${file} is broken${why.replace(/\.$/u, '')}; ${next}.`);
  }
  return {
    file,
    options: cheapOptions(parsed.options, path.dirname(file)),
    fileNames: parsed.fileNames,
    references: (parsed.projectReferences ?? []).map((reference) =>
      ts.resolveProjectReferencePath(reference),
    ),
    commandLine: parsed,
  };
}

/** Options for reading a program only: nothing is emitted and declaration files are not checked. */
function cheapOptions(options: typescript.CompilerOptions, directory: string): typescript.CompilerOptions {
  const kept = { ...options };
  delete kept.outFile;
  delete kept.tsBuildInfoFile;
  return {
    ...(userMajor(directory) < 6 ? olderDefaults(options) : {}),
    ...kept,
    skipLibCheck: true,
    noEmit: true,
    composite: false,
    incremental: false,
    declaration: false,
    declarationMap: false,
    sourceMap: false,
    inlineSourceMap: false,
    emitDeclarationOnly: false,
    ignoreDeprecations: '6.0',
  };
}

/** TypeScript 6 changed defaults; a project on TypeScript 5 that leaves them out means the old ones. */
function olderDefaults(options: typescript.CompilerOptions): typescript.CompilerOptions {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- what TypeScript 5 takes by default
  const target = options.target ?? ts.ScriptTarget.ES5;
  const module =
    options.module ?? (target >= ts.ScriptTarget.ES2015 ? ts.ModuleKind.ES2015 : ts.ModuleKind.CommonJS);
  const older: typescript.CompilerOptions = { strict: false, types: ['*'], target, module };
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- what TypeScript 5 takes by default
  if (module === ts.ModuleKind.CommonJS) older.moduleResolution = ts.ModuleResolutionKind.Node10;
  return older;
}

/** @returns the major version of the TypeScript installed for a folder; 6 when there is none. */
function userMajor(directory: string): number {
  try {
    const { version } = createRequire(path.join(directory, 'noop.js'))('typescript/package.json') as {
      version: string;
    };
    return Number.parseInt(version, 10);
  } catch {
    return 6;
  }
}

/** @returns the nearest `tsconfig.json` (or `jsconfig.json`) at or above a folder. */
export function nearestTsConfig(directory: string): string | undefined {
  for (let current = directory; ; current = path.dirname(current)) {
    for (const name of ['tsconfig.json', 'jsconfig.json']) {
      const file = path.join(current, name);
      if (existsSync(file)) return file;
    }
    if (path.dirname(current) === current) return undefined;
  }
}
