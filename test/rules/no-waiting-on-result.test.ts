import rule from '../../src/rules/no-waiting-on-result.js';
import { testRule } from './kit.js';

const head = `
import { Queue, QueueEvents, Worker } from 'bullmq';
import express, { Router, type Request, type Response } from 'express';
const reports = new Queue<{ id: number }, { url: string }>('reports', { connection: {} });
const events = new QueueEvents('reports', { connection: {} });
`;

testRule(rule, {
  silent: {
    'a script that waits until its task is done': `${head}
async function main(): Promise<void> {
  const job = await reports.add('render', { id: 1 });
  console.log(await job.waitUntilFinished(events));
}
void main();
export { Router, Worker, express };
`,
    'a status endpoint that reads by id': `${head}
export const router = Router();
router.get('/reports/:id', async (req, res) => {
  const job = await reports.getJob(req.params.id);
  res.json({ state: await job?.getState(), result: job?.returnvalue });
});
`,
    'a long poll of a task that another request enqueued': `${head}
export const router = Router();
router.get('/reports/:id/done', async (req, res) => {
  const job = await reports.getJob(req.params.id);
  res.json(await job?.waitUntilFinished(events, 20_000));
});
`,
    'a handler that answers first: nobody awaits the wait': `${head}
export async function create(req: Request, res: Response): Promise<void> {
  const job = await reports.add('render', { id: Number(req.params['id']) });
  void job.waitUntilFinished(events).then(console.log, console.error);
  job.waitUntilFinished(events).catch(console.error);
  void Promise.allSettled([job].map((one) => one.waitUntilFinished(events))).then(console.log);
  setTimeout(async () => { console.log(await job.waitUntilFinished(events)); }, 1000);
  res.status(202).json({ id: job.id });
}
`,
    'a wait after the answer': `${head}
export const router = Router();
router.post('/reports', async (req, res) => {
  const job = await reports.add('render', { id: 1 });
  res.status(202).json({ id: job.id });
  console.log(await job.waitUntilFinished(events));
});
`,
    'a helper that nothing in sight calls': `${head}
export async function render(id: number): Promise<unknown> {
  const job = await reports.add('render', { id });
  return job.waitUntilFinished(events);
}
`,
    'a helper that only a script calls': {
      'main.ts': `
import { render } from './render.js';
void render(1).then(console.log);
`,
      'render.ts': `${head}
export async function render(id: number): Promise<unknown> {
  return (await reports.add('render', { id })).waitUntilFinished(events);
}
`,
    },
    'a handler that calls the helper and does not wait for it': `${head}
async function render(id: number): Promise<unknown> {
  return (await reports.add('render', { id })).waitUntilFinished(events);
}
export async function create(req: Request, res: Response): Promise<void> {
  void render(1).catch(console.error);
  res.sendStatus(202);
}
`,
    'a test': `${head}
import { test } from 'node:test';
test('renders', async () => {
  const app = express();
  app.post('/reports', async (_req, res) => {
    const job = await reports.add('render', { id: 1 });
    res.json(await job.waitUntilFinished(events));
  });
});
`,
    'members of other classes with the same names': `${head}
class Upload { finished(): Promise<void> { return Promise.resolve(); } getState(): Promise<string> { return Promise.resolve('done'); } }
export async function create(req: Request, res: Response): Promise<void> {
  await reports.add('render', { id: 1 });
  const upload = new Upload();
  await upload.finished();
  while ((await upload.getState()) !== 'done') await new Promise((resolve) => setTimeout(resolve, 100));
  res.sendStatus(202);
}
`,
    'one look at the state right after the enqueue, and a walk over many tasks': `${head}
export async function create(req: Request, res: Response): Promise<void> {
  const job = await reports.add('render', { id: 1 });
  const ids = ['1', '2'];
  const states: string[] = [await job.getState()];
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index] ?? '';
    const other = await reports.getJob(id);
    if (other) states.push(await other.getState());
  }
  for (const id of ids) states.push(await reports.getJobState(id));
  res.json(states);
}
`,
    'a task that enqueues the next step': `${head}
export const worker = new Worker<{ id: number }>('orders', async (job) => {
  await reports.add('render', { id: job.data.id });
}, { connection: {} });
`,
    'a class of the program called Request': `${head}
class MyRequest { id = 1; }
export async function create(req: MyRequest): Promise<unknown> {
  const job = await reports.add('render', { id: req.id });
  return job.waitUntilFinished(events);
}
`,
    'a method with a decorator that is not of Nest': `${head}
const Post = (): MethodDecorator => () => undefined;
const Controller = (): ClassDecorator => () => undefined;
@Controller()
export class Reports {
  @Post()
  async create(): Promise<unknown> {
    const job = await reports.add('render', { id: 1 });
    return job.waitUntilFinished(events);
  }
}
`,
  },
  reports: {
    'Express: an inline handler': {
      code: `${head}
export const app = express();
app.post('/reports', async (req, res) => {
  const job = await reports.add('render', { id: Number(req.query['id']) });
  res.json(await job.waitUntilFinished(events));
                 ~~~~~~~~~~~~~~~~~~~~~ [request]
});
export { Router, Worker };
`,
      message:
        'This Express request enqueues a task and waits for its result: the user waits for the whole backlog, and for ever when no worker runs. Answer with the id of the task and let the client ask for it, or do the work here without a queue.',
    },
    'through a service in another file, with its chain': {
      code: {
        'main.ts': `${head}
export class Renderer {
  async render(id: number): Promise<{ url: string }> {
    const job = await reports.add('render', { id });
    return job.waitUntilFinished(events, 30_000);
           ~~~~~~~~~~~~~~~~~~~~~ [request]
  }
}
`,
        'controller.ts': `
import type { Request, Response } from 'express';
import { Renderer } from './main.js';
const renderer = new Renderer();
const links = { of: async (id: number) => (await renderer.render(id)).url };
export const create = async (req: Request, res: Response): Promise<void> => {
  res.json(await links.of(Number(req.params['id'])));
};
`,
      },
      message:
        'This Express request enqueues a task and waits for its result (create -> of -> Renderer.render -> waitUntilFinished): the user waits for the whole backlog. Answer with the id of the task and let the client ask for it, or do the work here without a queue.',
    },
    'the request enqueues, the helper waits': `${head}
import type { Job } from 'bullmq';
const done = (job: Job) => job.waitUntilFinished(events);
                           ~~~~~~~~~~~~~~~~~~~~~ [request]
export async function create(req: Request, res: Response): Promise<void> {
  const job = await reports.add('render', { id: 1 });
  res.json(await done(job));
}
`,
    'handed over by name, in a list, kept and awaited later': `${head}
const create = async (...args: unknown[]): Promise<unknown> => {
  const jobs = await reports.addBulk([{ name: 'render', data: { id: 1 } }]);
  const results = jobs.map((job) => job.waitUntilFinished(events));
                                    ~~~~~~~~~~~~~~~~~~~~~ [request]
  console.log(args);
  return Promise.all(results);
};
express().post('/reports', [create]);
`,
    'the promise is kept in a property and awaited by another method': {
      code: `${head}
export class Calculator {
  private readonly ready: Promise<void>;
  constructor(id: number) { this.ready = this.start(id); }
  private async start(id: number): Promise<void> {
    await reports.add('render', { id }, { jobId: 'r' });
    const job = await reports.getJob('r');
    await job?.waitUntilFinished(events);
          ~~~~~~~~~~~~~~~~~~~~~~ [request]
  }
  async total(): Promise<number> { await this.ready; return 1; }
}
export async function create(req: Request, res: Response): Promise<void> {
  res.json(await new Calculator(1).total());
}
`,
      message:
        'This Express request enqueues a task and waits for its result (create -> Calculator.total -> new Calculator -> Calculator.start -> waitUntilFinished): the user waits for the whole backlog, and for ever when no worker runs. Answer with the id of the task and let the client ask for it, or do the work here without a queue.',
    },
    'polling in a loop': {
      code: `${head}
export async function create(req: Request, res: Response): Promise<void> {
  const job = await reports.add('render', { id: 1 });
  while (!['completed', 'failed'].includes(await job.getState())) {
                                                 ~~~~~~~~~~~~ [request]
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  for (let left = 10; left > 0; left--) {
    const fresh = await reports.getJob(String(job.id));
                        ~~~~~~~~~~~~~~ [request]
    if (fresh?.finishedOn !== undefined) break;
  }
  res.sendStatus(200);
}
`,
      message:
        'This Express request enqueues a task and waits for its result: the user waits for the whole backlog. Answer with the id of the task and let the client ask for it, or do the work here without a queue.',
    },
    'pg-boss: polling in a task': `
import { PgBoss } from 'pg-boss';
const boss = new PgBoss('postgres://localhost/app');
void boss.work<{ id: number }>('orders', async ([job]) => {
  const id = await boss.send('reports', { id: job?.data.id });
  for (;;) {
    const report = await boss.findJobs('reports', { id: id ?? '' });
                         ~~~~~~~~~~~~~~~~~~~~~~~ [task]
    if (report[0]?.state === 'completed') break;
  }
});
`,
    'Nest and Bull: an enqueue in the service, found by id': `
import { InjectQueue } from '@nestjs/bull';
import { Controller, Injectable, Post } from '@nestjs/common';
import type { Queue } from 'bull';
@Injectable()
export class Snapshots {
  constructor(@InjectQueue('snapshots') private readonly queue: Queue) {}
  add(userId: string) { return this.queue.add('compute', { userId }, { jobId: userId }); }
  get(userId: string) { return this.queue.getJob(userId); }
}
@Controller('portfolio')
export class Portfolio {
  constructor(private readonly snapshots: Snapshots) {}
  @Post()
  async compute() {
    await this.snapshots.add('me');
    const job = await this.snapshots.get('me');
    if (job) await job.finished();
                   ~~~~~~~~~~~~ [request]
  }
}
`,
    'a task that waits for another queue': {
      code: `${head}
export const worker = new Worker<{ id: number }>('orders', async (job) => {
  const report = await reports.add('render', { id: job.data.id });
  return report.waitUntilFinished(events);
         ~~~~~~~~~~~~~~~~~~~~~~~~ [task]
}, { connection: {} });
`,
      message:
        'Task `orders` enqueues another task and waits for its result: it holds a worker all the while, and workers that wait for each other stand still (deadlock). End here, and enqueue the next step where the other task ends.',
    },
    'a task that waits for its own queue': {
      code: `
import Bull from 'bull';
const pages = new Bull<{ url: string }>('pages', 'redis://localhost');
async function crawl(url: string): Promise<void> {
  const links = await Promise.all([url].map((link) => pages.add({ url: link })));
  await Promise.all(links.map((link) => link.finished()));
                                        ~~~~~~~~~~~~~ [ownQueue]
}
void pages.process(async ({ data }) => { await crawl(data.url); });
`,
      message:
        'Task `pages` waits for a task of its own queue `pages` (crawl -> finished): as soon as every worker of that queue waits like this, none is left to run what they wait for, and the queue stands still (deadlock). End here, and enqueue the next step where the other task ends.',
    },
  },
});
