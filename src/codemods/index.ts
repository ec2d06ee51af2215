import addRetry from './add-retry.js';
import ignoreResults from './ignore-results.js';
import type { CodemodDefinition } from './kit/codemod.js';

/** Every codemod, in the catalogue's order. */
export const codemods: readonly CodemodDefinition[] = [addRetry, ignoreResults];
