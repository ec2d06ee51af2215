import type { InvalidOption } from '../invalid-options.js';

/** Empty: each entry must be shown on the library, and Agenda needs a MongoDB, which the tests have not. */
export const agendaInvalid: readonly InvalidOption[] = [];
