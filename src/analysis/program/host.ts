import type ts from 'typescript';

/** What a user tells the analysis that it cannot infer: `settings['task-queue']`. */
export interface Settings {
  /** In-house functions that enqueue, which inference cannot see. */
  readonly wrappers?: readonly WrapperSetting[];
  /** Class decorators of in-house ORMs that make a class an entity. */
  readonly entityDecorators?: readonly string[];
}

/** One in-house enqueue function, by name of class (optional) and member, e.g. `{ name: 'Jobs.push', payload: 1 }`. */
export interface WrapperSetting {
  /** `function` or `Class.method`. */
  readonly name: string;
  /** Adapter id whose library it hands the task to. */
  readonly library: string;
  /** Index of the argument that is the payload. */
  readonly payload: number;
  /** Index of the argument that holds the options. */
  readonly options?: number;
  /** Index of the argument that is the task's name. */
  readonly task?: number;
  /** The queue's name, if it is always the same. */
  readonly queue?: string;
}

/**
 * The compiler as a parameter. Enum values differ between TypeScript versions, so nothing in `analysis/`
 * may import `typescript` as a value: the namespace that built the program comes in here.
 */
export interface Host {
  readonly ts: typeof ts;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly settings: Settings;
}
