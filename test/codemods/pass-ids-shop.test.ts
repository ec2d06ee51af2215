import path from 'node:path';
import { expect, test } from 'vitest';
import { runShop } from '../../fixtures/engine/index.mjs';
import codemod from '../../src/codemods/pass-ids.js';
import { writeAll } from '../../src/codemods/kit/write.js';
import { SHOP } from '../fixtures/shop-repairs.js';
import { compileErrors, copyOf, planFolder } from './kit.js';

test('the shop: what can be repaired is, the rest has a reason, the result compiles and works', async () => {
  const shop = copyOf(SHOP);
  const { changes, skipped } = planFolder(codemod, shop);
  const names = changes.map(({ file }) => path.relative(shop, file));
  expect(names).toEqual([
    'src/queues/payloads.ts',
    'src/services/accounts.ts',
    'src/services/checkout.ts',
    'src/workers/receipts.ts',
    'src/workers/welcome.ts',
  ]);
  expect(skipped.map(({ file, line, reason }) => [path.relative(shop, file), line, reason])).toEqual([
    ['src/services/accounts.ts', 32, 'worker-out-of-sight'],
    ['src/services/quotes.ts', 16, 'unsaved-entity'],
  ]);
  writeAll(changes);
  expect(compileErrors(shop)).toEqual([]);
  expect(planFolder(codemod, shop).changes).toEqual([]);

  // The same rush hour as in test/fixtures/shop.test.ts, which counts three stale rows before.
  const { staleRowsUsed, mailsRepeated, passwordHashesQueued, trace } = await runShop(shop);
  expect({ staleRowsUsed, mailsRepeated, passwordHashesQueued }).toEqual({
    staleRowsUsed: 1,
    mailsRepeated: 0,
    passwordHashesQueued: 2,
  });
  expect(trace.join('\n')).toContain('mail to ada@new.example: Your order S-1000');
});
