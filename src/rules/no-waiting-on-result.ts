import { blockingWaits, type BlockingWait } from '../analysis/behaviour/waiting.js';
import { provenName } from '../analysis/sites/workers.js';
import { headOf } from './kit/place.js';
import { createRule } from './kit/rule.js';

type MessageId = 'request' | 'task' | 'ownQueue';

/** Whoever needs the answer now does not need a task; a task that waits for tasks uses up the workers they need. */
export default createRule<object, MessageId>({
  name: 'no-waiting-on-result',
  practice: '27.1',
  description: 'a request or a task that enqueues a task and then waits for its result',
  presets: ['recommended'],
  needs: 'waits',
  schema: { type: 'object', properties: {}, additionalProperties: false },
  defaults: {},
  messages: {
    request:
      'This {{server}} request enqueues a task and waits for its result{{chain}}: the user waits for the whole backlog{{untimed}}. Answer with the id of the task and let the client ask for it, or do the work here without a queue.',
    task: '{{task}} enqueues another task and waits for its result{{chain}}: it holds a worker all the while, and workers that wait for each other stand still (deadlock). End here, and enqueue the next step where the other task ends.',
    ownQueue:
      '{{task}} waits for a task of its own queue `{{queue}}`{{chain}}: as soon as every worker of that queue waits like this, none is left to run what they wait for, and the queue stands still (deadlock). End here, and enqueue the next step where the other task ends.',
  },
  on: {
    program(_facts, { analysis, file, report }) {
      for (const wait of blockingWaits(analysis, file)) {
        const { holds } = wait;
        report({
          at: headOf(analysis.host, wait.call),
          messageId: holds.kind === 'request' ? 'request' : isOwnQueue(wait) ? 'ownQueue' : 'task',
          data: {
            server: holds.kind === 'request' ? holds.server.title : '',
            task: holds.kind === 'task' ? `Task \`${holds.task.name}\`` : '',
            queue: wait.queue ?? '',
            chain: chainOf(wait),
            untimed: wait.untimed ? ', and for ever when no worker runs' : '',
          },
        });
      }
    },
  },
});

function isOwnQueue({ holds, queue, adapter }: BlockingWait): boolean {
  if (holds.kind !== 'task' || queue === undefined) return false;
  return provenName(holds.task.queueName) === queue && holds.task.adapter.id === adapter.id;
}

function chainOf({ path, direct, member, polls }: BlockingWait): string {
  const last = polls ? `${member} in a loop` : member;
  return direct ? '' : ` (${[...path, last].join(' -> ')})`;
}
