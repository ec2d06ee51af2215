import type ts from 'typescript';

/**
 * One expression that becomes (a part of) a task's payload. A direct enqueue has one part with an empty path;
 * a wrapper that sends `{ user }` gives the part `user` at each of its call sites.
 */
export interface PayloadPart {
  /** The producer's own expression, if one is written there. */
  readonly expression: ts.Expression | undefined;
  /** Its type before it is widened to a parameter's or generic's type. */
  readonly type: ts.Type;
  /** Where a finding is reported when no narrower expression is known. */
  readonly node: ts.Node;
  /** Property names from the payload's root to this part. */
  readonly path: readonly string[];
  /** Property names of this part that the wrapper writes over or deletes: they are not sent from here. */
  readonly without?: ReadonlySet<string>;
}
