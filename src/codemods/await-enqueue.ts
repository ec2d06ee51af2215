import type { Host } from '../analysis/program/host.js';
import { promiseLoss, type Loss } from '../analysis/sites/delivery.js';
import type { EnqueueSite } from '../analysis/sites/site.js';
import { awaitCall } from '../edits/await-call.js';
import type { Rewrite } from '../edits/edit.js';
import { forEachToForOf } from '../edits/for-of.js';
import { refuse } from '../edits/refuse.js';
import { createCodemod } from './kit/codemod.js';

/** An enqueue is a write to a broker: whoever asks for it waits until it is stored. */
export default createCodemod({
  id: 'await-enqueue',
  practice: '27.3.12',
  description: 'awaits enqueues whose promise is dropped; forEach(async) becomes for…of',
  reasons: {
    'order-matters':
      'What follows registers or writes something that must be there before anything else runs.',
    'synchronous-function': 'The function around the enqueue is not async and may not become so unnoticed.',
    'unusual-loop': 'The forEach has no equal for…of loop.',
    'empty-catch': 'An empty catch swallows the failure on purpose or by mistake.',
  },
  *run({ analysis, files }) {
    const { host } = analysis;
    const done = new Set<unknown>();
    for (const facts of analysis.all()) {
      for (const site of facts.enqueues) {
        if (!files.includes(site.file)) continue;
        const loss = promiseLoss(host, site);
        if (loss.is !== 'yes' || done.has(loss.value.node)) continue;
        done.add(loss.value.node);
        yield { rewrite: repair(host, site, loss.value) };
      }
    }
  },
});

function repair(host: Host, site: EnqueueSite, { how, node }: Loss): Rewrite {
  if (how === 'dropped') return awaitCall(host, site.call);
  if (how === 'forEach' && host.ts.isCallExpression(node)) return forEachToForOf(host, node);
  return refuse(
    node,
    'empty-catch',
    'An empty catch swallows the failure of this enqueue; let it reject, or write down why losing it is fine.',
  );
}
