/**
 * Writes a project of the given size: modules with a few imports from their own feature and one or two shared ones, as
 * services are written; about 1.5 % of the files use a queue, directly or through a wrapper.
 */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const filesPerFeature = 10;

/**
 * @param {string} root folder to fill; must not exist
 * @param {string} modules `node_modules` to link
 * @param {number} size number of files
 */
export function generate(root, modules, size) {
  mkdirSync(path.join(root, 'src/shared'), { recursive: true });
  symlinkSync(modules, path.join(root, 'node_modules'));
  const compilerOptions = {
    target: 'ES2022',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  };
  writeFileSync(path.join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name: 'bench', type: 'module' }));
  for (const [name, text] of Object.entries(shared)) writeFileSync(path.join(root, 'src/shared', name), text);
  const features = Math.ceil((size - Object.keys(shared).length) / filesPerFeature);
  let left = size - Object.keys(shared).length;
  for (let feature = 0; feature < features; feature++) {
    const folder = path.join(root, 'src', `feature${feature}`);
    mkdirSync(folder);
    for (let index = 0; index < filesPerFeature && left > 0; index++, left--) {
      writeFileSync(path.join(folder, `part${index}.ts`), part(feature, index));
    }
  }
}

const shared = {
  'queue.ts': `import { Queue } from 'bullmq';

export const mailQueue = new Queue<{ userId: number }>('mail', {
  connection: {},
  defaultJobOptions: { attempts: 3 },
});
`,
  'queue-service.ts': `import { mailQueue } from './queue.js';

export class QueueService {
  async later(name: string, data: { userId: number }): Promise<void> {
    await mailQueue.add(name, data);
  }
}
`,
  'worker.ts': `import { Worker } from 'bullmq';

export const worker = new Worker<{ userId: number }>('mail', async (job) => {
  const answer = await fetch(\`https://example.org/users/\${job.data.userId}\`);
  if (!answer.ok) throw new Error('not sent');
}, { connection: {} });
`,
  'logger.ts': `export const logger = {
  info(message: string, details: object = {}): void {
    process.stdout.write(JSON.stringify({ message, ...details }) + '\\n');
  },
};
`,
  'result.ts': `export type Result<T> = { ok: true; value: T } | { ok: false; error: string };
export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const failed = <T>(error: string): Result<T> => ({ ok: false, error });
`,
};

/**
 * @param {number} feature
 * @param {number} index
 */
function part(feature, index) {
  const name = `Part${feature}x${index}`;
  // A feature's files import those before them; now and then a feature imports its neighbour.
  /** @type {(readonly [from: string, name: string])[]} */
  const imports = [];
  if (index > 0) imports.push([`./part${index - 1}.js`, `Part${feature}x${index - 1}`]);
  if (index > 3) imports.push([`./part${index >> 1}.js`, `Part${feature}x${index >> 1}`]);
  if (index === 0 && feature % 4 === 1)
    imports.push([`../feature${feature - 1}/part2.js`, `Part${feature - 1}x2`]);
  const direct = index === 9 && feature % 12 === 3;
  const wrapped = index === 9 && feature % 12 === 8;
  const head = [
    ...imports.map(([from, imported]) => `import { ${imported} } from '${from}';`),
    "import { logger } from '../shared/logger.js';",
    "import { failed, ok, type Result } from '../shared/result.js';",
    direct ? "import { mailQueue } from '../shared/queue.js';" : '',
    wrapped ? "import { QueueService } from '../shared/queue-service.js';" : '',
  ].filter((line) => line !== '');
  const methods = Array.from({ length: 6 }, (_, method) => body(method, imports[method % 2]?.[1])).join('\n');
  const enqueue = direct
    ? "\n  notify(userId: number): void {\n    mailQueue.add('notify', { userId });\n  }\n"
    : wrapped
      ? "\n  constructor(private readonly queues: QueueService) {}\n\n  async notify(userId: number): Promise<void> {\n    await this.queues.later('notify', { userId });\n  }\n"
      : '';
  return `${head.join('\n')}

export interface ${name}Row {
  readonly id: number;
  readonly title: string;
  readonly tags: readonly string[];
  readonly createdAt: Date;
}

export class ${name} {
  private readonly rows = new Map<number, ${name}Row>();
  private readonly seen = new Set<number>();
${enqueue}
  add(row: ${name}Row): void {
    this.rows.set(row.id, row);
    this.seen.add(row.id);
  }

${methods}
}
`.replaceAll('RowType', `${name}Row`);
}

/**
 * @param {number} method
 * @param {string | undefined} used
 */
function body(method, used) {
  const other =
    used === undefined
      ? ''
      : `    const other = new ${used}(${''});\n    logger.info('compared', { same: String(other) === String(this) });\n`;
  return `  async step${method}(id: number, label = 'step ${method}'): Promise<Result<RowType>> {
    const row = this.rows.get(id);
    if (row === undefined) return failed(\`no row \${id} for \${label}\`);
${other}    const tags = row.tags.filter((tag) => tag.length > ${method}).map((tag) => tag.trim());
    await Promise.resolve(tags.join(','));
    const next = { ...row, title: \`\${row.title} (\${tags.length})\`, tags };
    this.add(next);
    return ok(next);
  }
`;
}
