/** Names that are nearly the same. */

/** Shortest names in which one and two slips are still a slip. */
const ONE_SLIP = 4;
const TWO_SLIPS = 7;

/** @returns how many letters were left out, added, changed or swapped with their neighbour, up to `limit` + 1. */
export function slipsBetween(a: string, b: string, limit = 2): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const changed = (row[j - 1] ?? 0) + (same ? 0 : 1);
      let least = Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return Math.min(row[b.length] ?? 0, limit + 1);
}

/** @returns whether one name is likely to be a slip for the other; numbers tell names apart on purpose. */
export function isSlip(a: string, b: string): boolean {
  if (a === b || a.replaceAll(/\d+/gu, '#') === b.replaceAll(/\d+/gu, '#')) return false;
  const slips = slipsBetween(a.toLowerCase(), b.toLowerCase());
  const length = Math.min(a.length, b.length);
  return slips === 0 || (slips === 1 && length >= ONE_SLIP) || (slips === 2 && length >= TWO_SLIPS);
}

/** @returns the name that another was most likely meant to be. */
export function meantName(name: string, names: Iterable<string>): string | undefined {
  let best: { readonly name: string; readonly slips: number } | undefined;
  for (const candidate of names) {
    if (!isSlip(name, candidate)) continue;
    const slips = slipsBetween(name.toLowerCase(), candidate.toLowerCase());
    if (!best || slips < best.slips) best = { name: candidate, slips };
  }
  return best?.name;
}
