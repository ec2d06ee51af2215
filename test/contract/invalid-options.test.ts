/** Every entry about invalid options has a test that shows it on the real library, and every such test has an entry. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { agendaInvalid } from '../../src/adapters/queues/invalid/agenda.js';
import { beeQueueInvalid } from '../../src/adapters/queues/invalid/bee-queue.js';
import { bullInvalid } from '../../src/adapters/queues/invalid/bull.js';
import { bullmqInvalid } from '../../src/adapters/queues/invalid/bullmq.js';
import { graphileWorkerInvalid } from '../../src/adapters/queues/invalid/graphile-worker.js';
import { pgBossInvalid } from '../../src/adapters/queues/invalid/pg-boss.js';

const entries = [
  ...bullmqInvalid,
  ...bullInvalid,
  ...beeQueueInvalid,
  ...pgBossInvalid,
  ...graphileWorkerInvalid,
  ...agendaInvalid,
];

function provenIds(): readonly string[] {
  const folder = path.resolve(import.meta.dirname, '../claims');
  return readdirSync(folder)
    .filter((name) => name.startsWith('invalid-'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .flatMap((text) => [...text.matchAll(/'([a-z-]+\/[a-zA-Z-]+)', (?:async )?\(\)/gu)])
    .map((match) => match[1] ?? '');
}

test('each entry has exactly one test of its name', () => {
  const ids = entries.map(({ id }) => id);
  expect([...provenIds()].sort()).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
});

test('each entry says what to do in a sentence or two, and its patterns are regular expressions', () => {
  for (const { id, says, when } of entries) {
    expect(says, id).toMatch(/\.$/u);
    expect(says.length, id).toBeLessThan(260);
    for (const pattern of [when.matches, when.differs]) if (pattern !== undefined) new RegExp(pattern, 'u');
  }
});
