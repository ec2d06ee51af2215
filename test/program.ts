/** Builds programs over sources written in tests, with the real packages of the root's node_modules. */
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'test', 'virtual');
const parsed = new WeakMap<typeof ts, Map<string, ts.SourceFile | undefined>>();

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

/** How a bundler or Bun finds modules; some packages can be used in no other way (bunqueue, quirrel). */
const bundled: ts.CompilerOptions = {
  ...compilerOptions,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/** @returns the absolute path that a file of a test has. */
export function virtualPath(name: string): string {
  return path.join(folder, name);
}

/** @returns a program over these files; declarations of packages are parsed once per run. */
export function createTestProgram(
  files: Readonly<Record<string, string>>,
  compiler: typeof ts = ts,
): ts.Program {
  const sources = new Map(Object.entries(files).map(([name, text]) => [virtualPath(name), text]));
  const host = compiler.createCompilerHost(compilerOptions);
  const real = { ...host };
  // The compiler that ts-morph bundles keeps its libraries elsewhere; those of the same version serve as well.
  const libraries = path.join(root, 'node_modules/typescript/lib');
  if (!real.fileExists(real.getDefaultLibFileName(compilerOptions))) {
    host.getDefaultLibLocation = () => libraries;
    host.getDefaultLibFileName = (options) => path.join(libraries, compiler.getDefaultLibFileName(options));
  }
  host.getCurrentDirectory = () => root;
  host.fileExists = (name) => sources.has(name) || real.fileExists(name);
  host.readFile = (name) => sources.get(name) ?? real.readFile(name);
  host.directoryExists = (name) => name === folder || (real.directoryExists?.(name) ?? true);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const text = sources.get(name);
    if (text !== undefined) return compiler.createSourceFile(name, text, languageVersion, true);
    let known = parsed.get(compiler);
    if (!known) parsed.set(compiler, (known = new Map<string, ts.SourceFile | undefined>()));
    if (!known.has(name)) known.set(name, real.getSourceFile(name, languageVersion, ...rest));
    return known.get(name);
  };
  const cache = compiler.createModuleResolutionCache(root, (name) => name, compilerOptions);
  host.getModuleResolutionCache = () => cache;
  host.resolveModuleNameLiterals = moduleResolver(compiler, host, cache);
  return compiler.createProgram([...sources.keys()], compilerOptions, host);
}

/** @returns the compiler's own way to find modules, and for what it does not find that of a bundler. */
function moduleResolver(
  compiler: typeof ts,
  host: ts.CompilerHost,
  cache: ts.ModuleResolutionCache,
): NonNullable<ts.CompilerHost['resolveModuleNameLiterals']> {
  const bundledCache = compiler.createModuleResolutionCache(root, (name) => name, bundled);
  return (literals, containing, redirected, options, file) =>
    literals.map((literal) => {
      const mode = compiler.getModeForUsageLocation(file, literal, options);
      const own = compiler.resolveModuleName(
        literal.text,
        containing,
        options,
        host,
        cache,
        redirected,
        mode,
      );
      if (own.resolvedModule) return own;
      return compiler.resolveModuleName(literal.text, containing, bundled, host, bundledCache);
    });
}
