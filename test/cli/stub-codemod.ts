import { createCodemod } from '../../src/codemods/kit/codemod.js';
import type { Rewrite } from '../../src/edits/edit.js';

/** Renames task `a` to `b`, and refuses task `no`. */
export const rename = createCodemod({
  id: 'rename-task',
  practice: '0',
  description: 'Renames a task.',
  reasons: { named: 'The name is asked for.' },
  *run({ files }) {
    for (const { fileName: file, text } of files) {
      for (const { index } of text.matchAll(/'(?:a|no)'/gu)) {
        const rewrite: Rewrite = text.startsWith("'a'", index)
          ? [{ file, start: index, end: index + 3, text: "'b'" }]
          : { skip: true, reason: 'named', message: 'It says no.', file, start: index };
        yield { rewrite };
      }
    }
  },
});
