import type { AnyRule } from './kit/rule.js';

/** Every rule, in the catalogue's order. */
export const rules: readonly AnyRule[] = [];
