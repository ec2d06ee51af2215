import type ts from 'typescript';
import { enqueueLoop } from '../analysis/behaviour/loops.js';
import { isTestFile } from '../analysis/program/test-files.js';
import { provenName } from '../analysis/sites/workers.js';
import { headOf } from './kit/place.js';
import { createRule } from './kit/rule.js';

/** Every enqueue is a round trip to the broker: a list of a thousand makes a thousand, where one bulk call makes one. */
export default createRule({
  name: 'no-enqueue-in-loop',
  practice: '27.3.2',
  description: 'tasks enqueued one by one in a loop, although the library takes many at once',
  presets: ['strict'],
  codemod: 'bulk-enqueue',
  schema: { type: 'object', properties: {}, additionalProperties: false },
  defaults: {},
  messages: {
    loop: 'This loop enqueues one task{{queue}} per turn: every one is a round trip to the broker, and a failure half-way leaves the rest of the list unqueued. Collect them and call `{{bulk}}` once.',
    map: 'Each element of this list makes a task{{queue}} by an enqueue of its own: a long list floods the broker with commands, and a failure leaves it partly enqueued. Call `{{bulk}}` once with all of them.',
  },
  on: {
    program({ enqueues }, { analysis, file, report }) {
      if (isTestFile(file)) return;
      const known = new Map<ts.Node, Set<string>>();
      for (const site of enqueues) {
        const found = enqueueLoop(analysis.host, site);
        if (!found) continue;
        const { loop, bulk, receiver } = found;
        // Several enqueues of one queue in one loop are one bulk call.
        const receivers = known.get(loop.node) ?? new Set<string>();
        known.set(loop.node, receivers);
        if (receivers.has(receiver.getText())) continue;
        receivers.add(receiver.getText());
        const queue = provenName(site.queue.name);
        report({
          at: headOf(analysis.host, site.call),
          messageId: loop.form === 'map' || loop.form === 'forEach' ? 'map' : 'loop',
          data: { queue: queue === undefined ? '' : ` of \`${queue}\``, bulk: bulk.member },
        });
      }
    },
  },
});
