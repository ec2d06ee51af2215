import path from 'node:path';
import { createRequire } from 'node:module';
import type typescript from 'typescript';
import type { ProjectOptions } from 'ts-morph';
import type { Candidates } from './candidates.js';
import { morph, ts } from './compiler.js';

/** A program on candidate files and what they import, which can be edited in memory. */
export interface EditableProgram {
  readonly ts: typeof typescript;
  /** The program of the current texts; the same object until something is edited. */
  program(): typescript.Program;
  /** Replaces a file's text, or adds the file; the disk stays as it is. */
  setText(file: string, text: string): void;
  /** Takes an added file away again. */
  remove(file: string): void;
}

/** Loads a unit's candidates. Their imports come along through the compiler; nothing else is read. */
export function loadEditable({ unit, files, ambient }: Candidates): EditableProgram {
  // The same enums, declared twice: `ts-morph` brings its own copy of the compiler's types.
  const compilerOptions: unknown = unit.options;
  const project = new morph.Project({
    compilerOptions: compilerOptions as NonNullable<ProjectOptions['compilerOptions']>,
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
  });
  for (const file of new Set([...files, ...ambient])) project.addSourceFileAtPathIfExists(file);
  return {
    ts,
    program: () => project.getProgram().compilerObject,
    setText(file, text) {
      // Not `replaceWithText`, which would change line ends.
      project.createSourceFile(file, text, { overwrite: true });
    },
    remove(file) {
      project.getSourceFile(file)?.forget();
    },
  };
}

/**
 * Loads a unit's candidates to be read only: the same program, without what edits need (wrapped nodes, JSDoc), in about
 * two thirds of the time.
 */
export function loadReadOnly(candidates: Candidates): typescript.Program {
  const { unit, files, ambient } = candidates;
  const library = libraryFolder(path.dirname(unit.config));
  // Only ts-morph holds the standard library's declarations where no TypeScript is installed that has them.
  if (library === undefined) return loadEditable(candidates).program();
  const host = ts.createCompilerHost(unit.options, true);
  // Only JavaScript says types in JSDoc.
  const { ParseAll, ParseNone } = ts.JSDocParsingMode;
  host.jsDocParsingMode = unit.options.allowJs === true ? ParseAll : ParseNone;
  host.getDefaultLibLocation = () => library;
  host.getDefaultLibFileName = (options) => path.join(library, ts.getDefaultLibFileName(options));
  return ts.createProgram({ rootNames: [...new Set([...files, ...ambient])], options: unit.options, host });
}

/** @returns the folder of `lib.*.d.ts` of the TypeScript installed for a folder, else of ours. */
function libraryFolder(directory: string): string | undefined {
  for (const from of [path.join(directory, 'noop.js'), import.meta.url]) {
    try {
      const file = createRequire(from).resolve('typescript/lib/lib.es2022.full.d.ts');
      return path.dirname(file);
    } catch {
      // not installed there, or a version that keeps its library elsewhere
    }
  }
  return undefined;
}
