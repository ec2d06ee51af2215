import type { JsonValue } from '../json.js';

/** Something the outside world noticed: a mail, a charge, a file. */
export interface Effect {
  readonly name: string;
  /** What the effect was about. */
  readonly detail: JsonValue;
  /** Milliseconds since 1970 on the virtual clock. */
  readonly atMs: number;
  /** The process or request that did it. */
  readonly by: string;
  /** The task that did it; undefined in a request. */
  readonly taskId: string | undefined;
  readonly attempt: number | undefined;
}

/** What the outside world noticed during a simulation. */
export class EffectLog {
  readonly #effects: Effect[] = [];
  readonly #keys = new Set<string>();

  /**
   * Notes an effect. With an idempotency key, a second effect of that name and key is taken for a repetition, as a
   * mail or payment provider would, and not noted. Returns whether it was noted.
   */
  add(effect: Effect, idempotencyKey?: string): boolean {
    if (idempotencyKey !== undefined) {
      const key = JSON.stringify([effect.name, idempotencyKey]);
      if (this.#keys.has(key)) return false;
      this.#keys.add(key);
    }
    this.#effects.push(effect);
    return true;
  }

  /** The effects in order, all or those of one name. */
  list(name?: string): readonly Effect[] {
    return this.#effects.filter((effect) => name === undefined || effect.name === name);
  }

  /** How many effects there were, of one name or of all. */
  count(name?: string): number {
    return this.list(name).length;
  }
}
