/** A source of randomness: each call gives a number from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** The process's own randomness, different at every start. */
export const systemRandom: Random = () => Math.random();

/**
 * A random source that gives the same numbers for the same seed, in every process and on every machine
 * (FNV-1a to spread the seed, mulberry32 to draw).
 */
export function createRandom(seed: number | string): Random {
  let state = 0x811c9dc5;
  for (const character of String(seed)) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A 24-digit hexadecimal identifier (96 random bits). */
export function randomId(random: Random): string {
  const part = (): string =>
    Math.floor(random() * 4_294_967_296)
      .toString(16)
      .padStart(8, '0');
  return part() + part() + part();
}
