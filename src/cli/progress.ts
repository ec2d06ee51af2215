import type { Output } from './command.js';

/** One line that says what is being done; only on a terminal. */
export interface Progress {
  readonly show: (text: string) => void;
  readonly clear: () => void;
}

/** @returns a progress line on `output`. */
export function progressOn(output: Output): Progress {
  if (output.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  return {
    show(text) {
      output.write(`\r\u001b[2K${text.slice(0, 100)}`);
    },
    clear() {
      output.write('\r\u001b[2K');
    },
  };
}
