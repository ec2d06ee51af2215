/** What a worker's query must repeat of the producers', so that the row it loads has what the one it was sent had. */
import type ts from 'typescript';
import type { EntityFinding } from '../analysis/payload/entities.js';
import type { QueryMember, QueryOption } from '../analysis/payload/query.js';
import { relationUse } from '../analysis/payload/relations.js';
import { columnsOf, relationsOf, transientsOf } from '../analysis/payload/models/index.js';
import type { Model } from '../analysis/payload/models/model.js';
import { identifiersIn, isReference } from '../analysis/behaviour/names.js';
import type { Host } from '../analysis/program/host.js';
import type { Skip } from './edit.js';
import { refuse } from './refuse.js';

/** What a query says about relations and columns, as text for another query. */
export interface RepeatedQuery {
  /** `relations: { posts: true }` */
  readonly options: readonly string[];
  /** `.populate('posts')` */
  readonly members: readonly string[];
}

const nothing: RepeatedQuery = { options: [], members: [] };

/** @returns what to repeat, or a Skip when the worker needs relations that no producer's query shows. */
export function repeatedOptions(
  host: Host,
  model: Model,
  rows: readonly EntityFinding[],
  reads: readonly (ts.Expression | ts.BindingElement)[],
): RepeatedQuery | Skip {
  const transients = new Set([...transientsOf(host, model), ...strangersIn(host, model, rows)]);
  for (const read of reads) {
    const use = relationUse(host, read, transients, 'seen');
    if (use) {
      const message = `The worker reads \`${use.relation ?? ''}\`, which no query loads by itself; load it by hand.`;
      return refuse(use.node, 'relations-unknown', message);
    }
  }
  const shown = rows.map((row) => shownOptions(host, row));
  const [first] = shown;
  if (first && shown.every((other) => other && textOf(other) === textOf(first))) return first;
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
  return nothing;
}

/** Columns of another table that a query joined into the row: the rows' own types show them. */
function strangersIn(host: Host, model: Model, rows: readonly EntityFinding[]): readonly string[] {
  if (model.kind !== 'row-type' && model.kind !== 'table') return [];
  const own = new Set([...columnsOf(host, model), ...relationsOf(host, model)]);
  return rows.flatMap(({ type }) =>
    host.checker
      .getPropertiesOfType(type)
      .map(({ name }) => name)
      .filter((name) => !own.has(name)),
  );
}

function textOf({ options, members }: RepeatedQuery): string {
  return [...options, ...members].join();
}

/** The query's options, if it is a read whose row holds exactly what they say. */
function shownOptions(host: Host, { query, adapter }: EntityFinding): RepeatedQuery | undefined {
  if (!query?.complete) return undefined;
  // What `save()` returns is the object it was given, relations and all.
  if (adapter.options.typed !== true && !query.finds) return undefined;
  const options = query.options.map((option) => portableText(host, option));
  const chosen = query.members.filter(({ role }) => role !== 'other');
  const members = chosen.map((member) => memberText(host, member));
  return options.every(isText) && members.every(isText) ? { options, members } : undefined;
}

function isText(text: string | undefined): text is string {
  return text !== undefined;
}

/** `.populate('author')` whose arguments name nothing of their own surroundings. */
function memberText(host: Host, { name, role, call }: QueryMember): string | undefined {
  // A plain row has none of an entity's methods: what the worker does with it cannot be told alike.
  if (role === 'plain') return undefined;
  // `populate<{ author: Author }>('author')`: the type may have no name in the worker's file.
  if (call.typeArguments) return undefined;
  const texts = call.arguments.map((argument) => portable(host, argument));
  return texts.every(isText) ? `.${name}(${texts.join(', ')})` : undefined;
}

/** An option that names nothing of its own surroundings, on one line. */
function portableText(host: Host, { node }: QueryOption): string | undefined {
  const { ts } = host;
  return ts.isPropertyAssignment(node) ? portable(host, node, node.initializer) : undefined;
}

/** @param value the part of the node that may name something */
function portable(host: Host, node: ts.Node, value: ts.Node = node): string | undefined {
  const { ts } = host;
  if (identifiersIn(ts, value).some((identifier) => isReference(ts, identifier))) return undefined;
  const printer = ts.createPrinter({ removeComments: true });
  const text = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
  return text.replaceAll(/\s+/gu, ' ').replaceAll(/,(?= ?[}\]])/gu, '');
}
