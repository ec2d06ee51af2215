import { promiseLoss } from '../analysis/sites/delivery.js';
import { provenName } from '../analysis/sites/workers.js';
import { awaitCall } from '../edits/await-call.js';
import { headOf } from './kit/place.js';
import { createRule } from './kit/rule.js';

/** An enqueue that nobody awaits can fail without anyone noticing: the task is lost. */
export default createRule({
  name: 'no-floating-enqueue',
  practice: '27.3.12',
  description: 'an enqueue whose promise is dropped',
  presets: ['recommended'],
  fix: 'suggestion',
  codemod: 'await-enqueue',
  schema: { type: 'object', properties: {}, additionalProperties: false },
  defaults: {},
  messages: {
    dropped:
      'Nobody awaits this enqueue{{task}}{{chain}}: if the broker is unreachable the task is lost and the rejection is unhandled. Await or return it, or write `void` with a `.catch` if losing it is fine.',
    forEach:
      '`forEach` ignores the promises of its callback, so enqueues{{task}}{{chain}} fail unseen and the code goes on before they are stored. Use `for…of` with `await`, or `Promise.all` over `map`.',
    'empty-catch':
      'This empty catch hides that the enqueue{{task}}{{chain}} failed: the caller reports success for a task that does not exist. Let it reject, or record the failure.',
    awaitIt: 'Await the enqueue.',
  },
  on: {
    enqueue(site, { analysis, report }) {
      const loss = promiseLoss(analysis.host, site);
      if (loss.is !== 'yes') return;
      const { how, node } = loss.value;
      const task = provenName(site.taskName);
      const path = site.wrappers.map((step) => step.name);
      report({
        at: headOf(analysis.host, node),
        messageId: how,
        data: {
          task: task === undefined ? '' : ` of \`${task}\``,
          chain: path.length === 0 ? '' : ` (${[...path, site.locator.member].join(' -> ')})`,
        },
        suggest:
          how === 'dropped' ? [{ messageId: 'awaitIt', rewrite: awaitCall(analysis.host, site.call) }] : [],
      });
    },
  },
});
