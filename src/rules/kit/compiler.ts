import { createRequire } from 'node:module';
import type ts from 'typescript';

/** What typescript-eslint hands to rules, as far as it is used here. */
export interface TypedServices {
  readonly program?: ts.Program | null;
  readonly esTreeNodeToTSNodeMap?: { get(node: unknown): ts.Node | undefined };
}

/** The TypeScript namespace that built a program, or why it cannot be used. */
export type CompilerChoice = { readonly ts: typeof ts } | { readonly problem: CompilerProblem };

/** `typescript7`: no classic API installed. `compilerMismatch`: the builder's namespace is out of reach. */
export type CompilerProblem = 'typescript7' | 'compilerMismatch';

const require = createRequire(import.meta.url);
const chosen = new WeakMap<ts.Program, CompilerChoice>();

/**
 * Finds the TypeScript that built `program`. Flag values differ between versions, so another copy would answer
 * wrongly without failing; the builder is loaded already, hence it is looked for among the loaded modules first.
 */
export function compilerOf(program: ts.Program): CompilerChoice {
  let choice = chosen.get(program);
  if (choice === undefined) {
    choice = choose(program);
    chosen.set(program, choice);
  }
  return choice;
}

function choose(program: ts.Program): CompilerChoice {
  const loaded = loadedCompilers();
  const builder =
    loaded.find((candidate) => builtBy(candidate, program)) ??
    [...loaded, ...resolvedCompilers()].find((candidate) => speaksAlike(candidate, program));
  if (builder !== undefined) return { ts: builder };
  return { problem: hasTypeScript7() ? 'typescript7' : 'compilerMismatch' };
}

/** @returns whether only TypeScript 7, which has no classic API, answers to the name `typescript`. */
export function hasTypeScript7(): boolean {
  try {
    const found = require('typescript') as { createProgram?: unknown };
    return found.createProgram === undefined;
  } catch {
    return false;
  }
}

function loadedCompilers(): (typeof ts)[] {
  const compilers: (typeof ts)[] = [];
  for (const [file, module] of Object.entries(require.cache)) {
    if (!/[\\/]typescript\.js$/u.test(file)) continue;
    const exports: unknown = module?.exports;
    if (isCompiler(exports)) compilers.push(exports);
  }
  return compilers;
}

function resolvedCompilers(): (typeof ts)[] {
  const compilers: (typeof ts)[] = [];
  for (const from of ['@typescript-eslint/parser', undefined]) {
    try {
      const start = from === undefined ? require : createRequire(require.resolve(from));
      const found: unknown = start('typescript');
      if (isCompiler(found)) compilers.push(found);
    } catch {
      // not installed there
    }
  }
  return compilers;
}

function isCompiler(value: unknown): value is typeof ts {
  return typeof value === 'object' && value !== null && 'createProgram' in value && 'TypeFlags' in value;
}

/** Exact: the program's source files are instances of the constructor this namespace allocates. */
function builtBy(compiler: typeof ts, program: ts.Program): boolean {
  const allocator = (compiler as { objectAllocator?: { getSourceFileConstructor?: () => unknown } })
    .objectAllocator;
  const file = program.getSourceFiles()[0];
  if (allocator?.getSourceFileConstructor === undefined || file === undefined) return false;
  return file.constructor === allocator.getSourceFileConstructor();
}

/** Approximate: the numbers that differ most between versions are the same. */
function speaksAlike(compiler: typeof ts, program: ts.Program): boolean {
  const checker = program.getTypeChecker() as { getStringType?: () => ts.Type };
  const kind = program.getSourceFiles()[0]?.kind;
  if (kind !== undefined && kind !== (compiler.SyntaxKind.SourceFile as ts.SyntaxKind)) return false;
  return checker.getStringType === undefined || checker.getStringType().flags === compiler.TypeFlags.String;
}
