/** Which files can hold a fact at all: text before syntax, syntax before types. */
import type ts from 'typescript';

/** @returns a test of whether a text calls a member or function of one of these names, or imports it under another. */
export function callsOneOf(names: Iterable<string>): (text: string) => boolean {
  const alternatives = [...names].map((name) => name.replaceAll(/[$]/gu, String.raw`\$`));
  if (alternatives.length === 0) return () => false;
  const pattern = new RegExp(
    String.raw`(?<![\w$])(?:${alternatives.join('|')})(?:(?:['"]\])?\s*(?:\?\.)?\s*[(<]|\s+as\s+[\w$]+\s*[,}])`,
    'u',
  );
  return (text) => pattern.test(text);
}

/** @returns a test of whether a text names one of these packages in quotes. */
export function namesOneOf(packages: Iterable<string>): (text: string) => boolean {
  const alternatives = [...packages].map((name) => name.replaceAll(/[/.]/gu, String.raw`\$&`));
  const pattern = new RegExp(String.raw`['"](?:${alternatives.join('|')})(?:/[^'"]*)?['"]`, 'u');
  return (text) => pattern.test(text);
}

/** @returns the program's own source files: neither declarations nor installed packages. */
export function ownFiles(program: ts.Program): readonly ts.SourceFile[] {
  return program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && !file.fileName.includes('/node_modules/'));
}
