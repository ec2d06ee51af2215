import { AsyncLocalStorage } from 'node:async_hooks';
import type { TaskContext } from '../task.js';

/** A process or a request: what a crash takes away. */
export interface Actor {
  readonly name: string;
  /** True once it crashed: nothing it does counts any more. */
  dead: boolean;
  /** What its crash means to the world. */
  readonly onCrash: () => void;
}

interface Stage {
  readonly actor: Actor;
  readonly context: TaskContext | undefined;
}

/** One for all worlds: Node walks through every storage there is at every promise. */
const stages = new AsyncLocalStorage<Stage>();

/** Knows, in any async function, which process or request it runs in. */
export class Actors {
  /** Runs `act` as `actor`, for the task of `context` when it is a worker's attempt. */
  run<T>(actor: Actor, context: TaskContext | undefined, act: () => T): T {
    return stages.run({ actor, context }, act);
  }

  /** Who acts; undefined in the scenario itself, which cannot crash. */
  get current(): Actor | undefined {
    return stages.getStore()?.actor;
  }

  /** The attempt that acts; undefined outside of tasks. */
  get context(): TaskContext | undefined {
    return stages.getStore()?.context;
  }

  /** The name for traces. */
  get who(): string {
    return this.current?.name ?? 'scenario';
  }

  /** Never returns to an actor that crashed: a lost process executes nothing. */
  async alive(): Promise<void> {
    if (this.current?.dead === true) await new Promise<never>(() => undefined);
  }

  /** Crashes whoever acts and never returns to it; in the scenario itself it does nothing. */
  async crash(): Promise<void> {
    if (this.current !== undefined) crashActor(this.current);
    await this.alive();
  }
}

/** Takes the process or request away, once. */
export function crashActor(actor: Actor): void {
  if (actor.dead) return;
  actor.dead = true;
  actor.onCrash();
}
