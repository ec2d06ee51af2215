import type ts from 'typescript';
import type { Analysis } from '../../analysis/facts.js';
import type { AnyRule, FactHandlers, Report, RuleContext } from './rule.js';

/** One report of one rule, with positions and wording resolved. */
export interface Finding {
  readonly rule: string;
  readonly file: string;
  /** UTF-16 offsets into the file. */
  readonly start: number;
  readonly end: number;
  readonly messageId: string;
  readonly data: Readonly<Record<string, string>>;
  readonly message: string;
  readonly suggestions: readonly FindingSuggestion[];
}

/** An edit offered with a finding; `edits` all lie in the finding's file. */
export interface FindingSuggestion {
  readonly messageId: string;
  readonly data: Readonly<Record<string, string>>;
  readonly message: string;
  readonly edits: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

/** Runs one rule on one file; the single path that both hosts (ESLint and `check`) take. */
export function runRule(
  rule: AnyRule,
  analysis: Analysis,
  file: ts.SourceFile,
  options: Readonly<Record<string, unknown>>,
): readonly Finding[] {
  const findings: Finding[] = [];
  const on = rule.on as FactHandlers<object, string>;
  const context: RuleContext<object, string> = {
    analysis,
    file,
    options: { ...(rule.defaults as object), ...options },
    report: (report) => {
      const finding = toFinding(rule, file, report);
      if (!findings.some((known) => isSame(known, finding))) findings.push(finding);
    },
  };
  const facts = analysis.file(file);
  for (const site of facts.enqueues) on.enqueue?.(site, context);
  for (const site of facts.queues) on.queue?.(site, context);
  for (const site of facts.workers) on.worker?.(site, context);
  for (const task of facts.tasks) on.task?.(task, context);
  on.program?.(facts, context);
  return findings.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** One call may be several enqueues; what reads the same at the same place is said once. */
function isSame(a: Finding, b: Finding): boolean {
  return a.start === b.start && a.end === b.end && a.message === b.message;
}

function toFinding(rule: AnyRule, file: ts.SourceFile, report: Report): Finding {
  const { at } = report;
  const start = 'kind' in at ? at.getStart(file) : at.start;
  const end = 'kind' in at ? at.getEnd() : at.end;
  const messages = rule.messages as Readonly<Record<string, string>>;
  const data = report.data ?? {};
  const suggestions: FindingSuggestion[] = [];
  for (const offer of report.suggest ?? []) {
    const edits = offer.rewrite;
    if ('skip' in edits || edits.length === 0) continue;
    if (edits.some((edit) => edit.file !== file.fileName)) continue;
    const offerData = offer.data ?? {};
    suggestions.push({
      messageId: offer.messageId,
      data: offerData,
      message: fill(messages[offer.messageId] ?? offer.messageId, offerData),
      edits: edits.map(({ start, end, text }) => ({ start, end, text })),
    });
  }
  return {
    rule: rule.name,
    file: file.fileName,
    start,
    end,
    messageId: report.messageId,
    data,
    message: fill(messages[report.messageId] ?? report.messageId, data),
    suggestions,
  };
}

/** Fills `{{placeholders}}` as ESLint does. */
function fill(template: string, data: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{\s*(\w+)\s*\}\}/gu, (whole, key: string) => data[key] ?? whole);
}
