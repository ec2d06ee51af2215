/** REWRITES: fact -> text edits, or a Skip with a reason. One verb per file. */

/** Replaces the characters from `start` to `end` (exclusive, UTF-16 offsets) of `file` by `text`. */
export interface TextEdit {
  /** Absolute path, as the program names it. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Why a rewrite is refused; each reason has a paragraph in `docs/codemods/<id>.md`. */
export interface Skip {
  readonly skip: true;
  /** Stable reason id, kebab-case. */
  readonly reason: string;
  /** One sentence: what stands in the way and what to do. */
  readonly message: string;
  readonly file: string;
  /** UTF-16 offset of the construct. */
  readonly start: number;
}

/** All edits of one rewrite (all or nothing), or why there are none. */
export type Rewrite = readonly TextEdit[] | Skip;

/** @returns whether a rewrite was refused. */
export function isSkip(rewrite: Rewrite): rewrite is Skip {
  return 'skip' in rewrite;
}
