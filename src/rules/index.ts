import type { AnyRule } from './kit/rule.js';
import noEntityPayload from './no-entity-payload.js';
import noFatTask from './no-fat-task.js';
import noFloatingEnqueue from './no-floating-enqueue.js';
import noUnserializablePayload from './no-unserializable-payload.js';
import noUnusedResult from './no-unused-result.js';
import requireBackoff from './require-backoff.js';
import requireRetry from './require-retry.js';

/** Every rule, in the catalogue's order. */
export const rules: readonly AnyRule[] = [
  noFatTask,
  noUnserializablePayload,
  noEntityPayload,
  noUnusedResult,
  requireRetry,
  requireBackoff,
  noFloatingEnqueue,
];
