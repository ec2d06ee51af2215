import addErrorListener from './add-error-listener.js';
import addRetry from './add-retry.js';
import awaitEnqueue from './await-enqueue.js';
import bulkEnqueue from './bulk-enqueue.js';
import extractTaskBody from './extract-task-body.js';
import ignoreResults from './ignore-results.js';
import jobScheduler from './job-scheduler.js';
import type { CodemodDefinition } from './kit/codemod.js';
import passIds from './pass-ids.js';
import serializePayload from './serialize-payload.js';
import stableJobId from './stable-job-id.js';

/** Every codemod, in the catalogue's order. */
export const codemods: readonly CodemodDefinition[] = [
  passIds,
  serializePayload,
  extractTaskBody,
  addRetry,
  ignoreResults,
  bulkEnqueue,
  awaitEnqueue,
  addErrorListener,
  stableJobId,
  jobScheduler,
];
