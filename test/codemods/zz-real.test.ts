import { test } from 'vitest';
import path from 'node:path';
import codemod from '../../src/codemods/serialize-payload.js';
import { planFolder } from './kit.js';
for (const d of (process.env.DIRS ?? '').split(','))
  test(d, () => {
    const { changes, skipped } = planFolder(codemod, d);
    for (const c of changes) console.log('CHANGE', path.relative(d, c.file));
    for (const s of skipped) console.log('SKIP', path.relative(d, s.file), s.line, s.reason, s.message);
  }, 280000);
