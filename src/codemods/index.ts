import addRetry from './add-retry.js';
import awaitEnqueue from './await-enqueue.js';
import extractTaskBody from './extract-task-body.js';
import ignoreResults from './ignore-results.js';
import type { CodemodDefinition } from './kit/codemod.js';
import passIds from './pass-ids.js';

/** Every codemod, in the catalogue's order. */
export const codemods: readonly CodemodDefinition[] = [
  passIds,
  extractTaskBody,
  addRetry,
  ignoreResults,
  awaitEnqueue,
];
