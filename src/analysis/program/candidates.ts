/** Which files can hold a fact at all: text before syntax, syntax before types. */
import type ts from 'typescript';

/** What follows a name that is called, or imported under another. */
const calledAs = String.raw`(?:(?:['"]\])?\s*(?:\?\.)?\s*[(<]|\s+as\s+[\w$]+\s*[,}])`;

/** @returns a test of whether a text calls a member or function of one of these names, or imports it under another. */
export function callsOneOf(names: Iterable<string>): (text: string) => boolean {
  const alternatives = [...names].map((name) => name.replaceAll(/[$]/gu, String.raw`\$`));
  if (alternatives.length === 0) return () => false;
  const pattern = new RegExp(String.raw`(?<![\w$])(?:${alternatives.join('|')})${calledAs}`, 'u');
  return (text) => pattern.test(text);
}

/** @returns every identifier for which {@link callsOneOf} is true of a text. */
export function calledNames(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, name = ''] of text.matchAll(anyCall)) found.add(name);
  return found;
}

const letter = String.raw`[\w$\u0080-\uffff]`;
const anyCall = new RegExp(String.raw`(?<!${letter})(${letter}+)(?!${letter})${calledAs}`, 'gu');
const plainName = /^[\w$]+$/u;
const namesOfFiles = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

/** @returns whether a file calls a member or function of this name, or imports it under another. */
export function isCalledIn(file: ts.SourceFile, name: string): boolean {
  if (!plainName.test(name)) return callsOneOf([name])(file.text);
  let names = namesOfFiles.get(file);
  if (!names) namesOfFiles.set(file, (names = calledNames(file.text)));
  return names.has(name);
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
