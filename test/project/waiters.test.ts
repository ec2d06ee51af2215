import path from 'node:path';
import { expect, it } from 'vitest';
import { findCandidates } from '../../src/project/candidates.js';
import { findUnits } from '../../src/project/units.js';
import { waitsForTasks } from '../../src/project/waiters.js';
import { folder, serverConfig } from './folder.js';

it('takes everything that imports a file which waits for a task', () => {
  const root = folder({
    'tsconfig.json': serverConfig,
    'src/queue.ts': "import { Queue } from 'bullmq';\nexport const reports = new Queue('reports');\n",
    'src/render.ts':
      "import { reports } from './queue.js';\nexport const render = async () => (await reports.getJob('1'))?.waitUntilFinished(x);\n",
    'src/service.ts': "import { render } from './render.js';\nexport const serve = () => render();\n",
    'src/server.ts': "import { serve } from './service.js';\nexport const handle = () => serve();\n",
    'src/other.ts': 'export const other = 1;\n',
  });
  const found = findCandidates(findUnits(root, []).units).flatMap(({ files }) => [...files]);
  expect(found.map((file) => path.relative(root, file)).sort()).toEqual([
    'src/queue.ts',
    'src/render.ts',
    'src/server.ts',
    'src/service.ts',
  ]);
});

it('takes a look at a task for a wait only beside a loop that walks no list', () => {
  const waits = waitsForTasks(["import { Queue } from 'bullmq';"]);
  expect(waits("await queue.getJob('1');")).toBe(false);
  expect(waits("for (const id of ids) await queue.getJob('1');")).toBe(false);
  expect(waits("while (!done) await queue.getJob('1');")).toBe(true);
  expect(waits('await job.waitUntilFinished(events);')).toBe(true);
});

it('knows only the members of libraries that are there', () => {
  expect(waitsForTasks(["import { Queue } from 'bullmq';"])('await job.finished();')).toBe(false);
  expect(waitsForTasks(["import Bull from 'bull';"])('await job.finished();')).toBe(true);
  expect(waitsForTasks(["import { InjectQueue } from '@nestjs/bull';"])('await job.finished();')).toBe(true);
});
