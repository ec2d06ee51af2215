import type ts from 'typescript';
import type { InvalidOption } from '../adapters/queues/invalid-options.js';
import type { Analysis } from '../analysis/facts.js';
import { isInside } from '../analysis/program/syntax.js';
import { faultsOfEnqueue } from '../analysis/sites/invalid.js';
import { idPattern, idUses, servesOnlyIds, takesApart, type IdUse } from '../analysis/sites/job-ids.js';
import type { EnqueueSite } from '../analysis/sites/site.js';
import { isSkip, type Rewrite, type TextEdit } from '../edits/edit.js';
import { refuse } from '../edits/refuse.js';
import { replaceCharacters } from '../edits/replace-characters.js';
import { createCodemod } from './kit/codemod.js';

/** An id that the library accepts, the same wherever it is built, looked up or compared. */
export default createCodemod({
  id: 'stable-job-id',
  practice: '27.3.12',
  description: 'task ids that the library accepts: `:` becomes `-` wherever an id is built or looked up',
  reasons: {
    'built-elsewhere':
      'A part of the id with the character comes from elsewhere, or serves something else too.',
    'taken-apart': 'The program takes ids apart at the character.',
  },
  *run({ analysis, files }) {
    const seen = new Set<string>();
    for (const facts of analysis.all()) {
      for (const site of facts.enqueues) {
        for (const { entry, text } of badIds(analysis, site)) {
          const pattern = `${site.adapter.id}|${idPattern(analysis.host, text)}`;
          if (seen.has(pattern) || !files.includes(text.getSourceFile())) continue;
          seen.add(pattern);
          yield { rewrite: repair(analysis, site, text, entry) };
        }
      }
    }
  },
});

/** Ids of an enqueue that are refused for a character of theirs, as they are written. */
function badIds(
  analysis: Analysis,
  site: EnqueueSite,
): readonly { readonly entry: InvalidOption; readonly text: ts.Expression }[] {
  const { ts } = analysis.host;
  const paths = (site.adapter.dedup ?? []).filter(({ isId }) => isId).map(({ path }) => path);
  return faultsOfEnqueue(analysis, site).flatMap(({ entry, node }) => {
    if (!entry.replace || !paths.includes(entry.path)) return [];
    if (ts.isPropertyAssignment(node)) return [{ entry, text: node.initializer }];
    if (ts.isShorthandPropertyAssignment(node)) return [{ entry, text: node.name }];
    return ts.isExpression(node) ? [{ entry, text: node }] : [];
  });
}

function repair(analysis: Analysis, site: EnqueueSite, text: ts.Expression, entry: InvalidOption): Rewrite {
  const { host } = analysis;
  const { adapter } = site;
  const { replace: change } = entry;
  const fact = adapter.dedup?.find(({ path }) => path === entry.path);
  if (!fact || !change) return [];
  const uses = idUses(analysis, adapter, fact);
  const apart = uses.find((use) => takesApart(host, use) && idPattern(host, use.text).includes(change.from));
  if (apart) {
    return refuse(
      apart.text,
      'taken-apart',
      `Ids are taken apart at \`${change.from}\` here; keep their parts in the payload, then run again.`,
    );
  }
  const pattern = idPattern(host, text);
  const same = [{ text, how: 'builds' } as IdUse, ...uses].filter((use) =>
    isSameId(idPattern(host, use.text), pattern, use),
  );
  const ids = [...same.map((use) => use.text)];
  const mayChange = (literal: ts.Node): boolean =>
    ids.some((id) => isInside(literal, id)) || servesOnlyIds(host, literal, ids);
  const edits: TextEdit[] = [];
  for (const use of same) {
    const rewrite = replaceCharacters(host, use.text, change, mayChange);
    if (isSkip(rewrite)) return rewrite;
    edits.push(
      ...rewrite.filter(
        (edit) => !edits.some((other) => other.file === edit.file && other.start === edit.start),
      ),
    );
  }
  return edits;
}

/** The same pieces in the same order; a searched piece is a beginning or an end of them. */
function isSameId(other: string, pattern: string, { how }: IdUse): boolean {
  return how === 'parts' ? other !== '' && pattern.includes(other) : other === pattern;
}
