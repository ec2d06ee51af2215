import type ts from 'typescript';

const named = /(?:\/__tests__\/.*|\/__mocks__\/.*|[.-](?:test|spec|e2e)\.[cm]?[jt]sx?)$/u;
const runners = /['"](?:vitest|@jest\/globals|mocha|ava|node:test|@playwright\/test)['"]/u;

/** @returns whether a file is a test: by the test runners' own naming conventions, or because it imports one. */
export function isTestFile(file: ts.SourceFile): boolean {
  return named.test(file.fileName) || runners.test(file.text);
}
