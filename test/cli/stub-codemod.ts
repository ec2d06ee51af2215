import { createCodemod } from '../../src/codemods/kit/codemod.js';
import type { Rewrite } from '../../src/edits/edit.js';

/** Proposes nothing, and has no options. */
export const nothing = createCodemod({
  id: 'nothing',
  practice: '0',
  description: 'Does nothing.',
  reasons: {},
  run: () => [],
});

/** Renames task `a` to `b` (or `c`), and refuses task `no`. */
export const rename = createCodemod({
  id: 'rename-task',
  practice: '0',
  description: 'Renames a task.',
  reasons: { named: 'The name is asked for.' },
  options: { 'to-c': 'the new name is c' },
  *run({ files, options }) {
    const text = options.has('to-c') ? "'c'" : "'b'";
    for (const { fileName: file, text: source } of files) {
      for (const { index } of source.matchAll(/'(?:a|no)'/gu)) {
        const rewrite: Rewrite = source.startsWith("'a'", index)
          ? [{ file, start: index, end: index + 3, text }]
          : { skip: true, reason: 'named', message: 'It says no.', file, start: index };
        yield { rewrite };
      }
    }
  },
});
