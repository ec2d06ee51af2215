import { styleText } from 'node:util';
import type { Output } from './command.js';

/** Styles used in output. */
type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'underline';

/** Styles a text, or returns it as it is where colours are not wanted. */
export type Paint = (style: Style, text: string) => string;

/** @returns the painter for a stream: no colours without a terminal, with `NO_COLOR`, or in `TERM=dumb`. */
export function painter(output: Output): Paint {
  const { NO_COLOR: none, FORCE_COLOR: forced, TERM: term } = process.env;
  const wanted =
    none !== undefined && none !== ''
      ? false
      : forced !== undefined
        ? forced !== '0'
        : output.isTTY === true && term !== 'dumb';
  return wanted ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
}
