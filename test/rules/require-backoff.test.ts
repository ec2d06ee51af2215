import rule from '../../src/rules/require-backoff.js';
import { testRule } from './kit.js';

const queue = (options: string): string => `
import { Queue } from 'bullmq';
const queue = new Queue<{ to: string }>('mail', { connection: {} });
export const send = () => queue.add('send', { to: 'a' }, ${options});
`;

testRule(rule, {
  silent: {
    'grows from 20 s': queue(`{ attempts: 3, backoff: { type: 'exponential', delay: 20_000 } }`),
    'fixed, but over more than 30 s': queue(`{ attempts: 3, backoff: { type: 'fixed', delay: 25_000 } }`),
    'a number is a fixed delay': queue(`{ attempts: 4, backoff: 15_000 }`),
    'one run needs no delay': queue(`{ attempts: 1 }`),
    'no retries at all is another rule': queue(`{ priority: 1 }`),
    'a strategy of its own': queue(`{ attempts: 3, backoff: { type: 'jittered', delay: 1 } }`),
    'delay from the environment': queue(
      `{ attempts: 3, backoff: { type: 'exponential', delay: Number(process.env.DELAY) } }`,
    ),
    'attempts from the environment': queue(`{ attempts: Number(process.env.RETRIES) }`),
    'a computed constant': {
      'main.ts': `
import { Queue } from 'bullmq';
import { RETRY } from './retry.js';
const queue = new Queue<{ to: string }>('mail', { connection: {}, defaultJobOptions: { ...RETRY } });
export const send = () => queue.add('send', { to: 'a' });
`,
      'retry.ts': `
const SECOND = 1000;
export const RETRY = { attempts: 3, backoff: { type: 'exponential', delay: 20 * SECOND } } as const;
`,
    },
    'a schedule runs again by itself': `
import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
export const send = () => queue.upsertJobScheduler('x', { every: 1000 }, { name: 'x', data: {}, opts: { attempts: 2 } });
`,
  },
  reports: {
    'options that are written once are reported once, however many enqueues share them': `
import { Queue } from 'bullmq';
const queues = new Map<string, Queue>();
function queueOf(name: string): Queue {
  const known = queues.get(name);
  if (known) return known;
  const queue = new Queue(name, { connection: {}, defaultJobOptions: { attempts: 3 } });
                                                                       ~~~~~~~~~~~ [immediate]
  queues.set(name, queue);
  return queue;
}
export const push = (name: string, data: object) => queueOf(name).add('task', data);
export const a = () => push('mail', { id: 1 });
export const b = () => push('files', { id: 2 });
`,
    'no back-off: immediate': {
      code: `
import { Queue } from 'bullmq';
const queue = new Queue<{ to: string }>('mail', { connection: {} });
export const send = () => queue.add('send', { to: 'a' }, { attempts: 3 });
                                                           ~~~~~~~~~~~ [immediate]
`,
      message:
        'All 3 runs of a task of `mail` happen within moments, so an outage of a few seconds fails it for good. Set a growing `backoff` of at least 10 s.',
      suggestion: `
import { Queue } from 'bullmq';
const queue = new Queue<{ to: string }>('mail', { connection: {} });
export const send = () => queue.add('send', { to: 'a' }, { attempts: 3, backoff: { type: 'exponential', delay: 20_000, jitter: 0.5 } });
`,
    },
    'exponential without a delay': `
import { Queue } from 'bullmq';
const queue = new Queue<{ to: string }>('mail', { connection: {} });
export const send = () => queue.add('send', { to: 'a' }, { attempts: 3, backoff: { type: 'exponential' } });
                                                                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [immediate]
`,
    'queue defaults, once for many producers': `
import { Queue } from 'bullmq';
const queue = new Queue<{ to: string }>('mail', {
  connection: {},
  defaultJobOptions: { attempts: 3, backoff: { type: 'exponential', delay: 1000 } },
                                    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [window]
});
export const send = () => queue.add('send', { to: 'a' });
export const again = () => queue.add('send', { to: 'b' });
`,
    'the call replaces the whole default back-off': `
import { Queue } from 'bullmq';
const queue = new Queue<{ to: string }>('mail', {
  connection: {},
  defaultJobOptions: { attempts: 3, backoff: { type: 'exponential', delay: 20_000 } },
});
export const send = () => queue.add('send', { to: 'a' }, { backoff: 500 });
                                                           ~~~~~~~~~~~~ [window]
`,
    'Bull multiplies by 2^n - 1: 5 s gives 5 and 15 s': `
import Bull from 'bull';
const queue = new Bull<{ to: string }>('mail', 'redis://localhost');
export const send = () => queue.add({ to: 'a' }, { attempts: 3, backoff: { type: 'exponential', delay: 5000 } });
                                                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [window]
`,
    'Nest: a queue without back-off replaces the global defaults as a whole': `
import { BullModule, InjectQueue } from '@nestjs/bullmq';
import { Injectable, Module } from '@nestjs/common';
import type { Queue } from 'bullmq';
@Injectable()
export class Mails {
  constructor(@InjectQueue('mail') private readonly queue: Queue) {}
  send(to: string) { return this.queue.add('send', { to }); }
}
@Module({
  imports: [
    BullModule.forRoot({
      connection: {},
      defaultJobOptions: { attempts: 3, backoff: { type: 'exponential', delay: 20_000 } },
    }),
    BullModule.registerQueue({ name: 'mail', defaultJobOptions: { attempts: 2 } }),
                                                                  ~~~~~~~~~~~ [immediate]
  ],
  providers: [Mails],
})
export class MailModule {}
`,
    'strict: the first delay is short': {
      code: `
import { Queue } from 'bullmq';
const queue = new Queue<{ to: string }>('mail', { connection: {} });
export const send = () => queue.add('send', { to: 'a' }, { attempts: 5, backoff: { type: 'exponential', delay: 5000 } });
                                                                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [first]
`,
      options: rule.strict ?? {},
    },
    'strict: the delay does not grow': {
      code: `
import { Queue } from 'bullmq';
const queue = new Queue<{ to: string }>('mail', { connection: {} });
export const send = () => queue.add('send', { to: 'a' }, { attempts: 5, backoff: 15_000 });
                                                                        ~~~~~~~~~~~~~~~ [constant]
`,
      options: rule.strict ?? {},
    },
  },
});
