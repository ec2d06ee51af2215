/** KNOWLEDGE: what a queue library does with failures, results, duplicates and shutdown. Option paths are those of its own options. */

/** Delay before retry n (1-based), from the base delay d and the factor f. `managed`: the service decides. */
export type BackoffFormula =
  | 'd*2^(n-1)'
  | 'd+2^(n-1)'
  | 'd*(2^n-1)'
  | 'd*2^n'
  | 'd*f^(n-1)'
  | 'd*2^n/2'
  | 'f^n'
  | 'e^n'
  | 'n^4+15'
  | 'd'
  | 'managed';

/** How the library repeats failed tasks. Delays in `unit`. */
export interface RetryFacts {
  /**
   * Who takes the options: the enqueue (over its queue's defaults), the task's own definition, the infrastructure outside the
   * program, or nobody. Default: the enqueue.
   */
  readonly place?: 'enqueue' | 'definition' | 'infrastructure' | 'none';
  /** Option path that holds the number of runs or retries. */
  readonly attempts?: string;
  /** Whether `attempts` counts every run or only the repeats. */
  readonly counts: 'runs' | 'retries';
  /** Used when no option is set, counted as `counts` says. */
  readonly default: number | 'infinite';
  /** The same where a delay is set but no number. */
  readonly withDelay?: number;
  /** Event on which programs run a failed task again by hand, where the library retries nothing. */
  readonly failureEvent?: string;
  /** Errors of the library by which a task itself says how long to wait before it runs again. */
  readonly delayErrors?: readonly string[];
  /** Option path of the whole back-off setting. */
  readonly backoff?: string;
  /** Option that says whether delays grow. */
  readonly type?: string;
  /** Its values that make delays grow, and those that do not; default `exponential` and `fixed`. */
  readonly growing?: readonly (string | boolean)[];
  readonly fixed?: readonly (string | boolean)[];
  readonly delay?: string;
  /** A fraction (0 to 1) by which delays may be shortened. */
  readonly jitter?: string;
  /** Built-in randomness: the least part of a growing delay that is kept (default 1). */
  readonly least?: number;
  readonly factor?: string;
  readonly defaultFactor?: number;
  /** Longest delay. */
  readonly max?: string;
  readonly defaultMax?: number;
  /** Unit of the delays; the options may also take texts such as `10s` where `texts` says so. */
  readonly unit: 'ms' | 's';
  readonly texts?: boolean;
  readonly formula: BackoffFormula;
  /** Whether a bare number as back-off means a fixed delay, or one that grows; absent: it means nothing. */
  readonly numberIsFixed?: boolean;
  /** First delay when no option is set, in `unit`; 0 = immediately. */
  readonly defaultDelay: number;
  /** Base delay when delays grow and none is set, in `unit`. */
  readonly growingDelay?: number;
  readonly defaultGrows?: boolean;
  /**
   * Option texts by path (`retries`, `retry.maxAttempts`) that give at least 3 runs and a growing delay of at least 10 s at
   * first; a builder's setter takes its text as arguments. Absent where it cannot be expressed.
   */
  readonly recipe?: Readonly<Record<string, string>>;
  /** Where it cannot be expressed: what to do instead, a sentence for messages. */
  readonly alternative?: string;
}

/** What the library keeps of finished tasks. */
export interface ResultFacts {
  /** Option paths that limit how long finished and failed tasks are kept, finished first. */
  readonly retention: readonly string[];
  /** Who takes them; default: the enqueue, over its queue's defaults. */
  readonly place?: 'enqueue' | 'queue' | 'definition' | 'infrastructure';
  /** The same in a worker's options, where the library has it. */
  readonly workerRetention?: readonly string[];
  readonly default: 'forever' | 'delete' | 'limited';
  /** The same for failed tasks, where it differs. */
  readonly failedDefault?: 'forever' | 'delete' | 'limited';
  /** A schedule is one entry that stays, not one for each run. */
  readonly oneEntryPerSchedule?: boolean;
  /** Members that read a finished task or its result: `Owner.member`. */
  readonly readers: readonly string[];
  /** Members that remove finished tasks by hand: `Owner.member`. */
  readonly cleaners: readonly string[];
  /** Option text that keeps finished tasks for a limited time, keyed by retention path; absent where it cannot be expressed. */
  readonly recipe?: Readonly<Record<string, string>>;
  /** Where it cannot be expressed: what to do instead, a sentence for messages. */
  readonly alternative?: string;
}

/** An option that makes the library drop a second enqueue of the same work. */
export interface DedupFacts {
  /** Option path of the key. */
  readonly path: string;
  /** Semver range of the library in which it works. */
  readonly versions?: string;
  /** `exists`: as long as a task with the key is kept; `pending`: until it starts or ends; `window`: for a time. */
  readonly lasts: 'exists' | 'pending' | 'window';
  /** Option path of the window. */
  readonly window?: string;
  readonly windowUnit?: 'ms' | 's';
  /** Option path of the time before the task runs, in the window's unit. */
  readonly delay?: string;
  /** Options with which a later task takes the place of an earlier one, so that one key for all of them is right. */
  readonly replaces?: readonly string[];
  /** The key is also the task's id, by which it is looked up later. */
  readonly isId?: boolean;
  /** Members that take the id as their first argument. */
  readonly lookups?: readonly string[];
}

/** A member that blocks until a task is done, or that is asked again and again until it is. */
export interface WaitFacts {
  /** `Owner.member`, or the name of an exported function. */
  readonly member: string;
  readonly versions?: string;
  /** Locates the timeout; absent: there is none. */
  readonly timeout?: string;
  /** The engine suspends the waiter, so that it holds no worker (Trigger.dev, Temporal, Inngest …). */
  readonly suspends?: boolean;
  /** It tells at once how far a task is: only a loop around it waits. */
  readonly polled?: boolean;
}

/** An object whose events and end the program must care for. */
export interface EmitterFacts {
  /** Class that is constructed, or whose subclass is. */
  readonly owner: string;
  /** Functions (`connect`) and members (`Consumer.create`) that make one, beside its constructor. */
  readonly made?: readonly string[];
  readonly versions?: string;
  /** Its first argument is no queue's name (a connection, say). */
  readonly nameless?: boolean;
  /** What a missing `error` listener does: `exits` ends the process. */
  readonly unheard: 'exits' | 'logs' | 'nothing';
  /** Event of a failed task, where it tells of them. */
  readonly failure?: string;
  /** It runs tasks, so something must close it when the process is told to stop. */
  readonly worker?: boolean;
  /** Members of which one must be called before it runs tasks; absent: it does from the start. */
  readonly runs?: readonly string[];
  /** Members that close it. */
  readonly close: readonly string[];
  /** The library closes it on SIGTERM itself. */
  readonly closesItself?: boolean;
}

/** What else a reader, a rule or the guide wants to know. */
export interface Capabilities {
  /** Enqueue inside a database transaction: an option takes the transaction, SQL does, the surrounding one is used, or not at all. */
  readonly transaction: 'none' | 'option' | 'sql' | 'ambient';
  /** Option path or locator of the transaction. */
  readonly transactionAt?: string;
  /** Where tasks go that failed for good. */
  readonly deadLetter: 'set' | 'queue' | 'infrastructure' | 'none';
  readonly deadLetterAt?: string;
  /** Option path of the time a task may take. */
  readonly timeout?: string;
  readonly timeoutUnit?: 'ms' | 's';
  /** Option path of how many tasks one worker runs at once. */
  readonly concurrency?: string;
  readonly delay: boolean;
  readonly schedule: boolean;
  readonly priority: boolean;
  /** Tasks of one queue outlive a crash of the process. */
  readonly durable: boolean;
  /** Bytes of the largest payload, where the library or service limits it. */
  readonly maxPayload?: number;
  /** What stores the tasks: `Redis`, `PostgreSQL` … */
  readonly backend: string;
}
