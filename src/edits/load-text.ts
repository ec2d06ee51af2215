/** The call that loads a row again, as text. */
import type { Handle } from '../analysis/payload/handles.js';
import type { KeyProperty } from '../analysis/payload/models/model.js';
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
  const pattern = patternOf(slot, handle, repeated);
  const [only] = slot.keys;
  const values: Readonly<Record<string, string>> = {
    handle: handle.text,
    entity,
    delegate: delegateName(slot.model),
    model: slot.model.name,
    table: slot.model.table ?? delegateName(slot.model),
    where: whereText(slot, key),
    id: only && slot.keys.length === 1 ? receivedKey(key, only) : key,
    column: only ? columnOf(only) : 'id',
    key: only ? columnOf(only) : 'id',
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

function patternOf(slot: KeySlot, { template }: Handle, repeated: RepeatedQuery): string {
  const extras = repeated.options.length > 0;
  const chain = repeated.members.length > 0;
  if (slot.many) {
    if (chain && template.manyWithChain !== undefined) return template.manyWithChain;
    return extras ? template.manyWithExtras : template.many;
  }
  if (slot.keys.length > 1) {
    const pattern = extras ? template.oneByColumnsWithExtras : template.oneByColumns;
    if (pattern !== undefined) return pattern;
  }
  if (chain && template.oneWithChain !== undefined) return template.oneWithChain;
  return extras ? template.oneWithExtras : template.one;
}

function columnOf({ column, name }: KeyProperty): string {
  return column ?? name;
}

function whereText(slot: KeySlot, key: string): string {
  const [only] = slot.keys;
  if (slot.keys.length === 1 && only) return `${columnOf(only)}: ${receivedKey(key, only)}`;
  // A queued row has more than its key.
  const apart = isConverted(slot) || slot.acceptsRow;
  const holder = operandText(key);
  const columns = apart
    ? slot.keys.map((part) => `${part.name}: ${receivedKey(`${holder}.${part.name}`, part)}`).join(', ')
    : `...${key}`;
  if (slot.compound === undefined) return columns;
  return `${slot.compound}: ${apart ? `{ ${columns} }` : key}`;
}
