/** Texts of options, as adapters give them, and how they are written out. */
import type { Host } from '../analysis/program/host.js';
import type ts from 'typescript';
import { fileStyle } from './file-style.js';

/** Option text by path: `retries`, `retry.maxAttempts`. */
export type PathTexts = Readonly<Record<string, string>>;

/** Option text by key, in the order in which it is written; nested options likewise. */
export interface OptionTexts {
  readonly [key: string]: string | OptionTexts;
}

/** @returns an object for each dot in the paths. */
export function nested(texts: PathTexts): OptionTexts {
  const found: Record<string, string | OptionTexts> = {};
  for (const [path, text] of Object.entries(texts)) {
    const [key = path, ...rest] = path.split('.');
    if (rest.length === 0) found[key] = text;
    else {
      const own = found[key];
      const below = nested({ [rest.join('.')]: text });
      found[key] = typeof own === 'object' ? { ...own, ...below } : below;
    }
  }
  return found;
}

/** @returns options one or more properties deeper: `opts`, `options.retry`; as they are for an empty path. */
export function under(path: string, options: OptionTexts): OptionTexts {
  return path === ''
    ? options
    : path.split('.').reduceRight<OptionTexts>((below, key) => ({ [key]: below }), options);
}

/** @returns what stands below a path; a text where the options hold one for the whole of it. */
export function below(path: string, options: OptionTexts): OptionTexts | string | undefined {
  let at: OptionTexts | string | undefined = options;
  for (const key of path === '' ? [] : path.split('.')) {
    if (typeof at === 'string') return at;
    at = at?.[key];
  }
  return at;
}

/** @returns the same with the quotes that a file uses. */
export function inStyleOf(host: Host, file: ts.SourceFile, options: OptionTexts): OptionTexts {
  const { quote } = fileStyle(host.ts, file, host.program.getCompilerOptions());
  const restyled = (value: string | OptionTexts): string | OptionTexts =>
    typeof value === 'string' ? value.replaceAll("'", quote) : inStyleOf(host, file, value);
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, restyled(value)]));
}

/** @returns a value on one line. */
export function write(value: string | OptionTexts): string {
  return typeof value === 'string' ? value : inline(value);
}

/** @returns an object literal on one line. */
export function inline(options: OptionTexts): string {
  return `{ ${pairs(options)} }`;
}

/** @returns its properties on one line. */
export function pairs(options: OptionTexts): string {
  return Object.entries(options)
    .map(([key, value]) => `${key}: ${write(value)}`)
    .join(', ');
}

const WIDTH = 100;

/** @returns a value on one line where that fits behind `column` characters and the indent, else a line for each key. */
export function laidOut(
  value: string | OptionTexts,
  indent: string,
  column: number,
  newline: string,
): string {
  const text = write(value);
  if (typeof value === 'string' || indent.length + column + text.length <= WIDTH) return text;
  const deeper = indent + (indent.includes('\t') ? '\t' : '  ');
  const lines = Object.entries(value).map(
    ([key, inner]) => `${deeper}${key}: ${laidOut(inner, deeper, key.length + 2, newline)},`,
  );
  return ['{', ...lines, `${indent}}`].join(newline);
}
