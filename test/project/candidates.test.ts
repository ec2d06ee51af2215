import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type typescript from 'typescript';
import { describe, expect, it } from 'vitest';
import { findCandidates } from '../../src/project/candidates.js';
import { ts } from '../../src/project/compiler.js';
import { missingPackages, syntaxProblemOf } from '../../src/project/health.js';
import { loadEditable, loadReadOnly } from '../../src/project/program.js';
import { findUnits } from '../../src/project/units.js';
import { folder, serverConfig } from './folder.js';

function candidates(root: string, extraNames: readonly string[] = []): string[] {
  return findCandidates(findUnits(root, []).units, extraNames)
    .flatMap(({ files }) => [...files])
    .map((file) => path.relative(root, file))
    .sort();
}

const queue = `import { Queue } from 'bullmq';
export const mails = new Queue('mails');
`;

describe('candidates', () => {
  it('finds no file without a queue package', () => {
    const root = folder({
      'tsconfig.json': serverConfig,
      'src/a.ts': "import { b } from './b.js';\nnew Set<number>().add(b);\n",
      'src/b.ts': 'export const b = 1; // we do not use bullmq\n',
    });
    expect(candidates(root)).toEqual([]);
  });

  it('takes importers that call an enqueue member, not the other files', () => {
    const root = folder({
      'tsconfig.json': serverConfig,
      'src/queues.ts': queue,
      'src/orders.ts': "import { mails } from './queues.js';\nexport const f = () => mails.add('a', 1);\n",
      'src/close.ts': "import { mails } from './queues.js';\nexport const f = () => mails.close();\n",
      'src/set.ts': 'new Set<number>().add(1);\n',
      'src/server.ts': "import './orders.js';\nimport './set.js';\n",
    });
    expect(candidates(root)).toEqual(['src/orders.ts', 'src/queues.ts']);
  });

  it('follows wrappers of wrappers by name, through re-exports', () => {
    const root = folder({
      'tsconfig.json': serverConfig,
      'src/service.ts': `${queue}
export class Jobs {
  async push(name: string, data: object): Promise<void> {
    const payload = { ...data };
    await mails.add(name, payload);
  }
}
`,
      'src/index.ts': "export * from './service.js';\n",
      'src/mailer.ts': `import type { Jobs } from './index.js';
export const later = (jobs: Jobs, to: string) => jobs.push('mail', { to });
`,
      'src/user.ts':
        "import { later } from './mailer.js';\ndeclare const jobs: any;\nexport const f = () => later(jobs, 'a');\n",
      'src/far.ts': "import { f } from './user.js';\nexport const g = () => f();\n",
    });
    expect(candidates(root)).toEqual(['src/mailer.ts', 'src/service.ts', 'src/user.ts']);
  });

  it('does not call a function a wrapper whose parameter only looks something up', () => {
    const root = folder({
      'tsconfig.json': serverConfig,
      'src/service.ts': `${queue}
declare function load(id: string): Promise<{ id: string }>;
export async function create(id: string) {
  const row = await load(id);
  await mails.add('a', { id: row.id });
}
`,
      'src/route.ts': "import { create } from './service.js';\nexport const f = () => create('1');\n",
    });
    expect(candidates(root)).toEqual(['src/service.ts']);
  });

  it('sees a wrapper in another package of the repository', () => {
    const root = folder({
      'packages/jobs/package.json': '{ "name": "jobs" }',
      'packages/jobs/tsconfig.json': serverConfig,
      'packages/jobs/src/index.ts': `${queue}
export function push(data: object) { return mails.add('a', data); }
`,
      'apps/api/tsconfig.json': `{ "compilerOptions": { "module": "nodenext", "paths": { "@acme/jobs": ["../../packages/jobs/src/index.ts"] } } }`,
      'apps/api/a.ts': "import { push } from '@acme/jobs';\nvoid push({});\n",
      'apps/api/b.ts': 'export const b = 1;\n',
    });
    expect(candidates(path.join(root, 'apps/api'))).toEqual(['a.ts']);
  });

  it('takes files that call what the settings name', () => {
    const root = folder({
      'tsconfig.json': serverConfig,
      'src/a.ts': 'declare const jobs: any;\njobs.launch({});\n',
    });
    expect(candidates(root, ['launch'])).toEqual(['src/a.ts']);
  });
});

describe('the program on candidates', () => {
  it('holds candidates, what they import and ambient files, with types', () => {
    const root = folder({
      'tsconfig.json': serverConfig,
      'src/queues.ts': queue,
      'src/globals.ts': 'export {};\ndeclare global { interface Known { a: 1 } }\n',
      'src/entity.ts': 'export interface Row { id: string }\n',
      'src/orders.ts': `import { mails } from './queues.js';
import type { Row } from './entity.js';
export const f = (row: Row, known: Known) => mails.add('a', { row, known });
`,
      'src/unrelated.ts': 'export const x: string = 1;\n',
    });
    const [found] = findCandidates(findUnits(root, []).units);
    if (found === undefined) throw new Error('no unit');
    const loaded = loadEditable(found);
    const program = loaded.program();
    const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${root}/src`));
    expect(own.map(({ fileName }) => path.basename(fileName)).sort()).toEqual([
      'entity.ts',
      'globals.ts',
      'orders.ts',
      'queues.ts',
    ]);
    expect(own.flatMap((file) => program.getSemanticDiagnostics(file))).toEqual([]);
    loaded.setText(`${root}/src/entity.ts`, 'export interface Row { id: number }\n');
    expect(loaded.program()).not.toBe(program);
    expect(loaded.program().getSourceFile(`${root}/src/queues.ts`)).toBe(
      program.getSourceFile(`${root}/src/queues.ts`),
    );
  });
});

describe('modules that do not resolve for the compiler', () => {
  it('do not resolve for a program that can be edited either', () => {
    const root = folder(
      {
        'package.json': '{ "type": "module" }',
        'tsconfig.json': serverConfig,
        'node_modules/bullmq/package.json': '{ "name": "bullmq", "types": "index.d.ts" }',
        'node_modules/bullmq/index.d.ts': 'export class Queue { add(name: string, data: unknown): void }',
        'node_modules/rows/package.json': '{ "name": "rows" }',
        'node_modules/rows/client/index.d.ts': 'export interface Row { id: string }',
        'src/a.ts': `import { Queue } from 'bullmq';
import type { Row } from 'rows/client';
export const f = (row: Row) => new Queue().add('a', row);
`,
      },
      { modules: false },
    );
    const [found] = findCandidates(findUnits(root, []).units);
    if (found === undefined) throw new Error('no unit');
    for (const program of [loadEditable(found).program(), loadReadOnly(found)]) {
      const file = program.getSourceFile(`${root}/src/a.ts`);
      expect(file?.impliedNodeFormat).toBe(ts.ModuleKind.ESNext);
      expect(program.getSemanticDiagnostics(file).map(({ code }) => code)).toEqual([2307]);
    }
  });
});

describe('referenced projects', () => {
  const own = 'export const a = 1;\n';
  it.each(['nothing', 'declarations'])('are their sources, with %s built', (built) => {
    const root = folder({
      'packages/jobs/package.json':
        '{ "name": "@m/jobs", "type": "module", "exports": { "import": "./dist/index.js" } }',
      'packages/jobs/tsconfig.json': `{ "compilerOptions": { "composite": true, "module": "nodenext", "rootDir": "src", "outDir": "dist" }, "include": ["src"] }`,
      'packages/jobs/src/index.ts': `${queue}export function push(data: object) { return mails.add('a', data); }\n`,
      ...(built === 'nothing'
        ? {}
        : { 'packages/jobs/dist/index.d.ts': 'export declare const push: any;\n' }),
      'packages/api/package.json': '{ "type": "module" }',
      'packages/api/tsconfig.json': `{ "compilerOptions": { "module": "nodenext", "types": [] }, "include": ["src"], "references": [{ "path": "../jobs" }] }`,
      'packages/api/src/a.ts': "import { push } from '@m/jobs';\nvoid push({});\n",
      'packages/api/src/b.ts': own,
    });
    mkdirSync(path.join(root, 'packages/api/node_modules/@m'), { recursive: true });
    symlinkSync('../../../jobs', path.join(root, 'packages/api/node_modules/@m/jobs'));
    const api = path.join(root, 'packages/api');
    expect(candidates(api)).toEqual(['src/a.ts']);
    const [found] = findCandidates(findUnits(api, []).units);
    if (found === undefined) throw new Error('no unit');
    const loaded = loadEditable(found);
    const sources = (program: typescript.Program): string[] =>
      program
        .getSourceFiles()
        .map(({ fileName }) => path.relative(root, fileName))
        .filter((file) => file.startsWith('packages'));
    const expected = ['packages/jobs/src/index.ts', 'packages/api/src/a.ts'];
    expect(sources(loadReadOnly(found))).toEqual(expected);
    expect(sources(loaded.program())).toEqual(expected);
    loaded.setText(`${api}/src/a.ts`, "import { push } from '@m/jobs';\nvoid push();\n");
    const program = loaded.program();
    expect(sources(program)).toEqual(expected);
    const errors = program.getSemanticDiagnostics(program.getSourceFile(`${api}/src/a.ts`));
    expect(errors.map(({ code }) => code)).toEqual([2554]);
  });
});

describe('health', () => {
  const first = (root: string): string => {
    const [found] = findCandidates(findUnits(root, []).units);
    return found === undefined
      ? ''
      : missingPackages(found.unit, found.files)
          .map(({ message }) => message)
          .join();
  };

  it('misses node_modules and types', () => {
    const files = {
      'package.json': '{ "dependencies": { "bullmq": "5" } }',
      'tsconfig.json': '{}',
      'a.ts': queue,
    };
    expect(first(folder(files, { modules: false }))).toMatch(
      /has no node_modules.*run `npm install` there first\.$/u,
    );
    expect(first(folder({ ...files, 'node_modules/x/a.js': '' }, { modules: false }))).toMatch(
      /The types of `bullmq`, imported by .*a\.ts, cannot be found; run `npm install`/u,
    );
    expect(first(folder(files))).toBe('');
  });

  it('quotes a syntax error', () => {
    const root = folder({ 'a.ts': 'const a = ;\n' });
    expect(syntaxProblemOf(`${root}/a.ts`)?.message).toMatch(/a\.ts:1:11 Expression expected; repair/u);
  });
});
