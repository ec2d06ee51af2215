/** Proof that a text is no cron expression, as `cron-parser` and its like read it. */

/** Least and greatest number of each field, seconds first. */
const RANGES: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

/** Words that may stand for numbers in a field, and letters with a meaning of their own (last, weekday, nth). */
const WORDS = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)$/iu;
const SPECIAL = /[lwh#?]/iu;

/** @returns whether no reader of cron expressions takes this text. What is unusual but may be right is not broken. */
export function isBrokenCron(text: string): boolean {
  const trimmed = text.trim();
  // `@daily` and the like, or an empty text that a library may take as "every minute".
  if (trimmed === '' || trimmed.startsWith('@')) return false;
  const fields = trimmed.split(/\s+/u);
  if (fields.length > 6) return true;
  if (fields.length < 5) return fields.some((field) => /^[a-z]{2,}$/iu.test(field) && !WORDS.test(field));
  const ranges = RANGES.slice(6 - fields.length);
  return fields.some((field, index) => isBrokenField(field, ranges[index] ?? [0, 59]));
}

function isBrokenField(field: string, range: readonly [number, number]): boolean {
  return field.split(',').some((item) => {
    if (SPECIAL.test(item.replaceAll(/[a-z]{3}/giu, ''))) return false;
    const match = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/u.exec(item);
    if (!match) return !/^[\w*/-]*$/u.test(item);
    const [, from = '*', to, step] = match;
    if (step !== undefined && Number(step) === 0) return true;
    if (isBrokenPoint(from, range) || (to !== undefined && isBrokenPoint(to, range))) return true;
    return /^\d+$/u.test(from) && to !== undefined && /^\d+$/u.test(to) && Number(from) > Number(to);
  });
}

function isBrokenPoint(point: string, [least, most]: readonly [number, number]): boolean {
  if (point === '*') return false;
  if (/^\d+$/u.test(point)) return Number(point) < least || Number(point) > most;
  return !WORDS.test(point);
}
