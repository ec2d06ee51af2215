/** KNOWLEDGE: options that a library refuses or ignores at run time, whatever its types say. */

/** One such option. Every entry has a test under its `id` in `test/claims` that makes the real library do what it says. */
export interface InvalidOption {
  /** `<adapter>/<what>`, the name of the test that proves it. */
  readonly id: string;
  /** Semver range of the library; absent: every version the adapter describes. */
  readonly versions?: string;
  readonly at: Place;
  /** Only enqueues, or calls, of this member. */
  readonly member?: string;
  /** Option path that is wrong; a locator for `call`; empty for a queue's name. */
  readonly path: string;
  readonly when: Condition;
  /** `throws` at the call, `ignored` in silence, `fails` later in the worker. */
  readonly effect: 'throws' | 'ignored' | 'fails';
  /** What happens in production and what to do, one or two short sentences. */
  readonly says: string;
  /** Option path to use instead, where renaming it is the whole repair. */
  readonly rename?: string;
  /** Characters to write instead of others, where that is the whole repair. */
  readonly replace?: { readonly from: string; readonly to: string };
}

/**
 * Whose option it is: `enqueue` an enqueue's own, `defaults` those of a queue, `task` either of them, `worker` a worker's,
 * `queue-name` the name of a queue, `item` a property beside the payload of a bulk or flow item, `call` a part of the
 * enqueuing call, by its locator.
 */
export type Place = 'enqueue' | 'defaults' | 'task' | 'worker' | 'queue-name' | 'item' | 'call';

/** When a set option is invalid; every member given must hold, and each must be proven. */
export interface Condition {
  /** Texts that match this regular expression (`u` flag); parts that are not known count as ordinary letters or digits. */
  readonly matches?: string;
  /** Texts known as a whole that do not match. */
  readonly differs?: string;
  /** Texts that are no cron expression. */
  readonly cron?: 'broken';
  /** Numbers below or above. */
  readonly below?: number;
  readonly above?: number;
  /** Numbers that are not whole. */
  readonly fraction?: true;
  /** Exactly this value. */
  readonly equals?: string | number | boolean;
  /** A value of one of these kinds. */
  readonly kind?: 'string' | 'number' | 'boolean' | 'object' | 'Date';
  /** One of these other options is switched on. */
  readonly with?: readonly string[];
  /** None of these is set, whichever place they may be set in. */
  readonly without?: readonly string[];
  /** None of these is set in the same place. */
  readonly alone?: readonly string[];
  /** The program shows a worker of the queue, and no worker of it sets this option. */
  readonly workersWithout?: string;
  /** The program shows the queue and a worker of it, and no construction of the queue switches this option on. */
  readonly queuesWithout?: string;
  /** The program creates its queues by this member, but not the one that is meant. */
  readonly notCreatedBy?: string;
}
