import { expect, test } from 'vitest';
import { analysisOf, factLines } from './facts.js';

/** @returns the queues that the enqueues of `body` go to. */
function queues(body: string): readonly string[] {
  const analysis = analysisOf({
    'main.ts': `
import { Queue } from 'bullmq';
import { letters, queues, Registry, type mail as mailType } from './queues.js';
${body}
export { letters, queues, Registry, type mailType };
`,
    'queues.ts': `
import { Queue } from 'bullmq';
export const mail = new Queue('mail', { connection: {} });
export let letters: Queue = new Queue('letters', { connection: {} });
export const queues = { mail, reports: new Queue('reports', { connection: {} }) } as const;
export function changeLetters(to: Queue) { letters = to; }
export class Registry {
  readonly bills = new Queue('bills', { connection: {} });
  #cached: Queue | undefined;
  get late() { return this.#cached ?? (this.#cached = new Queue('late', { connection: {} })); }
  static instance = new Registry();
  static get() { return Registry.instance; }
  named(name: string) { return new Queue(name, { connection: {} }); }
}
`,
  });
  return factLines(analysis)
    .filter((line) => line.startsWith('main') && line.includes(' enqueue '))
    .map((line) => /queue ([^,]*)/u.exec(line.slice(line.indexOf(',')))?.[1] ?? '');
}

test('constants, object members, class fields, getters, factories and constructions', () => {
  expect(
    queues(`
export const a = () => queues.mail.add('a', {});
export const b = () => queues.reports.add('b', {});
export const c = () => new Registry().bills.add('c', {});
export const d = () => new Registry().late.add('d', {});
export const e = () => Registry.get().bills.add('e', {});
export const f = () => new Registry().named('orders').add('f', {});
export const g = () => new Queue('own', { connection: {} }).add('g', {});
`),
  ).toEqual(['orders', 'own', 'mail', 'reports', 'bills', 'late', 'bills']);
});

test('a value handed on under its own type is that value', () => {
  expect(
    queues(`
interface Context { readonly mail: typeof mailType }
export const a = (context: Context) => context.mail.add('a', {});
export const b = ({ mail }: Context) => mail.add('b', {});
export const c = (mail: typeof mailType) => mail.add('c', {});
`),
  ).toEqual(['mail', 'mail', 'mail']);
});

test('a parameter, a choice of two and a variable that changes are unknown', () => {
  expect(
    queues(`
export const a = (queue: Queue) => queue.add('a', {});
export const b = (urgent: boolean) => (urgent ? queues.mail : queues.reports).add('b', {});
export const c = () => letters.add('c', {});
`),
  ).toEqual(['(out of sight)', '(dynamic value)', '(out of sight)']);
});
