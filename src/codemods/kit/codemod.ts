import type ts from 'typescript';
import type { Analysis } from '../../analysis/facts.js';
import type { Rewrite } from '../../edits/edit.js';

/** What a codemod is given. It is run again on the edited program until it proposes nothing new. */
export interface CodemodContext {
  /** Facts of the whole program; `analysis.host` holds the compiler, the program and the checker. */
  readonly analysis: Analysis;
  /** The program's own files that the user asked to change (`[paths…]`); edits elsewhere are refused. */
  readonly files: readonly ts.SourceFile[];
  /** Names of the codemod's own options that the user set. */
  readonly options: ReadonlySet<string>;
}

/** One rewrite, all or nothing across its files, or the reason why there is none. */
export interface Proposal {
  readonly rewrite: Rewrite;
}

/** A codemod, as its file declares it: analyze -> rewrite. The kit merges, checks and writes. */
export interface CodemodDefinition<Reason extends string = string> {
  readonly id: string;
  /** Section of *Two Scoops of Django 3.x* that it puts right. */
  readonly practice: string;
  /** One line for tables: what it does. */
  readonly description: string;
  /** Why it may refuse, by the reason id of its skips; `docs/codemods/<id>.md` has a paragraph for each. */
  readonly reasons: Readonly<Record<Reason, string>>;
  /** Its own switches, by the name of their flag, with a line of help: `--accept-queued`. */
  readonly options?: Readonly<Record<string, string>>;
  run(context: CodemodContext): Iterable<Proposal>;
}

/** Types a codemod's reasons from its own text. */
export function createCodemod<Reason extends string>(
  codemod: CodemodDefinition<Reason>,
): CodemodDefinition<Reason> {
  return codemod;
}
