import type { AST, Linter } from 'eslint';
import type ts from 'typescript';
import type { Analysis } from '../analysis/facts.js';
import { commentsOf } from '../edits/comments.js';
import plugin, { docsUrl } from '../plugin.js';
import { rules } from '../rules/index.js';
import { toEslintRule, type EslintConfig } from '../rules/kit/eslint.js';
import type { Located } from './finding.js';
import type { EslintModule, FileSettings } from './user-eslint.js';

/** @returns whether a text may hold directives to ESLint. */
export function hasDirectives(text: string): boolean {
  return /\beslint(?:-disable|-enable|\s)/u.test(text);
}

/**
 * Runs the rules on one file through ESLint, on the analysis that is there already, so that `eslint-disable` and other
 * inline configuration counts as ESLint counts it. ESLint gets a program of comments only: nothing is parsed or typed again.
 */
export function lintWithDirectives(
  eslint: EslintModule,
  analysis: Analysis,
  file: ts.SourceFile,
  given: FileSettings,
): Located[] {
  const { prefix } = given;
  const rulesOn: NonNullable<EslintConfig['rules']> = {};
  for (const [name, { severity, options }] of given.rules) {
    rulesOn[`${prefix}/${name}`] = [severity === 'error' ? 'error' : 'warn', options];
  }
  const replayed = Object.fromEntries(
    rules.map((rule) => [rule.name, toEslintRule(rule, docsUrl(rule.name), () => ({ analysis, file }))]),
  );
  const config: EslintConfig = {
    plugins: { [prefix]: { meta: plugin.meta, rules: replayed } },
    rules: rulesOn,
    languageOptions: { parser: commentParser(analysis.host.ts, file) },
    linterOptions: { noInlineConfig: !given.inlineConfig, reportUnusedDisableDirectives: 'off' },
  };
  const messages = new eslint.Linter().verify(file.text, [config], { filename: 'replay.js' });
  return messages
    .filter(({ ruleId }) => ruleId?.startsWith(`${prefix}/`) === true)
    .map((message) => ({
      file: file.fileName,
      rule: (message.ruleId ?? '').slice(prefix.length + 1),
      severity: message.severity === 2 ? ('error' as const) : ('warning' as const),
      message: message.message,
      line: message.line,
      column: message.column,
      endLine: message.endLine ?? message.line,
      endColumn: message.endColumn ?? message.column,
    }));
}

/** A parser that gives ESLint the comments of a file and nothing else. */
function commentParser(compiler: typeof ts, file: ts.SourceFile): Linter.Parser {
  const position = (offset: number): { line: number; column: number } => {
    const { line, character } = file.getLineAndCharacterOfPosition(offset);
    return { line: line + 1, column: character };
  };
  return {
    parseForESLint() {
      const comments = commentsOf(compiler, file).map(({ start, end, text, block }) => ({
        type: block ? ('Block' as const) : ('Line' as const),
        value: block ? text.slice(2, -2) : text.slice(2),
        range: [start, end] as [number, number],
        loc: { start: position(start), end: position(end) },
      }));
      const ast: AST.Program = {
        type: 'Program',
        sourceType: 'module',
        body: [],
        tokens: [],
        comments,
        range: [0, file.text.length],
        loc: { start: { line: 1, column: 0 }, end: position(file.text.length) },
      };
      return { ast };
    },
  };
}
