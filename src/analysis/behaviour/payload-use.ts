/** What a task does with its payload, place by place. */
import type ts from 'typescript';
import type { FunctionWithBody } from '../program/syntax.js';

/** An expression that is the whole payload. */
export interface PayloadRoot {
  readonly node: ts.Expression;
  /** `direct` is the task's own; the others are names that were given it. */
  readonly via: 'direct' | 'name';
  readonly fn: FunctionWithBody;
  /** Names of the tasks that get here; `undefined` for all of them. */
  readonly names: ReadonlySet<string> | undefined;
  /** Offset from which it has the name by which it is called here. */
  readonly since: number;
}

/** One property of the payload, read at one place. */
export interface PayloadRead {
  /** Property names from the payload, as far as they are written. */
  readonly path: readonly string[];
  /** `nodes[i]` is what stands for `path.slice(0, i + 1)`: accesses, or binding elements. */
  readonly nodes: readonly (ts.Expression | ts.BindingElement)[];
  readonly fn: FunctionWithBody;
  readonly names: ReadonlySet<string> | undefined;
  /** How the payload is called there; `undefined` where only parts of it have a name. */
  readonly root: string | undefined;
  /** Where that name is declared, if it is not in reach of the whole function. */
  readonly since: number;
}

/** A place beyond which nothing is known. */
export interface PayloadEscape {
  readonly node: ts.Node;
  /** Whether it is the payload that goes, or the running task that holds it. */
  readonly what: 'payload' | 'task';
  readonly names: ReadonlySet<string> | undefined;
}

/** Everything a body does with its payload. */
export interface PayloadUses {
  readonly roots: readonly PayloadRoot[];
  readonly reads: readonly PayloadRead[];
  /** Places where the running task or its whole payload goes out of sight. */
  readonly escapes: readonly PayloadEscape[];
  /** Functions that were given the payload as their parameter. */
  readonly readers: readonly {
    readonly fn: FunctionWithBody;
    readonly calls: readonly ts.CallExpression[];
  }[];
  /** Parameters that are the payload. */
  readonly parameters: readonly ts.ParameterDeclaration[];
  /** Parameters that are the running task. */
  readonly jobs: readonly ts.ParameterDeclaration[];
  /** Names for one running task of a list, and the member of it that is the payload. */
  readonly elements: readonly { readonly node: ts.Node; readonly property: string }[];
}
