/** Why `extract-task-body` leaves a body where it is. */
import type ts from 'typescript';
import type { Tie } from '../analysis/behaviour/closure.js';

/** One sentence for each reason id of {@link extractBody}'s skips. */
export const EXTRACT_REASONS = {
  dispatcher: 'The task chooses by name between several pieces of work.',
  'not-typescript': 'The file is not TypeScript, so the helper could not be typed.',
  generator: 'The body yields.',
  generic: 'The body depends on a type parameter.',
  recursive: 'The task calls itself.',
  'this-used': 'The body uses `this` as a whole, `super`, `arguments` or `new.target`.',
  'own-method': 'The body calls a method or reads an accessor of its own class.',
  'assigned-member': 'A member that the body reads is assigned after construction.',
  'assigned-variable': 'A variable around the task is assigned.',
  'local-value': 'The body uses a const enum, a namespace or an inner class that its own file declares.',
  'module-scope': 'The body asks where its file is.',
  'untyped-value': 'A value that the helper needs has type `any`.',
  'unnameable-type': 'A type that the helper needs cannot be written there.',
  'comment-lost': 'A comment would be lost.',
} as const;

/** Id of a reason. */
export type ExtractReason = keyof typeof EXTRACT_REASONS;

/** Reason for each shape that ties a body to its place. */
export const TIE_REASONS: Readonly<Record<Tie, ExtractReason>> = {
  this: 'this-used',
  arguments: 'this-used',
  super: 'this-used',
  'new.target': 'this-used',
  yield: 'generator',
  'import.meta': 'module-scope',
  'module scope': 'module-scope',
};

/** A reason with the construct that gives it. */
export interface Obstacle {
  readonly reason: ExtractReason;
  readonly node: ts.Node;
  readonly message: string;
}
