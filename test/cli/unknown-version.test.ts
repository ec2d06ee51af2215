import { expect, test } from 'vitest';
import { folder, serverConfig } from '../project/folder.js';
import { shell } from './shell.js';

test('a version that nobody described is named, not passed over in silence', async () => {
  const root = folder(
    {
      'package.json': '{}',
      'tsconfig.json': serverConfig,
      'src/main.ts': `import { Queue } from 'bullmq';\nexport const queue = new Queue('mail');\nvoid queue.add('a', { total: 1n });\n`,
      'node_modules/bullmq/package.json': '{ "name": "bullmq", "version": "99.0.0", "types": "index.d.ts" }',
      'node_modules/bullmq/index.d.ts':
        'export declare class Queue { constructor(name: string); add(name: string, data: unknown): Promise<void>; }\n',
    },
    { modules: false },
  );
  const { code, stdout, stderr } = await shell(root, 'check');
  expect(stderr).toContain('`bullmq` 99.0.0 is installed, and only >=1 <7 is known here');
  expect(stdout).toContain('No findings');
  expect(code).toBe(0);
});
