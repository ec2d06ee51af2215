import { createRequire } from 'node:module';
import type * as Morph from 'ts-morph';
import type typescript from 'typescript';

/** ts-morph. Required, not imported: an import would first scan its nine megabytes of CommonJS for export names. */
export const morph = createRequire(import.meta.url)('ts-morph') as typeof Morph;

/**
 * The TypeScript that ts-morph bundles. Codemods and `check` use it whatever the user has installed;
 * its types are those of `typescript` 6.0.
 */
export const ts = morph.ts as unknown as typeof typescript;

/** @returns the text of a diagnostic on one line, with its position when it has one. */
export function diagnosticText(diagnostic: typescript.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ').replace(/\s+/gu, ' ');
  if (diagnostic.file === undefined || diagnostic.start === undefined) return text;
  const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
  return `${diagnostic.file.fileName}:${line + 1}:${character + 1} ${text}`;
}
