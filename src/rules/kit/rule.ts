import type ts from 'typescript';
import type { Analysis } from '../../analysis/facts.js';
import type { EnqueueSite, FileFacts, QueueSite, TaskBody, WorkerSite } from '../../analysis/sites/site.js';
import type { Rewrite } from '../../edits/edit.js';

/** Presets a rule may be in; `all` holds every rule. */
export type Preset = 'recommended' | 'strict';

/** An edit offered with a finding; the user picks it in the editor. */
export interface SuggestionOffer<Id extends string = string> {
  readonly messageId: Id;
  readonly data?: Readonly<Record<string, string>>;
  readonly rewrite: Rewrite;
}

/** What a rule reports; becomes an ESLint report and a `check` finding alike. */
export interface Report<Id extends string = string> {
  /** Node in the linted file, or an explicit range of it. */
  readonly at: ts.Node | { readonly start: number; readonly end: number };
  readonly messageId: Id;
  readonly data?: Readonly<Record<string, string>>;
  readonly suggest?: readonly SuggestionOffer<Id>[];
}

/** What a rule's handlers are given. */
export interface RuleContext<Options, Id extends string> {
  readonly analysis: Analysis;
  readonly file: ts.SourceFile;
  readonly options: Options;
  readonly report: (report: Report<Id>) => void;
}

/** Handlers by fact; each is called once per fact of the linted file. */
export interface FactHandlers<Options, Id extends string> {
  enqueue?(site: EnqueueSite, context: RuleContext<Options, Id>): void;
  queue?(site: QueueSite, context: RuleContext<Options, Id>): void;
  worker?(site: WorkerSite, context: RuleContext<Options, Id>): void;
  task?(task: TaskBody, context: RuleContext<Options, Id>): void;
  /** Once per file, for rules that look at the whole program. */
  program?(facts: FileFacts, context: RuleContext<Options, Id>): void;
}

/** A rule, as its file declares it. */
export interface RuleDefinition<Options extends object = object, Id extends string = string> {
  readonly name: string;
  /** Section of *Two Scoops of Django 3.x* that the rule checks. */
  readonly practice: string;
  /** One line for tables: what it reports. */
  readonly description: string;
  readonly presets: readonly Preset[];
  /** `suggestion` when one edit is right. */
  readonly fix?: 'suggestion';
  /** Codemod that repairs it in bulk. */
  readonly codemod?: string;
  /** What an adapter must know of its library for the rule to speak there; absent: any library. */
  readonly needs?: 'retry' | 'results' | 'waits' | 'dedup' | 'invalid' | 'emitters';
  /** JSON schema of the options object; each option has a description, which the rule's page shows. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly defaults: Options;
  /** Options the `strict` preset sets. */
  readonly strict?: Partial<Options>;
  /** ESLint placeholders: `{{name}}`. */
  readonly messages: Readonly<Record<Id, string>>;
  readonly on: FactHandlers<Options, Id>;
}

/** Any rule, for lists. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- rules are invariant in their options
export type AnyRule = RuleDefinition<any, any>;

/** Types a rule's options and message ids from its own text. */
export function createRule<Options extends object, Id extends string>(
  rule: RuleDefinition<Options, Id>,
): RuleDefinition<Options, Id> {
  return rule;
}
