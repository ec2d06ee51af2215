import type ts from 'typescript';
import {
  debounceMembers,
  deduplicationSince,
  scheduleMembers,
  schedulersSince,
} from '../adapters/queues/bullmq-renames.js';
import type { Analysis } from '../analysis/facts.js';
import type { Host } from '../analysis/program/host.js';
import { presentAdapters } from '../analysis/sites/known-symbols.js';
import { memberUses } from '../analysis/sites/member-uses.js';
import type { EnqueueSite, OptionValue } from '../analysis/sites/site.js';
import type { QueueAdapter } from '../adapters/queues/shape.js';
import { isVersion } from '../analysis/sites/versions.js';
import { isSkip, type Rewrite } from '../edits/edit.js';
import { moveSchedule, repeatedTask, type RepeatedTask } from '../edits/move-schedule.js';
import { refuse } from '../edits/refuse.js';
import { renameMember } from '../edits/rename-member.js';
import { renameOption } from '../edits/rename-option.js';
import { removeByName } from '../edits/remove-scheduler.js';
import { createCodemod, type Proposal } from './kit/codemod.js';

/** BullMQ's schedulers and deduplication, in place of what version 6 ignores or refuses. */
export default createCodemod({
  id: 'job-scheduler',
  practice: '27.3.12',
  description: 'BullMQ `repeat` becomes `upsertJobScheduler`, `debounce` becomes `deduplication`',
  reasons: {
    'dynamic-repeat': 'The repeat options are not all written at the enqueue.',
    'bulk-schedule': 'A schedule stands among the items of a bulk call or a flow.',
    'other-options': 'The schedule has options that a scheduler does not take.',
    'same-id': 'Two schedules of one queue would get the same id.',
    'unmoved-schedule':
      'Another schedule could not be moved, and what reads or removes schedules must find all of them.',
    'options-out-of-reach': 'The option is not written as a property.',
  },
  *run({ analysis, files }) {
    const { host } = analysis;
    const adapter = presentAdapters(host).find(({ id }) => id === 'bullmq');
    if (!adapter) return;
    const inFiles = ({ rewrite }: Proposal): boolean =>
      isSkip(rewrite) ? files.some(({ fileName }) => fileName === rewrite.file) : true;
    if (isVersion(host, adapter, schedulersSince)) {
      for (const proposal of schedules(analysis, adapter)) if (inFiles(proposal)) yield proposal;
    }
    if (isVersion(host, adapter, deduplicationSince)) {
      for (const proposal of debounces(analysis, adapter)) if (inFiles(proposal)) yield proposal;
    }
  },
});

function* schedules(analysis: Analysis, adapter: QueueAdapter): Generator<Proposal> {
  const { host } = analysis;
  const sites = directSites(analysis, adapter).filter((site) => repeats(host, site));
  const tasks = sites.map((site) => unique(site, repeatedTask(host, site), sites));
  const refused = tasks.some((task) => 'skip' in task);
  const uses = memberUses(host, adapter, Object.keys(scheduleMembers));
  for (const task of tasks) {
    if ('skip' in task) yield { rewrite: task };
    // What removes schedules finds either all of them or none.
    else yield { rewrite: refused && uses.length > 0 ? unmoved(task.call) : moveSchedule(host, task) };
  }
  for (const access of uses) yield { rewrite: refused ? unmoved(access) : successor(host, access) };
}

/** Whether an enqueue has, or may have, a rhythm of its own. */
function repeats(host: Host, site: EnqueueSite): boolean {
  if (site.ownOption('repeat').is === 'yes') return true;
  const { ts } = host;
  const options = site.optionsArgument;
  return (
    options !== undefined &&
    ts.isObjectLiteralExpression(options) &&
    options.properties.some(
      (member) => member.name && ts.isIdentifier(member.name) && member.name.text === 'repeat',
    )
  );
}

/** Calls of the library itself: what a wrapper passes on is decided where it is written. */
function directSites(analysis: Analysis, adapter: QueueAdapter): readonly EnqueueSite[] {
  return [...analysis.all()].flatMap(({ enqueues }) =>
    enqueues.filter((site) => site.adapter.id === adapter.id && site.wrappers.length === 0),
  );
}

/** The old key was made of the name and the rhythm; the new id must tell the schedules of a queue apart by itself. */
function unique(
  site: EnqueueSite,
  task: ReturnType<typeof repeatedTask>,
  sites: readonly EnqueueSite[],
): ReturnType<typeof repeatedTask> {
  if ('skip' in task) return task;
  const key = idText(site, task);
  const twins = sites.filter((other) => other !== site && idText(other, task) === key);
  return twins.length === 0
    ? task
    : refuse(
        site.call,
        'same-id',
        'Another schedule of this queue has the same name; give each a `jobId` of its own, then run again.',
      );
}

function idText(site: EnqueueSite, { id }: RepeatedTask): string {
  const queue = site.queue.name.is === 'yes' ? site.queue.name.value : '';
  const own = site.ownOption('jobId');
  const text = own.is === 'yes' ? textOf(own.value) : (site.call.arguments[0]?.getText() ?? id.getText());
  return `${queue}|${text}`;
}

function textOf({ literal, node }: OptionValue): string {
  return typeof literal === 'string' ? JSON.stringify(literal) : node.getText();
}

function unmoved(node: ts.Node): Rewrite {
  return refuse(
    node,
    'unmoved-schedule',
    'A schedule of this program could not be moved; move it by hand, then run again.',
  );
}

function successor(host: Host, access: ts.PropertyAccessExpression): Rewrite {
  const name = scheduleMembers[access.name.text] ?? access.name.text;
  return access.name.text === 'removeRepeatable'
    ? removeByName(host, access, name)
    : renameMember(access, name);
}

function* debounces(analysis: Analysis, adapter: QueueAdapter): Generator<Proposal> {
  const { host } = analysis;
  const seen = new Set<ts.Node>();
  const sources = [...analysis.all()].flatMap(({ enqueues, queues }) => [
    ...enqueues.filter((site) => site.adapter.id === adapter.id).map((site) => site.ownOption('debounce')),
    ...queues.filter((site) => site.adapter.id === adapter.id).map((site) => site.option('debounce')),
  ]);
  for (const option of sources) {
    if (option.is !== 'yes' || seen.has(option.value.node)) continue;
    seen.add(option.value.node);
    yield { rewrite: renameOption(host, option.value.node, 'deduplication') };
  }
  for (const access of memberUses(host, adapter, Object.keys(debounceMembers))) {
    yield { rewrite: renameMember(access, debounceMembers[access.name.text] ?? access.name.text) };
  }
}
