/** The call that loads a row again, as text. */
import type { Handle } from '../analysis/payload/handles.js';
import { delegateName } from '../analysis/payload/handles.js';
import { isConverted, operandText, receivedKey, type KeySlot } from './key-slot.js';
import type { RepeatedQuery } from './repeat-query.js';

/**
 * @param key expression that holds the key in the worker
 * @param repeated what the producer's query says about relations and columns
 * @param entity how the worker's file calls the entity: its class, model or table
 * @returns the loading call, without `await`
 */
export function loadText(
  slot: KeySlot,
  handle: Handle,
  key: string,
  repeated: RepeatedQuery,
  entity: string,
): string {
  const { template } = handle;
  const extras = repeated.options.length > 0;
  const pattern = slot.many
    ? extras
      ? template.manyWithExtras
      : template.many
    : extras
      ? template.oneWithExtras
      : template.one;
  const [only] = slot.keys;
  const values: Readonly<Record<string, string>> = {
    handle: handle.text,
    entity,
    delegate: delegateName(slot.model),
    table: slot.model.table ?? delegateName(slot.model),
    where: whereText(slot, key),
    id: only && slot.keys.length === 1 ? receivedKey(key, only) : key,
    column: only?.name ?? 'id',
    key: only?.name ?? 'id',
    keys:
      only && receivedKey('key', only) !== 'key'
        ? `${operandText(key)}.map((key) => ${receivedKey('key', only)})`
        : key,
    extras: repeated.options.join(', '),
    chain: repeated.members.join(''),
  };
  return pattern
    .replaceAll(/\{\{(\w+)\}\}/gu, (_, name: string) => values[name] ?? '')
    .replaceAll(/\{ (\.\.\.[\w.]+) \}/gu, (_, spread: string) => spread.slice(3));
}

function whereText(slot: KeySlot, key: string): string {
  const [only] = slot.keys;
  if (slot.keys.length === 1 && only) return `${only.name}: ${receivedKey(key, only)}`;
  // A queued row has more than its key.
  const apart = isConverted(slot) || slot.acceptsRow;
  const holder = operandText(key);
  const columns = apart
    ? slot.keys.map((part) => `${part.name}: ${receivedKey(`${holder}.${part.name}`, part)}`).join(', ')
    : `...${key}`;
  if (slot.compound === undefined) return columns;
  return `${slot.compound}: ${apart ? `{ ${columns} }` : key}`;
}
