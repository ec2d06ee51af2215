/** Delays written as text. */
import type ts from 'typescript';
import type { Host } from './host.js';
import { declaringPackage, symbolAt } from './symbols.js';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** @returns milliseconds of `ms('1 minute')` of the package `ms`, the field's usual way to write a delay. */
export function duration(
  host: Host,
  call: ts.CallExpression,
  fold: (part: ts.Expression) => unknown,
): number | undefined {
  const symbol = symbolAt(host, call.expression);
  const declaration = symbol?.declarations?.[0];
  const first = call.arguments[0];
  if (!declaration || !first || declaringPackage(declaration) !== 'ms') return undefined;
  const text = fold(first);
  return typeof text === 'string' ? milliseconds(text) : undefined;
}

/** @returns milliseconds of a duration text such as `10s` or `5 minutes`; a bare number is milliseconds. */
export function milliseconds(text: string): number | undefined {
  const match = /^(-?[\d.]+)\s*([a-z]*)$/iu.exec(text.trim());
  if (!match) return undefined;
  const word = (match[2] ?? '').toLowerCase();
  const unit = word === '' || word.startsWith('ms') || word.startsWith('milli') ? 'ms' : word.charAt(0);
  const factor = UNITS[unit];
  return factor === undefined ? undefined : Number(match[1]) * factor;
}
