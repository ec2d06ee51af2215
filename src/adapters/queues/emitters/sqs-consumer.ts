import type { EmitterFacts } from '../policies.js';

/** sqs-consumer 14 and 15: what an unheard `error` throws is caught and printed, and polling goes on (`dist/cjs/emitter.js`). It ignores signals. */
export const sqsConsumerEmitters: readonly EmitterFacts[] = [
  {
    owner: 'Consumer',
    made: ['Consumer.create'],
    unheard: 'logs',
    failure: 'processing_error',
    worker: true,
    runs: ['start'],
    close: ['stop'],
  },
];
