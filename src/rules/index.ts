import type { AnyRule } from './kit/rule.js';
import noEnqueueInLoop from './no-enqueue-in-loop.js';
import noEntityPayload from './no-entity-payload.js';
import noFatTask from './no-fat-task.js';
import noFloatingEnqueue from './no-floating-enqueue.js';
import noInvalidOptions from './no-invalid-options.js';
import noLargePayload from './no-large-payload.js';
import noPayloadDrift from './no-payload-drift.js';
import noSecretPayload from './no-secret-payload.js';
import noUnknownTask from './no-unknown-task.js';
import noUnserializablePayload from './no-unserializable-payload.js';
import noUnstableDedupKey from './no-unstable-dedup-key.js';
import noUnusedResult from './no-unused-result.js';
import noWaitingOnResult from './no-waiting-on-result.js';
import requireBackoff from './require-backoff.js';
import requireDeadTaskCleanup from './require-dead-task-cleanup.js';
import requireErrorListener from './require-error-listener.js';
import requireGracefulShutdown from './require-graceful-shutdown.js';
import requireJsonPayloadType from './require-json-payload-type.js';
import requireRetry from './require-retry.js';

/** Every rule, in the catalogue's order. */
export const rules: readonly AnyRule[] = [
  noWaitingOnResult,
  noFatTask,
  noEnqueueInLoop,
  noUnserializablePayload,
  noEntityPayload,
  requireJsonPayloadType,
  noPayloadDrift,
  noLargePayload,
  noUnstableDedupKey,
  noSecretPayload,
  noUnusedResult,
  requireDeadTaskCleanup,
  requireErrorListener,
  requireGracefulShutdown,
  requireRetry,
  requireBackoff,
  noInvalidOptions,
  noFloatingEnqueue,
  noUnknownTask,
];
