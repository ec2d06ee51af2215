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

const agenda = `import { Agenda } from 'agenda';\nexport const agenda = new Agenda({} as any);\n`;
/** What imports the file that makes an Agenda may close it, and so is a candidate by itself. */
const hub = "import './agenda.js';\n";
const mails = `import { Queue } from 'bullmq';\nexport const mails = new Queue('mails');\n`;

describe('members with common names', () => {
  it('leave out calls that cannot be the library’s by their arguments', () => {
    expect(
      candidates({
        'src/agenda.ts': agenda,
        'src/hub.ts': hub,
        'src/clock.ts': "import './hub.js';\nexport const at = () => Date.now();\n",
        'src/model.ts':
          "import './hub.js';\ndeclare const Model: any;\nexport const f = (id: string) => Model.create({ id });\n",
        'src/list.ts': "import './hub.js';\nexport const all = (xs: number[]) => xs.every((x) => x > 0);\n",
      }),
    ).toEqual(['src/agenda.ts', 'src/hub.ts']);
  });

  it('take those that can be', () => {
    expect(
      candidates({
        'src/agenda.ts': agenda,
        'src/create.ts':
          "import { agenda } from './agenda.js';\nexport const f = (id: string) => agenda.create('mail', { id }).save();\n",
        'src/every.ts':
          "import { agenda } from './agenda.js';\nexport const f = () => agenda.every('1 day', ['clean', 'mail']);\n",
        'src/spread.ts':
          "import { agenda } from './agenda.js';\nexport const f = (given: [string, object]) => agenda.now(...given);\n",
        'src/brackets.ts':
          "import { agenda } from './agenda.js';\nexport const f = () => agenda['now']('mail', {});\n",
      }),
    ).toEqual(['src/agenda.ts', 'src/brackets.ts', 'src/create.ts', 'src/every.ts', 'src/spread.ts']);
  });

  it('are sought only where their own library is within reach', () => {
    expect(
      candidates({
        'src/agenda.ts': agenda,
        'src/hub.ts': hub,
        'src/mails.ts': mails,
        'src/near.ts': "import { mails } from './mails.js';\nexport const f = () => mails.add('a', 1);\n",
        'src/other.ts':
          "import './hub.js';\ndeclare const cart: any;\nexport const f = () => cart.add('a', 1);\n",
      }),
    ).toEqual(['src/agenda.ts', 'src/hub.ts', 'src/mails.ts', 'src/near.ts']);
  });
});

describe('wrappers with common names', () => {
  const service = `${mails}export function create(data: object) { return mails.add('a', data); }\n`;

  it('are sought only in files that can reach them', () => {
    expect(
      candidates({
        'src/users.ts': service,
        'src/orders.ts': `import { Queue } from 'bullmq';\nexport const orders = new Queue('orders');\n`,
        'src/near.ts': "import { create } from './users.js';\nexport const f = () => create({});\n",
        'src/far.ts':
          "import './orders.js';\ndeclare function create(row: object): void;\nexport const f = () => create({});\n",
      }),
    ).toEqual(['src/near.ts', 'src/orders.ts', 'src/users.ts']);
  });

  it.each([
    ['a global', "import type * as users from './users.js';\ndeclare global { var make: typeof users }\n"],
    ['a global of a script', "declare var make: typeof import('./users.js');\n"],
  ])('are sought everywhere when %s may hold them', (_, text) => {
    expect(
      candidates({
        'src/users.ts': service,
        'src/orders.ts': mails,
        'src/globals.d.ts': text,
        'src/far.ts': "import './orders.js';\nexport const f = () => make.create({});\n",
      }),
    ).toContain('src/far.ts');
  });

  it('are followed as far as the analysis sees through them', () => {
    const step = (at: number): [string, string] => [
      `src/step${String(at)}.ts`,
      `import { f${String(at - 1)} } from './step${String(at - 1)}.js';
export function f${String(at)}(data: object) { return f${String(at - 1)}(data); }\n`,
    ];
    const found = candidates({
      'src/step0.ts': `${mails}export function f0(data: object) { return mails.add('a', data); }\n`,
      ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map(step)),
    });
    expect(found).toContain('src/step5.ts');
    expect(found).not.toContain('src/step7.ts');
  });
});

describe('what needs no import', () => {
  const sent = 'export const f = (queue: Queue) => queue.send({ a: 1 });\n';

  it('is sought only where the library’s types are generated', () => {
    expect(candidates({ 'src/a.ts': sent })).toEqual([]);
    expect(
      candidates({
        'src/a.ts': sent,
        'src/worker-configuration.d.ts': 'interface Queue { send(body: unknown): Promise<void> }\n',
      }),
    ).toEqual(['src/a.ts']);
  });

  it('takes a class of the library that the program exports again', () => {
    expect(
      candidates({
        'src/library.ts': "export { Queue } from 'bullmq';\n",
        'src/mails.ts': "import { Queue } from './library.js';\nexport const mails = new Queue('mails');\n",
      }),
    ).toEqual(['src/library.ts', 'src/mails.ts']);
  });
});
