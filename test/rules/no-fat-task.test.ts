import rule from '../../src/rules/no-fat-task.js';
import { testRule } from './kit.js';

/** Statements `step(1);`, `step(2);` … one to a line. */
function steps(count: number, indent = '  '): string {
  return Array.from({ length: count }, (_, index) => `${indent}step(${index + 1});`).join('\n');
}

const bullmq = `
import { Worker, type Job } from 'bullmq';
declare function step(n: number): void;
`;

const cases = (count: number): string =>
  Array.from({ length: count }, (_, index) => `    case 'task-${index}': return step(${index});`).join('\n');

testRule(rule, {
  silent: {
    'a body that unpacks and calls': `${bullmq}
declare function send(to: string): Promise<void>;
new Worker<{ to: string }>('mail', async (job) => { await send(job.data.to); }, { connection: {} });
`,
    'twenty statements': `${bullmq}
new Worker('mail', async () => {
${steps(20)}
}, { connection: {} });
`,
    'bare returns and breaks are no work': `${bullmq}
new Worker<{ ids: number[] }>('mail', async (job) => {
${steps(16)}
  for (const id of job.data.ids) {
    if (id === 1) {
      continue;
    }
    if (id === 2) break;
  }
  if (job.data.ids.length === 0) {
    return;
  }
}, { connection: {} });
`,
    'defaults and optional chains are no paths': `${bullmq}
declare const row: { a?: string; b?: { c?: string } } | undefined;
declare function save(row: object): Promise<void>;
new Worker('mail', async () => {
  await save({
    a: row?.a ?? '', b: row?.b?.c ?? '', c: row?.a || '', d: row?.b?.c || '', e: row?.a ?? row?.b?.c ?? '',
    f: row?.a ?? '', g: row?.b?.c ?? '', h: row?.a || '', i: row?.b?.c || '', j: row?.a ?? row?.b?.c ?? '',
  });
}, { connection: {} });
`,
    'a switch on the name of the job': `${bullmq}
new Worker('mail', async (job: Job) => {
  switch (job.name) {
${cases(30)}
    default: throw new Error(job.name);
  }
}, { connection: {} });
`,
    'the name in a constant': `${bullmq}
new Worker('mail', async ({ name }: Job) => {
  const task = name;
  switch (task) {
${cases(24)}
  }
}, { connection: {} });
`,
    'a chain of ifs on the name': `${bullmq}
new Worker('mail', async (job: Job) => {
${Array.from({ length: 24 }, (_, index) => `  if (job.name === 'task-${index}' || job.name === 'old-${index}') return step(${index});`).join('\n')}
  throw new Error(job.name);
}, { connection: {} });
`,
    'a table of handlers': `${bullmq}
new Worker('mail', async (job: Job) => {
  const handlers: Record<string, () => void> = {
${Array.from({ length: 24 }, (_, index) => `    'task-${index}': () => { step(${index}); },`).join('\n')}
  };
  handlers[job.name]?.();
}, { connection: {} });
`,
    'a switch on the payload that only calls': `${bullmq}
new Worker<{ kind: string }>('mail', async (job) => {
  const { kind } = job.data;
  switch (kind) {
${cases(24)}
  }
}, { connection: {} });
`,
    'a function that outlives the run': `${bullmq}
new Worker('mail', async () => {
  return () => {
${steps(30)}
  };
}, { connection: {} });
`,
    'a helper that the body calls': `${bullmq}
function all(): void {
${steps(30)}
}
new Worker('mail', async () => { all(); }, { connection: {} });
`,
    'a worker of another library': `
declare function step(n: number): void;
class Worker { constructor(readonly name: string, readonly run: () => void) {} }
new Worker('mail', () => {
${steps(30)}
});
`,
    'higher limits': {
      code: `${bullmq}
new Worker('mail', async () => {
${steps(30)}
}, { connection: {} });
`,
      options: { maxStatements: 40 },
    },
  },
  reports: {
    'an arrow, up to its =>': {
      code: `${bullmq}
new Worker('mail', async (job) => {
                   ~~~~~~~~~~~~~~ [statements]
  step(Number(job.id));
${steps(20)}
}, { connection: {} });
`,
      message:
        'Task `mail` holds 21 statements of work (limit 20), so when it fails in production only a worker can run it again or test it. Move the work to a plain function; the task unpacks its payload and calls it.',
    },
    'a function, at its name': `${bullmq}
async function sendAll(job: Job): Promise<void> {
               ~~~~~~~ [statements]
  step(Number(job.id));
${steps(20)}
}
new Worker('mail', sendAll, { connection: {} });
`,
    'a function without a name, up to its keyword': `
import Bull from 'bull';
declare function step(n: number): void;
const queue = new Bull('mail');
void queue.process('send', async function () {
                           ~~~~~~~~~~~~~~ [statements]
${steps(21)}
});
`,
    'a method of a Nest processor (BullMQ)': `
import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Job } from 'bullmq';
declare function step(n: number): void;
@Processor('mail')
export class MailProcessor extends WorkerHost {
  async process(job: Job): Promise<void> {
        ~~~~~~~ [statements]
    step(Number(job.id));
${steps(20, '    ')}
  }
}
`,
    'a method of a Nest processor (Bull)': `
import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
declare function step(n: number): void;
@Processor('mail')
export class MailProcessor {
  @Process('send')
  async send(job: Job): Promise<void> {
        ~~~~ [statements]
    step(Number(job.id));
${steps(20, '    ')}
  }
}
`,
    'callbacks and local functions are its own': `${bullmq}
new Worker<{ ids: number[] }>('mail', async (job) => {
                                      ~~~~~~~~~~~~~~ [statements]
  const each = (id: number): void => {
    step(id);
${steps(9, '    ')}
  };
  job.data.ids.forEach((id) => {
    each(id);
${steps(9, '    ')}
  });
}, { connection: {} });
`,
    'many paths in few statements': {
      code: `${bullmq}
declare const n: number;
new Worker('mail', async () => {
                   ~~~~~~~~~~~ [complexity]
  if (n > 1 && n < 3 && n !== 2 || n === 9 || n === 10) step(1);
  else if (n > 4 && n < 8) step(n > 5 ? 2 : 3);
  while (n > 7 || n < 0) step(4);
}, { connection: {} });
`,
      message:
        'Task `mail` takes 11 paths (limit 10), and only a worker can run and test them. Move the work to a plain function; the task unpacks its payload and calls it.',
    },
    'one case of a dispatcher, at its name': `${bullmq}
new Worker('mail', async (job: Job) => {
  switch (job.name) {
    case 'small':
      return step(1);
    case 'big':
         ~~~~~ [caseStatements]
${steps(21, '      ')}
      return;
  }
}, { connection: {} });
`,
    'one branch on the name': `${bullmq}
new Worker('mail', async (job: Job) => {
  if (job.name === 'big') {
                   ~~~~~ [caseStatements]
${steps(21, '    ')}
  }
}, { connection: {} });
`,
    'a handler in a table beside the task': `${bullmq}
const handlers: Record<string, (job: Job) => void> = {
  small: () => { step(1); },
  big: (job) => {
  ~~~ [caseStatements]
    step(Number(job.id));
${steps(20, '    ')}
  },
};
new Worker('mail', async (job: Job) => handlers[job.name]?.(job), { connection: {} });
`,
    'a switch on the payload with work in its cases': `${bullmq}
new Worker<{ kind: string }>('mail', async (job) => {
                                     ~~~~~~~~~~~~~~ [statements]
  switch (job.data.kind) {
    case 'a':
${steps(12, '      ')}
      break;
    default:
${steps(12, '      ')}
  }
}, { connection: {} });
`,
    'lower limits': {
      code: `${bullmq}
new Worker('mail', async () => {
                   ~~~~~~~~~~~ [statements]
${steps(3)}
}, { connection: {} });
`,
      options: { maxStatements: 2 },
    },
  },
});
