import { InvalidOptionError } from '../errors.js';
import type { Random } from '../random.js';

/** What can go wrong, and the kind of name it strikes at. */
export type FaultKind =
  /** The process is lost just before the named effect happens. */
  | 'crash-before'
  /** The process is lost just after the named effect happened. */
  | 'crash-after'
  /** The process is lost `ms` milliseconds after it started the named task. */
  | 'crash-during'
  /** The broker delivers the named task once more, `ms` milliseconds later. */
  | 'duplicate'
  /** The named task becomes due `ms` milliseconds late. */
  | 'delay'
  /** The delivery of the named task is held back for `ms` milliseconds, so that later tasks overtake it. */
  | 'reorder'
  /** The named transaction takes `ms` milliseconds to become visible. */
  | 'slow-commit'
  /** The named transaction fails at its commit. */
  | 'rollback';

/** One fault: what, at which name, at which time that name comes up (1 for the first). */
export interface Fault {
  readonly kind: FaultKind;
  readonly at: string;
  readonly occurrence: number;
  readonly ms: number;
}

/** For each kind of fault, how probable it is at each place it could strike, from 0 to 1. */
export type FaultRates = Readonly<Partial<Record<FaultKind, number>>>;

/** Loses the process before the effect. `occurrence` 1 is the first time the effect is reached. */
export function crashBefore(effect: string, occurrence = 1): Fault {
  return { kind: 'crash-before', at: effect, occurrence, ms: 0 };
}

/** Loses the process after the effect. `occurrence` 1 is the first time the effect happens. */
export function crashAfter(effect: string, occurrence = 1): Fault {
  return { kind: 'crash-after', at: effect, occurrence, ms: 0 };
}

/** Loses the process `ms` milliseconds into an attempt of the task, if it still runs. */
export function crashDuring(task: string, ms: number, occurrence = 1): Fault {
  return { kind: 'crash-during', at: task, occurrence, ms };
}

/** Delivers the task a second time, `ms` milliseconds after the first delivery. */
export function duplicate(task: string, ms = 0, occurrence = 1): Fault {
  return { kind: 'duplicate', at: task, occurrence, ms };
}

/** Makes the task due `ms` milliseconds later than asked. */
export function delay(task: string, ms: number, occurrence = 1): Fault {
  return { kind: 'delay', at: task, occurrence, ms };
}

/** Holds a delivery of the task back for `ms` milliseconds while later ones pass. */
export function reorder(task: string, ms = 1_000, occurrence = 1): Fault {
  return { kind: 'reorder', at: task, occurrence, ms };
}

/** Lets the transaction take `ms` milliseconds between its last statement and its commit. */
export function slowCommit(transaction: string, ms: number, occurrence = 1): Fault {
  return { kind: 'slow-commit', at: transaction, occurrence, ms };
}

/** Lets the transaction fail at its commit. */
export function rollback(transaction: string, occurrence = 1): Fault {
  return { kind: 'rollback', at: transaction, occurrence, ms: 0 };
}

/** Decides at each place where a fault could strike, and remembers those that did. */
export class FaultSchedule {
  /** The faults that struck, in order; given to `simulate` as `faults` they strike again in the same places. */
  readonly struck: Fault[] = [];
  readonly #visits = new Map<string, number>();
  readonly #decide: (kind: FaultKind, at: string, occurrence: number) => Fault | undefined;

  /**
   * @param faults the faults themselves, or how probable each kind is
   * @param max how many faults the probabilities may make at most, so that a run ends
   */
  constructor(faults: readonly Fault[] | FaultRates, random: Random, max: number) {
    if (isList(faults)) {
      const planned = new Map(faults.map((fault) => [place(fault.kind, fault.at, fault.occurrence), fault]));
      this.#decide = (kind, at, occurrence) => planned.get(place(kind, at, occurrence));
      return;
    }
    for (const [kind, rate] of Object.entries(faults)) {
      if (!(rate >= 0 && rate <= 1))
        throw new InvalidOptionError(`faults.${kind}`, rate, 'a rate between 0 and 1');
    }
    this.#decide = (kind, at, occurrence) => {
      const rate = faults[kind] ?? 0;
      if (rate === 0 || this.struck.length >= max || random() >= rate) return undefined;
      // From 1 ms to 100 s, each order of magnitude as probable: shorter and longer than a lease.
      return { kind, at, occurrence, ms: Math.round(10 ** (5 * random())) };
    };
  }

  /** The fault that strikes here and now, if any. */
  strike(kind: FaultKind, at: string): Fault | undefined {
    const key = place(kind, at, 0);
    const occurrence = (this.#visits.get(key) ?? 0) + 1;
    this.#visits.set(key, occurrence);
    const fault = this.#decide(kind, at, occurrence);
    if (fault !== undefined) this.struck.push(fault);
    return fault;
  }
}

function place(kind: FaultKind, at: string, occurrence: number): string {
  return JSON.stringify([kind, at, occurrence]);
}

function isList(faults: readonly Fault[] | FaultRates): faults is readonly Fault[] {
  return Array.isArray(faults);
}
