import path from 'node:path';
import type typescript from 'typescript';
import { ts } from './compiler.js';
import type { SourceSystem } from './references.js';

/** Import-like text; a match inside a comment only makes one file too many a candidate. */
const specifier = /\b(?:from|import|require)\s*\(?\s*(['"])([^'"\n]+)\1/gu;

/** @returns the module specifiers a text imports. */
export function importsOf(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(specifier)) if (match[2] !== undefined) found.add(match[2]);
  return [...found];
}

/** Resolves the imports of one compilation unit to files of the program (never into node_modules). */
export interface Resolver {
  resolve(specifier: string, from: string): string | undefined;
}

const suffixes = ['', '.ts', '.tsx', '.d.ts', '/index.ts', '/index.tsx', '.mts', '.cts', '.js', '.jsx'];

/**
 * @param known the unit's own files: relative imports are found among them without touching the disk
 * @param system how the unit sees the disk; without it, referenced projects are what was built of them
 */
export function createResolver(
  options: typescript.CompilerOptions,
  known: ReadonlySet<string>,
  system?: SourceSystem,
): Resolver {
  const bare = new Map<string, string | undefined>();
  const cache = ts.createModuleResolutionCache('/', (name) => name, options);
  const slow = (name: string, from: string): string | undefined => {
    const host = system?.host ?? ts.sys;
    // A package may have an entry for `import` only.
    for (const mode of [ts.ModuleKind.ESNext, ts.ModuleKind.CommonJS] as const) {
      const { resolvedModule } = ts.resolveModuleName(name, from, options, host, cache, undefined, mode);
      const file = resolvedModule?.resolvedFileName;
      if (file === undefined) continue;
      return file.includes('/node_modules/') ? undefined : (system?.sourceOf(file) ?? file);
    }
    return undefined;
  };
  return {
    resolve(name, from) {
      if (name.startsWith('.')) {
        const base = path.posix.join(path.posix.dirname(from), name);
        const stem = base.replace(/\.([mc]?)jsx?$/u, '.$1ts');
        for (const candidate of stem === base ? [base] : [stem, `${stem}x`, base]) {
          for (const suffix of suffixes) {
            if (known.has(candidate + suffix)) return candidate + suffix;
          }
        }
        return slow(name, from);
      }
      if (name.startsWith('node:')) return undefined;
      if (!bare.has(name)) bare.set(name, slow(name, from));
      return bare.get(name);
    },
  };
}
