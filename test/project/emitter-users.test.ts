import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCandidates } from '../../src/project/candidates.js';
import { findUnits } from '../../src/project/units.js';
import { folder, serverConfig } from './folder.js';

function candidates(files: Readonly<Record<string, string>>): string[] {
  const root = folder({ 'tsconfig.json': serverConfig, ...files });
  return findCandidates(findUnits(root, []).units)
    .flatMap((unit) => [...unit.files])
    .map((file) => path.relative(root, file))
    .sort();
}

const worker = `import { Worker } from 'bullmq';\nexport const mail = new Worker('mail', async () => {});\n`;

describe('candidates for emitters', () => {
  it('takes files that may close a worker or listen to it, however far away', () => {
    expect(
      candidates({
        'src/worker.ts': worker,
        'src/all.ts': "import { mail } from './worker.js';\nexport const workers = [mail];\n",
        'src/stop.ts':
          "import { workers } from './all.js';\nexport const stop = () => workers.map((worker) => worker.close());\n",
        'src/other.ts': "import { workers } from './all.js';\nexport const count = workers.length;\n",
        'src/far.ts': 'export const listen = (socket: WebSocket) => socket.close();\n',
      }),
    ).toEqual(['src/all.ts', 'src/stop.ts', 'src/worker.ts']);
  });

  it('takes the application that runs the workers of Nest', () => {
    expect(
      candidates({
        'src/mail.ts': `import { Processor } from '@nestjs/bullmq';\n@Processor('mail') export class Mail {}\n`,
        'src/module.ts': "import { Mail } from './mail.js';\nexport const providers = [Mail];\n",
        'src/main.ts':
          "import { providers } from './module.js';\nconst app = await NestFactory.create(providers);\napp.enableShutdownHooks();\n",
      }),
    ).toEqual(['src/mail.ts', 'src/main.ts', 'src/module.ts']);
  });
});

describe('members that close', () => {
  it('are those of the libraries that the program names', () => {
    expect(
      candidates({
        'src/worker.ts': worker,
        'src/all.ts': "import { mail } from './worker.js';\nexport const workers = [mail];\n",
        'src/other.ts':
          "import { workers } from './all.js';\ndeclare const app: any;\nexport const f = () => app.enableShutdownHooks(workers);\n",
      }),
    ).toEqual(['src/all.ts', 'src/worker.ts']);
  });
});
