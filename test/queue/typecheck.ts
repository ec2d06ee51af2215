import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Type-checks snippets as files of a user with strict settings, all in one program.
 * Returns for each the first complaint, or undefined.
 */
export function typecheck(snippets: readonly string[]): (string | undefined)[] {
  const names = snippets.map((_, index) => `${root}test/queue/snippet-${index}.ts`);
  const sources = new Map(names.map((name, index) => [name, snippets[index] ?? '']));
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    skipLibCheck: true,
    noEmit: true,
    paths: {
      'eslint-plugin-task-queue/queue': [`${root}src/queue/index.ts`],
      'eslint-plugin-task-queue/queue/testing': [`${root}src/queue/testing.ts`],
    },
  };
  const host = ts.createCompilerHost(options);
  const disk = { ...host };
  host.fileExists = (name) => sources.has(name) || disk.fileExists(name);
  host.readFile = (name) => sources.get(name) ?? disk.readFile(name);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const text = sources.get(name);
    return text === undefined
      ? disk.getSourceFile(name, languageVersion, ...rest)
      : ts.createSourceFile(name, text, languageVersion);
  };
  const program = ts.createProgram(names, options, host);
  return names.map((name) => {
    const [first] = ts.getPreEmitDiagnostics(program, program.getSourceFile(name));
    return first && ts.flattenDiagnosticMessageText(first.messageText, '\n');
  });
}
