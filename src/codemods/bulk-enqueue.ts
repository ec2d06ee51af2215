import type ts from 'typescript';
import { enqueueLoop } from '../analysis/behaviour/loops.js';
import { isTestFile } from '../analysis/program/test-files.js';
import { bulkCall } from '../edits/bulk-call.js';
import { createCodemod } from './kit/codemod.js';

/** A list of tasks goes to the broker in one call. */
export default createCodemod({
  id: 'bulk-enqueue',
  practice: '27.3.2',
  description: 'turns a loop that only enqueues into the bulk call of the library',
  reasons: {
    'other-effects': 'The loop does more than build tasks and enqueue them.',
    'uses-result': 'The stored task is used inside the loop.',
    'leaves-loop': 'The loop ends early, or has a label.',
    condition: 'What is enqueued depends on more than one simple condition at the start.',
    'not-a-list': 'The loop does not walk an array, a set or a map.',
    'not-awaited': 'Nobody awaits the enqueue.',
    'unusual-shape': 'The call, its callback or its queue is written in a way that cannot be taken over.',
  },
  *run({ analysis, files }) {
    const done = new Set<ts.Node>();
    for (const { enqueues } of analysis.all()) {
      for (const site of enqueues) {
        if (!files.includes(site.file) || isTestFile(site.file)) continue;
        const found = enqueueLoop(analysis.host, site);
        if (!found || done.has(found.loop.node)) continue;
        done.add(found.loop.node);
        yield { rewrite: bulkCall(analysis.host, found) };
      }
    }
  },
});
