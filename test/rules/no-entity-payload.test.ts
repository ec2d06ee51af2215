import rule from '../../src/rules/no-entity-payload.js';
import { testRule } from './kit.js';

const typeorm = `
import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn, type Repository } from 'typeorm';
import { Queue, Worker, type Job } from 'bullmq';
@Entity() export class User {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column() email!: string;
  @Column() name!: string;
}
@Entity() export class Member { @PrimaryColumn() userId!: string; @PrimaryColumn() orgId!: string; @Column() role!: string; }
export declare const users: Repository<User>;
export declare const members: Repository<Member>;
export const queue = new Queue('mail', { connection: {} });
export type { Job };
export { Worker };
`;

const prisma = `
import { PrismaClient } from '../../fixtures/libraries/prisma6/client/index.js';
import { Queue } from 'bullmq';
export const prisma = new PrismaClient();
export const queue = new Queue('mail', { connection: {} });
`;

testRule(rule, {
  silent: {
    'ids, columns and own objects': `${typeorm}
export async function a(user: User) {
  await queue.add('welcome', { userId: user.id, email: user.email });
  await queue.add('welcome', { user: { id: user.id, name: user.name } });
}
`,
    'a projection': `${typeorm}
export async function a() {
  const user = await users.findOneOrFail({ where: { id: '1' }, select: { id: true, email: true } });
  await queue.add('welcome', { user });
}
export async function b(user: Pick<User, 'id' | 'email'>) { await queue.add('welcome', user); }
`,
    'a worker that passes on what it received': `${typeorm}
export const worker = new Worker('mail', async (job: Job<{ user: User }>) => {
  await queue.add('next', { user: job.data.user });
  const { user } = job.data;
  await queue.addBulk([{ name: 'next', data: { user } }]);
}, { connection: {} });
`,
    'a Prisma select, JSON columns and inputs': `${prisma}
export async function a() {
  const user = await prisma.user.findFirstOrThrow({ select: { id: true, email: true, meta: true } });
  await queue.add('welcome', { user, meta: user.meta });
}
`,
    'what a helper in another file only gets from workers': {
      'main.ts': `${typeorm}
import { forward, Forwarder } from './forward.js';
export const worker = new Worker('mail', async (job: Job<{ user: User }>) => {
  await forward(job.data);
  await new Forwarder().go(job.data.user);
}, { connection: {} });
`,
      'forward.ts': `
import { queue, type User } from './main.js';
export async function forward(data: { user: User }) { await queue.add('next', { user: data.user }); }
export class Forwarder { async go(user: User) { await queue.add('next', { user }); } }
`,
    },
    'a parameter that a framework fills': `${typeorm}
declare function LoginUser(): ParameterDecorator;
export class Api { async go(@LoginUser() user: User) { await queue.add('next', { user }); } }
`,
    'a property that is written over after a spread': `${typeorm}
export async function a(dto: { id: number; user: User }) { await queue.add('next', { ...dto, user: dto.user.id }); }
`,
    'any and unknown': `${typeorm}
export async function a(user: any, row: unknown) { await queue.add('welcome', { user, row }); }
`,
    'a look-alike': `
import { Queue } from 'bullmq';
class Entity { id = 1; email = ''; name = '' }
const queue = new Queue('mail', { connection: {} });
export async function a() { await queue.add('welcome', { user: new Entity() }); }
`,
  },
  reports: {
    'a shorthand property': {
      code: `${typeorm}
export async function a(user: User) {
  await queue.add('welcome', { user });
                               ~~~~ [entity]
}
`,
      message:
        'Task `welcome` carries in `user` a whole TypeORM row (User): the worker acts on data that is stale by then, and every column is stored in the queue. Send its `id` and load the row in the worker.',
      suggestion: `${typeorm}
export async function a(user: User) {
  await queue.add('welcome', { userId: user.id });
}
`,
    },
    'nested, nullable, many, spread, composite': `${typeorm}
export async function a(member: Member, ok: boolean) {
  const user = await users.findOneBy({ id: '1' });
  await queue.add('welcome', { to: { user } });
                                     ~~~~ [entity]
  await queue.add('welcome', { users: await users.find() });
                                      ~~~~~~~~~~~~~~~~~~ [entity]
  if (user) await queue.add('welcome', { ...user, extra: 1 });
                                            ~~~~ [entity]
  await queue.add('welcome', member);
                             ~~~~~~ [entity]
  await queue.add('welcome', { member: ok ? member : undefined });
                                            ~~~~~~ [entity]
}
`,
    'through a wrapper with an untyped parameter': `${typeorm}
class Jobs {
  push(name: string, data: unknown) { return queue.add(name, { data }); }
}
const jobs = new Jobs();
export async function a(user: User) {
  await jobs.push('welcome', { user });
                               ~~~~ [entity]
}
`,
    'not stored yet': {
      code: `${typeorm}
export async function a() {
  const user = users.create({ email: '' });
  await queue.add('welcome', { user });
                               ~~~~ [unsaved]
  await users.save(user);
}
`,
    },
    'a helper in another file that a producer calls too': {
      'main.ts': `${typeorm}
import { forward } from './forward.js';
export const worker = new Worker('mail', async (job: Job<{ user: User }>) => { await forward(job.data); }, { connection: {} });
export async function a(user: User) { await forward({ user }); }
`,
      'forward.ts': `
import { queue, type User } from './main.js';
export async function forward(data: { user: User }) {
  await queue.add('next', { user: data.user });
                                  ~~~~~~~~~ [entity]
}
`,
    },
    'a bigint key is sent as a string': {
      code: `${prisma}
export async function a() {
  const ledger = await prisma.ledger.findFirstOrThrow();
  await queue.add('post', { ledger });
                            ~~~~~~ [entity]
}
`,
      message:
        'Task `post` carries in `ledger` a whole Prisma row (Ledger): the worker acts on data that is stale by then, and every column is stored in the queue. Send its `id` as a string (`String(ledger.id)`) and load the row in the worker. If `id` is the `bigint` that its type says, the enqueue throws.',
    },
    'a Prisma row': {
      code: `${prisma}
export async function a() {
  const user = await prisma.user.findUniqueOrThrow({ where: { id: 1 } });
  await queue.add('welcome', { user: user });
                                     ~~~~ [entity]
  const ledger = await prisma.ledger.findFirstOrThrow();
  await queue.add('post', { ledger });
                            ~~~~~~ [entity]
}
`,
      suggestion: `${prisma}
export async function a() {
  const user = await prisma.user.findUniqueOrThrow({ where: { id: 1 } });
  await queue.add('welcome', { userId: user.id });
  const ledger = await prisma.ledger.findFirstOrThrow();
  await queue.add('post', { ledger });
}
`,
    },
  },
});
