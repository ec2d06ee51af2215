import type ts from 'typescript';
import type { Analysis } from '../analysis/facts.js';
import type { Host } from '../analysis/program/host.js';
import { nameGaps, type NameGap } from '../analysis/sites/name-gaps.js';
import { writtenName } from '../analysis/sites/names.js';
import type { EnqueueSite, QueueSite } from '../analysis/sites/site.js';
import { replaceValue } from '../edits/replace-value.js';
import { headOf } from './kit/place.js';
import { createRule, type Report, type SuggestionOffer } from './kit/rule.js';

type MessageId = 'unhandled' | 'unproduced' | 'queue' | 'rename';

/** A name is the only thing that leads a task to its worker, and no compiler compares the two sides. */
export default createRule<{ readonly externalQueues: readonly string[] }, MessageId>({
  name: 'no-unknown-task',
  practice: '27.3.12',
  description:
    'a task name that no worker handles, one that nothing produces, or a queue whose name is misspelt',
  presets: ['strict'],
  fix: 'suggestion',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      externalQueues: {
        type: 'array',
        items: { type: 'string' },
        uniqueItems: true,
        description: 'Queues whose producers or workers are in another program: nothing is said of them.',
      },
    },
  },
  defaults: { externalQueues: [] },
  messages: {
    unhandled: 'No worker of `{{queue}}` handles `{{name}}` ({{known}}): {{effect}}. {{advice}}',
    unproduced:
      '`{{name}}` is handled here, but every producer of `{{queue}}` names another task, so this never runs. {{advice}}',
    queue:
      'No worker takes tasks of `{{queue}}`, and nothing enqueues for the worker of `{{meant}}`: these tasks wait for ever. Did you mean `{{meant}}`?',
    rename: 'Write `{{meant}}`.',
  },
  on: {
    program(_facts, { analysis, file, options, report }) {
      for (const gap of nameGaps(analysis)) {
        if (options.externalQueues.includes(gap.queue)) continue;
        const found = reportOf(analysis, gap);
        if (found.file === file) report(found);
      }
    },
  },
});

interface Placed extends Report<MessageId> {
  readonly file: ts.SourceFile;
}

function reportOf(analysis: Analysis, gap: NameGap): Placed {
  const { host } = analysis;
  switch (gap.kind) {
    case 'unhandled': {
      const written = nameIn(host, gap.site, gap.name);
      return {
        file: gap.site.file,
        at: written ?? headOf(host, gap.site.call),
        messageId: 'unhandled',
        data: {
          queue: gap.queue,
          name: shown(gap.site, gap.name),
          known: knownText(gap),
          effect: effectOf(gap),
          advice:
            gap.meant === undefined
              ? 'Handle it, or name one that is handled.'
              : `Did you mean \`${gap.meant}\`?`,
        },
        suggest: rename(host, written, gap.meant),
      };
    }
    case 'unproduced': {
      const { node, worker } = gap.handled;
      return {
        file: node?.getSourceFile() ?? worker.file,
        at: node ?? headOf(host, worker.node),
        messageId: 'unproduced',
        data: {
          queue: gap.queue,
          name: gap.name,
          advice: gap.meant === undefined ? 'Remove it, or enqueue it.' : `Did you mean \`${gap.meant}\`?`,
        },
        suggest: rename(host, node, gap.meant),
      };
    }
    case 'stray': {
      const place = gap.construction ?? gap.site;
      const written = constructedName(host, place, gap.queue);
      return {
        file: place.file,
        at: written ?? headOf(host, place.node),
        messageId: 'queue',
        data: { queue: gap.queue, meant: gap.meant },
        suggest: rename(host, written, gap.meant),
      };
    }
  }
}

type Unhandled = Extract<NameGap, { kind: 'unhandled' }>;

/** Library's own name of a task that was given none. */
function shown(site: EnqueueSite, name: string): string {
  return name === site.adapter.naming?.unnamed ? 'a task without a name' : name;
}

function knownText({ site, handled }: Unhandled): string {
  const unnamed = site.adapter.naming?.unnamed;
  const names = [...new Set(handled.names.map(({ name }) => name))];
  const own = names.filter((name) => name !== unnamed).map((name) => `\`${name}\``);
  if (own.length < names.length) own.push('tasks without a name');
  const more = own.length > 5 ? `, and ${own.length - 5} more` : '';
  return `it handles ${own.slice(0, 5).join(', ')}${more}`;
}

function effectOf({ site, handled }: Unhandled): string {
  if (site.adapter.naming) return `the task fails with "Missing process handler"`;
  return handled.others === 'fail'
    ? 'the worker throws, and the task fails in every run'
    : 'the worker does nothing, and the task counts as completed';
}

function nameIn(host: Host, site: EnqueueSite, name: string): ts.Expression | undefined {
  const { ts } = host;
  const item = site.node !== site.call && ts.isExpression(site.node) ? [site.node] : site.call.arguments;
  const found = writtenName(host, item, name);
  return found?.getSourceFile() === site.file ? found : undefined;
}

function constructedName(
  host: Host,
  place: QueueSite | EnqueueSite,
  queue: string,
): ts.Expression | undefined {
  const { ts } = host;
  const { node } = place;
  if (ts.isNewExpression(node) || ts.isCallExpression(node))
    return writtenName(host, node.arguments ?? [], queue);
  return ts.isExpression(node) ? writtenName(host, [node], queue) : undefined;
}

/** Only a text that is written at this place can be written anew here. */
function rename(
  host: Host,
  node: ts.Node | undefined,
  meant: string | undefined,
): readonly SuggestionOffer<'rename'>[] {
  const { ts } = host;
  if (meant === undefined || !node || !ts.isStringLiteralLike(node)) return [];
  const quote = node.getText().at(0) ?? "'";
  const text = `${quote}${meant.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)}${quote}`;
  return [{ messageId: 'rename', data: { meant }, rewrite: replaceValue(host, node, text) }];
}
