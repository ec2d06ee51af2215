import type ts from 'typescript';
import type { Finding } from '../rules/kit/run.js';
import type { Span } from './frame.js';

/** A finding with its severity, in 1-based lines and columns. */
export interface Located extends Span {
  /** Absolute path. */
  readonly file: string;
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** @returns a finding in lines and columns, as ESLint counts them. */
export function locate(finding: Finding, file: ts.SourceFile, severity: Located['severity']): Located {
  const start = file.getLineAndCharacterOfPosition(finding.start);
  const end = file.getLineAndCharacterOfPosition(finding.end);
  return {
    file: finding.file,
    rule: finding.rule,
    severity,
    message: finding.message,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
