/** Paths into a payload, as lists of names. */
import { pathText, suffixOf } from './structure.js';

/** Property names from the payload; any element of an array, or a computed key, is `[]`. */
export type PayloadPath = readonly string[];

/** Stands for the element of an array, whichever it is. */
export const ELEMENT = '[]';

/** @returns a path as messages write it: `items[].at`; empty for the payload itself. */
export function payloadPathText(path: PayloadPath): string {
  return pathText(path.map((step) => (step === ELEMENT ? step : suffixOf(step))).join(''));
}

/** @returns a path for comparisons: which element of an array it is makes no difference. */
export function pathKey(path: PayloadPath): string {
  return JSON.stringify(path.filter((step) => step !== ELEMENT));
}

/** @returns the same key for a path in a finding's words: `user.createdAt`, `items[].at`, `["odd key"]`. */
export function keyOfText(path: string): string {
  const names = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(?:\d+|key)?\]|([^.[\]]+)/gu)];
  return JSON.stringify(
    names.flatMap(([, quoted, plain]) => {
      if (quoted !== undefined) return [JSON.parse(`"${quoted}"`) as string];
      return plain === undefined ? [] : [plain];
    }),
  );
}

/** @returns whether `outer` is the value itself or holds it. */
export function holds(outer: PayloadPath, inner: PayloadPath): boolean {
  const names = inner.filter((step) => step !== ELEMENT);
  return outer.filter((step) => step !== ELEMENT).every((step, index) => names[index] === step);
}
