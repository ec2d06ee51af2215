/** What a worker's query must repeat of the producers', so that the row it loads has what the one it was sent had. */
import type ts from 'typescript';
import type { EntityFinding } from '../analysis/payload/entities.js';
import type { QueryOption } from '../analysis/payload/query.js';
import { relationUse } from '../analysis/payload/relations.js';
import { relationsOf, transientsOf } from '../analysis/payload/models/index.js';
import type { Model } from '../analysis/payload/models/model.js';
import { identifiersIn, isReference } from '../analysis/behaviour/names.js';
import type { Host } from '../analysis/program/host.js';
import type { Skip } from './edit.js';
import { refuse } from './refuse.js';

/** @returns the options as text, or a Skip when the worker needs relations that no producer's query shows. */
export function repeatedOptions(
  host: Host,
  model: Model,
  rows: readonly EntityFinding[],
  reads: readonly (ts.Expression | ts.BindingElement)[],
): readonly string[] | Skip {
  const transients = transientsOf(host, model);
  for (const read of reads) {
    const use = relationUse(host, read, transients, 'seen');
    if (use) {
      const message = `The worker reads \`${use.relation ?? ''}\`, which no query loads by itself; load it by hand.`;
      return refuse(use.node, 'relations-unknown', message);
    }
  }
  const shown = rows.map((row) => shownOptions(host, row));
  const [first] = shown;
  if (first && shown.every((options) => options?.join() === first.join())) return first;
  const relations = relationsOf(host, model);
  for (const read of reads) {
    const use = relationUse(host, read, relations);
    if (!use) continue;
    const what =
      use.relation === undefined
        ? 'hands the row to code that may need its relations'
        : `reads its \`${use.relation}\``;
    return refuse(
      use.node,
      'relations-unknown',
      `The worker ${what}; the producers' queries do not show alike that it is loaded, so load it by hand.`,
    );
  }
  return [];
}

/** The query's options, if it is a read whose row holds exactly what they say. */
function shownOptions(host: Host, { query, adapter }: EntityFinding): readonly string[] | undefined {
  if (!query?.complete) return undefined;
  // What `save()` returns is the object it was given, relations and all.
  if (adapter.options.typed !== true && !query.member.startsWith('find')) return undefined;
  const texts = query.options.flatMap((option) => portableText(host, option) ?? []);
  return texts.length === query.options.length ? texts : undefined;
}

/** An option that names nothing of its own surroundings, on one line. */
function portableText(host: Host, { node }: QueryOption): string | undefined {
  const { ts } = host;
  if (!ts.isPropertyAssignment(node)) return undefined;
  if (identifiersIn(ts, node.initializer).some((identifier) => isReference(ts, identifier))) return undefined;
  const printer = ts.createPrinter({ removeComments: true });
  const text = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
  return text.replaceAll(/\s+/gu, ' ').replaceAll(/,(?= ?[}\]])/gu, '');
}
