import rule from '../../src/rules/no-large-payload.js';
import { testRule } from './kit.js';

const queue = `
import { Queue, Worker, type Job } from 'bullmq';
export const queue = new Queue('work', { connection: {} });
export { Worker };
export type { Job };
`;

const typeorm = `
import { Column, Entity, PrimaryColumn, type Repository } from 'typeorm';
import { Queue } from 'bullmq';
export const queue = new Queue('work', { connection: {} });
@Entity() export class User {
  @PrimaryColumn() id!: string;
  @Column() email!: string;
  @Column() name!: string;
}
export declare const users: Repository<User>;
`;

testRule(rule, {
  silent: {
    'paths, keys, parts and lengths': `${queue}
import { readFileSync } from 'node:fs';
import type { Request } from 'express';
export async function a(path: string, req: Request) {
  const text = readFileSync(path, 'utf8');
  await queue.add('go', { path, bytes: text.length, head: text.slice(0, 100), lines: text.split('\\n').length });
  await queue.add('go', { version: JSON.parse(text).version, id: req.body.id, query: req.query });
  const { id } = req.body;
  await queue.add('go', { id });
}
`,
    'a body that a schema has read, or whose type is a few values': `${queue}
import { z } from 'zod';
import axios from 'axios';
import type { Request } from 'express';
const schema = z.object({ id: z.string() });
interface Order { id: string; at: Date; total: number; address: { city: string; zip: string } }
export async function a(req: Request<object, object, { email: string; terms: boolean }>) {
  await queue.add('go', schema.parse(req.body));
  await queue.add('go', req.body);
  const response = await fetch('https://example.com');
  const order = (await response.json()) as Order;
  await queue.add('go', { order });
  const { data } = await axios.get<Order>('/order');
  await queue.add('go', { data });
  const typed: Order = await response.json();
  await queue.add('go', { typed });
}
`,
    'what Nest hands over in part, or as a small DTO': `${queue}
import { Body } from '@nestjs/common';
class SignUp { email = ''; name = ''; age?: number; }
export class Api {
  async one(@Body('id') id: string) { await queue.add('go', { id }); }
  async two(@Body() dto: SignUp) { await queue.add('go', dto); }
}
`,
    'short bytes': `${queue}
import { createHash, createCipheriv, randomBytes, scryptSync } from 'node:crypto';
export async function a(name: string, secret: string, signature: Buffer, row: { checksum: Buffer }) {
  const digest = createHash('sha256').update(name).digest();
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', scryptSync(secret, 'salt', 32), iv);
  const sealed = Buffer.concat([iv, cipher.update(name), cipher.final()]).toString('base64');
  await queue.add('go', { digest: digest.toString('base64'), sealed, random: randomBytes(16).toString('base64') });
  await queue.add('go', { basic: Buffer.from(\`\${name}:\${secret}\`).toString('base64'), cursor: btoa(name) });
  await queue.add('go', { signature: signature.toString('base64'), sum: row.checksum.toString('base64') });
}
`,
    'an uploaded file that lies on a disk': `${queue}
import multer from 'multer';
export const upload = multer({ storage: multer.diskStorage({ destination: '/tmp' }) });
export async function a(file: Express.Multer.File) { await queue.add('go', { file, path: file.path }); }
`,
    'functions of the same name': `${queue}
const fs = { readFileSync(path: string) { return path; } };
class Request { body = { any: [] as string[] }; data = [] as string[]; }
export async function a(req: Request) {
  await queue.add('go', { text: fs.readFileSync('x'), body: req.body, data: req.data });
}
`,
    'what a worker received': `${queue}
export const worker = new Worker('work', async (job: Job<{ html: string; rows: object[] }>) => {
  await queue.add('next', job.data);
  await queue.add('next', { html: job.data.html });
}, { connection: {} });
`,
    'small constants and texts of unknown size': `${queue}
const template = '<p>hello</p>';
export async function a(html: string, rows: object[]) {
  await queue.add('go', { html, rows, template, list: [1, 2, 3], line: '-'.repeat(80) });
}
`,
    'rows with a limit, one of them, or few columns of some': `${typeorm}
export async function a(orderId: string) {
  const page = await users.find({ take: 100 });
  await queue.add('go', { page });
  const [first] = await users.find();
  await queue.add('go', { first });
  const rows = await users.find({ where: { name: orderId }, select: { id: true, email: true } });
  await queue.add('go', { rows });
  const all = await users.find();
  await queue.add('go', { ids: all.map((user) => user.id), count: all.length, some: all.slice(0, 10) });
  for (const user of all) await queue.add('go', { user });
  await queue.add('go', { some: await users.createQueryBuilder('u').take(5).getMany() });
  const built = users.createQueryBuilder('u');
  if (orderId) built.take(5);
  await queue.add('go', { some: await built.getMany() });
}
export async function b(options: object) { await queue.add('go', { rows: await users.find({ ...options }) }); }
`,
    'the content of a broker message, whose size its type does not tell': `
import type { Channel } from 'amqplib';
export function a(channel: Channel, content: Buffer) { channel.sendToQueue('work', content); }
`,
  },
  reports: {
    'the contents of a file': {
      code: `${queue}
import fs, { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
async function load(path: string) { return readFile(path, 'utf8'); }
export async function a(path: string) {
  const text = readFileSync(path, 'utf8');
  await queue.add('go', { text });
                          ~~~~ [large]
  await queue.add('go', { page: await readFile(path), json: JSON.parse(text) });
                                ~~~~~~~~~~~~~~~~~~~~ [large]
                                                            ~~~~~~~~~~~~~~~~ [large]
  await queue.add('go', { pdf: (await fs.promises.readFile(path)).toString('base64'), loaded: await load(path) });
                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [large]
                                                                                              ~~~~~~~~~~~~~~~~ [large]
  await queue.add('go', { url: \`data:image/png;base64,\${readFileSync(path).toString('base64')}\` });
                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [large]
}
`,
      message:
        'Task `go` carries in `text` the contents of a file: all of it is stored in Redis for as long as the task is kept, and copied to every worker that takes it. Send its path or key and read it in the worker.',
    },
    'streams, uploads and bytes': `${queue}
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type {} from 'multer';
export async function a(stream: Readable, upload: Express.Multer.File, image: Buffer, form: FormData) {
  await queue.add('go', { body: await text(stream) });
                                ~~~~~~~~~~~~~~~~~~ [large]
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  await queue.add('go', { pdf: Buffer.concat(chunks).toString('base64') });
                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [large]
  await queue.add('go', { file: upload.buffer.toString('base64'), upload });
                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [large]
                                                                  ~~~~~~ [large]
  await queue.add('go', { image: image.toString('base64'), raw: image });
                                 ~~~~~~~~~~~~~~~~~~~~~~~~ [large]
                                                                ~~~~~ [large]
  const file = form.get('file') as File;
  await queue.add('go', { file: Buffer.from(await file.arrayBuffer()).toString('base64') });
                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [large]
}
`,
    'bodies of requests': {
      code: `${queue}
import type { Request } from 'express';
import type { FastifyRequest } from 'fastify';
import type { Context } from 'koa';
import type {} from '@koa/bodyparser';
import type { Context as HonoContext } from 'hono';
export async function a(req: Request, request: FastifyRequest, ctx: Context, c: HonoContext) {
  await queue.add('go', req.body);
                        ~~~~~~~~ [large]
  const { body } = req;
  await queue.add('go', { event: body, text: JSON.stringify(request.body) });
                                 ~~~~ [large]
                                             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [large]
  await queue.add('go', { body: ctx.request.body, hono: await c.req.json(), raw: await c.req.text() });
                                ~~~~~~~~~~~~~~~~ [large]
                                                        ~~~~~~~~~~~~~~~~~~ [large]
                                                                                 ~~~~~~~~~~~~~~~~~~ [large]
}
export async function POST(request: globalThis.Request) {
  const payload = await request.json();
  await queue.add('go', payload);
                        ~~~~~~~ [large]
}
`,
      message:
        'Task `go` carries the whole body of a request, as large as the client makes it: all of it is stored in Redis for as long as the task is kept, and copied to every worker that takes it. Send the fields that the task needs, or store the body and send its key.',
    },
    "Nest's body with lists in it": `${queue}
import { Body } from '@nestjs/common';
class Import { rows: { name: string }[] = []; }
export class Api {
  async one(@Body() dto: Import) { await queue.add('go', { dto }); }
                                                           ~~~ [large]
  async two(@Body() body: any) { await queue.add('go', body); }
                                                       ~~~~ [large]
}
`,
    'bodies of responses': `${queue}
import axios from 'axios';
import got from 'got';
import ky from 'ky';
import nodeFetch from 'node-fetch';
import { request } from 'undici';
export async function a(url: string) {
  const response = await fetch(url);
  await queue.add('go', { page: await response.text(), json: await (await fetch(url)).json() });
                                ~~~~~~~~~~~~~~~~~~~~~ [large]
                                                             ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [large]
  const { data } = await axios.get(url);
  await queue.add('go', { data, more: (await axios.get<string[]>(url)).data });
                          ~~~~ [large]
                                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [large]
  await queue.add('go', { got: await got(url).json(), body: (await got(url)).body, ky: await ky.get(url).text() });
                               ~~~~~~~~~~~~~~~~~~~~~ [large]
                                                            ~~~~~~~~~~~~~~~~~~~~~ [large]
                                                                                       ~~~~~~~~~~~~~~~~~~~~~~~~ [large]
  const { body } = await request(url);
  await queue.add('go', { node: await (await nodeFetch(url)).json(), undici: await body.json() });
                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [large]
                                                                             ~~~~~~~~~~~~~~~~~ [large]
}
`,
    'rows that nothing limits': {
      code: `${typeorm}
export async function a(name: string) {
  const all = await users.find();
  await queue.add('go', { all });
                          ~~~ [rows]
  await queue.add('go', { named: await users.find({ where: { name } }) });
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [rows]
  await queue.add('go', { some: all.filter((user) => user.name !== name) });
                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [rows]
  await queue.add('go', { emails: await users.find({ select: { id: true, email: true } }) });
                                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [rows]
  await queue.add('go', { built: await users.createQueryBuilder('u').getMany() });
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ [rows]
}
`,
      message:
        'Task `go` carries in `all` every row that `users.find` finds, and nothing limits how many: all of it is stored in Redis for as long as the task is kept, and copied to every worker that takes it. Send their ids in portions, or the condition, and load them in the worker.',
    },
    'a constant over the limit': {
      code: `${queue}
const page = '<p>hello</p>'.repeat(2000);
export async function a() {
  await queue.add('go', { page });
                          ~~~~ [constant]
  await queue.add('go', { short: '0123456789', long: \`\${page}!\` });
                                                     ~~~~~~~~~~ [constant]
}
`,
      message:
        'Task `go` carries in `page` a constant of 23.4 KiB: every task of its kind stores the same 23.4 KiB in Redis again. Keep it in the code of the worker and send its name.',
    },
    'a limit of the project': {
      code: `${queue}
export async function a() {
  await queue.add('go', { page: '0123456789' });
                                ~~~~~~~~~~~~ [constant]
}
`,
      options: { limit: 8 },
    },
    'a constant in another file': {
      'main.ts': `${queue}
import { table } from './table.js';
export async function a() {
  await queue.add('go', { table });
                          ~~~~~ [constant]
}
`,
      'table.ts': `export const table = [${Array.from({ length: 2500 }, (_, i) => `'${i}-0123456'`).join(', ')}];`,
    },
    'what the library refuses': {
      code: `
import type { Queue } from '@cloudflare/workers-types';
const blob = 'x'.repeat(200_000);
export async function a(queue: Queue<{ blob: string }>) {
  await queue.send({ blob });
                     ~~~~ [refused]
}
`,
      message:
        'The payload carries in `blob` a constant of 195.3 KiB, and Cloudflare Queues refuses more than 125 KiB: this enqueue throws and the task is lost. Keep it in the code of the worker and send its name.',
    },
    'a file in a message of a service with a limit': {
      code: `
import { readFileSync } from 'node:fs';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
const client = new SQSClient({});
export async function a(path: string) {
  const text = readFileSync(path, 'utf8');
  await client.send(new SendMessageCommand({ QueueUrl: 'https://q', MessageBody: JSON.stringify({ text }) }));
                                                                                                  ~~~~ [large]
}
`,
      message:
        'The payload carries in `text` the contents of a file: all of it is stored in Amazon SQS for as long as the task is kept, and copied to every worker that takes it. Amazon SQS refuses more than 1 MiB. Send its path or key and read it in the worker.',
    },
  },
});
