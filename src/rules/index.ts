import type { AnyRule } from './kit/rule.js';
import noFatTask from './no-fat-task.js';
import noFloatingEnqueue from './no-floating-enqueue.js';
import noUnusedResult from './no-unused-result.js';
import requireBackoff from './require-backoff.js';
import requireRetry from './require-retry.js';

/** Every rule, in the catalogue's order. */
export const rules: readonly AnyRule[] = [
  noFatTask,
  noUnusedResult,
  requireRetry,
  requireBackoff,
  noFloatingEnqueue,
];
