import { SIZE_LIMITS, isFat, taskSize } from '../analysis/behaviour/size.js';
import type { Host } from '../analysis/program/host.js';
import type { TaskBody } from '../analysis/sites/site.js';
import { extractBody } from '../edits/extract-body.js';
import { EXTRACT_REASONS } from '../edits/extract-reasons.js';
import { createCodemod } from './kit/codemod.js';

/** A task unpacks its job and calls a plain function, which can be run and tested without a queue. */
export default createCodemod({
  id: 'extract-task-body',
  practice: '27.3.1',
  description: 'moves a fat task body to an exported function in a helper module',
  reasons: EXTRACT_REASONS,
  *run({ analysis, files }) {
    for (const file of files) {
      // One function may serve several workers.
      const seen = new Set<TaskBody['function']>();
      for (const task of analysis.file(file).tasks) {
        if (seen.has(task.function) || !isFatTask(analysis.host, task)) continue;
        seen.add(task.function);
        yield { rewrite: extractBody(analysis.host, task) };
      }
    }
  },
});

function isFatTask(host: Host, task: TaskBody): boolean {
  const size = taskSize(host, task);
  return isFat(size, SIZE_LIMITS) || size.cases.some((entry) => isFat(entry, SIZE_LIMITS));
}
