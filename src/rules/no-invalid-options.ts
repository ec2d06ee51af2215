import type ts from 'typescript';
import type { InvalidOption } from '../adapters/queues/invalid-options.js';
import type { Host } from '../analysis/program/host.js';
import { isInside } from '../analysis/program/syntax.js';
import { faultsOfEnqueue, faultsOfQueue, faultsOfWorker, type Fault } from '../analysis/sites/invalid.js';
import { renameOption } from '../edits/rename-option.js';
import { replaceCharacters } from '../edits/replace-characters.js';
import { headOf } from './kit/place.js';
import { createRule, type RuleContext, type SuggestionOffer } from './kit/rule.js';

type Id = InvalidOption['effect'] | 'rename' | 'replace';

/** What the types let through and the library does not: the task is refused, or runs otherwise than its options say. */
export default createRule<object, Id>({
  name: 'no-invalid-options',
  practice: '27.3.12',
  description: 'options that the library rejects or silently ignores at run time',
  presets: ['recommended'],
  fix: 'suggestion',
  codemod: 'stable-job-id',
  needs: 'invalid',
  schema: { type: 'object', properties: {}, additionalProperties: false },
  defaults: {},
  messages: {
    throws: '{{says}}',
    ignored: '{{says}}',
    fails: '{{says}}',
    rename: 'Rename it to {{name}}.',
    replace: 'Write {{to}} for {{from}}.',
  },
  on: {
    enqueue(site, context) {
      for (const fault of faultsOfEnqueue(context.analysis, site)) reportFault(context, fault, site.node);
    },
    queue(site, context) {
      for (const fault of faultsOfQueue(context.analysis, site)) reportFault(context, fault, site.node);
    },
    worker(worker, context) {
      for (const fault of faultsOfWorker(context.analysis, worker)) reportFault(context, fault, worker.node);
    },
  },
});

/** At the option itself when it is written in this file, else at the call or construction that is given it. */
function reportFault({ analysis, file, report }: RuleContext<object, Id>, fault: Fault, site: ts.Node): void {
  const { host } = analysis;
  const { entry, node } = fault;
  const here = node.getSourceFile() === file;
  report({
    at: here ? node : headOf(host, site),
    messageId: entry.effect,
    data: { says: entry.says },
    suggest: here ? repairs(host, fault) : [],
  });
}

function repairs(host: Host, { entry, node }: Fault): readonly SuggestionOffer<Id>[] {
  if (entry.rename !== undefined) {
    const { rename } = entry;
    return [{ messageId: 'rename', data: { name: rename }, rewrite: renameOption(host, node, rename) }];
  }
  const text = entry.replace && valueOf(host, node);
  if (!entry.replace || !text) return [];
  const rewrite = replaceCharacters(host, text, entry.replace, (literal) => isInside(literal, node));
  return [{ messageId: 'replace', data: entry.replace, rewrite }];
}

function valueOf(host: Host, node: ts.Node): ts.Expression | undefined {
  const { ts } = host;
  if (ts.isPropertyAssignment(node)) return node.initializer;
  return ts.isExpression(node) ? node : undefined;
}
