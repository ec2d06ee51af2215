/** What a wire makes of a row, column by column: by the types of its columns, and by how its ORM writes a live object. */
import { codecOf, type CodecId, type Effect } from '../../adapters/codecs.js';
import type { Host } from '../program/host.js';
import { guarded } from '../program/symbols.js';
import type { EntityFinding } from './entities.js';
import { columnsOf } from './models/index.js';
import { typeText } from './structure.js';
import { walkPayload } from './walk.js';

/** What becomes of a column; `open` where its type does not tell. */
export type ColumnOutcome = Effect | 'survives' | 'open';

/** @returns what becomes of each column of a row that is sent, in the model's order. */
export function columnOutcomes(
  host: Host,
  finding: EntityFinding,
  codec: CodecId,
): ReadonlyMap<string, ColumnOutcome> {
  const { model } = finding;
  const outcomes = new Map<string, ColumnOutcome>();
  if (!model) return outcomes;
  const internal = writtenAsInternals(finding);
  for (const column of columnsOf(host, model))
    outcomes.set(column, internal ?? columnOutcome(host, finding, column, codec));
  return outcomes;
}

/** A column by its name and the text of its type. */
export interface TypedColumn {
  readonly name: string;
  readonly type: string;
}

/** @returns columns that make the enqueue throw, if they hold what their types say. */
export function throwingColumns(host: Host, finding: EntityFinding, codec: CodecId): readonly TypedColumn[] {
  if (!Object.values(codecOf(codec).effects).includes('throws')) return [];
  return [...columnOutcomes(host, finding, codec)].flatMap(([name, outcome]) => {
    const symbol = outcome === 'throws' ? host.checker.getPropertyOfType(finding.type, name) : undefined;
    const type = symbol && host.checker.getNonNullableType(host.checker.getTypeOfSymbol(symbol));
    return type ? [{ name, type: typeText(host, type) }] : [];
  });
}

/** A live object, or a copy of one, that is written as the library's own state: no column is where a worker looks. */
function writtenAsInternals({ shape, spread, adapter: { json } }: EntityFinding): ColumnOutcome | undefined {
  if (shape === 'instance' && json?.by === 'internals') return 'loses';
  const copied = spread && shape === 'snapshot' ? json?.spread : undefined;
  if (copied === undefined || copied === 'fields') return undefined;
  return copied === 'throws' ? 'throws' : 'loses';
}

function columnOutcome(
  host: Host,
  { adapter, node, shape, type }: EntityFinding,
  column: string,
  codec: CodecId,
): ColumnOutcome {
  const symbol = guarded(() => host.checker.getPropertyOfType(type, column));
  // What was left out of the copy is not sent.
  if (!symbol) return 'survives';
  const value = host.checker.getTypeOfSymbol(symbol);
  const answer = walkPayload(host, { expression: undefined, type: value, node, path: [column] }, codec);
  if (answer.is === 'no') return 'survives';
  if (answer.is === 'unknown') return 'open';
  const [problem] = answer.value;
  if (!problem) return 'open';
  const own = shape === 'instance' ? adapter.json?.kinds?.[problem.kind] : undefined;
  return own ?? problem.effect;
}
