import rule from '../../src/rules/no-unserializable-payload.js';
import { testRule } from './kit.js';

const head = `
import { Queue, Worker } from 'bullmq';
export const queue = new Queue('mail', { connection: {} });
`;

testRule(rule, {
  silent: {
    'plain data': `${head}
export async function a(at: Date, ids: Set<string>) {
  await queue.add('send', { at: at.toISOString(), ids: [...ids], nested: { ok: true, none: null, maybe: undefined } });
  await queue.add('send', undefined);
}
`,
    'any and unknown': `${head}
export async function a(x: any, y: unknown) { await queue.add('send', { x, y }); }
`,
    'a Date that the worker revives': `${head}
export async function a(at: Date) { await queue.add('send', { user: { at }, list: [{ on: at }] }); }
export const worker = new Worker('mail', async (job) => {
  const { user, list } = job.data;
  const at = new Date(user.at);
  await Promise.resolve([at, list.map((item: { on: string }) => new Date(item.on))]);
}, { connection: {} });
`,
    'a Date where the payload is declared to hold a text as well': `
import { Queue } from 'bullmq';
type Stamp = Date | string;
export const stamps = new Queue<{ at: Stamp; list: { on?: Stamp }[] }>('stamps', { connection: {} });
export async function a(at: Date) { await stamps.add('send', { at, list: [{ on: at }] }); }
`,
    'what a worker received': `${head}
export const worker = new Worker<{ at: Date }>('mail', async (job) => {
  await queue.add('next', { at: job.data.at });
}, { connection: {} });
`,
    'an entity is the other rule’s': `${head}
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity() class User { @PrimaryGeneratedColumn() id!: number; @Column() at!: Date; greet() { return 1; } }
export async function a(user: User) { await queue.add('send', { user }); }
`,
    'what a framework, a cast or a helper of a worker gets': {
      'main.ts': `${head}
import { forward } from './forward.js';
declare function Body(): ParameterDecorator;
interface Dto { at: Date; tags: Set<string> }
export class Api { async go(@Body() dto: Dto) { await queue.add('send', dto); } }
export async function b(res: { json(): Promise<any> }) { await queue.add('send', (await res.json()) as Dto); }
export const worker = new Worker<Dto>('mail', async (job) => { await forward(job.data); }, { connection: {} });
`,
      'forward.ts': `
import { queue } from './main.js';
export async function forward(dto: { at: Date }) { await queue.add('next', { at: dto.at }); }
`,
    },
    'a class called Map': `${head}
interface Map { width: number }
export async function a(map: Map) { await queue.add('send', { map }); }
`,
  },
  reports: {
    'bigint throws': {
      code: `${head}
export async function a(order: { id: bigint }) {
  await queue.add('send', { id: order.id });
                                ~~~~~~~~ [throws]
}
`,
      message:
        '`id` of this payload is a bigint (bigint), which JSON refuses: this enqueue throws and the task is lost. Send it as a string and call `BigInt()` in the worker.',
      suggestion: `${head}
export async function a(order: { id: bigint }) {
  await queue.add('send', { id: String(order.id) });
}
`,
    },
    'a Date changes': {
      code: `${head}
export async function a(at: Date) {
  await queue.add('send', { at });
                            ~~ [changes]
}
`,
      suggestion: `${head}
export async function a(at: Date) {
  await queue.add('send', { at: at.toISOString() });
}
`,
    },
    'a Date that only another property is revived of': `${head}
export async function a(at: Date, on: Date) {
  await queue.add('send', { at, on });
                            ~~ [changes]
}
export const worker = new Worker('mail', async (job) => { await Promise.resolve(new Date(job.data.on)); }, { connection: {} });
`,
    'maps, functions, promises, errors are lost': {
      code: `${head}
declare function load(): Promise<{ id: number }>;
export async function a(map: Map<string, number>, error: Error) {
  await queue.add('send', { user: load() });
                                  ~~~~~~ [loses]
  await queue.add('send', { map, error, run: () => 1, re: /x/ });
                            ~~~ [loses]
                                 ~~~~~ [loses]
                                             ~~~~~~~ [loses]
                                                          ~~~ [loses]
}
`,
      suggestion: `${head}
declare function load(): Promise<{ id: number }>;
export async function a(map: Map<string, number>, error: Error) {
  await queue.add('send', { user: await load() });
  await queue.add('send', { map, error, run: () => 1, re: /x/ });
}
`,
    },
    'nested types have one report per path': {
      code: `${head}
interface Item { price: bigint; seen: Set<string> }
export async function a(items: Item[]) {
  await queue.add('send', { items });
                            ~~~~~ [throws]
                            ~~~~~ [loses]
}
`,
      message:
        '`items[].price` of this payload is a bigint (bigint), which JSON refuses: this enqueue throws and the task is lost. Send it as a string and call `BigInt()` in the worker.',
    },
    'several Dates of one value are one report': {
      code: `${head}
export async function a(row: { at: Date; on: Date }) {
  await queue.add('send', { row });
                            ~~~ [changes]
}
`,
      message:
        '`row.at` of this payload is a Date (Date): the worker receives a string, whatever its type says. Send `toISOString()` and make a `new Date()` of it in the worker. The same for `row.on`.',
    },
    'through a wrapper': `${head}
const push = <T>(name: string, data: T) => queue.add(name, data);
export async function a(at: Date) {
  await push('send', { at });
                       ~~ [changes]
}
`,
    'bulk and flow payloads': `${head}
export async function a(ids: bigint[]) {
  await queue.addBulk(ids.map((id) => ({ name: 'send', data: { id } })));
                                                               ~~ [throws]
}
`,
  },
});
