/** `no-payload-drift` and values that the wire makes something else of. */
import rule from '../../src/rules/no-payload-drift.js';
import { testRule } from './kit.js';

function bullmq(send: string, declared: string, before = ''): string {
  return `
import { Queue, Worker, type Job } from 'bullmq';
${before}
const queue = new Queue('mail', { connection: {} });
${send}
new Worker('mail', async (job: Job<${declared}>) => { console.log(job.data); }, { connection: {} });
`;
}

testRule(rule, {
  silent: {
    'a Date for a text is what arrives': bullmq(
      `export const x = (at: Date, on?: Date | null) => queue.add('x', { at, on, list: [{ at }] });`,
      `{ at: string; on?: string | null; list: { at: string }[] }`,
    ),
    'a Date at both ends is no drift, whatever comes of it': bullmq(
      `export const x = (at: Date) => queue.add('x', { at });`,
      `{ at: Date }`,
    ),
    'a text for a Date is the worker’s matter': bullmq(
      `export const x = (at: Date) => queue.add('x', { at: at.toISOString(), n: 1 });`,
      `{ at: Date; n: number }`,
    ),
    'a Map, a Set and a bigint are reported where they are sent': bullmq(
      `export const x = (seen: Map<string, number>, tags: Set<string>, total: bigint) => queue.add('x', { seen, tags, total });`,
      `{ seen: Record<string, number>; tags: string[]; total: string }`,
    ),
    'the same at both ends': bullmq(
      `export const x = (seen: Map<string, number>, tags: Set<string>, total: bigint) => queue.add('x', { seen, tags, total });`,
      `{ seen: Map<string, number>; tags: Set<string>; total: bigint }`,
    ),
    'what is sent instead of them': bullmq(
      `export const x = (seen: Map<string, number>, tags: Set<string>, total: bigint) =>
  queue.add('x', { seen: Object.fromEntries(seen), entries: [...seen], tags: [...tags], total: String(total) });`,
      `{ seen: Record<string, number>; entries: [string, number][]; tags: string[]; total: string }`,
    ),
    'an exact number for the text that it writes itself as': bullmq(
      `export const x = (total: Decimal) => queue.add('x', { total });`,
      `{ total: string }`,
      `import { Decimal } from 'decimal.js';`,
    ),
    'an object whose toJSON is not to be told': bullmq(
      `export const x = (total: { toJSON(): any }, other: { toJSON<T>(): T }) => queue.add('x', { total, other });`,
      `{ total: number; other: number }`,
    ),
    'BSON carries a Date (Agenda 5)': `
import { Agenda, type Job } from 'agenda5';
declare const agenda: Agenda;
export const x = (at: Date) => agenda.now('mail', { at });
agenda.define('mail', async (job: Job<{ at: Date }>) => { console.log(job.attrs.data); });
`,
    'a store that keeps it or not (Agenda 6)': `
import { Agenda, type Job } from 'agenda';
declare const agenda: Agenda;
export const x = (at: Date) => agenda.now('mail', { at });
agenda.define('mail', async (job: Job<{ at: string }>) => { console.log(job.attrs.data); });
`,
  },
  reports: {
    'a Date for a number or a list': {
      code: bullmq(
        `export const x = (at: Date) => queue.add('x', { at, on: at });
                                                ~~ [kind]
                                                        ~~ [kind]`,
        `{ at: number; on: string[] }`,
      ),
      message:
        '`data.at`: a Date, which arrives as a string, is sent, number is declared by the worker (test/virtual/main.ts:6). The worker gets what is sent, whatever its type says; send or declare the other.',
    },
    'an exact number for a number': {
      code: bullmq(
        `export const x = (total: Decimal) => queue.add('x', { total });
                                                      ~~~~~ [kind]`,
        `{ total: number }`,
        `import { Decimal } from 'decimal.js';`,
      ),
      message:
        '`data.total`: a Decimal, which arrives as a string, is sent, number is declared by the worker (test/virtual/main.ts:6). The worker gets what is sent, whatever its type says; send or declare the other.',
    },
    'a text for what is declared beside a Date': bullmq(
      `export const x = (at: Date, n: string) => queue.add('x', { at, n });
                                                               ~ [kind]`,
      `{ at: Date; n: number }`,
    ),
    'entries of a Map for a list of texts': bullmq(
      `export const x = (seen: Map<string, number>) => queue.add('x', { seen: [...seen.values()] });
                                                                       ~~~~~~~~~~~~~~~~~~ [kind]`,
      `{ seen: string[] }`,
    ),
    'a Date that arrives as it is, for a text (Agenda 5)': `
import { Agenda, type Job } from 'agenda5';
declare const agenda: Agenda;
export const x = (at: Date) => agenda.now('mail', { at });
                                                    ~~ [kind]
agenda.define('mail', async (job: Job<{ at: string }>) => { console.log(job.attrs.data); });
`,
  },
});
