import path from 'node:path';
import type typescript from 'typescript';
import { ts } from './compiler.js';
import type { Unit } from './units.js';

/** Not in the compiler's types: where it would write a source's declarations. */
type DeclarationNamer = (
  file: string,
  commandLine: typescript.ParsedCommandLine,
  ignoreCase: boolean,
) => string;
const { getOutputDeclarationFileName: declarationOf } = ts as unknown as {
  getOutputDeclarationFileName: DeclarationNamer;
};

const declarationFile = /\.d\.[mc]?ts$/u;

/**
 * The file system as the compiler sees it with `useSourceOfProjectReferenceRedirect`: what referenced projects would
 * build is there, built or not, and stands for its source.
 */
export interface SourceSystem {
  readonly host: typescript.ModuleResolutionHost;
  /** @returns the source that an output file of a referenced project is made of, else the file itself. */
  sourceOf(file: string): string;
}

const plain: SourceSystem = { host: ts.sys, sourceOf: (file) => file };

/** @returns the file system for the imports of one unit. */
export function sourceSystem({ options, references, projects }: Unit): SourceSystem {
  if (options.disableSourceOfProjectReferenceRedirect === true || references.length === 0) return plain;
  const sources = new Map<string, string>();
  const folders = new Set<string>();
  const seen = new Set<string>();
  const visit = (reference: typescript.ProjectReference): void => {
    const config = ts.resolveProjectReferencePath(reference);
    const commandLine = projects.get(config);
    if (commandLine === undefined || seen.has(config)) return;
    seen.add(config);
    for (const file of commandLine.options.outFile === undefined ? commandLine.fileNames : []) {
      if (declarationFile.test(file) || file.endsWith('.json')) continue;
      const output = declarationOf(file, commandLine, !ts.sys.useCaseSensitiveFileNames);
      sources.set(output, file);
      for (
        let folder = path.posix.dirname(output);
        !folders.has(folder);
        folder = path.posix.dirname(folder)
      ) {
        folders.add(folder);
      }
    }
    commandLine.projectReferences?.forEach(visit);
  };
  references.forEach(visit);
  const real = realPaths();
  const host: typescript.ModuleResolutionHost = {
    readFile: (file) => ts.sys.readFile(file),
    fileExists: (file) => ts.sys.fileExists(file) || sources.has(real(file)),
    directoryExists: (folder) => ts.sys.directoryExists(folder) || folders.has(real(folder)),
    realpath: real,
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
  };
  return { host, sourceOf: (file) => sources.get(file) ?? file };
}

/** Real paths, also of files that are not there: the way to them may lead through links of a workspace. */
function realPaths(): (file: string) => string {
  const known = new Map<string, string>();
  const realOf = (file: string): string => {
    let found = known.get(file);
    if (found === undefined) {
      const folder = path.posix.dirname(file);
      found =
        folder === file
          ? file
          : ts.sys.fileExists(file) || ts.sys.directoryExists(file)
            ? (ts.sys.realpath?.(file) ?? file)
            : path.posix.join(realOf(folder), path.posix.basename(file));
      known.set(file, found);
    }
    return found;
  };
  return realOf;
}

/** Makes a compiler host read referenced projects from their sources, as an editor does. */
export function readReferencesFromSource(host: typescript.CompilerHost, { projects }: Unit): void {
  const parsed = new Map<string, typescript.ParsedCommandLine>();
  host.getParsedCommandLine = (config) => {
    const commandLine = projects.get(config);
    if (commandLine === undefined) return undefined;
    let given = parsed.get(config);
    if (given === undefined) {
      const configFile = ts.readJsonConfigFile(config, (file) => ts.sys.readFile(file));
      given = { ...commandLine, options: { ...commandLine.options, configFile } };
      parsed.set(config, given);
    }
    return given;
  };
  // Not in the compiler's types; its editor service sets it on its own host.
  Object.assign(host, { useSourceOfProjectReferenceRedirect: () => true });
}
