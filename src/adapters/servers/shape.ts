/** KNOWLEDGE: how an HTTP framework is given the functions that answer requests. Declarative: no compiler calls, no judgement. */

/** Members that take functions which run for each request. */
export interface RouteLocator {
  /** Class or interface that declares the members. */
  readonly owner: string;
  readonly members: readonly string[];
}

/** One HTTP framework. A function is a request handler when one of the forms given holds. */
export interface ServerAdapter {
  readonly id: string;
  /** Human name. */
  readonly title: string;
  /** npm packages that declare the symbols, with the semver range this file describes. */
  readonly packages: Readonly<Record<string, string>>;
  /** Classes and interfaces of a request or its context: a function with a parameter of such a type runs for one request. */
  readonly parameters?: readonly string[];
  /** Every function among the arguments of these calls (or one property deep in them) runs for each request. */
  readonly routes?: readonly RouteLocator[];
  /** Decorators that mark a method as a handler, and the class decorator that must stand above it. */
  readonly decorators?: { readonly above: string; readonly methods: readonly string[] };
  /** Exported functions of these names, in files whose path without extension matches (`u` flag). */
  readonly files?: { readonly path: string; readonly exports: readonly string[] };
  /** A directive that makes the exported functions of a file, or the function that begins with it, answer requests. */
  readonly directive?: string;
}

/** Checks an adapter's shape at compile time. */
export function defineServer(adapter: ServerAdapter): ServerAdapter {
  return adapter;
}
