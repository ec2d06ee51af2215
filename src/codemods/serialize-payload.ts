import { wireQueues } from '../analysis/payload/wire-tasks.js';
import { serializePayload } from '../edits/serialize-payload.js';
import { settledRewrites, type TaskRewrite } from '../edits/settle-tasks.js';
import { createCodemod, type CodemodContext, type Proposal } from './kit/codemod.js';

/** Values that the wire does not carry travel in a form that arrives, and are made again in the worker. */
export default createCodemod({
  id: 'serialize-payload',
  practice: '27.3.3',
  description:
    'Sends dates, bigints, Maps, Sets, Buffers and decimals in a form that arrives; the worker makes them again.',
  reasons: {
    'dynamic-name': 'A task of the queue gets its name at run time.',
    'dynamic-queue': 'The queue that gets the task is chosen at run time.',
    'maybe-absent': 'The value may be null or undefined where it cannot be asked for it twice.',
    'mixed-producers': 'Not every producer of the task sends the same kind of value in the same place.',
    'name-taken': 'A name that the rewrite needs means something else there.',
    'nested-value': 'A Map or Set holds values that the wire does not carry either.',
    'payload-elsewhere': 'The value has no property of its own where the payload is sent.',
    'payload-escapes': 'The worker hands its payload to code that may read the value from it.',
    'payload-type': "The payload's type says more than the value, so it cannot be changed by itself.",
    'payload-type-shared': "The payload's type is used by other code too.",
    'several-workers': 'Several workers read the task, or one worker reads several queues.',
    'worker-out-of-sight': 'No worker of the queue is a function of this program.',
    'worker-shape': 'The worker reads the value in a way that cannot be rewritten.',
    'worker-untyped': 'The payload has no type in the worker, and nothing shows what is expected.',
  },
  *run({ analysis }: CodemodContext): Generator<Proposal> {
    const { host } = analysis;
    const workers = [...analysis.all()].flatMap((file) => file.workers);
    const done: TaskRewrite[] = [];
    for (const queue of wireQueues(analysis)) {
      const seen = new Set<string>();
      for (const { values, name = '' } of queue.sendings) {
        if (values.length === 0 || seen.has(name)) continue;
        const result = serializePayload(host, queue, name, workers);
        for (const known of result.names) seen.add(known);
        if ('skip' in result) yield { rewrite: result.skip };
        else done.push(result);
      }
    }
    for (const rewrite of settledRewrites(host, done)) yield { rewrite };
  },
});
