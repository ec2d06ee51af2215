/** `no-unserializable-payload` and Dates that the worker makes again, or declares as the text that arrives. */
import rule from '../../src/rules/no-unserializable-payload.js';
import { testRule } from './kit.js';

function both(work: string, before = ''): string {
  return `
import { Queue, Worker, type Job } from 'bullmq';
declare function use(...values: unknown[]): void;
${before}
const queue = new Queue('mail', { connection: {} });
export const send = (at: Date) => queue.add('send', { user: { at }, list: [{ at }] });
                                                              ~~ [changes]
                                                                             ~~ [changes]
new Worker('mail', async (job) => {
${work}
}, { connection: {} });
`;
}

/** The same with one Date. */
function one(work: string, before = ''): string {
  return both(work, before)
    .replace(', list: [{ at }]', '')
    .replace(
      /\n +~~ \[changes\]\n +~~ \[changes\]/u,
      '\n                                                              ~~ [changes]',
    );
}

const erase = (code: string): string => code.replace(/^ *~+ \[\w+\]\n/gmu, '');
const silent = (work: string, before = ''): string => erase(one(work, before));

testRule(rule, {
  silent: {
    'the constructor of the language': silent(`  use(new Date(job.data.user.at), Date.parse('a'));`),
    'parsers of packages': {
      'main.ts': erase(
        both(
          `  use(dayjs(job.data.user.at), DateTime.fromISO(job.data.list[0].at));`,
          `import dayjs from 'dayjs';
import { DateTime } from 'luxon';`,
        ),
      ),
    },
    'under another name': silent(
      `  use(fromText(job.data.user.at));`,
      `import { parseISO as fromText } from 'date-fns';`,
    ),
    'moment, and what date-fns does with a text': erase(
      both(
        `  use(moment.utc(job.data.user.at), format(job.data.list[0].at, 'yyyy'));`,
        `import moment from 'moment';
import { format } from 'date-fns';`,
      ),
    ),
    'a helper that the payload is handed to': silent(
      `  await remind(job.data);`,
      `async function remind({ user }: { user: { at: string } }) { use(toDate(user.at)); }
const toDate = (text: string) => new Date(text);`,
    ),
    'a helper that the job is handed to': silent(
      `  await remind(job);`,
      `async function remind(job: Job) { use(new Date(job.data.user.at)); }`,
    ),
    'a helper in another file, given an object': {
      'main.ts': erase(
        one(`  await remind({ to: 'a', when: job.data.user.at });`, `import { remind } from './remind.js';`),
      ),
      'remind.ts': `export async function remind(mail: { to: string; when: string }) { return new Date(mail.when); }`,
    },
    'a schema for the whole payload': erase(
      both(
        `  const { user, list } = Mail.parse(job.data);
  use(user.at.getTime(), list);`,
        `import { z } from 'zod';
const at = z.coerce.date();
const Mail = z.object({ user: z.object({ at }).strict(), list: z.array(z.object({ at: z.string().transform((text) => new Date(text)) })) });`,
      ),
    ),
    'a schema for a part, asked whether it fits': silent(
      `  const result = await z.object({ at: z.coerce.date() }).safeParseAsync(job.data.user);
  if (result.success) use(result.data.at);`,
      `import { z } from 'zod';`,
    ),
    'class-transformer': silent(
      `  use(plainToInstance(Mail, job.data));`,
      `import { plainToInstance, Type } from 'class-transformer';
class User { @Type(() => Date) at!: Date }
class Mail { @Type(() => User) user!: User }`,
    ),
    'the worker declares the text that arrives': erase(
      both('').replace(
        'async (job) =>',
        'async (job: Job<{ user: { at: string }; list: { at?: string }[] }>) =>',
      ),
    ),
    'the case of this task revives it': silent(
      `  switch (job.name) {
    case 'send': return new Date(job.data.user.at);
    case 'other': return job.data.user;
  }`,
    ),
    'a text that another parser reads (SQS)': `
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSHandler } from 'aws-lambda';
declare const reviver: (key: string, value: unknown) => unknown;
const client = new SQSClient({});
export const send = (at: Date) => client.send(new SendMessageCommand({ QueueUrl: 'mail', MessageBody: JSON.stringify({ at: at.toISOString() }) }));
export const handler: SQSHandler = async (event) => { for (const record of event.Records) console.log(JSON.parse(record.body, reviver)); };
`,
    'pg-boss, a list of tasks': `
import { PgBoss } from 'pg-boss';
declare const boss: PgBoss;
export const send = (at: Date) => boss.send('mail', { at });
void boss.work<{ at: string }>('mail', async (jobs) => { for (const { data } of jobs) console.log(new Date(data.at)); });
`,
  },
  reports: {
    'a parser of the same name': one(
      `  use(parseISO(job.data.user.at), dayjs(job.data.user.at));`,
      `function parseISO(text: string) { return text; }
const dayjs = (text: string) => text;`,
    ),
    'a class called Date': one(
      `  use(new Date(job.data.user.at));`,
      `class Date { constructor(readonly text: string) {} }`,
    )
      .replace('(at: Date)', '(at: globalThis.Date)')
      .replace(/~~ \[changes\]/u, '           ~~ [changes]'),
    'a schema that takes no text': one(
      `  use(z.object({ user: z.object({ at: z.date() }) }).parse(job.data));`,
      `import { z } from 'zod';`,
    ),
    'a class without @Type': one(
      `  use(plainToInstance(Mail, job.data));`,
      `import { plainToInstance } from 'class-transformer';
class Mail { user!: { at: Date } }`,
    ),
    'another property, another value': both(
      `  use(new Date(job.data.at), new Date(job.data.user), new Date(job.data.list), job.data.list[0].at);`,
    ),
    'the case of another task': one(
      `  switch (job.name) {
    case 'send': return job.data.user;
    case 'other': return new Date(job.data.user.at);
  }`,
    ),
    'one of two workers': `${one(`  use(new Date(job.data.user.at));`)}
new Worker('mail', async (job) => { use(job.data.user.at); }, { connection: {} });
`,
    'the worker declares a Date': one('').replace(
      'async (job) =>',
      'async (job: Job<{ user: { at: Date } }>) =>',
    ),
  },
});
