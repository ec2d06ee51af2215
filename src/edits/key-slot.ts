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

/** @returns the name of a row's variable: `order` for `orders[]` too when it is one of them. */
export function rowName(slot: KeySlot): string {
  const name = slot.path.at(-1) ?? lowerFirst(slot.model.name);
  return slot.many && slot.path.length === 0 ? `${name}s` : name;
}

/** @returns how one of several rows is called. */
export function elementName(base: string): string {
  const one = singular(base);
  return one === base ? 'row' : one;
}

/** @returns whether the payload holds the key as another type than the row: JSON has no bigint. */
export function isBigint(slot: KeySlot): boolean {
  return slot.keys.length === 1 && slot.keys[0]?.wire === 'bigint';
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
