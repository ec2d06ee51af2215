/** `--accept-queued`: the rewritten worker is run on tasks of before the deploy and of after it. */
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import codemod from '../../src/codemods/pass-ids.js';
import { writeAll } from '../../src/codemods/kit/write.js';
import { copyOf, planFolder } from './kit.js';

type Processor = (job: { data: unknown }) => Promise<void>;

const repository = path.resolve(import.meta.dirname, '../..');
const before = path.join(repository, 'fixtures/codemods/pass-ids/accept-queued/before');

test('tasks that were queued with the row load the same rows as new ones', async () => {
  const folder = copyOf(before);
  writeAll(planFolder(codemod, folder, [], new Set(['accept-queued'])).changes);
  const processors = new Map<string, Processor>();
  const mails: string[] = [];
  const asked: unknown[] = [];
  const read = (where: unknown): Promise<object> => {
    asked.push(where);
    return Promise.resolve({ email: 'a@shop.example', name: 'Ada', role: 'owner' });
  };
  function Worker(name: string, processor: Processor): void {
    processors.set(name, processor);
  }
  const rows = { findOneByOrFail: read, findBy: async (where: unknown) => [await read(where)], update: read };
  vi.doMock('bullmq', () => ({ Worker }));
  vi.doMock('typeorm', () => ({ In: (keys: unknown) => keys }));
  vi.doMock(path.join(folder, 'entities.ts'), () => ({ User: {}, Order: {}, Membership: {} }));
  vi.doMock(path.join(folder, 'database.ts'), () => ({ dataSource: { getRepository: () => rows } }));
  vi.doMock(path.join(folder, 'mail.ts'), () => ({
    sendMail: (...mail: string[]) => Promise.resolve(void mails.push(mail.join(' '))),
  }));
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await import(path.join(folder, 'worker.ts'));
  const work = async (queue: string, data: unknown): Promise<unknown[]> => {
    asked.length = 0;
    await processors.get(queue)?.({ data: JSON.parse(JSON.stringify(data)) });
    return [...asked];
  };

  const user = { id: 7, email: 'old@shop.example', name: 'Ada' };
  const order = { id: 'o-1', number: 'S-1', total: 5 };
  const membership = { userId: 7, orgId: 3, role: 'guest' };
  expect(await work('receipts', { user, orders: [order], note: 'n' })).toEqual([{ id: 7 }, { id: ['o-1'] }]);
  expect(await work('receipts', { userId: 7, orderIds: ['o-1'], note: 'n' })).toEqual([
    { id: 7 },
    { id: ['o-1'] },
  ]);
  expect(await work('invites', { membership, by: 'x' })).toEqual([{ userId: 7, orgId: 3 }]);
  expect(await work('invites', { membershipKey: { userId: 7, orgId: 3 }, by: 'x' })).toEqual([
    { userId: 7, orgId: 3 },
  ]);
  expect(await work('greetings', user)).toEqual([{ id: 7 }]);
  expect(await work('greetings', { userId: 7 })).toEqual([{ id: 7 }]);
  expect(await work('pings', { user })).toEqual([7]);
  expect(await work('pings', { userId: 7 })).toEqual([7]);
  // The mails say what the rows say now, not what was queued.
  expect(mails.every((mail) => !mail.includes('old@'))).toBe(true);
});
