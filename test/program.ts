/** Builds programs over sources written in tests, with the real packages of the root's node_modules. */
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'test', 'virtual');
const parsed = new Map<string, ts.SourceFile | undefined>();

export const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  esModuleInterop: true,
  types: ['node'],
};

/** @returns the absolute path that a file of a test has. */
export function virtualPath(name: string): string {
  return path.join(folder, name);
}

/** @returns a program over these files; declarations of packages are parsed once per run. */
export function createTestProgram(files: Readonly<Record<string, string>>): ts.Program {
  const sources = new Map(Object.entries(files).map(([name, text]) => [virtualPath(name), text]));
  const host = ts.createCompilerHost(compilerOptions);
  const real = { ...host };
  host.getCurrentDirectory = () => root;
  host.fileExists = (name) => sources.has(name) || real.fileExists(name);
  host.readFile = (name) => sources.get(name) ?? real.readFile(name);
  host.directoryExists = (name) => name === folder || (real.directoryExists?.(name) ?? true);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const text = sources.get(name);
    if (text !== undefined) return ts.createSourceFile(name, text, languageVersion, true);
    if (!parsed.has(name)) parsed.set(name, real.getSourceFile(name, languageVersion, ...rest));
    return parsed.get(name);
  };
  return ts.createProgram([...sources.keys()], compilerOptions, host);
}
