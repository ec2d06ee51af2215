import { Heap } from './heap.js';
import type { DedupClaim } from './store.js';

interface Held {
  readonly name: string;
  readonly id: string;
  readonly untilMs: number | null;
}

/** Which task holds which dedup key. Claims that have ended take no memory. */
export class DedupClaims {
  readonly #byName = new Map<string, Held>();
  /** Claims that end with their task, by its id. */
  readonly #untilSettled = new Map<string, Held>();
  readonly #byEnd = new Heap<Held & { readonly untilMs: number }>(
    (left, right) => left.untilMs < right.untilMs,
  );

  /** Claims the key for task `id`; returns the id of the task that holds it already, or undefined. */
  claim(task: string, id: string, claim: DedupClaim, nowMs: number): string | undefined {
    this.#dropEnded(nowMs);
    const name = JSON.stringify([task, claim.key]);
    const holder = this.#byName.get(name);
    if (holder !== undefined) return holder.id;
    const { untilMs } = claim;
    const held = { name, id, untilMs };
    this.#byName.set(name, held);
    if (untilMs === null) this.#untilSettled.set(id, held);
    else this.#byEnd.push({ ...held, untilMs });
    return undefined;
  }

  /** Ends the claim of a task that completed or died. */
  settle(id: string): void {
    const held = this.#untilSettled.get(id);
    if (held === undefined) return;
    this.#untilSettled.delete(id);
    this.#byName.delete(held.name);
  }

  #dropEnded(nowMs: number): void {
    for (
      let first = this.#byEnd.peek();
      first !== undefined && first.untilMs <= nowMs;
      first = this.#byEnd.peek()
    ) {
      this.#byEnd.pop();
      this.#byName.delete(first.name);
    }
  }
}
