import path from 'node:path';
import { createRequire } from 'node:module';
import type typescript from 'typescript';
import type { ProjectOptions } from 'ts-morph';
import type { Candidates } from './candidates.js';
import { morph, ts } from './compiler.js';
import { readReferencesFromSource } from './references.js';
import type { Unit } from './units.js';

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
  const host = createHost(unit);
  const roots = new Set([...files, ...ambient]);
  const texts = new Map<string, string>();
  const parsed = new Map<string, typescript.SourceFile>();
  const disk = { ...host };
  host.fileExists = (file) => texts.has(file) || disk.fileExists(file);
  host.readFile = (file) => texts.get(file) ?? disk.readFile(file);
  host.getSourceFile = (file, ...rest) => {
    const source = parsed.get(file) ?? disk.getSourceFile(file, ...rest);
    if (source !== undefined) parsed.set(file, source);
    return source;
  };
  let last: typescript.Program | undefined;
  let current: typescript.Program | undefined;
  return {
    ts,
    program() {
      current ??= createProgram(unit, roots, host, last);
      last = current;
      return current;
    },
    setText(file, text) {
      if (roots.has(file) && parsed.get(file)?.text === text) return;
      roots.add(file);
      texts.set(file, text);
      parsed.delete(file);
      current = undefined;
    },
    remove(file) {
      roots.delete(file);
      texts.delete(file);
      parsed.delete(file);
      current = undefined;
    },
  };
}

/** Loads a unit's candidates to be read only: the same program, without what edits need (JSDoc). */
export function loadReadOnly({ unit, files, ambient }: Candidates): typescript.Program {
  const host = createHost(unit);
  // Only JavaScript says types in JSDoc.
  const { ParseAll, ParseNone } = ts.JSDocParsingMode;
  host.jsDocParsingMode = unit.options.allowJs === true ? ParseAll : ParseNone;
  return createProgram(unit, new Set([...files, ...ambient]), host);
}

function createProgram(
  { options, references }: Unit,
  roots: ReadonlySet<string>,
  host: typescript.CompilerHost,
  oldProgram?: typescript.Program,
): typescript.Program {
  return ts.createProgram({
    rootNames: [...roots],
    options,
    projectReferences: references,
    host,
    ...(oldProgram === undefined ? {} : { oldProgram }),
  });
}

function createHost(unit: Unit): typescript.CompilerHost {
  const host = ts.createCompilerHost(unit.options, true);
  readReferencesFromSource(host, unit);
  const library = libraryFolder(path.dirname(unit.config));
  if (library === undefined) {
    useBundledLibrary(host, unit.options);
  } else {
    host.getDefaultLibLocation = () => library;
    host.getDefaultLibFileName = (options) => path.join(library, ts.getDefaultLibFileName(options));
  }
  return host;
}

/** Only ts-morph holds the standard library's declarations where no TypeScript is installed that has them. */
function useBundledLibrary(host: typescript.CompilerHost, options: typescript.CompilerOptions): void {
  const library = new Map<string, string>();
  for (const lib of [options.lib, ['lib.esnext.full.d.ts'], ['lib.esnext.d.ts', 'lib.dom.d.ts']]) {
    // The same enums, declared twice: `ts-morph` brings its own copy of the compiler's types.
    const compilerOptions: unknown = { target: options.target, types: [], ...(lib && { lib }) };
    const project = new morph.Project({
      compilerOptions: compilerOptions as NonNullable<ProjectOptions['compilerOptions']>,
      skipAddingFilesFromTsConfig: true,
    });
    // Without a file no library is loaded.
    project.createSourceFile('/empty.ts', '');
    for (const { fileName, text } of project.getProgram().compilerObject.getSourceFiles()) {
      if (fileName !== '/empty.ts') library.set(fileName, text);
    }
  }
  const [any = '/'] = library.keys();
  const folder = path.posix.dirname(any);
  const disk = { ...host };
  host.fileExists = (file) => library.has(file) || disk.fileExists(file);
  host.readFile = (file) => library.get(file) ?? disk.readFile(file);
  host.getDefaultLibLocation = () => folder;
  host.getDefaultLibFileName = (given) => `${folder}/${ts.getDefaultLibFileName(given)}`;
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
