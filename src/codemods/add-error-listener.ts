import { emittersOf } from '../analysis/sites/emitters.js';
import { unheardErrors } from '../analysis/sites/unheard.js';
import { addErrorListener } from '../edits/add-error-listener.js';
import { refuse } from '../edits/refuse.js';
import { createCodemod } from './kit/codemod.js';

/** An `error` that somebody hears is a line in the log instead of the end of the process. */
export default createCodemod({
  id: 'add-error-listener',
  practice: '27.3.6',
  description: 'adds an error listener where a missing one ends the process',
  reasons: {
    'no-statement-after': 'No statement can follow the construction.',
    'out-of-sight': 'The emitter is handed to code that cannot be seen, which may listen to it.',
  },
  *run({ analysis, files }) {
    const unheard = unheardErrors(analysis);
    for (const site of emittersOf(analysis)) {
      if (!files.includes(site.file)) continue;
      const { host } = analysis;
      if (unheard.includes(site)) yield { rewrite: addErrorListener(host, site.node) };
      else if (site.facts.unheard === 'exits' && site.hears('error').is === 'unknown') {
        yield {
          rewrite: refuse(
            site.node,
            'out-of-sight',
            `This \`${site.name}\` is handed to code that cannot be seen; add an \`error\` listener by hand if that code does not.`,
          ),
        };
      }
    }
  },
});
