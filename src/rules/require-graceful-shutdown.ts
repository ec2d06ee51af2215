import { unclosedWorkers } from '../analysis/sites/unclosed.js';
import { headOf } from './kit/place.js';
import { createRule } from './kit/rule.js';

/** Every deploy tells the workers to stop: a task that is cut off in the middle runs again, or never. */
export default createRule({
  name: 'require-graceful-shutdown',
  practice: '27.3.6',
  description: 'a worker that nothing closes when the process is told to stop',
  presets: ['strict'],
  needs: 'emitters',
  schema: { type: 'object', properties: {}, additionalProperties: false },
  defaults: {},
  messages: {
    worker:
      'Nothing closes this worker{{queue}}: on SIGTERM, which every deploy sends, the process dies in the middle of its tasks. Call `{{close}}` on it in a SIGTERM handler and wait for it.',
    application:
      'This application runs {{library}} workers and nothing lets SIGTERM reach them: every deploy cuts their tasks off in the middle. Call `app.enableShutdownHooks()`.',
  },
  on: {
    program(_facts, { analysis, file, report }) {
      for (const { kind, node, file: place, library, queueName, close } of unclosedWorkers(analysis)) {
        if (place !== file) continue;
        report({
          at: headOf(analysis.host, node),
          messageId: kind === 'application' ? 'application' : 'worker',
          data: { library, close, queue: queueName === undefined ? '' : ` of \`${queueName}\`` },
        });
      }
    },
  },
});
