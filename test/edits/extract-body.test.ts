import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analysis/facts.js';
import { isSkip, type Skip, type TextEdit } from '../../src/edits/edit.js';
import { extractBody } from '../../src/edits/extract-body.js';
import { apply } from '../rules/kit.js';
import { createTestProgram, virtualPath } from '../program.js';

type Files = Readonly<Record<string, string>>;

function rewriteOf(files: Files): readonly TextEdit[] | Skip {
  const program = createTestProgram(files);
  const analysis = analyze(ts, program);
  const file = program.getSourceFile(virtualPath('task.ts'));
  const task = file && analysis.file(file).tasks[0];
  if (!task) throw new Error('no task in task.ts');
  return extractBody(analysis.host, task);
}

function extracted(files: Files): Files {
  const rewrite = rewriteOf(files);
  if (isSkip(rewrite)) throw new Error(`${rewrite.reason}: ${rewrite.message}`);
  const result: Record<string, string> = { ...files };
  for (const path of new Set(rewrite.map(({ file }) => file))) {
    const name = path.slice(virtualPath('').length).replace(/^\//u, '');
    result[name] = apply(
      files[name] ?? '',
      rewrite.filter(({ file }) => file === path),
    );
  }
  const program = createTestProgram(result);
  for (const name of Object.keys(result)) {
    const file = program.getSourceFile(virtualPath(name));
    const errors = program.getSemanticDiagnostics(file).map(({ messageText }) => messageText);
    expect(errors, name).toEqual([]);
  }
  return result;
}

function refusal(files: Files): string {
  const rewrite = rewriteOf(files);
  return isSkip(rewrite) ? rewrite.reason : 'not refused';
}

const worker = (body: string, payload = '{ id: number }'): string =>
  `import { Worker } from 'bullmq';\nnew Worker<${payload}>('make-tea', ${body}, { connection: {} });\n`;

describe('extractBody', () => {
  it('leaves a call in an arrow without braces', () => {
    const files = extracted({ 'task.ts': worker('async (job) => Promise.resolve(job.data.id + 1)') });
    expect(files['task.ts']).toContain('async (job) => makeTea(job.data), {');
    expect(files['make-tea.ts']).toContain('return Promise.resolve(data.id + 1);');
  });

  it('passes what the task narrowed as it is on entry', () => {
    const files = extracted({
      'task.ts': `import { Worker } from 'bullmq';
export function start(note?: (text: string) => void): void {
  if (!note) return;
  new Worker<{ id: number }>('make-tea', async (job) => { note(String(job.data.id)); }, { connection: {} });
}
`,
    });
    expect(files['make-tea.ts']).toContain('note: (text: string) => void)');
  });

  it('calls a payload that is a choice of jobs by its job', () => {
    const files = extracted({
      'task.ts': `import { Worker, type Job } from 'bullmq';
type Any = Job<{ a: string }, void, 'a'> | Job<{ b: string }, void, 'b'>;
async function run(job: Any): Promise<void> {
  console.info('a' in job.data ? job.data.a : job.data.b);
}
new Worker('make-tea', run as never, { connection: {} });
export const second = new Worker('make-tea', (job) => run(job as Any), { connection: {} });
`,
    });
    expect(files['run-make-tea.ts'] ?? files['make-tea.ts']).toContain('readonly job: Any;');
  });

  it('keeps reading the job when its payload may be replaced', () => {
    const files = extracted({
      'task.ts': worker(
        `async (job) => { await job.updateData({ id: job.data.id + 1 }); console.info(job.data.id); }`,
      ),
    });
    expect(files['make-tea.ts']).toContain('console.info(job.data.id)');
    expect(files['make-tea.ts']).toContain('readonly job: Job<{ id: number }>;');
  });

  it('writes no any for a job without a payload type', () => {
    const files = extracted({
      'task.ts': `import { Worker, type Job } from 'bullmq';
async function run(job: Job<any>): Promise<any> {
  return job.data.id;
}
new Worker('make-tea', run, { connection: {} });
`,
    });
    const helper = files['make-tea.ts'] ?? files['run-make-tea.ts'] ?? Object.values(files)[1];
    expect(helper).toContain("(data: Job['data'])");
    expect(helper).not.toMatch(/\bany\b/u);
  });

  it('loads nothing of the task at run time', () => {
    const files = extracted({
      'queues.ts': `import { Queue } from 'bullmq';\nexport const mails = new Queue<{ to: string }>('mails', { connection: {} });\n`,
      'task.ts': `import { Worker } from 'bullmq';
import { mails } from './queues.js';
export class Empty extends Error {}
new Worker<{ to: string }>('make-tea', async (job) => {
  if (job.data.to === '') throw new Empty();
  await mails.add('mail', job.data);
}, { connection: {} });
`,
    });
    const { outputText } = ts.transpileModule(files['make-tea.ts'] ?? '', {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ESNext,
        verbatimModuleSyntax: true,
      },
    });
    expect(outputText).not.toMatch(/^import/mu);
  });

  it('finds an exported type that the file does not import', () => {
    const files = extracted({
      'types.ts': `export interface Deep { readonly id: number }\nexport const deep = (): Deep => ({ id: 1 });\n`,
      'task.ts': `import { Worker } from 'bullmq';
import { deep } from './types.js';
const found = deep();
new Worker<{ id: number }>('make-tea', async (job) => { console.info(found.id + job.data.id); }, { connection: {} });
`,
    });
    expect(files['make-tea.ts']).toContain("import type { Deep } from './types.js';");
    expect(files['make-tea.ts']).toContain('found: Deep');
  });

  it('exports a class behind its decorator', () => {
    const files = extracted({
      'task.ts': `import { Worker } from 'bullmq';
function sealed(target: object): void { Object.seal(target); }
@sealed
class Tea { readonly hot = true; }
new Worker<{ id: number }>('make-tea', async (job) => { console.info(new Tea().hot, job.data.id); }, { connection: {} });
`,
    });
    expect(files['task.ts']).toContain('@sealed\nexport class Tea');
  });
});

describe('extractBody refuses', () => {
  it.each([
    [
      'super',
      'this-used',
      'async process(job: Job<{ id: number }>): Promise<void> { super.toString(); console.info(job.id); }',
    ],
    [
      'an accessor',
      'own-method',
      'get size(): number { return 1; }\n  async process(job: Job): Promise<void> { console.info(this.size, job.id); }',
    ],
    [
      'a counter',
      'assigned-member',
      'count = 0;\n  async process(job: Job): Promise<void> { this.count += 1; console.info(job.id); }',
    ],
    ['a type parameter', 'generic', 'async process<T>(job: Job<T>): Promise<void> { console.info(job.id); }'],
    [
      'its file name',
      'module-scope',
      'async process(job: Job): Promise<void> { console.info(__filename, job.id); }',
    ],
  ])('%s', (_, reason, member) => {
    const code = `import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Job } from 'bullmq';
@Processor('teas')
export class TeaProcessor extends WorkerHost {
  ${member}
}
`;
    expect(refusal({ 'task.ts': code })).toBe(reason);
  });

  it('a comment inside the name of the payload', () => {
    const code = worker('async (job) => { console.info(job/* the job */.data.id); }');
    expect(refusal({ 'task.ts': code })).toBe('comment-lost');
  });
});
