import ts from 'typescript';
import { expect, test } from 'vitest';
import { enqueueLoop } from '../../src/analysis/behaviour/loops.js';
import { analyze } from '../../src/analysis/facts.js';
import { bulkCall } from '../../src/edits/bulk-call.js';
import { createTestProgram, virtualPath } from '../program.js';
import { apply } from '../rules/kit.js';

const head = `
import { createQueue, defineTask } from 'eslint-plugin-task-queue/queue';
const send = defineTask({ name: 'send', run: (mail: { id: number; text: string }) => { console.log(mail.text); } });
const queue = createQueue({ tasks: [send] });
`;

/** @returns the code with every loop that can be a bulk call made one. */
function bulked(code: string): string {
  const program = createTestProgram({ 'main.ts': head + code });
  const file = program.getSourceFile(virtualPath('main.ts'));
  if (!file) throw new Error('main.ts is not in the program');
  const analysis = analyze(ts, program);
  const edits = analysis.file(file).enqueues.flatMap((site) => {
    const found = enqueueLoop(analysis.host, site);
    const rewrite = found ? bulkCall(analysis.host, found) : [];
    return 'skip' in rewrite ? [] : rewrite;
  });
  const text = apply(head + code, edits);
  const errors = createTestProgram({ 'main.ts': text }).getSemanticDiagnostics();
  expect(errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([]);
  return text.slice(head.length);
}

test('a bulk call that takes the task and the options once', () => {
  expect(
    bulked(`
export async function invite(ids: number[]) {
  for (const id of ids) await queue.enqueue(send, { id, text: 'Hello' });
  for (const id of ids) {
    await queue.enqueue(send, { id, text: 'Hello again, we have not heard of you' }, { delayMs: 60_000 });
  }
  for (const id of ids) {
    const mail = { id, text: String(id) };
    await queue.enqueue(send, mail);
  }
}
`),
  ).toBe(`
export async function invite(ids: number[]) {
  await queue.enqueueMany(send, ids.map((id) => ({ id, text: 'Hello' })));
  await queue.enqueueMany(
    send,
    ids.map((id) => ({ id, text: 'Hello again, we have not heard of you' })),
    { delayMs: 60_000 },
  );
  await queue.enqueueMany(
    send,
    ids.map((id) => {
      const mail = { id, text: String(id) };
      return mail;
    }),
  );
}
`);
});

test('options that differ from turn to turn have no place in it', () => {
  const code = `
export async function invite(ids: number[]) {
  for (const id of ids) await queue.enqueue(send, { id, text: '' }, { delayMs: id * 1000 });
}
`;
  expect(bulked(code)).toBe(code);
});

test('pg-boss: the queue stands before the list', () => {
  expect(
    bulked(`
import { PgBoss } from 'pg-boss';
const boss = new PgBoss('postgres://localhost/app');
export async function invite(ids: number[]) {
  for (const id of ids) await boss.send('mail', { id });
  for (const id of ids) await boss.send('mail', { id }, { singletonKey: String(id) });
}
`),
  ).toBe(`
import { PgBoss } from 'pg-boss';
const boss = new PgBoss('postgres://localhost/app');
export async function invite(ids: number[]) {
  await boss.insert('mail', ids.map((id) => ({ data: { id } })));
  for (const id of ids) await boss.send('mail', { id }, { singletonKey: String(id) });
}
`);
});
