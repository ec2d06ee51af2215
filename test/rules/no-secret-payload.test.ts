import rule from '../../src/rules/no-secret-payload.js';
import { testRule } from './kit.js';

const queue = `
import { Queue, Worker, type Job } from 'bullmq';
export const queue = new Queue('mail', { connection: {} });
export { Worker };
export type { Job };
`;

const typeorm = `
import { Column, Entity, PrimaryColumn, type Repository } from 'typeorm';
import { Queue } from 'bullmq';
export const queue = new Queue('mail', { connection: {} });
@Entity() export class User {
  @PrimaryColumn() id!: string;
  @Column() email!: string;
  @Column() password!: string;
  @Column() privateKey!: string;
  @Column() passwordChangedAt!: Date;
}
export declare const users: Repository<User>;
`;

testRule(rule, {
  silent: {
    'a value that is left out, masked or unreadable': `${queue}
declare function encrypt(text: string): string;
export async function a(dto: { password: string; apiKey: string }) {
  await queue.add('go', { password: '', apiKey: '***', clientSecret: '[redacted]', accessToken: null });
  await queue.add('go', { password: undefined, apiKey: encrypt(dto.apiKey) });
  await queue.add('go', { ...dto, password: undefined, apiKey: undefined });
  const { password, apiKey, ...rest } = dto;
  await queue.add('go', rest);
}
`,
    'what is made of a secret without telling it': `${queue}
declare function score(text: string): number;
export async function a(user: { password: string }) {
  await queue.add('go', { has: !!user.password, length: user.password.length, score: score(user.password) });
  await queue.add('go', { kind: user.password ? 'local' : 'oauth' });
}
`,
    'a name that the program itself gives what is no secret': `${queue}
declare function encrypt(text: string): string;
declare const scope: { publicKey: string };
interface Attribution { ingestionApiKey: string; accessToken: string }
export const made = (token: string): Attribution => ({ ingestionApiKey: scope.publicKey, accessToken: encrypt(token) });
export async function a(attribution: Attribution) {
  await queue.add('go', { ingestionApiKey: attribution.ingestionApiKey, auth: attribution.accessToken });
  await queue.add('go', attribution);
}
`,
    'names of things, written in the program': `${queue}
const Names = { password: 'user.password', apiKey: 'api-key' };
enum Field { password = 'password' }
const password = 'password';
export async function a() {
  await queue.add('go', { field: Names.password, other: Field.password, third: password });
}
`,
    'what only a part of a type, or nothing for certain, holds': `${queue}
type Login = { kind: 'password'; password: string } | { kind: 'link'; email: string };
export async function a(login: Login, patch: Partial<{ password: string }>, row: any, more: unknown) {
  await queue.add('go', { login, patch, row, more });
}
`,
    'an object that writes itself': `${queue}
class Account { constructor(readonly id: string, readonly password: string) {} toJSON(): { id: string } { return { id: this.id }; } }
export async function a(account: Account) { await queue.add('go', { account }); }
`,
    'what a worker received and passes on whole': `${queue}
export const worker = new Worker('mail', async (job: Job<{ login: { password: string } }>) => {
  await queue.add('next', job.data);
  await queue.add('next', { login: job.data.login });
}, { connection: {} });
`,
    'variables that pages may see, and settings that are no secret': `${queue}
export async function a() {
  await queue.add('go', { a: process.env.NEXT_PUBLIC_API_KEY, b: process.env.PASSWORD_MIN_LENGTH, c: process.env.REGION });
}
`,
    'other calls of the same name': `
class Queue { async add(name: string, data: { password: string }) { return [name, data]; } }
export async function a(password: string) { await new Queue().add('go', { password }); }
`,
    'a row without such columns, or read without them': `${typeorm}
export async function a(user: User) {
  const { password, privateKey, ...rest } = user;
  await queue.add('go', { rest });
  await queue.add('go', { ...user, password: undefined, privateKey: undefined });
  const some = await users.findOneOrFail({ where: { id: '1' }, select: { id: true, email: true } });
  await queue.add('go', { some });
}
`,
    'columns that are not read without being asked for': `
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
@Entity() export class User {
  @PrimaryColumn() id!: string;
  @Column() email!: string;
  @Column({ select: false }) password!: string;
}
export async function a(user: User) { await queue.add('go', { user }); }
`,
    'a model that decides itself what it writes': `
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Queue } from 'bullmq';
const queue = new Queue('mail', { connection: {} });
@Entity() export class User {
  @PrimaryColumn() id!: string;
  @Column() email!: string;
  @Column() password!: string;
  toJSON() { return { id: this.id, email: this.email }; }
}
export async function a(user: User) { await queue.add('go', { user }); }
`,
    'columns that are encrypted, and rows that may be missing': `${typeorm}
declare function Encrypted(target: object, key: string): void;
@Entity() export class Account {
  @PrimaryColumn() id!: string;
  @Column() name!: string;
  @Column() @Encrypted secret!: string;
}
export async function a(account: Account, event: { changes?: { user: User }; patch: Partial<{ user: User }> }) {
  await queue.add('go', { account, event });
}
`,
    'a row that a framework fills in, whatever its type says': `${typeorm}
declare function CurrentUser(): ParameterDecorator;
export class Api { async go(@CurrentUser() user: User) { await queue.add('go', { user }); } }
`,
    'the whole headers of a request': `${queue}
import type { IncomingMessage } from 'node:http';
export async function a(request: IncomingMessage) { await queue.add('go', { headers: request.headers }); }
`,
    'a name that is allowed': {
      code: `${queue}
export async function a(secret: string, user: { apiKey: string }) { await queue.add('go', { secret, user }); }
`,
      options: { allow: ['secret', 'user.apiKey'] },
    },
  },
  reports: {
    'a property by its name': {
      code: `${queue}
export async function a(password: string, card: { number: string }) {
  await queue.add('welcome', { password });
                               ~~~~~~~~ [secret]
  await queue.add('pay', { cardNumber: card.number, 'client-secret': 'abc123' });
                                       ~~~~~~~~~~~ [secret]
                                                                     ~~~~~~~~ [secret]
}
`,
      message:
        'Task `welcome` carries a password (`password`): payloads are stored in clear text in Redis, shown on dashboards, and kept with failed tasks. Send the id of what it belongs to and read it in the worker.',
    },
    'bytes, any, lists and records': `${queue}
export async function a(privateKey: Buffer, apiKeys: string[], body: any, secrets: Record<string, string>) {
  await queue.add('go', { privateKey, apiKeys, password: body.password, secrets });
                          ~~~~~~~~~~ [secret]
                                      ~~~~~~~ [secret]
                                                         ~~~~~~~~~~~~~ [secret]
                                                                        ~~~~~~~ [secret]
}
`,
    'the source of a value under another name': {
      code: `${queue}
export async function a(user: { id: string; password: string }, request: { body: { apiKey: string } }) {
  await queue.add('go', { pw: user.password });
                              ~~~~~~~~~~~~~ [secret]
  const { apiKey: k } = request.body;
  await queue.add('go', { k, auth: \`Bearer \${k}\` });
                          ~ [secret]
                                   ~~~~~~~~~~~~~ [secret]
  const basic = Buffer.from(user.id + ':' + user.password).toString('base64');
  await queue.add('go', { basic });
                          ~~~~~ [secret]
}
`,
      message:
        'Task `go` carries a password (`pw` from `user.password`): payloads are stored in clear text in Redis, shown on dashboards, and kept with failed tasks. Send the id of what it belongs to and read it in the worker.',
    },
    'a property whose name another type gives what is no secret': `${queue}
declare function encrypt(text: string): string;
interface Row { accessToken: string }
interface Connection { accessToken: string }
export const row = (token: string): Row => ({ accessToken: encrypt(token) });
export async function a(connection: Connection) {
  await queue.add('go', { accessToken: connection.accessToken });
                                       ~~~~~~~~~~~~~~~~~~~~~~ [secret]
}
`,
    'the environment': {
      code: `${queue}
const env = { GITHUB_TOKEN: String(process.env.X) };
export async function a() {
  await queue.add('go', { key: process.env.STRIPE_SECRET_KEY, token: process.env['SLACK_TOKEN'] });
                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [configured]
                                                                     ~~~~~~~~~~~~~~~~~~~~~~~~~~ [configured]
  await queue.add('go', { token: env.GITHUB_TOKEN, db: process.env.DATABASE_URL });
                                 ~~~~~~~~~~~~~~~~ [configured]
                                                       ~~~~~~~~~~~~~~~~~~~~~~~~ [configured]
}
`,
      message:
        'Task `go` carries a secret key (`key` from `process.env.STRIPE_SECRET_KEY`): payloads are stored in clear text in Redis, shown on dashboards, and kept with failed tasks. Let the worker read it from its own environment.',
    },
    "Nest's configuration": `${queue}
import type { ConfigService } from '@nestjs/config';
export async function a(config: ConfigService) {
  await queue.add('go', { auth: config.getOrThrow<string>('SMTP_PASSWORD'), region: config.get<string>('REGION') });
                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [configured]
}
`,
    'a header that lets its holder in': `${queue}
import type { Request } from 'express';
export async function a(req: Request) {
  await queue.add('go', { auth: req.headers.authorization, cookie: req.headers['cookie'] });
                                ~~~~~~~~~~~~~~~~~~~~~~~~~ [secret]
                                                                   ~~~~~~~~~~~~~~~~~~~~~ [secret]
}
`,
    'inside a type': {
      code: `${queue}
interface Signup { email: string; login: { password?: string }; keys: { apiKey: string }[] }
export async function a(signup: Signup) {
  await queue.add('go', signup);
                        ~~~~~~ [secret]
  await queue.add('go', { ...signup, login: 1 });
                             ~~~~~~ [secret]
}
`,
      message:
        'Task `go` carries secrets (`login.password`, `keys[].apiKey`): payloads are stored in clear text in Redis, shown on dashboards, and kept with failed tasks. Send the id of what it belongs to and read it in the worker.',
    },
    'a DTO that a framework fills in': `${queue}
declare function Body(): ParameterDecorator;
class Signup { email = ''; password = ''; }
export class Api { async go(@Body() dto: Signup) {
  await queue.add('go', dto);
                        ~~~ [secret]
} }
`,
    'inside a text': `${queue}
export async function a(user: { id: string; password: string }) {
  await queue.add('go', { text: JSON.stringify({ id: user.id, password: user.password }) });
                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [secret]
}
`,
    'a wrapper': `${queue}
async function send(payload: { to: string; data: { password: string } }) { await queue.add('go', payload); }
export async function a(to: string, pw: string) {
  await send({ to, data: { password: pw } });
                                     ~~ [secret]
}
`,
    'a hash under the name of a password': {
      code: `${queue}
declare function hash(text: string): Promise<string>;
export async function a(text: string) {
  await queue.add('go', { password: await hash(text) });
                                    ~~~~~~~~~~~~~~~~ [secret]
}
`,
      message:
        'Task `go` carries the hash of a password (`password`): payloads are stored in clear text in Redis, shown on dashboards, and kept with failed tasks. Send the id of what it belongs to and read it in the worker.',
    },
    'the columns of a row': {
      code: `${typeorm}
export async function a(user: User) {
  await queue.add('go', { user });
                          ~~~~ [columns]
  await queue.add('go', { ...user, password: undefined });
                             ~~~~ [columns]
}
export async function b(event: { users: User[]; at: string }) {
  await queue.add('go', event);
                        ~~~~~ [columns]
}
`,
      message:
        'Task `go` carries in `user` a whole TypeORM row (User) with `password`, `privateKey`: payloads are stored in clear text in Redis, shown on dashboards, and kept with failed tasks. Send its `id` and load the row in the worker.',
    },
    'one-time secrets where they are asked for': {
      code: `${queue}
export async function a(user: { resetToken: string; id: string }) {
  await queue.add('go', { userId: user.id, resetToken: user.resetToken });
                                                       ~~~~~~~~~~~~~~~ [oneTime]
  await queue.add('go', { url: \`https://example.com/?t=\${user.resetToken}\`, otp: user.id });
                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [oneTime]
                                                                                 ~~~~~~~ [oneTime]
}
`,
      options: { oneTime: true },
      message:
        'Task `go` carries a one-time secret (`resetToken`): until it expires, whoever can read Redis or its dashboard can use it. Make it in the worker, or keep it short-lived and remove the task when it is done.',
    },
    'words of the project': {
      code: `${queue}
export async function a(license_key: string) {
  await queue.add('go', { license_key });
                          ~~~~~~~~~~~ [secret]
}
`,
      options: { words: ['licenseKey'] },
    },
  },
});
