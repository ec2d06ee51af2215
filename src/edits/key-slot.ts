/** What travels in a payload instead of a row, and under which name. */
import type { KeyProperty, Model } from '../analysis/payload/models/model.js';

/** One part of a payload that is a row now and its key afterwards. */
export interface KeySlot {
  readonly model: Model;
  /** Property names from the payload's root to the row; empty when the payload itself is the row, or a spread of it. */
  readonly path: readonly string[];
  readonly many: boolean;
  readonly spread: boolean;
  readonly keys: readonly KeyProperty[];
  /** How a query names a composite key, if it has a name of its own for it. */
  readonly compound: string | undefined;
  /** Property that holds the key: `orderId`. */
  readonly name: string;
  /** The worker still takes tasks that were queued with the row (`--accept-queued`). */
  readonly acceptsRow: boolean;
}

/** @returns names for the property that holds a row's key, best first. */
export function keyNames(
  path: readonly string[],
  entity: string,
  keys: readonly KeyProperty[],
  many: boolean,
): readonly string[] {
  const base = path.at(-1) ?? lowerFirst(entity);
  const one = many ? singular(base) : base;
  const [key] = keys;
  const suffix = keys.length > 1 || !key ? 'Key' : upperFirst(key.name.replace(/^_+/u, ''));
  // `account.accountId` needs no second `account`.
  const own = key && keys.length === 1 && key.name.toLowerCase().startsWith(one.toLowerCase());
  const plural = many ? 's' : '';
  const names = [own === true ? key.name : one + suffix, `${one}Key`, `${one}Row${suffix}`];
  return [...new Set(names.map((name) => name + plural))];
}

/** @returns what one row of a model is called: `order` of a class `Order`, of a table `orders`, of an interface `OrderTable`. */
export function nounOf({ kind, name }: Model): string {
  const noun = lowerFirst(name);
  if (kind !== 'table' && kind !== 'row-type') return noun;
  return singular(noun.replace(/(?<=.)(?:Table|Row)s?$/u, ''));
}

/** @returns the name of a row's variable: `order` for `orders[]` too when it is one of them. */
export function rowName(slot: KeySlot): string {
  const name = slot.path.at(-1) ?? nounOf(slot.model);
  return slot.many && slot.path.length === 0 ? `${name}s` : name;
}

/** @returns how one of several is called; `otherwise` where the name is no plural. */
export function elementName(base: string, otherwise = 'row'): string {
  const one = singular(base);
  return one === base ? otherwise : one;
}

/** @returns whether the payload holds some part of the key as another type than the row: JSON has no bigint. */
export function isConverted(slot: KeySlot): boolean {
  return slot.keys.some(({ wire }) => wire !== 'same');
}

/** @returns a key's value as it travels: `String(order.id)`. */
export function sentKey(text: string, { wire }: KeyProperty): string {
  if (wire === 'date') return `${text}.toISOString()`;
  return wire === 'same' ? text : `String(${text})`;
}

/** @returns a key's value as a query takes it: `BigInt(job.data.orderId)`. */
export function receivedKey(text: string, { wire }: KeyProperty): string {
  if (wire === 'bigint') return `BigInt(${text})`;
  return wire === 'date' ? `new Date(${text})` : text;
}

/**
 * @param row the payload's row, as tasks that are already queued have it: `job.data.order`
 * @param key the payload's key: `job.data.orderId`
 * @returns the key of either: `job.data.order?.id ?? job.data.orderId`
 */
export function eitherKey(row: string, key: string, slot: KeySlot): string {
  const [only] = slot.keys;
  if (slot.keys.length > 1 || !only) return `${row} ?? ${key}`;
  if (!slot.many) return `${row}?.${only.name} ?? ${key}`;
  const element = elementName(slot.path.at(-1) ?? '');
  return `${row}?.map((${element}) => ${element}.${only.name}) ?? ${key}`;
}

/** @returns an expression that a member can be read of. */
export function operandText(text: string): string {
  return /^[\w$.?]+$/u.test(text) ? text : `(${text})`;
}

function singular(name: string): string {
  if (/ies$/u.test(name) && name.length > 4) return `${name.slice(0, -3)}y`;
  if (/(?:ss|us|is)$/u.test(name) || !name.endsWith('s')) return name;
  return name.slice(0, -1);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
