/** The call that loads a row again, as text. */
import type { Handle } from '../analysis/payload/handles.js';
import { delegateName } from '../analysis/payload/handles.js';
import { isBigint, type KeySlot } from './key-slot.js';

/**
 * @param key expression that holds the key in the worker
 * @param extras options of the producer's query that are repeated
 * @param entity how the worker's file calls the entity class
 * @returns the loading call, without `await`
 */
export function loadText(
  slot: KeySlot,
  handle: Handle,
  key: string,
  extras: readonly string[],
  entity: string,
): string {
  const { template } = handle;
  const pattern = slot.many
    ? extras.length > 0
      ? template.manyWithExtras
      : template.many
    : extras.length > 0
      ? template.oneWithExtras
      : template.one;
  const values: Readonly<Record<string, string>> = {
    handle: handle.text,
    entity,
    delegate: delegateName(slot.model),
    where: whereText(slot, key),
    key: slot.keys[0]?.name ?? 'id',
    keys: isBigint(slot) ? `${key}.map((key) => BigInt(key))` : key,
    extras: extras.join(', '),
  };
  return pattern
    .replaceAll(/\{\{(\w+)\}\}/gu, (_, name: string) => values[name] ?? '')
    .replaceAll(/\{ (\.\.\.[\w.]+) \}/gu, (_, spread: string) => spread.slice(3));
}

function whereText(slot: KeySlot, key: string): string {
  const [only] = slot.keys;
  if (slot.keys.length > 1 || !only)
    return slot.compound === undefined ? `...${key}` : `${slot.compound}: ${key}`;
  return `${only.name}: ${isBigint(slot) ? `BigInt(${key})` : key}`;
}
