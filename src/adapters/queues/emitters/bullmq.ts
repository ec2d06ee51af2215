import type { EmitterFacts } from '../policies.js';

/**
 * BullMQ 5 and 6: `QueueBase.emit` (`queue-base.js`) catches what an unheard `error` throws and prints it. Close members: its
 * `.d.ts`. A worker does not listen to signals itself; only its sandboxed children do (`main-base.js`).
 */
export const bullmqEmitters: readonly EmitterFacts[] = [
  { owner: 'Queue', unheard: 'logs', close: ['close', 'disconnect'] },
  { owner: 'Worker', unheard: 'logs', failure: 'failed', worker: true, close: ['close', 'disconnect'] },
  { owner: 'QueueEvents', unheard: 'logs', failure: 'failed', close: ['close', 'disconnect'] },
  { owner: 'FlowProducer', unheard: 'logs', close: ['close', 'disconnect'] },
];
