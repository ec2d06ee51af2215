/** A value JSON writes as it is. */
export type JsonPrimitive = string | number | boolean | null;

/** Any value that comes back from JSON equal to what went in. */
export type JsonValue =
  JsonPrimitive | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

/**
 * `T` itself where JSON can carry it, `never` at every place where it cannot. Unlike `JsonValue` it takes interfaces,
 * which have no index signature; it refuses Date, Map, bigint, functions, symbols and undefined elements. What types
 * cannot tell (NaN, a class of plain fields, a cycle) is found at run time.
 */
export type Jsonable<T> = T extends JsonValue
  ? T
  : T extends bigint | symbol | undefined | ((...args: never) => unknown)
    ? never
    : T extends readonly unknown[]
      ? { [K in keyof T]: Jsonable<T[K]> }
      : T extends { toJSON: unknown } | { [Symbol.iterator]: unknown }
        ? never
        : T extends object
          ? { [K in keyof T]: JsonProperty<K, T[K]> }
          : never;

/** An optional property may be undefined: JSON leaves it out. */
type JsonProperty<K, T> = K extends symbol ? never : Jsonable<T> | Extract<T, undefined>;

/**
 * What a payload type is constrained by: `P extends JsonPayload<P>`. It says the same as `Jsonable`, in the one form
 * that TypeScript lets a type parameter be constrained by itself.
 */
export type JsonPayload<P> =
  | JsonPrimitive
  | (object & { [K in keyof P]: P extends readonly unknown[] ? Jsonable<P[K]> : JsonProperty<K, P[K]> });

const MAX_DEPTH = 500;

/** The first place in a value that JSON cannot carry. */
export interface JsonProblem {
  /** As one would write it in code: `payload.items[2].at`. */
  readonly path: string;
  /** What sits there and what to pass instead. */
  readonly reason: string;
}

/**
 * Finds the first thing in `value` that JSON would lose or change; undefined when there is none.
 * Properties that are `undefined` pass, JSON leaves them out; `undefined` anywhere else does not.
 *
 * @param root how to call the value in paths
 */
export function findNonJson(value: unknown, root: string): JsonProblem | undefined {
  return inspect(value, root, new Set());
}

function inspect(value: unknown, path: string, ancestors: Set<object>): JsonProblem | undefined {
  if (typeof value !== 'object' || value === null) {
    const reason = describeNonObject(value);
    return reason === undefined ? undefined : { path, reason };
  }
  const reason = describeObject(value, ancestors);
  if (reason !== undefined) return { path, reason };
  ancestors.add(value);
  // An array is walked by index: its holes count, and JSON would turn them into null.
  const isArray = Array.isArray(value);
  const children: Iterable<[string | number, unknown]> = isArray ? value.entries() : Object.entries(value);
  for (const [key, child] of children) {
    if (child === undefined && !isArray) continue;
    const problem = inspect(child, path + accessor(key), ancestors);
    if (problem !== undefined) return problem;
  }
  ancestors.delete(value);
  return undefined;
}

function accessor(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function describeNonObject(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value)
        ? undefined
        : `${String(value)}, which JSON turns into null; pass null or a text`;
    case 'bigint':
      return 'a BigInt, which JSON cannot write; pass value.toString()';
    case 'function':
      return 'a function, which JSON drops; pass the name of what to do';
    case 'symbol':
      return 'a symbol, which JSON drops; pass a text';
    case 'undefined':
      return 'undefined, which JSON cannot write here; pass null';
    default:
      return undefined;
  }
}

function describeObject(value: object, ancestors: ReadonlySet<object>): string | undefined {
  if (ancestors.has(value)) return 'a reference to one of its own parents (a cycle); pass an id';
  if (ancestors.size >= MAX_DEPTH) return `nested more than ${MAX_DEPTH} levels deep; pass an id`;
  if (!Array.isArray(value) && !isPlainObject(value)) return describeInstance(value);
  if (Object.getOwnPropertySymbols(value).length > 0) {
    return 'an object with symbol keys, which JSON drops; use text keys';
  }
  return undefined;
}

/** Plain objects of any realm: their prototype is null or is itself a root. */
function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describeInstance(value: object): string {
  if (value instanceof Date) return 'a Date, which arrives as a text; pass value.toISOString()';
  if (value instanceof Map) return 'a Map, which arrives as {}; pass Object.fromEntries(value)';
  if (value instanceof Set) return 'a Set, which arrives as {}; pass [...value]';
  if (value instanceof Error) return 'an Error, which arrives as {}; pass its message';
  if (value instanceof Promise) return 'a Promise, which arrives as {}; await it first';
  if (ArrayBuffer.isView(value)) return 'binary data; store it and pass its key';
  const { name } = value.constructor;
  return `an instance of ${name === '' ? 'a class' : name}, which loses its class; pass its id or a plain object`;
}
