/** Sends every specimen through every given wire. */
import path from 'node:path';
import { codecOf, type CodecId } from '../../src/adapters/codecs.js';
import type { Carrier } from './carriers.js';
import { observe, Predictions, type Outcome, type Row, type Table } from './observe.js';
import { roots, specimens, type Specimen } from './specimens.js';

/** Wires where a payload that is binary as a whole fares otherwise than one within. */
const withRoots: ReadonlySet<CodecId> = new Set(['temporal', 'json-or-bytes']);

/** @returns what is predicted and what is observed; and the specimens that the walker takes for another kind. */
export async function measure(
  carriers: readonly Carrier[],
): Promise<{ readonly table: Table; readonly mistaken: readonly string[] }> {
  const predictions = new Predictions(path.join(import.meta.dirname, 'specimens.ts'));
  const table: Record<string, Record<string, Row>> = {};
  const mistaken: string[] = [];
  for (const carrier of carriers) {
    const { codec, library } = carrier;
    const rows = (table[codec] ??= {});
    const carry = await carrier.open();
    try {
      for (const [name, specimen] of Object.entries(specimensOf(codec))) {
        const { outcome: predicted, kind } = predictions.of(name, codec);
        if (kind !== undefined && kind !== kindOn(codec, specimen))
          mistaken.push(`${codec}: ${name} for ${kind}`);
        const observed: Record<string, Outcome> = { ...rows[name]?.observed };
        observed[library] = await observe(specimen, carry);
        rows[name] = { kind: specimen.kind, predicted, observed };
      }
    } finally {
      await carrier.close?.();
    }
  }
  return { table, mistaken };
}

/** A wire that does not ask for `toJSON` sees a class like others. */
function kindOn(codec: CodecId, { kind }: Specimen): Specimen['kind'] {
  return kind === 'self-written' && !codecOf(codec).toJSON ? 'class' : kind;
}

function specimensOf(codec: CodecId): Readonly<Record<string, Specimen>> {
  return withRoots.has(codec) ? { ...specimens, ...roots } : specimens;
}
