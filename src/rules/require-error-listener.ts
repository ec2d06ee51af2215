import { unheardErrors, unheardFailures } from '../analysis/sites/unheard.js';
import { addErrorListener } from '../edits/add-error-listener.js';
import { headOf } from './kit/place.js';
import { createRule } from './kit/rule.js';

interface Options {
  readonly failures: boolean;
}

/** An `error` that nobody hears ends a Node process; a failure that nobody hears is found by a customer. */
export default createRule<Options, 'error' | 'failure' | 'addListener'>({
  name: 'require-error-listener',
  practice: '27.3.6',
  description: 'a queue object whose missing `error` listener ends the process',
  presets: ['recommended'],
  fix: 'suggestion',
  codemod: 'add-error-listener',
  needs: 'emitters',
  schema: {
    type: 'object',
    properties: {
      failures: {
        type: 'boolean',
        description: 'Also report workers whose failed tasks no listener hears of.',
      },
    },
    additionalProperties: false,
  },
  defaults: { failures: false },
  strict: { failures: true },
  messages: {
    error:
      'Nothing listens to `error` of this `{{name}}`: the next time the connection is lost, {{library}} emits one and Node ends the process, with every task it runs. Add a listener that reports the error.',
    failure:
      'Nothing hears when a task{{queue}} fails: {{library}} tells only its listeners, so what the task does not report itself goes unnoticed. Listen to `{{event}}` and report the error.',
    addListener: 'Add a listener that prints the error.',
  },
  on: {
    program(_facts, { analysis, file, options, report }) {
      const { host } = analysis;
      for (const site of unheardErrors(analysis)) {
        if (site.file !== file) continue;
        report({
          at: headOf(host, site.node),
          messageId: 'error',
          data: { name: site.name, library: site.adapter.title },
          suggest: [{ messageId: 'addListener', rewrite: addErrorListener(host, site.node) }],
        });
      }
      if (!options.failures) return;
      for (const { node, file: place, library, queueName, event } of unheardFailures(analysis)) {
        if (place !== file) continue;
        const queue = queueName === undefined ? '' : ` of \`${queueName}\``;
        report({ at: headOf(host, node), messageId: 'failure', data: { queue, library, event } });
      }
    },
  },
});
