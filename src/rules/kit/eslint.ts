import type { Linter, Rule, SourceCode } from 'eslint';
import type ts from 'typescript';
import { queueAdapters } from '../../adapters/queues/index.js';
import { analyze, type Analysis } from '../../analysis/facts.js';
import type { Settings } from '../../analysis/program/host.js';
import { compilerOf, type TypedServices } from './compiler.js';
import type { AnyRule } from './rule.js';
import { runRule, type Finding } from './run.js';
import { claimSetupReport, setupMessages, untypedProblem, type SetupProblem } from './untyped.js';

/** An ESLint rule. */
export type EslintRule = Rule.RuleModule;

/** A flat config object. */
export type EslintConfig = Linter.Config;

/** Where a rule finds the facts of the file being linted. */
export interface FactSource {
  readonly analysis: Analysis;
  readonly file: ts.SourceFile;
}

/** Finds the facts for an ESLint context; a string names the setup problem that stands in the way. */
export type Locate = (context: Rule.RuleContext) => FactSource | SetupProblem | undefined;

/**
 * Turns a rule into an ESLint rule. One `Program` listener: the facts are found once per program, not per node.
 *
 * @param locate where facts come from; by default the program of typescript-eslint's parser
 */
export function toEslintRule(rule: AnyRule, docsUrl: string, locate: Locate = locateTyped): EslintRule {
  return {
    meta: {
      type: 'problem',
      docs: {
        description: rule.description,
        url: docsUrl,
        recommended: rule.presets.includes('recommended'),
      },
      hasSuggestions: rule.fix === 'suggestion',
      schema: [rule.schema],
      defaultOptions: [rule.defaults],
      messages: { ...(rule.messages as Record<string, string>), ...setupMessages },
    },
    create(context) {
      const source = locate(context);
      if (source === undefined) return {};
      if (typeof source === 'string') return setupReport(context, source);
      return {
        Program() {
          const options = (context.options[0] ?? {}) as Readonly<Record<string, unknown>>;
          for (const finding of findingsOf(rule, source, options, context)) {
            context.report(toDescriptor(finding, context.sourceCode));
          }
        },
      };
    },
  };
}

/** A compiler that throws on one file must not end the whole run. */
function findingsOf(
  rule: AnyRule,
  { analysis, file }: FactSource,
  options: Readonly<Record<string, unknown>>,
  context: Rule.RuleContext,
): readonly Finding[] {
  try {
    return runRule(rule, analysis, file, options);
  } catch (error) {
    const data = { error: error instanceof Error ? error.message : String(error) };
    context.report({ loc: { line: 1, column: 0 }, messageId: 'failed', data });
    return [];
  }
}

function setupReport(context: Rule.RuleContext, problem: SetupProblem): Rule.RuleListener {
  if (!claimSetupReport(problem, context.filename, context.sourceCode)) return {};
  return {
    Program() {
      context.report({ loc: { line: 1, column: 0 }, messageId: problem });
    },
  };
}

function toDescriptor(finding: Finding, sourceCode: SourceCode): Rule.ReportDescriptor {
  return {
    loc: {
      start: sourceCode.getLocFromIndex(finding.start),
      end: sourceCode.getLocFromIndex(finding.end),
    },
    messageId: finding.messageId,
    data: finding.data,
    suggest: finding.suggestions.map(({ messageId, data, edits }) => ({
      messageId,
      data,
      fix: (fixer) => edits.map(({ start, end, text }) => fixer.replaceTextRange([start, end], text)),
    })),
  };
}

const packages = new Set(queueAdapters.flatMap((adapter) => Object.keys(adapter.packages)));
// An ESLint config imports this package too; a program that uses the bundled queue imports its entry.
const queueImport = new RegExp(
  `['"](?:${[...packages].join('|')})['"/]`.replace(/eslint-plugin-task-queue/u, '$&/queue'),
  'u',
);

function locateTyped(context: Rule.RuleContext): FactSource | SetupProblem | undefined {
  const { sourceCode } = context;
  const services = sourceCode.parserServices as TypedServices | undefined;
  const program = services?.program ?? undefined;
  const namesQueue = queueImport.test(sourceCode.text);
  // Plain JavaScript has no types to miss.
  if (program === undefined) {
    return namesQueue && !/\.[cm]?jsx?$/u.test(context.filename) ? untypedProblem() : undefined;
  }
  const compiler = compilerOf(program);
  if ('problem' in compiler) return compiler.problem;
  const file =
    services?.esTreeNodeToTSNodeMap?.get(sourceCode.ast) ?? program.getSourceFile(context.filename);
  if (file === undefined || !compiler.ts.isSourceFile(file)) return undefined;
  const settings = (context.settings['task-queue'] ?? {}) as Settings;
  const analysis = analyze(compiler.ts, program, settings);
  // The parser's program of a single file (`--fix` under `project`) resolves no import at all.
  if (namesQueue && !analysis.seesLibrary && program.getSourceFiles().length > 1) return 'missingLibrary';
  return { analysis, file };
}
