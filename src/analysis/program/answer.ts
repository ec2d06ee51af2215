/** Every question about types or options has three answers; rules speak only on a proven `yes`. */
export type Answer<T> = Yes<T> | No | Unknown;

/** Proven. */
export interface Yes<T> {
  readonly is: 'yes';
  readonly value: T;
}

/** Proven absent. */
export interface No {
  readonly is: 'no';
}

/** Not decidable here; `why` is counted by `check --stats`. */
export interface Unknown {
  readonly is: 'unknown';
  readonly why: UnknownReason;
}

/** Why a question stayed open. */
export type UnknownReason =
  | 'any type'
  | 'unresolved import'
  | 'dynamic value'
  | 'environment or config value'
  | 'out of sight'
  | 'budget spent'
  | 'compiler error';

export const no: No = { is: 'no' };

/** @returns a proven answer. */
export function yes<T>(value: T): Yes<T> {
  return { is: 'yes', value };
}

/** @returns an open answer with its reason. */
export function unknown(why: UnknownReason): Unknown {
  return { is: 'unknown', why };
}
